"""Small parts of the strict reader: its errors, and what checks a piece of a value by itself.

Standard library only: the guest loads this file.
"""

from __future__ import annotations

from typing import Any

_MAX_DIMENSIONS = 8
_MAX_EMPTY_EXTENT = 1 << 20  # an array without items may still have rows: so many at most


class WireError(ValueError):
    """The value can't be sent (encoder) or the bytes are not a well-formed value (decoder)."""


class TooDeep(WireError):
    """The value is nested deeper than MAX_DEPTH."""


class NotPlain(WireError):
    """A well-formed value, of a type that is not plain data."""


def require_extents(shape: tuple[int, ...]) -> int:
    """The number of items of an array of this shape. WireError for shapes that are not sent."""
    if len(shape) > _MAX_DIMENSIONS:
        raise WireError(f"an array of more than {_MAX_DIMENSIONS} dimensions")
    count = rows = 1
    for extent in shape:
        if extent < 0:
            raise WireError("an array of negative extent")
        count *= extent
        rows *= extent or 1
    # Beside an extent of 0 any other could be had for nothing, and `tolist` would believe it.
    if count == 0 and rows > _MAX_EMPTY_EXTENT:
        raise WireError("an array without items, but with millions of rows")
    return count


def flags(data: bytes) -> bytes:
    if data.strip(b"\0\1"):
        raise WireError("a bool that is neither 0 nor 1")
    return data


def text_of(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise WireError("a string that is not UTF-8") from error


def cut(sequence: Any, sizes: list[int]) -> list[Any]:
    pieces, start = [], 0
    for size in sizes:
        pieces.append(sequence[start : start + size])
        start += size
    return pieces
