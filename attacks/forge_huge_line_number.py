# expect: raised
# attack: an exception's line number with more digits than Python prints: the host must not fail
def solve(values):
    say(GUEST["frame"](GUEST["wire"].encode(("raised", "E" * 10_000, "\x1b[2J\n" * 999, 10**9000))))
    os._exit(0)
