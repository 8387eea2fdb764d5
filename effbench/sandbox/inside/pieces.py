"""Small parts of the strict reader: its errors, and checks of single pieces of a value.

Standard library only: the guest loads this file.
"""

from __future__ import annotations

from typing import Any

_MAX_DIMENSIONS = 8
_MAX_EMPTY_EXTENT = 1 << 20  # row limit of an array without items


class WireError(ValueError):
    """The value can't be sent (encoder) or the bytes are not a well-formed value (decoder)."""


class TooDeep(WireError):
    """The value is nested more deeply than MAX_DEPTH."""


class NotPlain(WireError):
    """The value is well-formed, but its type is not plain data."""


def require_extents(shape: tuple[int, ...]) -> int:
    """Return the number of items of an array. Raises WireError if the shape can't be sent."""
    if len(shape) > _MAX_DIMENSIONS:
        raise WireError(f"an array of more than {_MAX_DIMENSIONS} dimensions")
    count = rows = 1
    for extent in shape:
        if extent < 0:
            raise WireError("an array of negative extent")
        count *= extent
        rows *= extent or 1
    # With one extent of 0, the other extents would cost no bytes, but `tolist` would create rows.
    if count == 0 and rows > _MAX_EMPTY_EXTENT:
        raise WireError("an array without items, but with millions of rows")
    return count


def flags(data: bytes) -> bytes:
    """Return `data` if all its bytes are 0 or 1. Raises WireError otherwise."""
    if data.strip(b"\0\1"):
        raise WireError("a bool that is neither 0 nor 1")
    return data


def text_of(data: bytes) -> str:
    """Decode UTF-8, lone surrogates included. Raises WireError if malformed."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise WireError("a string that is not UTF-8") from error


def cut(sequence: Any, sizes: list[int]) -> list[Any]:
    """Split a sequence into consecutive slices of these sizes."""
    pieces, start = [], 0
    for size in sizes:
        pieces.append(sequence[start : start + size])
        start += size
    return pieces
