"""Run whole programs as `__main__`, with files as standard input and output.

This module sets up a program's environment and collects its output; the host checks the output. It
runs in the candidate's process, like `guest.py`.

A program behaves as with `python program.py < in > out`. Standard input and output are files. They
are created before the process is confined, because it can't create them afterwards. Everything that
works with files therefore works: `input()`, `open(0)`, `os.read(0, …)`, `os.fstat(0).st_size`,
mmap, `os.write(1, …)`. `/dev/stdin`, `/dev/fd/0` and `/proc/self/fd/0` reopen the file from its
start. Tier T1 has no /proc, so the files are in a folder (`scratch.py`) to which links of these
names point. At other tiers they are anonymous files, reached through the system's own links. Each
call gets a fresh namespace and fresh contents, regardless of what the previous call did with
descriptors 0 and 1. Calls of one child share its imported modules, as the calls of a function do.

A program succeeds if it runs to its end or exits with status 0, including by `os._exit`. As in a
real interpreter, its threads are joined first, `atexit` handlers run, output is flushed and objects
are destroyed; `os._exit` skips these steps. The output is the content of the file at that point,
read as UTF-8; invalid bytes become U+FFFD. Standard error is discarded.

A file holds at most FILE_BYTES: writing more fails with OSError (EFBIG). The host's limit on the
whole answer may be lower. The pages of the files do not count toward the peak memory that the
kernel reports for the process. Standard library only.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import gc
import linecache
import operator
import os
import sys
import tempfile
import threading
import types
from collections.abc import Callable, Sequence
from typing import Any

FD_STDIN, FD_STDOUT = 5, 6  # the harness's descriptors; the program has the same files as 0 and 1
_FD_SOURCE = 7
FILE_BYTES = 64 << 20
SOURCE_BYTES = 4 << 20  # additional room for the program's source

FOLDER = "/program"  # the folder of the files at tier T1
PATH = f"{FOLDER}/program.py"  # a program's `__file__`
LINKS = (
    ("/dev/fd", FOLDER),
    ("/proc/self/fd", FOLDER),
    ("/dev/stdin", f"{FOLDER}/0"),
    ("/dev/stdout", f"{FOLDER}/1"),
    ("/dev/stderr", "/dev/null"),
)
_NAMES = {FD_STDIN: f"{FOLDER}/0", FD_STDOUT: f"{FOLDER}/1", _FD_SOURCE: PATH}

_exit = os._exit
_ends = threading.Lock()


def make_files(in_folder: bool = False) -> int:
    """Create the files as descriptors from 5 on. Returns the first descriptor after them.

    Call this before confinement, while these descriptors are free.
    """
    places = list(_NAMES) if in_folder else [FD_STDIN, FD_STDOUT]
    for place in places:
        if in_folder:
            fd = os.open(_NAMES[place], os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        elif hasattr(os, "memfd_create"):
            fd = os.memfd_create("standard stream", 0)
        else:
            with tempfile.TemporaryFile() as file:
                fd = os.dup(file.fileno())
        if fd != place:
            os.dup2(fd, place)
            os.close(fd)
    return places[-1] + 1


def remove_files() -> None:
    """Remove the files. The zygote calls this when the child is dead."""
    for path in _NAMES.values():
        os.unlink(path)


def show_source(source: str) -> None:
    """Make the program's source available to tracebacks and `inspect`, and in its file, if any."""
    linecache.cache[PATH] = (lambda: source,)  # evaluated lazily
    with contextlib.suppress(OSError):  # the descriptor does not exist, or the text is too long
        os.write(_FD_SOURCE, source.encode("utf-8", "surrogatepass"))
        os.close(_FD_SOURCE)


def run(codes: Sequence[types.CodeType], text: str, end: Callable[[str], None]) -> str:
    """Execute a program on one standard input. Returns its standard output.

    Propagates the program's exceptions. Raises SystemExit with a text if the program exits with a
    non-zero status. If the program ends the process with status 0, calls `end` with the output and
    does not return.
    """
    _forget_the_last()
    stdout = _connect(text.encode("utf-8", "surrogateescape"))
    main = [_new_main()]  # the only reference besides sys.modules, to be dropped at the end
    pid = os.getpid()

    def leave(status: int) -> None:
        status = operator.index(status)
        ends_well = status in range(-(1 << 31), 1 << 31) and status & 0xFF == 0
        if ends_well and os.getpid() == pid:  # at tier T4 the program may have forked
            _ends.acquire()  # never released, so that no other thread can answer as well
            try:
                end(_contents())
            finally:
                _exit(status)
        _exit(status)

    _replace_exit(leave)
    try:
        _execute(codes, vars(main[0]))
        _wind_up(stdout)
        _take_down(main)
        _flush(stdout)
        _ends.acquire()  # waits for a thread that is just ending the process
        _ends.release()
        return _contents()
    finally:
        if os._exit is leave:
            _replace_exit(_exit)


def _new_main() -> types.ModuleType:
    module = types.ModuleType("__main__")
    module.__file__ = PATH
    vars(module).update(__builtins__=builtins, __cached__=None)
    if sys.version_info < (3, 14):
        module.__annotations__ = {}
    sys.modules["__main__"] = module
    sys.argv = [PATH]
    return module


def _replace_exit(function: Callable[[int], None]) -> None:
    for module in (os, sys.modules["posix"]):
        vars(module)["_exit"] = function


def _execute(codes: Sequence[types.CodeType], names: dict[str, object]) -> None:
    try:
        for code in codes:
            exec(code, names)
    except SystemExit as end:
        status = _status(end.code)
        if status & 0xFF:
            raise SystemExit(f"exit code {status}") from end


def _status(code: object) -> int:
    """Return the exit status of the interpreter for `sys.exit(code)`."""
    if code is None:
        return 0
    if not isinstance(code, int):
        return 1  # a text, for standard error
    status = int(code)
    return status if status in range(-(1 << 63), 1 << 63) else -1


def _forget_the_last() -> None:
    """Destroy the previous call's file objects now; they would close descriptor 0 or 1 later.

    For the first call this takes a few microseconds, because all earlier objects are frozen.
    """
    for name in ("stdin", "stdout", "__stdin__", "__stdout__"):
        setattr(sys, name, None)
    atexit._clear()
    pools = sys.modules.get("concurrent.futures.thread")
    if pools is not None:  # undo its shutdown by the previous call
        vars(pools)["_shutdown"] = False
    gc.collect()


def _connect(data: bytes) -> Any:
    """Write standard input and truncate standard output. Returns the new `sys.stdout`."""
    for ours, place in ((FD_STDIN, 0), (FD_STDOUT, 1)):
        os.ftruncate(ours, 0)
        os.lseek(ours, 0, os.SEEK_SET)
        os.dup2(ours, place)
    view = memoryview(data)
    while view:
        view = view[os.write(FD_STDIN, view) :]
    os.lseek(FD_STDIN, 0, os.SEEK_SET)
    # As with `python -X utf8`. `closefd` is false because the harness owns the descriptors.
    coding: dict[str, Any] = {"encoding": "utf-8", "errors": "surrogateescape", "closefd": False}
    sys.stdin = sys.__stdin__ = open(0, **coding)  # type: ignore[misc] # noqa: SIM115  Final in stubs
    sys.stdout = sys.__stdout__ = open(1, "w", **coding)  # type: ignore[misc] # noqa: SIM115  likewise
    for stream, name in ((sys.stdin, "<stdin>"), (sys.stdout, "<stdout>")):
        stream.buffer.raw.name = name
    return sys.stdout


def _wind_up(stdout: Any) -> None:
    """Perform the interpreter's steps at the end of a program, in the same order."""
    for call in reversed(getattr(threading, "_threading_atexits", [])):
        call()  # shuts down thread pools
    while others := [t for t in threading.enumerate() if not (t.daemon or _is_current(t))]:
        others[0].join()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, stdout):
        _flush(stream)


def _flush(stream: Any) -> None:
    if hasattr(stream, "flush"):
        with contextlib.suppress(ValueError):  # closed or detached: nothing to flush
            stream.flush()


def _take_down(main: list[types.ModuleType]) -> None:
    """Destroy the program's remaining objects. This closes files, and destructors may print.

    Destructors can still use the program's names, as in a terminating interpreter. This requires a
    full garbage collection, so it is done only if there are destructors.
    """
    names = vars(main[0])
    if any(_has_last_words(value) for value in names.values()):
        sys.modules.pop("__main__", None)
        main.clear()
        del names
        gc.collect()
    else:
        names.clear()


def _has_last_words(value: object) -> bool:
    if isinstance(value, type):
        return "__del__" in vars(value)
    return isinstance(value, types.GeneratorType)


def _is_current(thread: threading.Thread) -> bool:
    return thread is threading.current_thread()


def _contents() -> str:
    """Return the whole standard output, regardless of the file's offset."""
    size = os.lseek(FD_STDOUT, 0, os.SEEK_END)
    os.lseek(FD_STDOUT, 0, os.SEEK_SET)
    pieces = []
    while size:
        piece = os.read(FD_STDOUT, size)
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces).decode("utf-8", "replace")
