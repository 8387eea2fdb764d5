"""What the host and a zygote (or, at tier T4, a keeper) say to each other over the control socket.

Decides the form of these messages, nothing else. No candidate ever holds this socket. Standard
library only.

Host to zygote: `FORK` with the child's two pipe ends, then `REAP` when the child is dead. A keeper
gets `KILL` instead, because its children have no pidfd, and it reports each death by itself. A
`FORK` says what the child is for: a whole program has files as its standard streams, a function
has none.
"""

from __future__ import annotations

import struct

FORK = struct.Struct("<cQQ")  # a kind, address space in bytes beyond the zygote's own, output cap
FUNCTION, PROGRAM = b"F", b"P"
REAP = b"W"
KILL = b"K"

READY = b"R"  # the zygote stands; b"E" and a text: it can't be built
STARTED = struct.Struct("<cq")  # b"C", the child's pid; a zygote sends the pidfd with it
REAPED = struct.Struct("<iQ")  # wait status, peak RSS in bytes
DIED = struct.Struct("<ciQQ")  # b"D", wait status, CPU nanoseconds, peak RSS in bytes
