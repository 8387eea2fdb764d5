"""A position in the bytes of a value, and the budgets that reading it must keep to.

Standard library only: the guest loads this file, through `reader`.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from typing import Literal

from effbench.sandbox.inside import pieces, standard

WireError = pieces.WireError

# Honest keys take about 0.2 us each (2 us when their low bits are equal) and at least 10 bytes.
_HASH_NS_FREE, _HASH_NS_PER_BYTE = 250_000_000, 200
LONG_FRACTION_BYTES = 500
_HASH_NS_PER_MEMORY_BYTE = 10  # upper bound: one second if 100 MB of memory are allowed
_HASH_CHUNK = 64  # keys between two readings of the clock

# A frame takes as long as about ten columns. The budget is about a second and some ten megabytes.
_MAX_FRAME_UNITS, FRAME_UNITS = 50_000, 10

LENGTH = struct.Struct("<I")

Types = Literal["plain", "standard", "any"]
"""`plain`: plain data; a Counter, defaultdict or OrderedDict becomes a dict, and other types of
`standard.py` raise NotPlain. `standard`: also these types, but not the stand-ins for objects that
can't be sent. `any`: also stand-ins.
"""


class Cursor:
    """Reads pieces of the value from front to back, and counts what they cost."""

    def __init__(self, data: bytes, types: Types, memory_bytes: int, start: int) -> None:
        self.data = data
        self.types = types
        self.at = start
        self.memory_left = memory_bytes
        self.longest_int = 0
        self.has_decimals = False
        self.range_items_left = standard.MAX_ITERATED
        self.in_frame = False
        self.rows_left = len(data)
        self.frame_units_left = _MAX_FRAME_UNITS
        self.hash_ns_left = min(
            _HASH_NS_FREE + _HASH_NS_PER_BYTE * len(data), _HASH_NS_PER_MEMORY_BYTE * memory_bytes
        )

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        end = self.at + size
        if size < 0 or end > len(self.data):
            raise WireError("the value is cut off")
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def view(self, size: int) -> memoryview:
        """Like `take`, but without a copy, for large pieces."""
        # Duplicates code of `take`, which is called for every value and must avoid another call.
        start, end = self.at, self.at + size
        if size < 0 or end > len(self.data):
            raise WireError("the value is cut off")
        self.at = end
        return memoryview(self.data)[start:end]

    def charge(self, size: int) -> None:
        """Count memory that a container is about to take."""
        self.memory_left -= size
        if self.memory_left < 0:
            raise WireError("it takes more memory than an answer may")

    def length(self, item_bytes: int = 1) -> int:
        """Return the next length, of items that take at least `item_bytes` each."""
        count: int = LENGTH.unpack(self.take(4))[0]
        if count * item_bytes > len(self.data) - self.at:
            raise WireError("a length is larger than the value")
        return count

    def fill(self, count: int, add: Callable[[slice], None]) -> None:
        """Call `add` for consecutive slices of the keys, while the budget lasts.

        The budget is measured in time, not in equal hashes, because keys with merging probe
        sequences collide as well.
        """
        last = time.thread_time_ns()
        chunk = 1 if self.has_decimals else _HASH_CHUNK
        for start in range(0, count, chunk):
            try:
                add(slice(start, start + chunk))
            except TypeError as error:
                raise WireError("a key that can't be a key") from error
            now = time.thread_time_ns()
            self.hash_ns_left -= now - last
            last = now
            if self.hash_ns_left < 0:
                raise WireError("keys made to collide")

    def require_comparable(self) -> None:
        """Reject values that are expensive to compare, iterate over or build."""
        if self.has_decimals and self.longest_int > standard.MAX_BITS_BESIDE_DECIMALS:
            raise WireError("a huge integer beside a decimal")
        if self.range_items_left < 0 or self.hash_ns_left < 0:
            raise WireError("values that are expensive to use")
