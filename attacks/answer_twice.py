# expect: wrong runs=2
# attack: the value of one call served for two, or a value too many (15)
def solve(values):
    say(returned(sorted(values), sorted(values)))
    os._exit(0)
