# expect: timeout|memory
# attack: arithmetic with numbers of a hundred million digits
def solve(values):
    return len(str(10**10**8 % (10**7 + int("1" * 100))))
