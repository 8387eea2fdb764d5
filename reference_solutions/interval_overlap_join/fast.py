# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One sweep over the ends of all intervals of all groups, sorted as packed numbers.

Two counters in one number say how many intervals of each side are open. Their product, times the
way to the next end, is the overlap. The product rises by the new pairs where an interval begins,
and falls by the same pairs where it ends, so half of its ups and downs are the pairs. After the
last end of a group nothing is open, so groups do not disturb each other.
"""

import numpy as np
import pandas as pd

TOUCH = "no"
ROWS = "all"
# An end's lowest bits: on which side, and whether an interval begins; what comes first is lower.
BEGIN = 2 if TOUCH == "no" else 0
CHANGES = np.array([-1, -1 << 32, 1, 1 << 32])
if TOUCH == "yes":
    CHANGES = -CHANGES


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    ends = []
    for side, table in enumerate((left, right)):
        group = table["group"].to_numpy() << 32
        group += side
        ends.append(group + (table["start"].to_numpy() << 2) + BEGIN)
        ends.append(group + (table["end"].to_numpy() << 2) + (2 - BEGIN))
    key = np.concatenate(ends)
    key.sort()
    opened = np.cumsum(CHANGES.take(key & 3))
    product = opened & 0xFFFFFFFF
    opened >>= 32
    product *= opened
    pairs = np.abs(np.diff(product, prepend=0))
    key >>= 2
    product[:-1] *= np.diff(key)
    key >>= 30
    first = np.flatnonzero(np.diff(key, prepend=-1))
    table = np.empty((3, len(first)), dtype=np.int64)
    table[0] = key[first]
    table[1] = np.add.reduceat(pairs, first) >> 1
    table[2] = np.add.reduceat(product, first)
    if ROWS == "met":
        table = table[:, table[1] > 0]
    return pd.DataFrame(table.T, columns=["group", "pairs", "overlap"])
