"""Messages between the host and a zygote (at tier T4, a keeper) on the control socket.

Candidates never have access to this socket. Standard library only.

The host sends a zygote `FORK` with the child's two pipe ends, and `REAP` once the child is dead. It
sends a keeper `KILL` instead, because the keeper's children have no pidfd; the keeper reports each
death by itself. `FORK` names the kind of job: a whole program has files as its standard streams, a
function has none.
"""

from __future__ import annotations

import struct

FORK = struct.Struct("<cQQ")  # kind, address space in bytes beyond the zygote's, output limit
FUNCTION, PROGRAM = b"F", b"P"
REAP = b"W"
KILL = b"K"

READY = b"R"  # the zygote is ready; b"E" and a text: it can't be built
STARTED = struct.Struct("<cq")  # b"C", the child's pid; a zygote also sends the pidfd
REAPED = struct.Struct("<iQ")  # wait status, peak RSS in bytes
DIED = struct.Struct("<ciQQ")  # b"D", wait status, CPU nanoseconds, peak RSS in bytes
