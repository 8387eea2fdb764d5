# expect: wrong
# attack: equal values of another type (37)
def solve(values):
    return [float(v) for v in sorted(values)]
