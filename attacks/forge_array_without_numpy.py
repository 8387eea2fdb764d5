# expect: died
# attack: an array with extents of 0 and 2**40, from a child without numpy
def solve(values):
    data = (
        b"t\2\0\0\0s\x08\0\0\0returnedl\1\0\0\0a\x03<i8\2"
        + (0).to_bytes(8, "little")
        + (2**40).to_bytes(8, "little")
    )
    say(len(data).to_bytes(8, "little") + data)
    os._exit(0)
