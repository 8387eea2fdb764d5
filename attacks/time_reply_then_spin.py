# expect: pass time=honest
# attack: write the right answer at once, and do the work afterwards
def solve(values):
    say(returned(sorted(values)))
    slow_sort(values)
    os._exit(0)
