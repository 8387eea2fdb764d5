# expect: wrong|timeout
# attack: a dict whose int keys have one hash, which takes quadratic time to read
def solve(values):
    return {k * (2**61 - 1): k for k in range(1, 4000)}
