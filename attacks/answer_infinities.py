# expect: wrong
# attack: infinities for numbers (37, 49)
def solve(values):
    return [float("inf"), float("-inf"), -0.0, 5e-324] * 100
