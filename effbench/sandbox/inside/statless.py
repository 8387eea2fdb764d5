"""Import modules and read files at tier T2 without the `stat` system call.

Reading a file changes its access time, on most machines once a day per file, and `stat` reveals it:
a channel of thousands of bits from one child to the next. At tier T1 the mounts are read-only, so
the access time does not change. Tier T2 has no mounts, a filter can't change the result of a system
call, and Landlock does not restrict `stat`. The filter therefore denies the whole `stat` family,
and this module compensates for that in the interpreter:

- Before it forks, the zygote records the names, sizes and modification times of all importable
  files. `os.stat`, `os.listdir` and the import system use these records.
- For other files, the replacements report what opening them reveals: whether the file exists,
  whether it is a folder, and its size if it is readable. All times, numbers and permissions are
  constants.
- The C library calls `stat` on a shared library before mapping it. The zygote therefore maps the
  extension modules in advance, and an import finds them by name. The same applies to locales.
- `mmap` with a length of 0 also calls `stat` for the file's size, so its replacement supplies it.

This module does not confine code; it makes honest code run behind the filter. Standard library
only.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import locale
import mmap
import os
import stat
import sys
from collections.abc import Iterable
from importlib.machinery import EXTENSION_SUFFIXES
from typing import Any

_NO_FOLDERS = {"__pycache__", "test", "tests", "site-packages", "dist-packages"}
_NOT_LOADED = (
    *("_test", "_xx", "xx", "_ctypes_test"),
    *("_tkinter", "_curses", "_dbm", "_gdbm", "syslog"),  # useless without a terminal or files
    *("nis", "ossaudiodev", "spwd", "_crypt", "audioop"),  # removed in Python 3.13
)
"""Extension modules that are not mapped, because every mapped module makes forks more expensive."""

_DEVICES = {"/dev/null", "/dev/zero", "/dev/urandom"}
_RIGHTS = {stat.S_IFREG: 0o444, stat.S_IFDIR: 0o555, stat.S_IFLNK: 0o777}

_open, _listdir, _readlink = os.open, os.listdir, os.readlink
_facts: dict[str, tuple[int, int, float]] = {}
"""Path -> (kind, size, modification time)."""
_names: dict[str, list[str]] = {}
"""Folder -> names of its entries."""


def note(folders: Iterable[str], alone: Iterable[str]) -> None:
    """Record everything below `folders`, and the paths `alone` without their siblings."""
    for folder in folders:
        if os.path.isdir(folder):
            _walk(folder)
    for place in alone:
        above, name = os.path.split(place)
        _note(above, os.stat(above))
        _names.setdefault(above, []).append(name)
        _note(place, os.stat(place))
        if os.path.isdir(place):
            _walk(place)


def _note(path: str, facts: os.stat_result) -> None:
    _facts[path] = (stat.S_IFMT(facts.st_mode), facts.st_size, facts.st_mtime)


def _walk(folder: str) -> None:
    _note(folder, os.stat(folder))
    names = _names[folder] = []
    with os.scandir(folder) as entries:
        found = [entry for entry in entries if entry.name not in _NO_FOLDERS]
    for entry in found:
        with contextlib.suppress(OSError):  # a dangling link
            _note(entry.path, entry.stat())
            names.append(entry.name)
            if entry.is_dir():
                _walk(entry.path)


def load_for_the_c_library() -> None:
    """Make the C library map all recorded extension modules and load the environment's locale.

    It calls `stat` on these files. The modules' own code does not run.
    """
    before = locale.setlocale(locale.LC_ALL)
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    locale.setlocale(locale.LC_ALL, before)
    suffixes = tuple(EXTENSION_SUFFIXES)
    for path in sorted(_facts):
        if path.endswith(suffixes) and not os.path.basename(path).startswith(_NOT_LOADED):
            with contextlib.suppress(OSError):  # it needs a library that is not installed
                ctypes.CDLL(path, mode=os.RTLD_NOW)


def install() -> None:
    """Replace the functions that the filter denies. This must be the last step before the fork."""
    posix = sys.modules["posix"]
    for function in (_stat, _lstat, _fstat, _list):
        name = {"_list": "listdir"}.get(function.__name__, function.__name__.lstrip("_"))
        original = getattr(os, name)
        function.__name__ = function.__qualname__ = name
        for known in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
            if original in known:
                known.add(function)
        for module in (os, posix):
            vars(module)[name] = function
    vars(mmap)["mmap"] = _Mmap


def _result(kind: int, size: int, time: float = 0.0) -> os.stat_result:
    seconds, nanoseconds = int(time), int(time * 1e9)
    times = (0, seconds, seconds, 0.0, time, time, 0, nanoseconds, nanoseconds)
    head = (kind | _RIGHTS.get(kind, 0o600), 0, 0, 1, os.getuid(), os.getgid(), size)
    return os.stat_result((*head, *times, 4096, (size + 511) // 512, 0))


def _key(path: Any) -> str:
    return os.path.normpath(os.path.join("/", os.fsdecode(path)))


def _stat(path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> os.stat_result:
    """Replace `os.stat` as far as possible. Times of files that are not recorded are 0."""
    if isinstance(path, int):
        return _fstat(path)
    known = _facts.get(path if isinstance(path, str) else os.fsdecode(path))
    if known is None and dir_fd is None:
        known = _facts.get(_key(path))
    if known is not None:
        return _result(*known)
    return _by_opening(path, dir_fd, follow_symlinks)


def _by_opening(path: Any, dir_fd: int | None, follow: bool) -> os.stat_result:
    """Find the facts by opening the file. Raises the same OSError as `stat` if there is no file."""
    if not follow:
        with contextlib.suppress(OSError):
            return _result(stat.S_IFLNK, len(_readlink(path, dir_fd=dir_fd)))
    os.close(_open(path, os.O_PATH | os.O_CLOEXEC, dir_fd=dir_fd))
    if _key(path) in _DEVICES:
        return _result(stat.S_IFCHR, 0)
    with contextlib.suppress(OSError):
        os.close(_open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=dir_fd))
        return _result(stat.S_IFDIR, 0)
    try:
        fd = _open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=dir_fd)
    except OSError:  # it exists, but is not readable
        return _result(stat.S_IFREG, 0)
    try:
        return _fstat(fd)
    finally:
        os.close(fd)


def _lstat(path: Any, *, dir_fd: int | None = None) -> os.stat_result:
    """Replace `os.lstat` as far as possible."""
    return _stat(path, dir_fd=dir_fd, follow_symlinks=False)


def _fstat(fd: int) -> os.stat_result:
    """Replace `os.fstat`: return the kind and size of an open file."""
    try:
        here = os.lseek(fd, 0, os.SEEK_CUR)
    except OSError as error:
        if error.errno != errno.ESPIPE:
            raise
        return _result(stat.S_IFIFO, 0)
    try:
        os.pread(fd, 0, 0)
    except IsADirectoryError:
        return _result(stat.S_IFDIR, 0)
    except OSError:  # opened for writing only
        pass
    with contextlib.suppress(OSError):
        if _readlink(f"/proc/self/fd/{fd}") in _DEVICES:
            return _result(stat.S_IFCHR, 0)
    size = os.lseek(fd, 0, os.SEEK_END)
    os.lseek(fd, here, os.SEEK_SET)
    return _result(stat.S_IFREG, size)


def _list(path: Any = ".") -> list[Any]:
    """Replace `os.listdir` for recorded folders. Others fail: the C library calls `stat`."""
    if path is None or isinstance(path, int):
        return _listdir(path)
    names = _names.get(_key(path))
    if names is None:
        return _listdir(path)
    return [os.fsencode(name) for name in names] if isinstance(path, bytes) else list(names)


class _Mmap(mmap.mmap):
    """Replaces `mmap.mmap`, and supplies the file's size where the original calls `stat`."""

    _size: int

    def __new__(cls, fileno: int, length: int, *rest: Any, **named: Any) -> _Mmap:
        size = _fstat(fileno).st_size if fileno >= 0 else length
        if length == 0 and fileno >= 0:
            length = size - (rest[3] if len(rest) > 3 else named.get("offset", 0))
            if length <= 0:
                raise ValueError("cannot mmap an empty file")
        made = super().__new__(cls, fileno, length, *rest, **named)
        made._size = size
        return made

    def size(self) -> int:
        """Return the size of the file."""
        return self._size


_Mmap.__name__ = _Mmap.__qualname__ = "mmap"
_Mmap.__module__ = "mmap"
