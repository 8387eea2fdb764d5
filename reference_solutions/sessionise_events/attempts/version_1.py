# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""User, time and row packed into one number, sorted at once; the rest are array operations."""

import numpy as np
import pandas as pd

EDGE = "more"
LOGOUT = 4
TOTAL = "sum"


def sessionise(events: pd.DataFrame, gap: int) -> pd.DataFrame:
    n = len(events)
    # 20 bits for the user, 24 for the time, 19 for the row. The time needs but 22 of its bits, so
    # from one user to the next the number rises by more than any gap.
    key = (events["user"].to_numpy() << 43) + (events["at"].to_numpy() << 19)
    key += np.arange(n)
    key.sort()
    row = key & 0x7FFFF
    key >>= 19
    fresh = np.empty(n, dtype=bool)
    fresh[0] = True
    np.greater(np.diff(key), gap - (EDGE == "least"), out=fresh[1:])
    fresh[1:] |= (events["kind"].to_numpy() == LOGOUT)[row[:-1]]
    first = np.flatnonzero(fresh)
    after = np.append(first[1:], n)
    start = key[first]
    reduce = np.add if TOTAL == "sum" else np.maximum
    return pd.DataFrame(
        {
            "user": start >> 24,
            "start": start & 0xFFFFFF,
            "length": key[after - 1] - start,
            "events": after - first,
            "amount": reduce.reduceat(events["amount"].to_numpy()[row], first),
        },
    )
