# expect: died
# attack: extra bytes after the frame
def solve(values):
    say(returned(sorted(values)) + b"\0")
    os._exit(0)
