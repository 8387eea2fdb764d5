# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""User, time and row packed into one number, sorted at once; the rest are array operations.

Amount and kind are looked up together, and the result is one table from the start: a frame made of
separate columns costs more than all the rest of a short log.
"""

import numpy as np
import pandas as pd

EDGE = "more"
LOGOUT = 4
TOTAL = "sum"


def sessionise(events: pd.DataFrame, gap: int) -> pd.DataFrame:
    n = len(events)
    # 20 bits for the user, 24 for the time, 19 for the row. The time needs but 22 of its bits, so
    # from one user to the next the number rises by more than any gap.
    key = events["user"].to_numpy() << 24
    key += events["at"].to_numpy()
    key <<= 19
    key += np.arange(n)
    key.sort()
    # The amount, with a mark for a log-out in the lowest bit. A session has but one mark.
    amount = events["amount"].to_numpy() << 1
    amount += events["kind"].to_numpy() == LOGOUT
    amount = amount.take(key & 0x7FFFF)
    key >>= 19
    fresh = np.empty(n, dtype=bool)
    fresh[0] = True
    np.greater(key[1:] - key[:-1], gap - (EDGE == "least"), out=fresh[1:])
    fresh[1:] |= (amount[:-1] & 1).astype(bool)
    first = np.flatnonzero(fresh)
    after = np.append(first[1:], n)
    start = key.take(first)
    table = np.empty((5, len(first)), dtype=np.int64)
    np.right_shift(start, 24, out=table[0])
    np.bitwise_and(start, 0xFFFFFF, out=table[1])
    np.subtract(key.take(after - 1), start, out=table[2])
    np.subtract(after, first, out=table[3])
    reduce = np.add if TOTAL == "sum" else np.maximum
    np.right_shift(reduce.reduceat(amount, first), 1, out=table[4])
    return pd.DataFrame(table.T, columns=["user", "start", "length", "events", "amount"])
