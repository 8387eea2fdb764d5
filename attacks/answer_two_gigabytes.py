# expect: memory
# attack: an answer of two gigabytes
def solve(values):
    return b"x" * (2 << 30)
