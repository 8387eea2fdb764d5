# expect: pass time=honest
# attack: do the work during the import
TABLE = slow_sort([k * 7919 % 5000 for k in range(5000)])


def solve(values):
    return sorted(values)
