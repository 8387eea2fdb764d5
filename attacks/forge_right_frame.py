# expect: pass time=honest
# attack: write its own frame with the right answer: ordinary data, fully charged
def solve(values):
    say(returned(slow_sort(values)))
    os._exit(0)
