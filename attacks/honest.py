# expect: pass time=honest
# attack: none; what the others are measured against
def solve(values):
    return slow_sort(values)
