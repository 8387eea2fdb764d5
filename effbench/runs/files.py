"""Files and folders of a run on disk: locks, torn lines, and writes that are whole or not there."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from effbench.base import (
    Record,
    UsageError,
    open_file,
)

MAX_LINE_BYTES = 256 << 20
"""Limit of a record: many times the longest answer that a server gives."""


def lock_folder(path: Path, busy: str) -> int:
    """Lock a folder, creating it if necessary; return the descriptor that holds the lock.

    Raises UsageError if the folder cannot be written, or, with the text `busy`, if another process
    holds the lock.
    """
    made = missing_folders(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = os.open(path / "LOCK", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        remove_empty(made)
        raise UsageError(
            f"can't write to {path}: {error.strerror}; choose another folder with --out"
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise UsageError(f"{path}: {busy}") from None
    return lock


def missing_folders(path: Path) -> list[Path]:
    """Return `path` and its parent folders that do not exist yet, the innermost first."""
    return [folder for folder in (path, *path.parents) if not folder.exists()]


def remove_empty(folders: Sequence[Path]) -> None:
    """Remove these folders, the innermost first; stop at one that is not empty or cannot go."""
    with contextlib.suppress(OSError):
        for folder in dict.fromkeys(folders):
            folder.rmdir()


def cut_torn_line(file: Path) -> int:
    """Cut off the part of a last line that a killed process left; return its number of bytes."""
    if not file.exists():
        return 0
    try:
        return _cut_torn_line(file)
    except OSError as error:
        raise unwritable(file, error) from None


def _cut_torn_line(file: Path) -> int:
    with open_file(file), file.open("rb+") as handle:
        size = handle.seek(0, os.SEEK_END)
        keep = size
        while keep:
            start = max(0, keep - (1 << 16))
            handle.seek(start)
            newline = handle.read(keep - start).rfind(b"\n")
            if newline >= 0:
                keep = start + newline + 1
                break
            keep = start
            if size - keep > MAX_LINE_BYTES:
                raise OSError(errno.EFBIG, f"no end of a line in {MAX_LINE_BYTES} bytes")
        if keep < size:
            handle.truncate(keep)
    return size - keep


def write_atomically(path: Path, data: bytes) -> None:
    """Write all of `data` or leave the file unchanged. UsageError if it cannot be written."""
    beside = path.with_name(path.name + ".tmp")
    try:
        beside.unlink(missing_ok=True)  # else the write would follow a link or a pipe there
        with beside.open("xb") as handle:
            handle.write(data.rstrip(b"\n") + b"\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(beside, path)
    except OSError as error:
        raise unwritable(path, error) from None


def clean(value: Any) -> Any:
    """Return plain data without lone surrogates, which models may write and UTF-8 cannot hold."""
    if isinstance(value, Record):
        return clean(msgspec.to_builtins(value))
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def unwritable(path: Path, error: OSError) -> UsageError:
    """Return the error for a file that can't be written."""
    fix = "fix that, then repeat the command"
    return UsageError(f"can't write {path}: {error.strerror}; {fix}")
