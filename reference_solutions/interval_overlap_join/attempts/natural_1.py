# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    lg = left["group"].to_numpy(dtype=np.int64)
    ls = left["start"].to_numpy(dtype=np.int64)
    le = left["end"].to_numpy(dtype=np.int64)
    rg = right["group"].to_numpy(dtype=np.int64)
    rs = right["start"].to_numpy(dtype=np.int64)
    re = right["end"].to_numpy(dtype=np.int64)
    nl = len(lg)
    nr = len(rg)
    ol = np.ones(nl, dtype=np.int64)
    zl = np.zeros(nl, dtype=np.int64)
    onr = np.ones(nr, dtype=np.int64)
    zr = np.zeros(nr, dtype=np.int64)

    group = np.concatenate((lg, lg, rg, rg))
    pos = np.concatenate((ls, le, rs, re))
    d_left = np.concatenate((ol, -ol, zr, zr))
    d_right = np.concatenate((zl, zl, onr, -onr))
    is_start = np.concatenate((ol, zl, onr, zr))

    # at the same place ends come before starts: touching intervals make no pair
    order = np.lexsort((is_start, pos, group))
    group = group[order]
    pos = pos[order]
    d_left = d_left[order]
    d_right = d_right[order]
    open_left = np.cumsum(d_left)
    open_right = np.cumsum(d_right)

    width = np.zeros(len(pos), dtype=np.int64)
    width[:-1] = pos[1:] - pos[:-1]
    both = open_left * open_right        # 0 after the last event of a group
    area = both * width
    pairs = np.where(d_left == 1, open_right, 0) + np.where(d_right == 1, open_left, 0)

    first = np.concatenate(([0], np.flatnonzero(group[1:] != group[:-1]) + 1))
    return pd.DataFrame({
        "group": group[first],
        "pairs": np.add.reduceat(pairs, first),
        "overlap": np.add.reduceat(area, first),
    })
