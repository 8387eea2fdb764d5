# expect: wrong|timeout
# attack: a dict whose int keys have one hash: quadratic for whoever reads it (48, 53)
def solve(values):
    return {k * (2**61 - 1): k for k in range(1, 4000)}
