# expect: died imports=pandas style=frame
# attack: columns that are longer or shorter than they say
import struct

import numpy


def solve(table):
    wire = GUEST["wire"]
    columns = [numpy.arange(5000), ("text", ["x"] * 4999, None)]
    forged = b"D" + wire.encode(["value", "more"]) + wire.encode(columns)
    head = b"t" + struct.pack("<I", 2) + wire.encode("returned")
    say(GUEST["frame"](head + b"l" + struct.pack("<I", 1) + forged))
    os._exit(0)
