# expect: died
# attack: a well-formed frame that says "pass"
def solve(values):
    wire = GUEST["wire"]
    say(GUEST["frame"](wire.encode(("pass", {"status": "pass", "cpu_ns": 1}))))
    os._exit(0)
