# expect: died
# attack: two answers; the harness may take the better one (44)
def solve(values):
    say(returned([]) + returned(sorted(values)))
    os._exit(0)
