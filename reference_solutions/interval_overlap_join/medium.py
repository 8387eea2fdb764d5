# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Group by group: sorted ends, prefix sums, and a binary search for each interval of `left`."""

import numpy as np
import pandas as pd

TOUCH = "no"
ROWS = "all"


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    groups = np.union1d(left["group"], right["group"])
    rows = []
    for group in groups.tolist():
        mine, others = left[left["group"] == group], right[right["group"] == group]
        starts, ends = np.sort(others["start"].to_numpy()), np.sort(others["end"].to_numpy())
        begun = np.searchsorted(starts, mine["end"], "left" if TOUCH == "no" else "right")
        over = np.searchsorted(ends, mine["start"], "right" if TOUCH == "no" else "left")
        pairs = int((begun - over).sum())
        covered = before(starts, ends, mine["end"]) - before(starts, ends, mine["start"])
        if pairs or ROWS == "all":
            rows.append((group, pairs, int(covered.sum())))
    return pd.DataFrame(rows, columns=["group", "pairs", "overlap"], dtype="int64")


def before(starts: np.ndarray, ends: np.ndarray, places: pd.Series) -> np.ndarray:
    """How much of all intervals lies below each of the places."""
    x = places.to_numpy()
    total = np.zeros(len(x), dtype=np.int64)
    for sign, borders in ((1, starts), (-1, ends)):
        sums = np.concatenate([[0], np.cumsum(borders)])
        count = np.searchsorted(borders, x)
        total += sign * (count * x - sums[count])
    return total
