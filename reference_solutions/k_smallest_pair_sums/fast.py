# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Find a bound that at least k sums do not exceed, list the sums below it and sort those.

In sorted lists, the element i of one and the element j of the other dominate (i + 1) * (j + 1)
matches, so every sum with (i + 1) * (j + 1) >= k is such a bound. The least one over a few rows is
close: about 2 k sums lie below it, and never many more than k log k. Sums equal to the bound are
not listed but filled up, so ties cost nothing. O((n + k) log n), nearly all of it in C.
"""

from bisect import bisect_left

PARITY = "different"
ORDER = "descending"


def first_match_sums(left: list[int], right: list[int], k: int) -> tuple[int, int]:
    sign = 1
    if ORDER == "descending":
        sign = -1
        left = [-value for value in left]
        right = [-value for value in right]
    evens, odds = sorted(right[::2]), sorted(right[1::2])
    if PARITY == "different":
        evens, odds = odds, evens
    halves = ((sorted(left[::2]), evens), (sorted(left[1::2]), odds))
    best = least_sums(halves, k)
    return sign * best[-1], sign * (sum(best[::2]) - sum(best[1::2]))


def least_sums(halves: tuple[tuple[list[int], list[int]], ...], k: int) -> list[int]:
    bounds = [bound(*half, k) for half in halves]
    by_half = [bound(*half, (k + 1) // 2) for half in halves]
    if None not in by_half:
        bounds.append(max(by_half))
    known = [value for value in bounds if value is not None]
    limit = min(known) if known else None
    sums: list[int] = []
    for rows, columns in halves:
        for value in rows:
            end = len(columns) if limit is None else bisect_left(columns, limit - value)
            if not end:
                break
            sums += [value + other for other in columns[:end]]
    sums.sort()
    sums += [limit] * (k - len(sums))
    return sums[:k]


def bound(rows: list[int], columns: list[int], k: int) -> int | None:
    """The least sum, over some rows, that k sums do not exceed.

    None if no such row has a k-th sum; then there are hardly more than k sums in all.
    """
    best = None
    row = 1
    while row <= len(rows) and row <= k:
        column = (k - 1) // row  # from 0: this element and those before it
        if column < len(columns):
            total = rows[row - 1] + columns[column]
            if best is None or total < best:
                best = total
        row += row // 8 + 1
    return best
