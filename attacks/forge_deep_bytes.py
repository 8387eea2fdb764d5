# expect: died
# attack: a million nested lists in five bytes each
def solve(values):
    data = b"l\1\0\0\0" * 1_000_000 + b"N"
    say(len(data).to_bytes(8, "little") + data)
    os._exit(0)
