# expect: wrong
# attack: equal values of other types
def solve(values):
    return [bool(v) if v in (0, 1) else v for v in sorted(values)]
