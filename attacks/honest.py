# expect: pass time=honest
# attack: none; the baseline of the others
def solve(values):
    return slow_sort(values)
