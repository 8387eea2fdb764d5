# expect: died
# attack: a third of the items have distinct hashes, the others share one
def solve(values):
    prime = (2**61 - 1) << 20
    keys = [b"i" + k.to_bytes(8, "little") for k in range(35_000)]
    keys += [
        b"I\x0d\0\0\0" + (k * prime).to_bytes(13, "little") for k in range(2**17, 2**17 + 75_000)
    ]
    data = (
        b"t\2\0\0\0s\x08\0\0\0returnedl\1\0\0\0el"
        + len(keys).to_bytes(4, "little")
        + b"".join(keys)
    )
    say(len(data).to_bytes(8, "little") + data)
    os._exit(0)
