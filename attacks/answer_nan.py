# expect: wrong
# attack: NaN values, which compare unequal to themselves
def solve(values):
    nan = float("nan")
    return [nan] * len(values)
