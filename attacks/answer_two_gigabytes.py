# expect: memory
# attack: an answer of two gigabytes (48, 55)
def solve(values):
    return b"x" * (2 << 30)
