# expect: output_limit
# attack: an answer above the size limit
def solve(values):
    return b"x" * (20 << 20)
