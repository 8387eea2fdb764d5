# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One flat table, a running maximum that says where each cell's value comes from."""

import numpy as np
import pandas as pd

PICK = "sum"
TIE = "first"
LOWEST = -(1 << 62)


def fill_and_total(readings: pd.DataFrame, days: int, limits: list[int]) -> pd.DataFrame:
    sensors = len(limits)
    cell = readings["day"].to_numpy() * sensors + readings["sensor"].to_numpy()
    value = readings["value"].to_numpy()
    table = np.zeros(days * sensors, dtype=np.int64)
    there = np.zeros(days * sensors, dtype=bool)
    if PICK == "max":
        table[:] = LOWEST
        np.maximum.at(table, cell, value)
    elif PICK == "min":
        table[:] = -LOWEST
        np.minimum.at(table, cell, value)
    else:
        np.add.at(table, cell, value)
    there[cell] = True
    there = there.reshape(days, sensors)
    day = np.arange(days)[:, None]
    source = np.maximum.accumulate(np.where(there, day, LOWEST))
    known = day - source <= np.array(limits)
    source = np.where(known, source, 0) * sensors + np.arange(sensors)
    table = table[source]
    total = np.where(known, table, 0).sum(axis=1)
    table[~known] = LOWEST
    leader = (table if TIE == "first" else table[:, ::-1]).argmax(axis=1)
    if TIE == "last":
        leader = sensors - 1 - leader
    count = known.sum(axis=1)
    leader[count == 0] = -1
    return pd.DataFrame(
        {
            "day": np.arange(days),
            "total": total,
            "filled": count - there.sum(axis=1),
            "missing": sensors - count,
            "leader": leader,
        }
    )
