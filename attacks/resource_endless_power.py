# expect: timeout|memory
# attack: arithmetic with numbers of a hundred million digits (59, 70)
def solve(values):
    return len(str(10**10**8 % (10**7 + int("1" * 100))))
