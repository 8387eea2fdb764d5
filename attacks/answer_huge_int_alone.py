# expect: wrong
# attack: an int that Python refuses to print
def solve(values):
    return (1 << 100_000) - 1
