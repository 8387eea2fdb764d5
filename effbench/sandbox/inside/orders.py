"""Messages between the host and a zygote (at tier T4, a keeper), and its configuration.

Candidates never have access to the control socket, which carries the messages. The configuration is
an argument of the zygote's command line, as JSON. Standard library only.

The host sends a zygote `FORK` with the child's two pipe ends, and `REAP` once the child is dead. It
sends a keeper `KILL` instead, because the keeper's children have no pidfd; the keeper reports each
death by itself. `FORK` names the kind of job: a whole program has files as its standard streams, a
function has none.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import TypedDict

FORK = struct.Struct("<cQQ")  # kind, address space in bytes beyond the zygote's, output limit
FUNCTION, PROGRAM = b"F", b"P"
REAP = b"W"
KILL = b"K"

READY = b"R"  # the zygote is ready; b"E" and a text: it can't be built
STARTED = struct.Struct("<cq")  # b"C", the child's pid; a zygote also sends the pidfd
REAPED = struct.Struct("<iQ")  # wait status, peak RSS in bytes
DIED = struct.Struct("<ciQQ")  # b"D", wait status, CPU nanoseconds, peak RSS in bytes


class Statless(TypedDict):
    """Replace the system calls that look for files (tier T2)."""

    packages: list[str]


class Config(TypedDict, total=False):
    """A zygote's configuration; `cage.configuration` makes it.

    At tier T1 it has all keys up to `bwrap`, at T2 and T3 those up to `listable`. At T4 it has the
    first nine and `child`; the keeper adds the last two.
    """

    tier: str
    shell: str
    python: str
    preload: list[str]
    landlock: bool
    path: list[str]
    statless: Statless | None
    packages: list[str]
    package_folders: list[str]
    readable: list[str]
    listable: list[str]
    binds: list[list[str]]
    links: list[list[str]]
    covered: list[str]
    devices: Sequence[str]
    folders: list[str]
    bwrap: str | None
    child: list[str]
    memory_bytes: int
    program: bool
