# expect: died
# attack: the frame promises more than comes (44)
def solve(values):
    say(returned(sorted(values))[:-1])
    os._exit(0)
