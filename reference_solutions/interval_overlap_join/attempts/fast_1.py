# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd

_DELTA = np.array([-1, -(1 << 32), 1, 1 << 32], dtype=np.int64)


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    lg = left["group"].to_numpy(dtype=np.int64) << 32
    rg = right["group"].to_numpy(dtype=np.int64) << 32
    nl = lg.size
    nr = rg.size
    # event: group, position, kind (0 left ends, 1 right ends, 2 left starts, 3 right starts)
    key = np.empty(2 * (nl + nr), dtype=np.int64)
    a, b, c = nl, 2 * nl, 2 * nl + nr
    key[:a] = lg + (left["start"].to_numpy(dtype=np.int64) << 2) + 2
    key[a:b] = lg + (left["end"].to_numpy(dtype=np.int64) << 2)
    key[b:c] = rg + (right["start"].to_numpy(dtype=np.int64) << 2) + 3
    key[c:] = rg + (right["end"].to_numpy(dtype=np.int64) << 2) + 1
    key.sort()

    kind = key & 3
    place = key >> 2
    opened = np.cumsum(_DELTA[kind])
    in_left = opened & 0xFFFFFFFF
    in_right = opened >> 32
    group = key >> 32
    first = np.concatenate((np.zeros(1, dtype=np.int64),
                            np.flatnonzero(group[1:] != group[:-1]) + 1))

    pairs = np.where(kind == 2, in_right, 0)
    pairs[kind == 3] = in_left[kind == 3]
    area = in_left * in_right
    # after the last event of a group nothing is open, so the jump between groups counts 0
    area[:-1] *= np.diff(place)
    return pd.DataFrame({
        "group": group[first],
        "pairs": np.add.reduceat(pairs, first),
        "overlap": np.add.reduceat(area, first),
    })
