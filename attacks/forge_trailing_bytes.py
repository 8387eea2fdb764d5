# expect: died
# attack: something after the frame (44)
def solve(values):
    say(returned(sorted(values)) + b"\0")
    os._exit(0)
