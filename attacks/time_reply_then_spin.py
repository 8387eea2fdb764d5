# expect: pass time=honest
# attack: the right answer is written at once, the work is done afterwards (3)
def solve(values):
    say(returned(sorted(values)))
    slow_sort(values)
    os._exit(0)
