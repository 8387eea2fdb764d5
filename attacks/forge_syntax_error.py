# expect: died
# attack: end in a way that is impossible at this point
def solve(values):
    say(GUEST["frame"](GUEST["wire"].encode(("syntax_error", "SyntaxError", "", 1))))
    os._exit(0)
