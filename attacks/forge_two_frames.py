# expect: died
# attack: two answers; the harness may take the better one
def solve(values):
    say(returned([]) + returned(sorted(values)))
    os._exit(0)
