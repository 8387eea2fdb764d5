# expect: wrong runs=2
# attack: one value for two calls, or an additional value
def solve(values):
    say(returned(sorted(values), sorted(values)))
    os._exit(0)
