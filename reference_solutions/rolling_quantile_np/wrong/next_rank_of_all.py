# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: wrong neighbour (x[j + 1] is taken from the whole series, not from the window); fails on: any interpolation in a window that lacks the next larger value."""

import numpy as np

BLOCK = 16_384  # windows that descend together: their arrays stay in the cache
Level = tuple[np.int32, np.ndarray, np.int32]  # the bit, zero bits before each place, all zero bits


def rolling_quantile(values: np.ndarray, width: int, q: float, least: int) -> np.ndarray:
    n = len(values)
    if n < 2:
        return sort_rows(values, width, q, least)
    there = ~np.isnan(values)
    before = np.zeros(n + 1, np.int32)
    np.cumsum(there, out=before[1:])
    lefts, rights = before[: n - width + 1], before[width:]
    ascending, levels = wavelet_matrix(values[there])
    answer = np.full(n - width + 1, np.nan)
    for start in range(0, len(answer), BLOCK):
        left, right = lefts[start : start + BLOCK], rights[start : start + BLOCK]
        asked = np.flatnonzero(right - left >= least)
        if len(asked):
            left, right = left[asked], right[asked]
            h = q * (right - left - 1)
            j = h.astype(np.int32)
            h -= j
            low, high = order_statistics(ascending, levels, left, right, j)
            high -= low
            high *= h
            high += low
            answer[start + asked] = high
    return answer


def sort_rows(values: np.ndarray, width: int, q: float, least: int) -> np.ndarray:
    starts = np.arange(len(values) - width + 1)
    rows = np.sort(values[starts[:, None] + np.arange(width)], axis=1)  # NaN goes last
    sizes = width - np.isnan(rows).sum(axis=1)
    answer = np.full(len(rows), np.nan)
    asked = np.flatnonzero(sizes >= least)
    last = sizes[asked] - 1
    h = q * last
    j = h.astype(np.int64)
    low = rows[asked, j]
    high = rows[asked, np.minimum(j + 1, last)]
    answer[asked] = low + (h - j) * (high - low)
    return answer


def wavelet_matrix(values: np.ndarray) -> tuple[np.ndarray, list[Level]]:
    """The values in ascending order, and the levels of their ranks, highest bit first."""
    n = len(values)
    order = np.argsort(values)
    ranks = np.empty(n, np.int32)
    ranks[order] = np.arange(n, dtype=np.int32)
    moved = np.empty(n, np.int32)
    levels = []
    for shift in reversed(range((n - 1).bit_length() if n else 0)):
        bit = np.int32(1 << shift)
        is_zero = (ranks & bit) == 0
        zeros_before = np.zeros(n + 1, np.int32)
        np.cumsum(is_zero, out=zeros_before[1:])
        zeros = zeros_before[n]
        levels.append((bit, zeros_before, zeros))
        np.compress(is_zero, ranks, out=moved[:zeros])
        np.compress(~is_zero, ranks, out=moved[zeros:])
        ranks, moved = moved, ranks
    return values[order], levels


def order_statistics(
    ascending: np.ndarray, levels: list[Level], left: np.ndarray, right: np.ndarray, j: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The values at ranks j and j + 1 of values[left:right]; at the last rank the value twice.

    Masks are multiplied in, because that is several times faster than np.where.
    """
    rank = np.zeros(len(j), np.int32)
    # The windows whose next rank has parted from the wanted one, and its part of the level.
    parted = np.zeros(0, np.int64)
    next_left = next_right = next_rank = np.zeros(0, np.int32)
    for bit, zeros_before, zeros in levels:
        if len(parted):
            left_zeros, right_zeros = zeros_before.take(next_left), zeros_before.take(next_right)
            go_one = left_zeros == right_zeros
            next_left = left_zeros + go_one * (next_left - left_zeros + zeros - left_zeros)
            next_right = right_zeros + go_one * (next_right - right_zeros + zeros - right_zeros)
            next_rank += go_one * bit
        left_zeros, right_zeros = zeros_before.take(left), zeros_before.take(right)
        inside = right_zeros - left_zeros
        go_one = j >= inside
        left = left - left_zeros + zeros  # the part with bit 1
        right = right - right_zeros + zeros
        parting = np.flatnonzero((j + 1 == inside) & (left < right))
        if len(parting):
            parted = np.concatenate((parted, parting))
            next_left = np.concatenate((next_left, left[parting]))
            next_right = np.concatenate((next_right, right[parting]))
            next_rank = np.concatenate((next_rank, rank[parting] + bit))
        left = left_zeros + go_one * (left - left_zeros)
        right = right_zeros + go_one * (right - right_zeros)
        j = j - go_one * inside
        rank += go_one * bit
    low = ascending[rank]
    high = ascending[np.minimum(rank + 1, len(ascending) - 1)]
    return low, high
