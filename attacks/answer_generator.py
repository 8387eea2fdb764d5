# expect: raised
# attack: return a generator, so that the work happens later
def solve(values):
    return (v for v in slow_sort(values))
