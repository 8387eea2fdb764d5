# expect: died
# attack: a frame that is shorter than its length says
def solve(values):
    say(returned(sorted(values))[:-1])
    os._exit(0)
