# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd


def fill_and_total(readings: pd.DataFrame, days: int, limits: list[int]) -> pd.DataFrame:
    s = len(limits)
    day = readings["day"].to_numpy()
    sensor = readings["sensor"].to_numpy()
    value = readings["value"].to_numpy()

    sums = np.zeros(days * s, dtype=np.int64)
    present = np.zeros(days * s, dtype=bool)
    cell = day * s + sensor
    np.add.at(sums, cell, value)
    present[cell] = True
    sums = sums.reshape(days, s)
    present = present.reshape(days, s)

    rows = np.arange(days, dtype=np.int64)[:, None]
    last = np.where(present, rows, -1)
    np.maximum.accumulate(last, axis=0, out=last)
    known = (last >= 0) & (rows - last <= np.array(limits, dtype=np.int64))
    table = np.take_along_axis(sums, np.maximum(last, 0), axis=0)

    total = np.where(known, table, 0).sum(axis=1)
    count = known.sum(axis=1)
    filled = (known & ~present).sum(axis=1)
    lowest = np.iinfo(np.int64).min
    leader = np.where(known, table, lowest).argmax(axis=1)
    leader[count == 0] = -1
    return pd.DataFrame({
        "day": np.arange(days, dtype=np.int64),
        "total": total.astype(np.int64),
        "filled": filled.astype(np.int64),
        "missing": (s - count).astype(np.int64),
        "leader": leader.astype(np.int64),
    })
