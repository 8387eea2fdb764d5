# expect: died
# attack: an end that can't be at this point
def solve(values):
    say(GUEST["frame"](GUEST["wire"].encode(("syntax_error", "SyntaxError", "", 1))))
    os._exit(0)
