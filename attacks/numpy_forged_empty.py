# expect: died imports=numpy
# attack: an empty array with 2**40 rows, written as raw bytes
def solve(values):
    data = (
        b"t\2\0\0\0s\x08\0\0\0returnedl\1\0\0\0a\x03<i8\2"
        + (2**40).to_bytes(8, "little")
        + (0).to_bytes(8, "little")
    )
    say(len(data).to_bytes(8, "little") + data)
    os._exit(0)
