# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""All pairs by pandas' cross join, then a look at each."""

import pandas as pd

TOUCH = "no"
ROWS = "all"


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    pairs = left.merge(right, on="group")
    low = pairs[["start_x", "start_y"]].max(axis=1)
    high = pairs[["end_x", "end_y"]].min(axis=1)
    pairs["overlap"] = high - low
    pairs = pairs[low < high] if TOUCH == "no" else pairs[low <= high]
    groups = set(pairs["group"])
    if ROWS == "all":
        groups = set(left["group"]) | set(right["group"])
    rows = []
    for group in sorted(groups):
        mine = pairs.loc[pairs["group"] == group, "overlap"].tolist()
        rows.append((group, len(mine), sum(mine)))
    return pd.DataFrame(rows, columns=["group", "pairs", "overlap"], dtype="int64")
