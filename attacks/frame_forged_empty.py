# expect: died imports=pandas style=frame
# attack: a hundred thousand empty tables, each a thousand times larger in memory than in bytes
import struct


def solve(table):
    wire = GUEST["wire"]
    empty = b"D" + wire.encode([]) * 2
    many = b"l" + struct.pack("<I", 100_000) + empty * 100_000
    answer = b"t" + struct.pack("<I", 2) + wire.encode("returned") + many
    say(GUEST["frame"](answer))
    os._exit(0)
