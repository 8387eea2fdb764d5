# expect: died
# attack: a dict with the same key twice
def solve(values):
    data = b"t\2\0\0\0s\x08\0\0\0returnedl\1\0\0\0m\2\0\0\0TFTT"
    say(len(data).to_bytes(8, "little") + data)
    os._exit(0)
