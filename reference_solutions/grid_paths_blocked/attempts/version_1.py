# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For each hole in order, the ways to it that meet no hole before: one row of numpy at a time.

Free ways to a hole are all ways less those that meet an earlier hole first, and by that hole's own
free ways the latter are counted; a hole that stands there twice has none the second time. Where the
way would lead to the left, the index is negative and finds one of the zeros behind the inverse
factorials. Factorials come from a table that is filled by columns, then by rows. O(holes^2 + rows +
columns) in few numpy calls; products stay below 2^62.
"""

import numpy as np

COUNTED = "avoid"
MODULUS = 998244353


def count_walks(rows: int, columns: int, holes: list[tuple[int, int]]) -> int:
    spots = sorted([*holes, (rows - 1, columns - 1)])
    factorial = factorials(rows + columns)
    inverse = np.append(inverse_factorials(factorial), np.zeros(columns, dtype=np.int64))
    r = np.array([spot[0] for spot in spots])
    c = np.array([spot[1] for spot in spots])
    ways = factorial[r + c] * inverse[r] % MODULUS * inverse[c] % MODULUS  # all of them so far
    total = int(ways[-1])
    for i in range(len(spots) - 1):
        later = ways[i + 1 :]
        down = r[i + 1 :] - r[i]
        right = c[i + 1 :] - c[i]
        step = inverse[down] * inverse[right] % MODULUS * factorial[down + right] % MODULUS
        later -= ways[i] * step % MODULUS
        later %= MODULUS
    free = int(ways[-1])
    return free if COUNTED == "avoid" else (total - free) % MODULUS


def factorials(count: int) -> np.ndarray:
    """0!, 1!, … for at least `count` numbers."""
    side = int(count**0.5) + 1
    table = np.arange(side * side).reshape(side, side)
    table[0, 0] = 1
    for j in range(1, side):
        table[:, j] = table[:, j] * table[:, j - 1] % MODULUS
    for i in range(1, side):
        table[i] = table[i] * table[i - 1, -1] % MODULUS
    return table.ravel()


def inverse_factorials(factorial: np.ndarray) -> np.ndarray:
    count = len(factorial)
    side = int(count**0.5)
    table = np.arange(count, 0, -1).reshape(side, side)  # 1 / (k - 1)! is k / k!
    table[0, 0] = pow(int(factorial[-1]), -1, MODULUS)
    for j in range(1, side):
        table[:, j] = table[:, j] * table[:, j - 1] % MODULUS
    for i in range(1, side):
        table[i] = table[i] * table[i - 1, -1] % MODULUS
    return table.ravel()[::-1]
