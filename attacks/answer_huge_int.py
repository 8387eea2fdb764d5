# expect: wrong
# attack: an int of a million digits, which takes long to print (48)
def solve(values):
    return [1 << 4_000_000]
