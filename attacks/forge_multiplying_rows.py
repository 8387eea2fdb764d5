# expect: died
# attack: nested packed rows: every byte becomes a hundred lists in the host
def solve(values):
    count = 4_000_000
    size = count.to_bytes(4, "little")
    data = b"plcl" + size + b"\1\0\0\0"
    data = data * 90 + b"pl?" + size + b"\1" * count
    data = b"t\2\0\0\0s\x08\0\0\0returnedl\1\0\0\0" + data
    say(len(data).to_bytes(8, "little") + data)
    os._exit(0)
