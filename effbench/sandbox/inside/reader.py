"""The strict decoder of the wire format: bytes to plain values.

This module defines which bytes are a well-formed value and bounds the cost of decoding hostile
bytes. `wire.py` describes the format and exports `decode`.

The input may come from hostile code. Lengths are therefore checked against the available bytes,
depth is limited, dict keys and set items must be unique, integers and dtypes have one
representation, and trailing bytes are an error. Memory is linear in the number of bytes (at most
about 100 bytes per byte). If `memory_bytes` is given, the decoded value may not take more: each
container is charged before it is built, at about its size in CPython, which also limits the number
of items and the time. Hashing is not linear: keys can be made to collide, in CPython even without
equal hashes. Filling dicts and sets therefore has a CPU budget far above the needs of honest data.
Data frames, which are large even if empty, have a budget of their own. Some of the standard
library's other types (`rebuilding.py`) are cheap to send but expensive to use: ranges have a budget
of items, and a value with a Decimal may not contain a huge integer.

The decoder executes nothing. Standard library only: the guest loads this file.
"""

from __future__ import annotations

import struct
import time
from array import array
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

from effbench.sandbox.inside import cursor, frames, pieces, rebuilding, standard

WireError, TooDeep, NotPlain = pieces.WireError, pieces.TooDeep, pieces.NotPlain
MAX_DEPTH = 100  # deeper than any honest answer; bounds the decoder's recursion
INT64 = range(-(2**63), 2**63)
ARRAY_DTYPES = frozenset(
    b"|b1 |i1 <i2 <i4 <i8 |u1 <u2 <u4 <u8 <f2 <f4 <f8 <f16 <c8 <c16 <c32".split()
)

# Charges in bytes, at least as high as measured with CPython 3.11.
_ITEM, _LIST, _DICT, _ENTRY, _SET, _HASHED = 96, 64, 200, 150, 220, 80
_STANDARD, _DEQUE, _ARRAY, _FRAME = 250, 800, 700, 16_384
_ROW, _NUMBER, _FLAG, _STRING = 100, 40, 10, 100  # in packed forms
_NO_LIMIT = 1 << 62

_INT = struct.Struct("<q")
_FLOAT = struct.Struct("<d")

# Set if numpy was loaded before the candidate. It is never imported from here.
_numpy: Any = None


def use_numpy(module: Any) -> None:
    """Allow arrays. Called by `wire.bind_numpy`."""
    global _numpy
    _numpy = module


def decode(
    data: bytes, types: cursor.Types = "plain", memory_bytes: int = _NO_LIMIT, start: int = 0
) -> Any:
    """Decode the value in `data`, from `start` on.

    Raises WireError unless the bytes are exactly one well-formed value, of at most `memory_bytes`.
    """
    reader = _Reader(data, types, memory_bytes, start)
    value = reader.value(0)
    if reader.at != len(data):
        raise WireError("bytes are left over after the value")
    return value


class _Reader(cursor.Cursor):
    def value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise TooDeep(f"nested deeper than {MAX_DEPTH}")
        tag = self.take(1)
        read = _READERS.get(tag)
        if read is None:
            raise WireError("unknown type tag")
        return read(self, depth + 1)

    # --- scalars ---

    def int64(self, depth: int) -> int:
        number: int = _INT.unpack(self.take(8))[0]
        return number

    def big_int(self, depth: int) -> int:
        data = self.take(self.length())
        number = int.from_bytes(data, "little", signed=True)
        if number in INT64 or len(data) != number.bit_length() // 8 + 1:
            raise WireError("an integer that is not in its shortest form")
        self.longest_int = max(self.longest_int, number.bit_length())
        self.require_comparable()
        return number

    def float64(self, depth: int) -> float:
        number: float = _FLOAT.unpack(self.take(8))[0]
        return number

    def string(self, depth: int) -> str:
        return pieces.text_of(self.take(self.length()))

    def raw(self, depth: int) -> bytes:
        return self.take(self.length())

    # --- containers ---

    def sequence(self, depth: int) -> list[Any]:
        value, count = self.value, self.length()
        self.charge(_LIST + _ITEM * count)
        return [value(depth) for _ in range(count)]

    def mapping(self, depth: int) -> dict[Any, Any]:
        count = self.length(2)
        self.charge(_DICT + (2 * _ITEM + _ENTRY) * count)
        keys, values = [], []
        for _ in range(count):
            keys.append(self.value(depth))
            values.append(self.value(depth))
        result: dict[Any, Any] = {}
        self.fill(count, lambda part: result.update(zip(keys[part], values[part], strict=True)))
        if len(result) != count:
            raise WireError("a dict with the same key twice")
        return result

    def unordered(self, depth: int) -> set[Any]:
        items = self.value(depth)
        if type(items) is not list:
            raise WireError("a set without its items")
        self.charge(_SET + _HASHED * len(items))
        result: set[Any] = set()
        self.fill(len(items), lambda part: result.update(items[part]))
        if len(result) != len(items):
            raise WireError("a set with the same item twice")
        return result

    # --- the standard library's other types ---

    def standard(self, depth: int) -> Any:
        code, start = self.take(4), self.at
        self.charge(_DEQUE if code == b"dequ" else _STANDARD)
        payload = self.value(depth)
        # A greatest common divisor takes quadratic time. Other slow operations go through `fill`.
        slow = code == b"frac" and self.at - start > cursor.LONG_FRACTION_BYTES
        before = time.thread_time_ns() if slow else 0
        try:
            value = rebuilding.put_together(code, payload, self.fill)
        except WireError:
            raise
        except (TypeError, ValueError, OverflowError) as error:
            raise WireError(f"no value of the standard library: {error}") from error
        if slow:
            self.hash_ns_left -= time.thread_time_ns() - before
        if type(value) is range:
            self.range_items_left -= len(value)
        self.has_decimals = self.has_decimals or code == b"deci"
        self.require_comparable()
        if self.types == "plain":
            return _plain(value, code)
        if self.types == "standard" and isinstance(value, standard.StandIn):
            raise NotPlain(f"a value of type {value.kind} is not data")
        return value

    # --- packed forms ---

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
            data = self.take(self.length())
            self.charge(_FLAG * len(data))
            return list(map(bool, pieces.flags(data)))
        if code == b"u":
            sizes = self.sizes(self.length(4))
            self.charge(_STRING * len(sizes))
            text = pieces.text_of(self.take(self.length()))
            if sum(sizes) != len(text):
                raise WireError("string lengths don't add up")
            return pieces.cut(text, sizes)
        if code == b"c":
            return self.columns(depth)
        if code == b"r":
            return self.rows()
        raise WireError("unknown packed form")

    def columns(self, depth: int) -> list[Any]:
        """Build rows from columns. At least two columns, so rows never outnumber bytes."""
        tag = self.take(1)
        if tag not in (b"l", b"t"):
            raise WireError("unknown packed form")
        count: int = cursor.LENGTH.unpack(self.take(4))[0]
        self.rows_left -= count
        if self.rows_left < 0:
            raise WireError("more rows than bytes")
        columns = [self.value(depth) for _ in range(self.length())]
        if len(columns) < 2 or any(type(c) is not list or len(c) != count for c in columns):
            raise WireError("columns of unequal length")
        self.charge(count * (_ROW + 8 * len(columns)))
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
        self.charge(_ROW * len(sizes))
        rows = pieces.cut(self.numbers(code, total), sizes)
        return rows if tag == b"l" else list(map(tuple, rows))

    def numbers(self, code: bytes, count: int) -> list[Any]:
        self.charge(_NUMBER * count)
        numbers: array[Any] = array(code.decode())
        numbers.frombytes(self.view(8 * count))
        return numbers.tolist()

    def sizes(self, count: int) -> list[int]:
        sizes = array("I")
        sizes.frombytes(self.view(4 * count))
        return sizes.tolist()

    def ndarray(self, depth: int) -> Any:
        if _numpy is None:
            raise WireError("an array where arrays are not in use")
        self.charge(_ARRAY)
        name = self.take(self.take(1)[0])
        if name not in ARRAY_DTYPES:
            raise WireError("an array of a dtype that is not numbers")
        ndim = self.take(1)[0]
        shape = struct.unpack(f"<{ndim}q", self.take(8 * ndim))
        count = pieces.require_extents(shape)
        try:
            dtype = _numpy.dtype(name.decode())
            data: Any = self.view(count * dtype.itemsize)
            if name == b"|b1":
                pieces.flags(bytes(data))
            if not self.in_frame:  # pandas copies the columns of a frame
                data = bytearray(data)  # makes the array writable, like the original
            return _numpy.frombuffer(data, dtype=dtype, count=count).reshape(shape)
        except (TypeError, OverflowError) as error:
            raise WireError("an array that numpy can't hold") from error

    def frame(self, depth: int) -> Any:
        if _numpy is None:
            raise WireError("a data frame where arrays are not in use")
        self.charge(_FRAME)
        names = self.value(depth)
        inside, self.in_frame = self.in_frame, True
        columns = self.value(depth)
        self.in_frame = inside
        self.frame_units_left -= cursor.FRAME_UNITS + (len(columns) if type(columns) is list else 0)
        if self.frame_units_left < 0:
            raise WireError("too many data frames and columns")
        try:
            return frames.put_together(names, columns)
        except (ValueError, ImportError) as error:
            raise WireError("a data frame that pandas can't hold") from error


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
    b"D": _Reader.frame,
    b"w": _Reader.standard,
}


def _plain(value: Any, code: bytes) -> dict[Any, Any]:
    if type(value) in (Counter, OrderedDict, defaultdict):
        return dict(value)
    kind = "memoryview" if code == b"view" else standard.kind_of(value)
    raise NotPlain(f"a value of type {kind} is not plain data")
