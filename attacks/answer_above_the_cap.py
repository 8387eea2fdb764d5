# expect: output_limit
# attack: an answer beyond the cap (48)
def solve(values):
    return b"x" * (20 << 20)
