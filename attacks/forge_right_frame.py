# expect: pass time=honest
# attack: its own frame with the right answer: data like any other, at full price (43)
def solve(values):
    say(returned(slow_sort(values)))
    os._exit(0)
