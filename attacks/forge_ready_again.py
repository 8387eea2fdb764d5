# expect: died
# attack: "ready" once more, to start the clock anew
def solve(values):
    say(GUEST["frame"](b"ready"))
    say(returned(sorted(values)))
    os._exit(0)
