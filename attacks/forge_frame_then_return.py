# expect: died
# attack: write one answer and return another
def solve(values):
    say(returned(sorted(values)))
    return []
