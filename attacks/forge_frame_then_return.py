# expect: died
# attack: an answer is written and another one returned (44)
def solve(values):
    say(returned(sorted(values)))
    return []
