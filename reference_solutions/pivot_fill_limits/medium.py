# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sorted readings, summed over stretches; the columns are filled one by one."""

import numpy as np
import pandas as pd

PICK = "sum"
TIE = "first"


def fill_and_total(readings: pd.DataFrame, days: int, limits: list[int]) -> pd.DataFrame:
    sensors = len(limits)
    table = np.zeros((days, sensors), dtype=np.int64)
    there = np.zeros((days, sensors), dtype=bool)
    if len(readings):
        combine = {"sum": np.add, "max": np.maximum, "min": np.minimum}[PICK]
        number = (readings["day"] * sensors + readings["sensor"]).to_numpy()
        order = np.argsort(number)
        cells, first = np.unique(number[order], return_index=True)
        table.flat[cells] = combine.reduceat(readings["value"].to_numpy()[order], first)
        there.flat[cells] = True
    known = there.copy()
    numbers = np.arange(days)
    for s, limit in enumerate(limits):
        present = np.flatnonzero(there[:, s])
        if len(present) == 0:
            continue
        nearest = np.searchsorted(present, numbers, "right") - 1
        source = present[np.maximum(nearest, 0)]
        reached = (nearest >= 0) & (numbers - source <= limit)
        known[:, s] = reached
        table[:, s] = np.where(reached, table[source, s], 0)
    lowest = np.where(known, table, -(2**62))
    leader = (lowest if TIE == "first" else lowest[:, ::-1]).argmax(axis=1)
    if TIE == "last":
        leader = sensors - 1 - leader
    leader = np.where(known.any(axis=1), leader, -1)
    return pd.DataFrame(
        {
            "day": numbers,
            "total": table.sum(axis=1),
            "filled": (known & ~there).sum(axis=1),
            "missing": (~known).sum(axis=1),
            "leader": leader,
        }
    )
