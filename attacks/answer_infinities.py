# expect: wrong
# attack: infinities in place of the numbers
def solve(values):
    return [float("inf"), float("-inf"), -0.0, 5e-324] * 100
