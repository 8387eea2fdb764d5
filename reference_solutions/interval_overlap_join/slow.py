# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Every row of the one frame with every row of the other one that is of its group."""

import pandas as pd

TOUCH = "no"
ROWS = "all"


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    others: dict[int, list[tuple[int, int]]] = {}
    found: dict[int, list[int]] = {}
    for row in right.itertuples():
        others.setdefault(row.group, []).append((row.start, row.end))
        found[row.group] = [0, 0]
    for row in left.itertuples():
        totals = found.setdefault(row.group, [0, 0])
        for start, end in others.get(row.group, []):
            overlap = min(row.end, end) - max(row.start, start)
            if overlap > 0 or (overlap == 0 and TOUCH == "yes"):
                totals[0] += 1
                totals[1] += overlap
    rows = [(group, *found[group]) for group in sorted(found) if found[group][0] or ROWS == "all"]
    return pd.DataFrame(rows, columns=["group", "pairs", "overlap"], dtype="int64")
