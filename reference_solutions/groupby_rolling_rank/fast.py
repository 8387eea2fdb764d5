# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Rows sorted by customer and time; short windows are compared place by place, all rows at once.

A comparison with the row `d` places away is one pass over 16-bit numbers, which hits are added up
in bytes: for windows of some hundred rows this beats everything that is better in theory. For
longer ones, a wavelet matrix counts in all windows, bit by bit.
"""

import numpy as np
import pandas as pd

SIDE = "greater"
EDGE = "less"
TIE = "last"
SHORT = 1_000


def rolling_ranks(sales: pd.DataFrame, window: int) -> pd.DataFrame:
    n = len(sales)
    # 17 bits for the customer, 28 for the time, 17 for the row. The time needs but 27 of its bits,
    # so no window reaches the customer before.
    key = (sales["customer"].to_numpy() << 45) + (sales["at"].to_numpy() << 17)
    key += np.arange(n)
    key.sort()
    amount = sales["amount"].to_numpy().astype(np.uint16)[key & 0x1FFFF]
    if SIDE == "less":
        amount = 65_535 - amount
    key >>= 17
    low = np.searchsorted(key, key - window, "right" if EDGE == "less" else "left")
    fresh = np.flatnonzero(np.diff(key, prepend=-1))
    ends = np.append(fresh[1:], n)
    high = np.repeat(ends, ends - fresh)
    row = np.arange(n)
    back, ahead = row - low, high - row - 1
    if back.max() + ahead.max() < SHORT:
        rank = near(amount, back) + near(amount[::-1], ahead[::-1])[::-1] + 1
    else:
        rank = counted(amount, low, high) + 1
    customer = key[fresh] >> 28
    changes = np.flatnonzero(np.diff(customer, prepend=-1))
    first = fresh[changes]
    last = np.append(first[1:], n) - 1
    if TIE == "first":
        last = fresh[np.append(changes[1:], len(fresh)) - 1]
    table = np.empty((5, len(first)), dtype=np.int64)
    table[0] = customer[changes]
    table[1] = np.add.reduceat(rank == 1, first, dtype=np.int64)
    table[2] = np.maximum.reduceat(rank, first)
    table[3] = np.add.reduceat(rank, first)
    table[4] = rank[last]
    return pd.DataFrame(table.T, columns=["customer", "tops", "worst", "ranks", "last"])


def near(values: np.ndarray, back: np.ndarray) -> np.ndarray:
    """How many of the `back` values before each one are greater."""
    found = np.zeros(len(values), dtype=np.int64)
    few = np.zeros(len(values), dtype=np.uint8)
    values, reach = np.ascontiguousarray(values), back.astype(np.uint16)
    for d in range(1, int(back.max()) + 1):
        hits = values[:-d] > values[d:]
        hits &= reach[d:] >= d
        few[d:] += hits.view(np.uint8)
        if d % 255 == 0:
            found += few
            few[:] = 0
    return found + few


def counted(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How many of values[low:high] are greater than the value of each row."""
    found = np.zeros(len(values), dtype=np.int64)
    order = values
    before = np.zeros(len(values) + 1, dtype=np.int64)
    for bit in range(15, -1, -1):
        ones = (order >> bit & 1).astype(bool)
        np.cumsum(ones, out=before[1:])
        ones_low, ones_high = before[low], before[high]
        own = (values >> bit & 1).astype(bool)
        found += np.where(own, 0, ones_high - ones_low)
        zeros = len(values) - before[-1]
        low = np.where(own, zeros + ones_low, low - ones_low)
        high = np.where(own, zeros + ones_high, high - ones_high)
        order = np.concatenate([order[~ones], order[ones]])
    return found
