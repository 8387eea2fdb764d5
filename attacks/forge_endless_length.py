# expect: died
# attack: a length of 2**64 - 1
def solve(values):
    say(b"\xff" * 8 + b"x" * 100)
    os._exit(0)
