"""The one wire format between host and guest: plain data in, plain data out.

Decides how values become bytes and back. It does not decide what is a right answer, and it never
executes anything: there is no object construction beyond None, bool, int, float, str, bytes, list,
tuple, dict, set, frozenset and numpy arrays of numbers.

Types are exact (`type(x) is list`): a subclass with lazy or lying methods is refused by the
encoder. The decoder is strict, because what it reads may come from hostile code: lengths are
checked against the bytes that are there, depth is capped, dict keys must be unique, nothing may be
left over.

Long flat lists of int, float, bool or str, and lists of short number lists, have packed forms,
since encoding happens inside the timed window: a list of 10**5 ints costs about 2 ms instead of 40.

Standard library only: the guest loads this file. Integers are little-endian.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Callable
from itertools import chain
from typing import Any

MAX_DEPTH = 100  # deeper than any honest answer; the decoder recurses this far at most
_INT64 = range(-(2**63), 2**63)
_LENGTH = struct.Struct("<I")
_INT = struct.Struct("<q")
_FLOAT = struct.Struct("<d")
_ARRAY_KINDS = "biufc?"
_COLLISION_CHECK_FROM = 256  # dicts and sets this large are checked for planted hash collisions

# numpy is a module only where it was loaded before the candidate; never imported from here.
_numpy: Any = None


class WireError(ValueError):
    """The value can't be sent (encoder) or the bytes are not a well-formed value (decoder)."""


def bind_numpy() -> None:
    """Let arrays pass. Called once, in the host and in zygotes with numpy, before any guest."""
    global _numpy
    _numpy = sys.modules.get("numpy")


# --- encoding ---------------------------------------------------------------------------------


def encode(value: Any) -> bytes:
    """Bytes of a plain value. Raises WireError for any other type, RecursionError for cycles."""
    out: list[bytes] = []
    _encode(value, out.append)
    return b"".join(out)


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
    elif _numpy is not None and isinstance(value, _numpy.ndarray | _numpy.generic):
        _encode_numpy(value, put)
    else:
        raise WireError(f"a value of type {kind.__name__} is not plain data")


def _encode_int(value: int, put: Callable[[bytes], None]) -> None:
    if value in _INT64:
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
    """The packed form of a uniform sequence, or None when it has none."""
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
    """Rows of equal width go by columns; ragged rows of one number type as lengths + numbers."""
    widths = set(map(len, rows))
    if len(widths) == 1 and widths != {0}:
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
    except OverflowError:  # beyond 64 bits: the general form holds them
        return None


def _encode_numpy(value: Any, put: Callable[[bytes], None]) -> None:
    if isinstance(value, _numpy.generic):
        plain = value.item()
        if type(plain) not in (bool, int, float):
            raise WireError(f"a numpy {value.dtype} scalar is not plain data")
        _encode(plain, put)
        return
    if type(value) is not _numpy.ndarray or value.dtype.kind not in _ARRAY_KINDS:
        raise WireError(f"an array of dtype {value.dtype} is not plain data")
    dtype = value.dtype.newbyteorder("<").str.encode()
    data = _numpy.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
    put(b"a" + bytes([len(dtype)]) + dtype + bytes([value.ndim]))
    put(struct.pack(f"<{value.ndim}q", *value.shape))
    put(data.tobytes())


# --- decoding ---------------------------------------------------------------------------------


def decode(data: bytes) -> Any:
    """The value in `data`. Raises WireError unless the bytes are exactly one well-formed value."""
    reader = _Reader(data)
    value = reader.value(0)
    if reader.at != len(data):
        raise WireError("bytes are left over after the value")
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        end = self.at + size
        if size < 0 or end > len(self.data):
            raise WireError("the value is cut off")
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def length(self, item_bytes: int = 1) -> int:
        count: int = _LENGTH.unpack(self.take(4))[0]
        if count * item_bytes > len(self.data) - self.at:
            raise WireError("a length is larger than the value")
        return count

    def value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise WireError(f"nested deeper than {MAX_DEPTH}")
        tag = self.take(1)
        read = _READERS.get(tag)
        if read is None:
            raise WireError("unknown type tag")
        return read(self, depth + 1)

    def int64(self, depth: int) -> int:
        number: int = _INT.unpack(self.take(8))[0]
        return number

    def big_int(self, depth: int) -> int:
        number = int.from_bytes(self.take(self.length()), "little", signed=True)
        if number in _INT64:
            raise WireError("a small integer in the large form")
        return number

    def float64(self, depth: int) -> float:
        number: float = _FLOAT.unpack(self.take(8))[0]
        return number

    def string(self, depth: int) -> str:
        return _text(self.take(self.length()))

    def raw(self, depth: int) -> bytes:
        return self.take(self.length())

    def sequence(self, depth: int) -> list[Any]:
        value = self.value
        return [value(depth) for _ in range(self.length())]

    def mapping(self, depth: int) -> dict[Any, Any]:
        count = self.length(2)
        pairs = [(self.value(depth), self.value(depth)) for _ in range(count)]
        _refuse_collisions([key for key, _ in pairs])
        result = dict(pairs)
        if len(result) != count:
            raise WireError("a dict with the same key twice")
        return result

    def unordered(self, depth: int) -> set[Any]:
        items = self.value(depth)
        if type(items) is not list:
            raise WireError("a set without its items")
        _refuse_collisions(items)
        result = set(items)
        if len(result) != len(items):
            raise WireError("a set with the same item twice")
        return result

    def packed(self, depth: int) -> Any:
        as_tuple = self.take(1)
        items = self.packed_list(depth)
        if as_tuple == b"t":
            return tuple(items)
        if as_tuple != b"l":
            raise WireError("unknown packed form")
        return items

    def packed_list(self, depth: int) -> list[Any]:
        code = self.take(1)
        if code == b"q" or code == b"d":
            return self.numbers(code, self.length(8))
        if code == b"?":
            flags = self.take(self.length())
            if flags.strip(b"\0\1"):
                raise WireError("a bool that is neither 0 nor 1")
            return list(map(bool, flags))
        if code == b"u":
            sizes = self.sizes(self.length(4))
            text = _text(self.take(self.length()))
            if sum(sizes) != len(text):
                raise WireError("string lengths don't add up")
            return _cut(text, sizes)
        if code == b"c":
            return self.columns(depth)
        if code == b"r":
            return self.rows()
        raise WireError("unknown packed form")

    def columns(self, depth: int) -> list[Any]:
        tag = self.take(1)
        if tag not in (b"l", b"t"):
            raise WireError("unknown packed form")
        count: int = _LENGTH.unpack(self.take(4))[0]
        columns = [self.value(depth) for _ in range(self.length())]
        if not columns or any(type(c) is not list or len(c) != count for c in columns):
            raise WireError("columns of unequal length")
        rows = zip(*columns, strict=True)
        return list(rows) if tag == b"t" else list(map(list, rows))

    def rows(self) -> list[Any]:
        tag, code = self.take(1), self.take(1)
        if tag not in (b"l", b"t") or code not in (b"q", b"d"):
            raise WireError("unknown packed form")
        sizes = self.sizes(self.length(4))
        total = sum(sizes)
        if total * 8 > len(self.data) - self.at:
            raise WireError("a length is larger than the value")
        rows = _cut(self.numbers(code, total), sizes)
        return rows if tag == b"l" else list(map(tuple, rows))

    def numbers(self, code: bytes, count: int) -> list[Any]:
        numbers: array[Any] = array(code.decode())
        numbers.frombytes(self.take(8 * count))
        return numbers.tolist()

    def sizes(self, count: int) -> list[int]:
        sizes = array("I")
        sizes.frombytes(self.take(4 * count))
        return sizes.tolist()

    def ndarray(self, depth: int) -> Any:
        if _numpy is None:
            raise WireError("an array where arrays are not in use")
        name = self.take(self.take(1)[0])
        try:
            dtype = _numpy.dtype(name.decode("ascii"))
        except (TypeError, ValueError, UnicodeDecodeError) as error:
            raise WireError("an array of an unknown dtype") from error
        if dtype.kind not in _ARRAY_KINDS or dtype.str.encode() != name:
            raise WireError("an array of a dtype that is not numbers")
        ndim = self.take(1)[0]
        if ndim > 8:
            raise WireError("an array of more than 8 dimensions")
        shape = struct.unpack(f"<{ndim}q", self.take(8 * ndim))
        count = 1
        for extent in shape:
            if extent < 0:
                raise WireError("an array of negative extent")
            count *= extent
        # `count` may be huge or, with an extent of 0, hide a huge other extent; take() checks it.
        data = self.take(count * dtype.itemsize)
        try:
            return _numpy.frombuffer(bytearray(data), dtype=dtype).reshape(shape)
        except ValueError as error:
            raise WireError("an array of impossible shape") from error


_READERS: dict[bytes, Callable[[_Reader, int], Any]] = {
    b"N": lambda reader, depth: None,
    b"T": lambda reader, depth: True,
    b"F": lambda reader, depth: False,
    b"i": _Reader.int64,
    b"I": _Reader.big_int,
    b"d": _Reader.float64,
    b"s": _Reader.string,
    b"b": _Reader.raw,
    b"l": _Reader.sequence,
    b"t": lambda reader, depth: tuple(reader.sequence(depth)),
    b"m": _Reader.mapping,
    b"e": _Reader.unordered,
    b"z": lambda reader, depth: frozenset(reader.unordered(depth)),
    b"p": _Reader.packed,
    b"a": _Reader.ndarray,
}


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise WireError("a string that is not UTF-8") from error


def _cut(sequence: Any, sizes: list[int]) -> list[Any]:
    pieces, start = [], 0
    for size in sizes:
        pieces.append(sequence[start : start + size])
        start += size
    return pieces


def _refuse_collisions(keys: list[Any]) -> None:
    """Refuse unhashable keys and key sets built so that hashing them takes quadratic time."""
    try:
        hashes = list(map(hash, keys))
    except TypeError as error:
        raise WireError("a key that can't be a key") from error
    if len(keys) >= _COLLISION_CHECK_FROM and 4 * len(set(hashes)) < len(keys):
        raise WireError("keys made to collide")
