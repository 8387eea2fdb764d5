# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For each hole in order, the ways to it that meet no hole before, in blocks of 48 holes.

Free ways to a hole are all ways less those that meet an earlier hole first, and by that hole's own
free ways the latter are counted; a hole that stands there twice has none the second time. Where the
way would lead to the left, the index is negative and finds one of the zeros behind the inverse
factorials. The ways from all earlier blocks are one product of matrices in floating point: free
ways are cut into three digits of 10 bits, so that sums stay exact. Inside a block, Python's
integers do. O(holes^2 + rows + columns).
"""

from math import isqrt
from operator import mul

import numpy as np

COUNTED = "avoid"
MODULUS = 998244353
BLOCK = 48


def count_walks(rows: int, columns: int, holes: list[tuple[int, int]]) -> int:
    spots = np.array([*sorted(holes), (rows - 1, columns - 1)])
    longest = max(rows, columns)
    factorial = products(np.maximum(np.arange(rows + columns), 1))
    downward = np.arange(longest, 0, -1)  # 1 / (k - 1)! is k / k!
    downward[0] = pow(int(factorial[longest - 1]), -1, MODULUS)
    inverse = np.append(products(downward)[::-1], np.zeros(longest, dtype=np.int64))
    r, c = spots[:, 0].copy(), spots[:, 1].copy()
    ways = factorial[r + c] * inverse[r] % MODULUS * inverse[c] % MODULUS  # all of them so far
    digits = np.empty((0, 3))
    found: list[int] = []
    for start in range(0, len(spots), BLOCK):
        end = min(start + BLOCK, len(spots))
        down = r[start:end, None] - r[:end]
        right = c[start:end, None] - c[:end]
        steps = inverse[down]
        steps *= inverse[right]
        steps -= steps // MODULUS * MODULUS
        down += right
        steps *= factorial[down]
        steps -= steps // MODULUS * MODULUS
        parts = (steps[:, :start].astype(float) @ digits).astype(np.int64)
        met = ((parts[:, 0] << 10) + parts[:, 1]) % MODULUS
        met = ((met << 10) + parts[:, 2]) % MODULUS
        found = []
        every = (ways[start:end] - met).tolist()
        for count, own in zip(every, steps[:, start:].tolist(), strict=True):
            found.append((count - sum(map(mul, found, own))) % MODULUS)
        solved = np.array(found)
        parts = np.column_stack([solved >> 20, solved >> 10 & 1023, solved & 1023])
        digits = np.append(digits, parts.astype(float), axis=0)
    free = found[-1]
    return free if COUNTED == "avoid" else (int(ways[-1]) - free) % MODULUS


def products(numbers: np.ndarray) -> np.ndarray:
    """The running products: first by columns of a table with long columns, then by rows."""
    count = len(numbers)
    width = isqrt(count) // 4 + 1
    height = -(-count // width)
    table = np.ones(width * height, dtype=np.int64)
    table[:count] = numbers
    table = table.reshape(height, width).T.copy()
    for j in range(1, width):
        table[j] = table[j] * table[j - 1] % MODULUS
    before = [1]
    for last in table[-1].tolist():
        before.append(before[-1] * last % MODULUS)
    table *= np.array(before[:-1])
    table %= MODULUS
    return table.T.ravel()[:count]
