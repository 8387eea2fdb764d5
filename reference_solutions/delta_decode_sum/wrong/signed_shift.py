# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, overflow (numbers as signed 64-bit integers, halved with their sign); fails on: numbers from 2**63 on."""

import numpy as np

BITS = 64
FIRST = "lowest"
FLAG = "more"


def block_sums(data: bytes) -> list[int]:
    if not data:
        return []
    raw = np.frombuffer(data, dtype=np.uint8)
    top = raw >> 7
    ends = np.flatnonzero(top == (0 if FLAG == "more" else 1))
    starts = np.concatenate([[0], ends[:-1] + 1])
    sizes = ends - starts + 1
    if FIRST == "lowest":
        place = np.arange(len(raw)) - np.repeat(starts, sizes)
    else:
        place = np.repeat(ends, sizes) - np.arange(len(raw))
    shifted = (raw & 127).astype(np.uint64) << (7 * np.minimum(place, 9)).astype(np.uint64)
    numbers = np.add.reduceat(shifted, starts)
    steps = ((numbers.astype(np.int64) >> 1) ^ -(numbers.astype(np.int64) & 1)).astype(np.uint64)
    sums = []
    at = 0
    while at < len(numbers):
        length = int(numbers[at])
        values = np.cumsum(steps[at + 1 : at + 1 + length], dtype=np.uint64)
        sums.append(int(values.sum(dtype=np.uint64)) % 2**BITS)
        at += 1 + length
    return sums
