"""Read untrusted files within size limits, and show untrusted text on one line.

This module decides which files are opened, how much of a file is read, and how untrusted text
appears in a message or a table. Callers interpret the bytes. Every file that others may have placed
is opened by `open_file`.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import gzip
import hashlib
import itertools
import os
import shlex
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from effbench.base.errors import DataError

MAX_LINE_BYTES = 16 << 20
MAX_FILE_BYTES = 2 << 30
"""Limit on uncompressed data. Real files have a few hundred megabytes at most."""
_GZIP_MAGIC = b"\x1f\x8b"
_DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)
_KINDS = (
    (stat.S_ISDIR, errno.EISDIR, os.strerror(errno.EISDIR)),
    (stat.S_ISLNK, errno.ELOOP, "a symbolic link, not a regular file"),
    (stat.S_ISFIFO, errno.ENXIO, "a named pipe, not a regular file"),
    (stat.S_ISSOCK, errno.ENXIO, "a socket, not a regular file"),
    (stat.S_ISCHR, errno.ENXIO, "a device, not a regular file"),
    (stat.S_ISBLK, errno.ENXIO, "a device, not a regular file"),
)


def open_file(path: Path, *, follow: bool = True) -> BinaryIO:
    """Open a regular file for reading. Raises OSError, without blocking, for anything else.

    `follow`: whether the last component of the path may be a symbolic link. Opening a named pipe
    would block, and opening a device may have side effects, so the file type is checked before
    opening. It is checked again on the open descriptor because the path may have been replaced in
    between.
    """
    _require_regular(path, path.stat() if follow else path.lstat())
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    fd = os.open(path, flags | (0 if follow else os.O_NOFOLLOW))
    try:
        _require_regular(path, os.fstat(fd))
        return os.fdopen(fd, "rb")
    except BaseException:
        os.close(fd)
        raise


def _require_regular(path: Path, facts: os.stat_result) -> None:
    if stat.S_ISREG(facts.st_mode):
        return
    for is_kind, number, words in _KINDS:
        if is_kind(facts.st_mode):
            raise OSError(number, words, str(path))
    raise OSError(errno.ENXIO, "not a regular file", str(path))


def read_file(path: Path, most: int | None = None, *, follow: bool = True) -> bytes:
    """Return all bytes of a regular file (`open_file`). Raises OSError above `most` bytes.

    `most` defaults to MAX_FILE_BYTES. The size is checked before reading, so a sparse file takes
    no memory, and again while reading, so a growing file can't exceed the limit.
    """
    most = MAX_FILE_BYTES if most is None else most
    with open_file(path, follow=follow) as file:
        if os.fstat(file.fileno()).st_size <= most:
            data = file.read(most + 1)
            if len(data) <= most:
                return data
    raise OSError(errno.EFBIG, f"larger than {most} bytes", str(path))


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with newlines normalised as by Python's text mode.

    Raises OSError if the file can't be read, UnicodeDecodeError if it is not UTF-8.
    """
    return read_file(path).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def sha256_of(path: Path, *, follow: bool = True) -> str:
    """Return the SHA-256 digest of a regular file (`open_file`).

    Bytes appended after the file is opened are not read. Raises OSError above MAX_FILE_BYTES.
    """
    digest = hashlib.sha256()
    with open_file(path, follow=follow) as file:
        left = os.fstat(file.fileno()).st_size
        if left > MAX_FILE_BYTES:
            raise OSError(errno.EFBIG, f"larger than {MAX_FILE_BYTES} bytes", str(path))
        while left > 0 and (piece := file.read(min(left, 1 << 20))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()


def lines(
    path: Path,
    max_line_bytes: int | None = None,
    max_bytes: int | None = None,
    *,
    follow: bool = True,
) -> Iterator[tuple[int, bytes]]:
    """Yield (number from 1, line) of a file, gzipped or not. The last line may lack its newline.

    Raises DataError if the file can't be read, is damaged, or is too large once uncompressed. A
    line is limited to `max_line_bytes` (default MAX_LINE_BYTES), the file to `max_bytes` (default
    MAX_FILE_BYTES). `follow` is as in `open_file`.
    """
    most = MAX_LINE_BYTES if max_line_bytes is None else max_line_bytes
    whole = MAX_FILE_BYTES if max_bytes is None else max_bytes
    n_bytes = 0
    with _opened(path, follow) as file:
        for number in itertools.count(1):
            try:
                line = file.readline(most + 1)
            except _DAMAGED as error:
                words = f"damaged gzip data: {one_line(error)}"
                raise DataError(f"{path}, line {number}: {words}") from error
            if not line:
                return
            n_bytes += len(line)
            if number == 1:
                line = _as_utf8(path, line)
            if len(line) > most:
                raise DataError(
                    f"{path}, line {number}: longer than {most} bytes; shorten or remove it"
                )
            if n_bytes > whole:
                raise _too_large(path, whole)
            yield number, line


def content(path: Path) -> bytes:
    """Return all bytes of a file, gzipped or not.

    Raises DataError if the file can't be read, is damaged or is too large.
    """
    with _opened(path) as file:
        if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:  # reject a sparse file unread
            raise _too_large(path)
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(path)
    return _as_utf8(path, data)


@contextlib.contextmanager
def _opened(path: Path, follow: bool = True) -> Iterator[BinaryIO | gzip.GzipFile]:
    try:
        with open_file(path, follow=follow) as raw:
            packed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=raw) as file:
                    yield file
            else:
                yield raw
    except _DAMAGED as error:
        raise DataError(f"{path}: damaged gzip data: {one_line(error)}") from error
    except OSError as error:
        raise DataError(f"{path}: can't be read: {error.strerror or one_line(error)}") from error


def _as_utf8(path: Path, start: bytes) -> bytes:
    """Remove a UTF-8 byte order mark from the start of a text file.

    Raises DataError for UTF-16, UTF-32 and null bytes in the first four bytes.
    """
    encoding = _wide_encoding(start[:4])
    if encoding is not None:
        name = shlex.quote(str(path.absolute() if path.name.startswith("-") else path))
        raise DataError(
            f"{path}: not UTF-8 text; it may be {encoding}, which this command converts: "
            f"iconv -f {encoding} -t UTF-8 {name} > NEW_FILE"
        )
    if b"\0" in start[:4]:
        raise DataError(f"{path}: not UTF-8 text: it begins with {start[:4]!r}; choose a text file")
    return start.removeprefix(codecs.BOM_UTF8)


def _wide_encoding(start: bytes) -> str | None:
    """Detect UTF-16 or UTF-32 by the byte order mark or the zero bytes of an ASCII character."""
    if start in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        return "UTF-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    zeros = "".join("1" if byte else "0" for byte in start)
    return {"1000": "UTF-32LE", "0001": "UTF-32BE", "1010": "UTF-16LE", "0101": "UTF-16BE"}.get(
        zeros
    )


def _too_large(path: Path, most: int | None = None) -> DataError:
    most = MAX_FILE_BYTES if most is None else most
    return DataError(f"{path}: more than {most} bytes of unpacked data")


def command(*words: object) -> str:
    """Return a shell command that can be pasted: spaces and special characters are quoted."""
    return shlex.join(map(str, words))


def one_line(text: object, limit: int = 300) -> str:
    """Return `text` on one line, without control characters, in at most `limit` characters."""
    found = "".join(c if c.isprintable() else " " for c in str(text)[: 4 * limit])
    found = " ".join(found.split())
    return found if len(found) <= limit else found[: limit - 1] + "…"
