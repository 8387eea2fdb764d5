# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One flat table, and a running maximum of cell numbers that says where a value comes from.

Cells without a value look up one more cell at the end of the table, of a lowest value: it never
leads, and what it adds to the totals is taken off again (modulo 2**64, so nothing is lost).
"""

import numpy as np
import pandas as pd

PICK = "sum"
TIE = "first"
LOWEST = -(1 << 62)


def fill_and_total(readings: pd.DataFrame, days: int, limits: list[int]) -> pd.DataFrame:
    sensors = len(limits)
    cells = days * sensors
    cell = readings["day"].to_numpy() * sensors
    cell += readings["sensor"].to_numpy()
    value = readings["value"].to_numpy()
    if PICK == "sum":  # below 2**53, so exact
        table = np.bincount(cell, value, cells + 1).astype(np.int64)
    else:
        table = np.full(cells + 1, LOWEST if PICK == "max" else -LOWEST)
        (np.maximum if PICK == "max" else np.minimum).at(table, cell, value)
    table[cells] = LOWEST
    there = np.zeros(cells, dtype=bool)
    there[cell] = True
    there = there.reshape(days, sensors)
    number = np.arange(cells).reshape(days, sensors)
    source = np.where(there, number, LOWEST)
    np.maximum.accumulate(source, out=source)
    known = source >= number - np.array(limits) * sensors
    filled = table.take(np.where(known, source, cells))
    count = known.sum(axis=1)
    leader = (filled if TIE == "first" else filled[:, ::-1]).argmax(axis=1)
    if TIE == "last":
        leader = sensors - 1 - leader
    leader[count == 0] = -1
    result = np.empty((5, days), dtype=np.int64)
    result[0] = np.arange(days)
    result[1] = filled.sum(axis=1) - (sensors - count) * LOWEST
    result[2] = count - there.sum(axis=1)
    result[3] = sensors - count
    result[4] = leader
    return pd.DataFrame(result.T, columns=["day", "total", "filled", "missing", "leader"])
