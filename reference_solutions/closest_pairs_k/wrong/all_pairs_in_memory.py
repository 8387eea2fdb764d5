# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: fast but wrong (a matrix of all pairs); fails on: more lamps than the memory has room for."""

from math import isqrt

import numpy as np

STRAIN = (1, 2)
APART = 0

SPAN = 1 << 24  # more than the range of a coordinate, twice
STEPS = 5


def closest_pairs(places: np.ndarray, k: int) -> tuple[int, int]:
    x = places[:, 0] * STRAIN[0]
    y = places[:, 1] * STRAIN[1]
    keys, lamps = np.unique((x + SPAN // 2) * SPAN + (y + SPAN // 2), return_counts=True)
    taken = 0
    if APART == 0:
        taken = int((lamps * (lamps - 1) // 2).sum())
        if taken >= k:
            return 0, 0
    x, y = np.divmod(keys, SPAN)
    first, second = candidates(x, y, k - taken)
    strains = (x[first] - x[second]) ** 2 + (y[first] - y[second]) ** 2
    far = strains >= APART
    strains, pairs = strains[far], (lamps[first] * lamps[second])[far]
    order = np.argsort(strains)
    strains, pairs = strains[order], pairs[order]
    until = pairs.cumsum()
    last = int(np.searchsorted(until, k - taken))
    total = int(np.dot(strains[:last], pairs[:last]))
    if last < len(strains):
        largest = int(strains[last])
        rest = k - taken - (int(until[last - 1]) if last else 0)
        return largest, total + rest * largest
    return (int(strains[-1]) if last else 0), total


def candidates(x: np.ndarray, y: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of places, the k closest ones among them."""
    bound = bound_on_strain(x, y, k)
    if bound is None or len(x) > 1:
        return np.triu_indices(len(x), 1)
    reach = isqrt(bound)
    keys = x // reach * (2 * SPAN) + y
    order = np.argsort(keys)
    keys = keys[order]
    here = np.arange(len(keys))
    own = ranges(here + 1, np.searchsorted(keys, keys + reach, "right"))
    following = keys + 2 * SPAN
    left = np.searchsorted(keys, following - reach)
    right = np.searchsorted(keys, following + reach, "right")
    following = ranges(left, right)
    first = np.concatenate((own[0], following[0]))
    second = np.concatenate((own[1], following[1]))
    return order[first], order[second]


def ranges(start: np.ndarray, stop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All (i, j) with start[i] <= j < stop[i]."""
    length = stop - start
    i = np.repeat(np.arange(len(start)), length)
    return i, np.arange(len(i)) + np.repeat(start - length.cumsum() + length, length)


def bound_on_strain(x: np.ndarray, y: np.ndarray, k: int) -> int | None:
    """A strain that at least k pairs of places do not exceed, or None with few places."""
    n = len(x)
    slice_of = np.arange(n) // (int(n**0.5) + 1)  # the places come in order of x
    order = np.argsort(slice_of * SPAN + y)
    x, y = x[order], y[order]
    strains = np.concatenate(
        [
            (x[step:] - x[:-step]) ** 2 + (y[step:] - y[:-step]) ** 2
            for step in range(1, k // (n + 1) + STEPS)
        ]
    )
    strains = strains[strains >= APART]
    if len(strains) < k:
        return None
    return int(np.partition(strains, k - 1)[k - 1])
