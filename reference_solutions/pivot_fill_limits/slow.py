# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Dictionaries of cells, filled day by day."""

import pandas as pd

PICK = "sum"
TIE = "first"


def fill_and_total(readings: pd.DataFrame, days: int, limits: list[int]) -> pd.DataFrame:
    cells: dict[tuple[int, int], list[int]] = {}
    for row in readings.itertuples():
        cells.setdefault((row.day, row.sensor), []).append(row.value)
    pick = {"sum": sum, "max": max, "min": min}[PICK]
    latest: dict[int, tuple[int, int]] = {}
    rows = []
    for day in range(days):
        total = filled = missing = 0
        best, leader = 0, -1
        for sensor, limit in enumerate(limits):
            if (day, sensor) in cells:
                latest[sensor] = (day, pick(cells[day, sensor]))
            elif sensor not in latest or day - latest[sensor][0] > limit:
                missing += 1
                continue
            else:
                filled += 1
            value = latest[sensor][1]
            total += value
            if leader == -1 or value > best or (value == best and TIE == "last"):
                best, leader = value, sensor
        rows.append((day, total, filled, missing, leader))
    names = ["day", "total", "filled", "missing", "leader"]
    return pd.DataFrame(rows, columns=names, dtype="int64")
