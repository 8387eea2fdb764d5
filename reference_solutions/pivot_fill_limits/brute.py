# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For each cell a search upwards through the readings, then a sort for the leader."""

import pandas as pd

PICK = "sum"
TIE = "first"


def fill_and_total(readings: pd.DataFrame, days: int, limits: list[int]) -> pd.DataFrame:
    rows = []
    triples = list(zip(*(readings[c].tolist() for c in ("day", "sensor", "value")), strict=True))
    for day in range(days):
        cells, filled = [], 0
        for sensor in range(len(limits)):
            for distance in range(min(day, limits[sensor]) + 1):
                values = [v for d, s, v in triples if d == day - distance and s == sensor]
                if values:
                    ordered = sorted(values)
                    value = {"sum": sum(values), "max": ordered[-1], "min": ordered[0]}[PICK]
                    cells.append((value, -sensor if TIE == "first" else sensor, sensor))
                    filled += distance > 0
                    break
        leader = max(cells)[2] if cells else -1
        total = sum(cell[0] for cell in cells)
        rows.append((day, total, filled, len(limits) - len(cells), leader))
    names = ["day", "total", "filled", "missing", "leader"]
    return pd.DataFrame(rows, columns=names, dtype="int64")
