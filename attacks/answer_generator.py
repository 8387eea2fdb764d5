# expect: raised
# attack: a generator, so that the work happens later (5)
def solve(values):
    return (v for v in slow_sort(values))
