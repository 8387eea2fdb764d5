# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""All pairs of rows, groups equal or not, then a look at each."""

import itertools

import pandas as pd

TOUCH = "no"
ROWS = "all"


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    ours, theirs = rows(left), rows(right)
    found: list[tuple[int, int]] = []
    for (group, *mine), (other, *its) in itertools.product(ours, theirs):
        low, high = max(mine[0], its[0]), min(mine[1], its[1])
        if group == other and (low < high if TOUCH == "no" else low <= high):
            found.append((group, high - low))
    groups = {group for group, _ in found}
    if ROWS == "all":
        groups = {group for group, *_ in ours + theirs}
    table = []
    for group in sorted(groups):
        lengths = [length for own, length in found if own == group]
        table.append((group, len(lengths), sum(lengths)))
    return pd.DataFrame(table, columns=["group", "pairs", "overlap"], dtype="int64")


def rows(table: pd.DataFrame) -> list[tuple[int, int, int]]:
    return list(zip(*(table[c].tolist() for c in ("group", "start", "end")), strict=True))
