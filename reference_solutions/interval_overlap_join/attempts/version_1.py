# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""All groups at once: group and place in one number, four sorted arrays, prefix sums.

An interval of `left` meets those that begin before its end, except those that end by its start.
Groups below count the same in both, so they cancel; so does what the sums lose beyond 64 bits.
"""

import numpy as np
import pandas as pd

TOUCH = "no"
ROWS = "all"


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    start, end = packed(left, "start"), packed(left, "end")
    starts, ends = packed(right, "start"), packed(right, "end")
    begun = np.searchsorted(starts, end, "left" if TOUCH == "no" else "right")
    over = np.searchsorted(ends, start, "right" if TOUCH == "no" else "left")
    covered = below(starts, end, begun) - below(ends, end, np.searchsorted(ends, end))
    covered -= below(starts, start, np.searchsorted(starts, start)) - below(ends, start, over)
    group = start >> 30
    first = np.flatnonzero(np.diff(group, prepend=-1))
    group = group[first]
    pairs = np.add.reduceat(begun - over, first)
    covered = np.add.reduceat(covered, first)
    if ROWS == "all":
        lonely = np.setdiff1d(right["group"], group)
        place = np.searchsorted(group, lonely)
        group = np.insert(group, place, lonely)
        pairs, covered = np.insert(pairs, place, 0), np.insert(covered, place, 0)
    else:
        group, pairs, covered = group[pairs > 0], pairs[pairs > 0], covered[pairs > 0]
    return pd.DataFrame({"group": group, "pairs": pairs, "overlap": covered})


def packed(table: pd.DataFrame, name: str) -> np.ndarray:
    return np.sort((table["group"].to_numpy() << 30) + table[name].to_numpy())


def below(borders: np.ndarray, places: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The sum of the distances of each place from the `count` lowest borders."""
    return count * places - np.append(0, np.cumsum(borders))[count]
