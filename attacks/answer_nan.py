# expect: wrong
# attack: NaN compares strangely (49)
def solve(values):
    nan = float("nan")
    return [nan] * len(values)
