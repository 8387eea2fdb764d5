"""Whole programs: executed as `__main__`, with files as standard input and output.

Decides what a program finds when it starts and what counts as its output. Whether the output is
right is the host's business. It runs beside the candidate, like `guest.py`.

A program shall behave as `python program.py < in > out` does. Standard input and output are files,
made before the process is confined, because afterwards none can be made there. So everything works
that works with files: `input()`, `open(0)`, `os.read(0, …)`, `os.fstat(0).st_size`, mmap,
`os.write(1, …)`. `/dev/stdin`, `/dev/fd/0` and `/proc/self/fd/0` open the file once more, from
its start. At tier T1 there is no /proc, so the files lie in a folder (`scratch.py`), to which links
with these names point; elsewhere they are anonymous, and the system's own links lead to them. Each
call gets a fresh namespace and fresh contents, whatever the call before did with descriptors 0 and
1. Calls of one child share its imported modules, as the calls of a function do.

A program has ended well when it ran to its end or called for exit status 0, be it by `os._exit`. As
in a real interpreter its threads are waited for first (not by `os._exit`), what it registered with
`atexit` is run, its output flushed, and its objects are taken down. Its output is what is in the
file then, read as UTF-8; bytes that are not UTF-8 become U+FFFD. Standard error is thrown away.

A file holds at most FILE_BYTES: writing more fails with OSError (EFBIG). The host's cap on the
whole answer may lie below. The pages of the files are not in the peak memory that the kernel counts
for the process. Standard library only.
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

FD_STDIN, FD_STDOUT = 5, 6  # ours; the program has the same files as 0 and 1
_FD_SOURCE = 7
FILE_BYTES = 64 << 20
SOURCE_BYTES = 4 << 20  # room for the program's own text beside the files

FOLDER = "/program"  # the files' place, where they have one
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
    """Make the files, as descriptors from 5 on. Returns the first descriptor behind them.

    Before confinement, and while these descriptors are free.
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
    """The zygote's part, when the child is dead."""
    for path in _NAMES.values():
        os.unlink(path)


def show_source(source: str) -> None:
    """Let tracebacks and `inspect` find the program's text, and put it in its file, if any."""
    linecache.cache[PATH] = (lambda: source,)  # read when asked for
    with contextlib.suppress(OSError):  # there is no such descriptor, or the text is too long
        os.write(_FD_SOURCE, source.encode("utf-8", "surrogatepass"))
        os.close(_FD_SOURCE)


def run(codes: Sequence[types.CodeType], text: str, end: Callable[[str], None]) -> str:
    """Execute a program on one standard input. Returns its standard output.

    Raises what the program raised; SystemExit with a text when it asked for a status but 0. When
    the program ends the process with status 0, `end` gets the output and this does not return.
    """
    _forget_the_last()
    stdout = _connect(text.encode("utf-8", "surrogateescape"))
    main = [_new_main()]  # the only reference beside sys.modules, to be dropped in the end
    pid = os.getpid()

    def leave(status: int) -> None:
        status = operator.index(status)
        ends_well = status in range(-(1 << 31), 1 << 31) and status & 0xFF == 0
        if ends_well and os.getpid() == pid:  # at tier T4 it may be a process that it made
            _ends.acquire()  # for good: nobody else shall answer, too
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
        _ends.acquire()  # a thread that ends the process from here on comes too late
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


def _execute(codes: Sequence[types.CodeType], names: dict[str, Any]) -> None:
    try:
        for code in codes:
            exec(code, names)
    except SystemExit as end:
        status = _status(end.code)
        if status & 0xFF:
            raise SystemExit(f"exit code {status}") from end


def _status(code: object) -> int:
    """The exit status that the interpreter gives `sys.exit(code)`."""
    if code is None:
        return 0
    if not isinstance(code, int):
        return 1  # a text, for standard error
    status = int(code)
    return status if status in range(-(1 << 63), 1 << 63) else -1


def _forget_the_last() -> None:
    """A file object of the call before would close descriptor 0 or 1 when it goes: so it goes now.

    For the first call that is a few microseconds: what was there before it is frozen.
    """
    for name in ("stdin", "stdout", "__stdin__", "__stdout__"):
        setattr(sys, name, None)
    atexit._clear()
    pools = sys.modules.get("concurrent.futures.thread")
    if pools is not None:  # it was told that the interpreter ends
        vars(pools)["_shutdown"] = False
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
    for stream, name in ((sys.stdin, "<stdin>"), (sys.stdout, "<stdout>")):
        stream.buffer.raw.name = name
    return sys.stdout


def _wind_up(stdout: Any) -> None:
    """The steps of an interpreter at a program's end, in its order."""
    for call in reversed(getattr(threading, "_threading_atexits", [])):
        call()  # pools of threads, which then end
    while others := [t for t in threading.enumerate() if not (t.daemon or _is_current(t))]:
        others[0].join()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, stdout):
        _flush(stream)


def _flush(stream: Any) -> None:
    if hasattr(stream, "flush"):
        with contextlib.suppress(ValueError):  # closed, or detached: it holds nothing
            stream.flush()


def _take_down(main: list[types.ModuleType]) -> None:
    """Destroy what the program left. Files are closed by this, and destructors may print.

    Destructors find the program's names still there, as in an interpreter that ends. For that the
    garbage collector has to look at everything, so it does only where there are destructors.
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
    """Standard output, whatever the program did with the file's offset."""
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
