# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Decode all numbers at once, by their k-th bytes, and sum by two running sums modulo 2**64.

With P the running sum of all steps and Q that of P, the sum of a block's values is Q at its end
minus Q at its header minus c times P at the header: P keeps going on through all blocks. Only the
walk from header to header is interpreted. All wrap-around is exact, as 2**64 is a multiple of the
modulus.
"""

import numpy as np

BITS = 64
FIRST = "lowest"
FLAG = "more"


def block_sums(data: bytes) -> list[int]:
    raw = np.frombuffer(data, dtype=np.uint8)
    if FLAG == "last":
        raw = raw ^ 128
    ends = np.flatnonzero(raw < 128)
    numbers = decoded(raw, ends)
    headers = []
    lengths = []
    at, count = 0, len(ends)
    number_at = numbers.item
    while at < count:
        length = number_at(at)
        headers.append(at)
        lengths.append(length)
        at += length + 1
    begin = np.array(headers, dtype=np.intp)
    steps = numbers >> 1
    odd = numbers & 1
    np.negative(odd, out=odd)
    steps ^= odd
    running = np.cumsum(steps, dtype=np.uint64)
    twice = np.cumsum(running, dtype=np.uint64)
    length_of = np.array(lengths, dtype=np.uint64)
    sums = twice[begin + length_of.astype(np.intp)] - twice[begin] - length_of * running[begin]
    return (sums & np.uint64((1 << BITS) - 1)).tolist()


def decoded(raw: np.ndarray, ends: np.ndarray) -> np.ndarray:
    extra = np.diff(ends, prepend=-1) - 1  # bytes beyond one
    low = ends - extra if FIRST == "lowest" else ends
    numbers = (raw[low] & 127).astype(np.uint64)
    longer = np.flatnonzero(extra)
    offset = 1
    while len(longer):
        place = low[longer] + offset if FIRST == "lowest" else low[longer] - offset
        part = (raw[place] & 127).astype(np.uint64)
        part <<= np.uint64(7 * offset)
        numbers[longer] |= part
        longer = longer[extra[longer] > offset]
        offset += 1
    return numbers
