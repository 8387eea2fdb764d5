# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Windows as ranges of the sorted rows; a wavelet matrix counts in all of them, bit by bit."""

import numpy as np
import pandas as pd

SIDE = "greater"
EDGE = "less"
TIE = "last"


def rolling_ranks(sales: pd.DataFrame, window: int) -> pd.DataFrame:
    n = len(sales)
    # 17 bits for the customer, 28 for the time, 17 for the row. The time needs but 27 of its bits,
    # so no window reaches the customer before.
    key = (sales["customer"].to_numpy() << 45) + (sales["at"].to_numpy() << 17)
    key += np.arange(n)
    key.sort()
    amount = sales["amount"].to_numpy()[key & 0x1FFFF].astype(np.int32)
    key >>= 17
    low = np.searchsorted(key, key - window, "right" if EDGE == "less" else "left")
    high = np.searchsorted(key, key, "right")
    rank = counted(amount if SIDE == "greater" else 65_535 - amount, low, high) + 1
    first = np.flatnonzero(np.diff(key >> 28, prepend=-1))
    last = np.append(first[1:], n) - 1
    if TIE == "first":
        last = np.searchsorted(key, key[last])
    return pd.DataFrame(
        {
            "customer": key[first] >> 28,
            "tops": np.add.reduceat(rank == 1, first, dtype=np.int64),
            "worst": np.maximum.reduceat(rank, first),
            "ranks": np.add.reduceat(rank, first),
            "last": rank[last],
        }
    )


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
