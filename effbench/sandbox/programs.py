"""Whole programs: executed as `__main__`, with files as standard input and output.

Decides what a program finds when it starts and what counts as its output. Whether the output is
right is the host's business. It runs beside the candidate, like `guest.py`.

Standard input and output are anonymous files, made before the process is confined, because
afterwards no file can be made. So everything works that works with `python program.py < in > out`:
`input()`, `open(0)`, `os.read(0, …)`, `os.fstat(0).st_size`, mmap, `os.write(1, …)`. Each call gets
a fresh namespace and fresh contents, whatever the call before did with descriptors 0 and 1. Calls
of one child share its imported modules, as the calls of a function do.

A program has ended well when it ran to its end or called for exit status 0. As in a real
interpreter its threads are then waited for, what it registered with `atexit` is run and its output
flushed; objects are not taken down. Its output is what is in the file then, read as UTF-8; bytes
that are not UTF-8 become U+FFFD. Standard error is thrown away.

A file holds at most FILE_BYTES: writing more fails with OSError (EFBIG). The host's cap on the
whole answer may lie below. The pages of the files are not in the peak memory that the kernel counts
for the process. Standard library only.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import gc
import os
import sys
import tempfile
import threading
import types
from collections.abc import Sequence
from typing import Any

FD_STDIN, FD_STDOUT = 5, 6  # ours; the program has the same files as 0 and 1
FILE_BYTES = 64 << 20


def make_files() -> None:
    """Make both files. Before confinement, while descriptors 5 and 6 are free."""
    for place in (FD_STDIN, FD_STDOUT):
        if hasattr(os, "memfd_create"):
            fd = os.memfd_create("standard stream", 0)
        else:
            with tempfile.TemporaryFile() as file:
                fd = os.dup(file.fileno())
        if fd != place:
            os.dup2(fd, place)
            os.close(fd)


def drop_files() -> None:
    """A function does not need them, and could hide memory in them."""
    os.close(FD_STDIN)
    os.close(FD_STDOUT)


def run(codes: Sequence[types.CodeType], text: str) -> str:
    """Execute a program on one standard input. Returns its standard output.

    Raises what the program raised; SystemExit with a text when it asked for a status but 0.
    """
    _forget_the_last()
    stdout = _connect(text.encode("utf-8", "surrogateescape"))
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    try:
        for code in codes:
            exec(code, module.__dict__)
    except SystemExit as end:
        if end.code is not None and end.code != 0:
            status = end.code if type(end.code) is int else 1
            raise SystemExit(f"exit code {status}") from end
    _wind_up(stdout)
    module.__dict__.clear()  # a file that it left open is flushed and closed by this
    return _contents().decode("utf-8", "replace")


def _forget_the_last() -> None:
    """A file object of the call before would close descriptor 0 or 1 when it goes: so it goes now.

    For the first call that is a few microseconds: what was there before it is frozen.
    """
    for name in ("stdin", "stdout", "__stdin__", "__stdout__"):
        setattr(sys, name, None)
    atexit._clear()
    gc.collect()


def _connect(data: bytes) -> Any:
    """Fill standard input, empty standard output. Returns the new `sys.stdout`."""
    for ours, place in ((FD_STDIN, 0), (FD_STDOUT, 1)):
        os.ftruncate(ours, 0)
        os.lseek(ours, 0, os.SEEK_SET)
        os.dup2(ours, place)
    view = memoryview(data)
    while view:
        view = view[os.write(FD_STDIN, view) :]
    os.lseek(FD_STDIN, 0, os.SEEK_SET)
    # As `python -X utf8` makes them. The descriptors are ours to close.
    coding: dict[str, Any] = {"encoding": "utf-8", "errors": "surrogateescape", "closefd": False}
    sys.stdin = sys.__stdin__ = open(0, **coding)  # type: ignore[misc] # noqa: SIM115  Final in stubs
    sys.stdout = sys.__stdout__ = open(1, "w", **coding)  # type: ignore[misc] # noqa: SIM115  likewise
    # What `site`, which is not loaded here, would add and programs use.
    vars(builtins).update(exit=sys.exit, quit=sys.exit)
    return sys.stdout


def _wind_up(stdout: Any) -> None:
    """What an interpreter does at a program's end, as far as it can still make output."""
    while others := [t for t in threading.enumerate() if not (t.daemon or _is_current(t))]:
        others[0].join()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, stdout):
        if hasattr(stream, "flush"):
            with contextlib.suppress(ValueError):  # closed, or detached: it holds nothing
                stream.flush()


def _is_current(thread: threading.Thread) -> bool:
    return thread is threading.current_thread()


def _contents() -> bytes:
    size = os.fstat(FD_STDOUT).st_size
    os.lseek(FD_STDOUT, 0, os.SEEK_SET)
    pieces = []
    while size:
        piece = os.read(FD_STDOUT, size)
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
