# expect: raised
# attack: an error report of the wrong shape
def solve(values):
    say(GUEST["frame"](GUEST["wire"].encode(("raised", {1: 2}, [], None, "more", float("nan")))))
    os._exit(0)
