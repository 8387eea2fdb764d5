# expect: died
# attack: send "ready" again, to restart the clock
def solve(values):
    say(GUEST["frame"](b"ready"))
    say(returned(sorted(values)))
    os._exit(0)
