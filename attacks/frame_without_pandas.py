# expect: died|wrong
# attack: the bytes of a table from a task without tables
import struct


def solve(values):
    wire = GUEST["wire"]
    forged = b"D" + wire.encode(["value"]) + wire.encode([("text", ["x"], None)])
    head = b"t" + struct.pack("<I", 2) + wire.encode("returned")
    say(GUEST["frame"](head + b"l" + struct.pack("<I", 1) + forged))
    os._exit(0)
