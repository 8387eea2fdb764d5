# expect: wrong
# attack: equal values of another type
def solve(values):
    return [float(v) for v in sorted(values)]
