"""The wire format between host and guest: encode plain data as bytes.

The format executes nothing. It constructs only None, bool, int, float, str, bytes, list, tuple,
dict, set, frozenset, numpy arrays of numbers, pandas frames of plain columns (`frames.py`) and a
closed list of the standard library's other types (`standard.py`). The inverse, `decode`, is in
`reader.py`.

Types are exact (`type(x) is list`). An object of a subclass is sent as the value of its standard
base, so its own methods, which may be lazy or deceptive, are not called. Any other object is sent
as the name of its class.

Long flat lists of int, float, bool or str, and lists of short number lists, have packed forms,
because encoding happens inside the timed window: a list of 10**5 ints takes about 2 ms instead of
40.

Standard library only: the guest loads this file. Integers are little-endian.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Callable
from itertools import chain
from typing import Any

from effbench.sandbox.inside import frames, pieces, reader, standard

WireError, NotPlain, TooDeep = reader.WireError, reader.NotPlain, reader.TooDeep
decode = reader.decode

_LENGTH = struct.Struct("<I")
_INT = struct.Struct("<q")
_FLOAT = struct.Struct("<d")

# Set if numpy was loaded before the candidate. It is never imported from here.
_numpy: Any = None


def bind_numpy() -> None:
    """Allow arrays and data frames. Called once, early, in the host and in zygotes."""
    global _numpy
    _numpy = sys.modules.get("numpy")
    reader.use_numpy(_numpy)


# --- encoding ---------------------------------------------------------------------------------


def encode(value: Any) -> bytes:
    """Encode a value.

    Raises RecursionError for cycles, and WireError for arrays and frames that can't be sent.
    """
    out: list[bytes] = []
    _encode(value, out.append)
    return b"".join(out)


def encode_known(value: Any) -> bytes:
    """Like `encode`, but raise WireError for an object that would be sent as its class's name."""
    out: list[bytes] = []
    _encode(value, out.append)
    data = b"".join(out)
    if not standard.UNKNOWN.isdisjoint(out):  # a stand-in, or a text with the same bytes
        decode(data, "standard")
    return data


def _encode(value: Any, put: Callable[[bytes], None]) -> None:
    kind = type(value)
    if value is None:
        put(b"N")
    elif kind is bool:
        put(b"T" if value else b"F")
    elif kind is int:
        _encode_int(value, put)
    elif kind is float:
        put(b"d" + _FLOAT.pack(value))
    elif kind is str:
        data = value.encode("utf-8", "surrogatepass")
        put(b"s" + _LENGTH.pack(len(data)))
        put(data)
    elif kind is bytes:
        put(b"b" + _LENGTH.pack(len(value)))
        put(value)
    elif kind is list or kind is tuple:
        _encode_sequence(value, b"l" if kind is list else b"t", put)
    elif kind is dict:
        put(b"m" + _LENGTH.pack(len(value)))
        for key, item in value.items():
            _encode(key, put)
            _encode(item, put)
    elif kind is set or kind is frozenset:
        put(b"e" if kind is set else b"z")
        _encode_sequence(list(value), b"l", put)
    else:
        _encode_other(value, put)


def _encode_int(value: int, put: Callable[[bytes], None]) -> None:
    if value in reader.INT64:
        put(b"i" + _INT.pack(value))
    else:
        size = value.bit_length() // 8 + 1
        put(b"I" + _LENGTH.pack(size))
        put(value.to_bytes(size, "little", signed=True))


def _encode_sequence(value: Any, tag: bytes, put: Callable[[bytes], None]) -> None:
    count = len(value)
    if count > 8:
        packed = _pack_flat(value)
        if packed is not None:
            put(b"p" + tag + packed)
            return
    put(tag + _LENGTH.pack(count))
    for item in value:
        _encode(item, put)


def _pack_flat(value: Any) -> bytes | None:
    """Return the packed form of a uniform sequence, or None if it has none."""
    kinds = set(map(type, value))
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    head = _LENGTH.pack(len(value))
    if kind is int:
        numbers = _pack_ints(value)
        return None if numbers is None else b"q" + head + numbers
    if kind is float:
        return b"d" + head + array("d", value).tobytes()
    if kind is bool:
        return b"?" + head + bytes(value)
    if kind is str:
        text = "".join(value).encode("utf-8", "surrogatepass")
        sizes = array("I", map(len, value)).tobytes()
        return b"u" + head + sizes + _LENGTH.pack(len(text)) + text
    if kind is list or kind is tuple:
        return _pack_rows(value, b"l" if kind is list else b"t", head)
    return None


def _pack_rows(rows: Any, tag: bytes, head: bytes) -> bytes | None:
    """Pack rows of equal width by columns, other rows of one number type as lengths and numbers."""
    widths = set(map(len, rows))
    # The decoder rejects a single column (see there); many short columns take long to pack.
    if len(widths) == 1 and 2 <= max(widths) <= len(rows):
        out = [b"c" + tag + head + _LENGTH.pack(widths.pop())]
        for column in zip(*rows, strict=True):
            _encode_sequence(column, b"l", out.append)
        return b"".join(out)
    kinds = set(map(type, chain.from_iterable(rows)))
    if kinds == {int}:
        numbers, code = _pack_ints(chain.from_iterable(rows)), b"q"
    elif kinds == {float}:
        numbers, code = array("d", chain.from_iterable(rows)).tobytes(), b"d"
    else:
        return None
    if numbers is None:
        return None
    sizes = array("I", map(len, rows)).tobytes()
    return b"r" + tag + code + head + sizes + numbers


def _pack_ints(numbers: Any) -> bytes | None:
    try:
        return array("q", numbers).tobytes()
    except OverflowError:  # beyond 64 bits: use the general form
        return None


def _encode_other(value: Any, put: Callable[[bytes], None]) -> None:
    """Encode values of numpy and pandas, and of the standard library's other types."""
    # Not `isinstance`, which trusts an object's `__class__`.
    if _numpy is not None and issubclass(type(value), (_numpy.ndarray, _numpy.generic)):
        _encode_numpy(value, put)
    elif frames.is_frame(value):
        _encode_frame(value, put)
    else:
        code, layout, payload = standard.take_apart(value)
        if code:
            put(b"w" + code)
        if layout == standard.PAIRS:
            put(b"m" + _LENGTH.pack(len(payload)))
            for key, item in payload:
                _encode(key, put)
                _encode(item, put)
        else:
            put(layout)
            _encode(payload, put)


def _encode_numpy(value: Any, put: Callable[[bytes], None]) -> None:
    if issubclass(type(value), _numpy.generic):
        plain = _numpy.generic.item(value)  # a subclass may override `item`
        if type(plain) not in (bool, int, float, complex, str, bytes):
            raise WireError(f"a numpy {value.dtype} scalar is not plain data")
        _encode(plain, put)
        return
    dtype = value.dtype.newbyteorder("<").str.encode()
    if type(value) is not _numpy.ndarray or dtype not in reader.ARRAY_DTYPES:
        raise WireError(f"an array of dtype {value.dtype} is not plain data")
    pieces.require_extents(value.shape)
    data = _numpy.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
    put(b"a" + bytes([len(dtype)]) + dtype + bytes([value.ndim]))
    put(struct.pack(f"<{value.ndim}q", *value.shape))
    put(data.tobytes())


def _encode_frame(frame: Any, put: Callable[[bytes], None]) -> None:
    try:
        names, columns = frames.take_apart(frame)
    except ValueError as error:
        raise WireError(str(error)) from error
    put(b"D")
    _encode(names, put)
    _encode(columns, put)
