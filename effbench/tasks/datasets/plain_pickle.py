"""Read a pickled string without unpickling it.

Only a pickle of a single `str` is accepted: protocol, frames, one string, memo opcodes, stop. Any
other opcode is refused, and no opcode is executed. Source: the opcodes of Python's `pickletools`.
"""

from __future__ import annotations

import zlib

_PROTOCOL, _FRAME, _MEMOIZE, _STOP = b"\x80", b"\x95", b"\x94", b"."
_TEXT = {b"\x8c": 1, b"X": 4, b"\x8d": 8}
_PUT = {b"q": 1, b"r": 4}


def text(data: bytes) -> str:
    """Return the string in the pickle `data`. Raises ValueError if it is anything else."""
    found: str | None = None
    at = 0

    def take(count: int) -> bytes:
        nonlocal at
        if count > len(data) - at:
            raise ValueError("the pickle ends too early")
        at += count
        return data[at - count : at]

    while (opcode := take(1)) != _STOP:
        if opcode == _PROTOCOL and at == 1:
            take(1)
        elif opcode == _FRAME:
            take(8)
        elif opcode in _TEXT and found is None:
            size = int.from_bytes(take(_TEXT[opcode]), "little")
            try:
                found = take(size).decode("utf-8", "surrogatepass")
            except UnicodeDecodeError as error:
                raise ValueError(f"the pickled string is not UTF-8: {error}") from None
        elif opcode in _PUT and found is not None:
            take(_PUT[opcode])
        elif opcode != _MEMOIZE or found is None:
            raise ValueError(f"not just a pickled string: opcode {opcode!r} at byte {at - 1}")
    if found is None:
        raise ValueError("the pickle holds no string")
    if at != len(data):
        raise ValueError("extra bytes after the pickle's end")
    return found


def inflated(data: bytes, max_bytes: int) -> bytes:
    """Decompress zlib data.

    Raises ValueError if the data are damaged or truncated, exceed `max_bytes` when unpacked, or are
    followed by other bytes.
    """
    packed = zlib.decompressobj()
    try:
        found = packed.decompress(data, max_bytes)
    except zlib.error as error:
        raise ValueError(f"damaged zlib data: {error}") from None
    if packed.unconsumed_tail:
        raise ValueError(f"more than {max_bytes} bytes of unpacked data")
    if not packed.eof:
        raise ValueError("the zlib data end too early")
    if packed.unused_data:
        raise ValueError("extra bytes after the zlib data's end")
    return found
