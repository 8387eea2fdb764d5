"""What strangers wrote: files read within bounds, text and values shown on one line.

Decides how much of a file is read and what remains of foreign text in a message or a table. What
the bytes mean is the caller's.
"""

from __future__ import annotations

import codecs
import contextlib
import gzip
import itertools
import shlex
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from effbench.errors import DataError

MAX_LINE_BYTES = 16 << 20
MAX_FILE_BYTES = 2 << 30
"""Of unpacked data. Real files have a few hundred megabytes at the very most."""
_GZIP_MAGIC = b"\x1f\x8b"
_DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)


def lines(path: Path, max_line_bytes: int | None = None) -> Iterator[tuple[int, bytes]]:
    """(number from 1, line) of a file, gzip or not. The last line may lack its newline.

    Raises DataError: can't be read, damaged, a line (MAX_LINE_BYTES by default) or the whole too
    long.
    """
    most = MAX_LINE_BYTES if max_line_bytes is None else max_line_bytes
    n_bytes = 0
    with _opened(path) as file:
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
            if n_bytes > MAX_FILE_BYTES:
                raise _too_large(path)
            yield number, line


def content(path: Path) -> bytes:
    """All bytes of a file, gzip or not. Raises DataError: can't be read, damaged, too long."""
    with _opened(path) as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(path)
    return _as_utf8(path, data)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO | gzip.GzipFile]:
    try:
        with path.open("rb") as raw:
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
    """The start of a text file without a UTF-8 byte order mark. DataError for UTF-16 and UTF-32."""
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
    """UTF-16 or UTF-32, by the byte order mark or by where an ASCII character's zeros are."""
    if start in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        return "UTF-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    zeros = "".join("1" if byte else "0" for byte in start)
    return {"1000": "UTF-32LE", "0001": "UTF-32BE", "1010": "UTF-16LE", "0101": "UTF-16BE"}.get(
        zeros
    )


def _too_large(path: Path) -> DataError:
    return DataError(f"{path}: more than {MAX_FILE_BYTES} bytes of unpacked data")


def command(*words: object) -> str:
    """A command that works as it is printed: spaces and the shell's own characters are quoted."""
    return shlex.join(map(str, words))


def one_line(text: object, limit: int = 300) -> str:
    """`text` on one line, without control characters, at most `limit` characters."""
    found = "".join(c if c.isprintable() else " " for c in str(text)[: 4 * limit])
    found = " ".join(found.split())
    return found if len(found) <= limit else found[: limit - 1] + "…"
