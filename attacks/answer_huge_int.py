# expect: wrong
# attack: an int of a million digits, which is slow to print
def solve(values):
    return [1 << 4_000_000]
