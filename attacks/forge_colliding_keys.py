# expect: died
# attack: a hundred thousand int keys with one hash, written as raw bytes
def solve(values):
    prime = (2**61 - 1) << 20
    keys = b"".join(
        b"I\x0d\0\0\0" + (k * prime).to_bytes(13, "little") + b"N"
        for k in range(2**17, 2**17 + 100_000)
    )
    data = b"t\2\0\0\0s\x08\0\0\0returnedl\1\0\0\0m" + (100_000).to_bytes(4, "little") + keys
    say(len(data).to_bytes(8, "little") + data)
    os._exit(0)
