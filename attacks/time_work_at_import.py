# expect: pass time=honest
# attack: the work is done while the module is imported (8)
TABLE = slow_sort([k * 7919 % 5000 for k in range(5000)])


def solve(values):
    return sorted(values)
