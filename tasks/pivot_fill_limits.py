"""$wording the data frame `readings` with the columns `day`, `sensor` and `value`, all int64, with
rows in no particular order, and a list `limits` of integers, one for each sensor. The days are
numbered from 0 to `days - 1`, the sensors from 0 to `len(limits) - 1`.

Make a wide table of `days` rows and `len(limits)` columns:

- The cell of a day and a sensor holds the $pick of the values of all rows with that day and sensor.
  If there is no such row, the cell is missing.
- Then missing cells are filled forward, each column for itself: a missing cell of sensor `s` gets
  the value of the nearest cell above it (an earlier day) that was not missing in the beginning, but
  only if that cell is at most `limits[s]` rows away. With `limits[s] == 0` nothing is filled in the
  column. All others stay missing.

Return a data frame with one row for each day, in ascending order, with exactly these columns in
this order, all int64:

- `day`,
- `total`: the sum of the cells of the row that are not missing, 0 if there are none,
- `filled`: how many cells of the row were filled,
- `missing`: how many are missing in the end,
- `leader`: the number of the sensor with the largest cell of the row that is not missing, or -1 if
  there is none. Of several such sensors the one with the $tie number counts.

The index of the frame does not matter. `readings` and `limits` must not be changed. numpy and
pandas may be used; they are imported already when the clock starts.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from effbench.authoring import Task

MAX_READINGS = 500_000
MAX_DAYS = 20_000
MAX_SENSORS = 200
MAX_VALUE = 1_000_000_000
NAMES = ("day", "sensor", "value")
RESULT = ("day", "total", "filled", "missing", "leader")
Input = tuple[pd.DataFrame, int, list[int]]


def frame(names: tuple[str, ...], rows: Sequence[tuple[int, ...]]) -> pd.DataFrame:
    """Rows of numbers as a frame of int64."""
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    return pd.DataFrame({name: table[:, place].copy() for place, name in enumerate(names)})


TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def fill_and_total(readings: pd.DataFrame, days: int, limits: list[int]) -> pd.DataFrame"
    ),
    examples=[
        (
            (frame(NAMES, [(0, 1, 5), (2, 0, -3), (0, 1, 2), (0, 0, 7)]), 4, [1, 2]),
            frame(RESULT, [(0, 14, 0, 0, 0), (1, 14, 2, 0, 0), (2, 4, 1, 0, 1), (3, -3, 1, 1, 0)]),
        ),
    ],
    limits=[
        f"0 <= len(readings) <= {MAX_READINGS:_}",
        f"1 <= days <= {MAX_DAYS:_}",
        f"1 <= len(limits) <= {MAX_SENSORS}",
        "0 <= limits[s] <= days",
        '0 <= readings["day"][i] <= days - 1',
        '0 <= readings["sensor"][i] <= len(limits) - 1',
        f'-{MAX_VALUE:_} <= readings["value"][i] <= {MAX_VALUE:_}',
    ],
    ties="Of several such sensors the one with the $tie number counts.",
    parameters={
        "pick": {"sum": "sum", "max": "largest one", "min": "smallest one"},
        "tie": {"first": "smallest", "last": "largest"},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (600, 50), "M": (15_000, 10), "L": (480_000, 1)},
    shapes=("random", "sparse", "duplicates", "sorted", "few sensors"),
    complexity={"slow": "n", "medium": "n", "fast": "n"},
    exponents={"slow": 1.0, "medium": 0.75, "fast": 0.65},
    category="data frames",
    family="pivot and fill",
    tags=("pandas", "pivot", "constants"),
    imports=("numpy", "pandas"),
)


@TASK.correctness
def small_readings(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    none = frame(NAMES, [])
    yield none, 1, [0]
    yield none, 3, [3, 0]
    yield frame(NAMES, [(0, 0, MAX_VALUE)]), 1, [1]
    yield frame(NAMES, [(0, 0, -MAX_VALUE)]), 3, [2]
    yield frame(NAMES, [(0, 0, 4), (0, 0, -4), (1, 1, 0)]), 4, [1, 1]
    yield frame(NAMES, [(0, s, 3) for s in range(MAX_SENSORS)]), 3, [s % 4 for s in range(200)]
    yield frame(NAMES, [(0, 0, 1), (MAX_DAYS - 1, 0, 2)]), MAX_DAYS, [MAX_DAYS // 2]
    for limit in range(5):
        yield frame(NAMES, [(0, 0, 6), (4, 0, 6), (1, 1, 6)]), 7, [limit, 4 - limit, limit]
    yield frame(NAMES, [(2, 0, MAX_VALUE)] * 900 + [(2, 1, -MAX_VALUE)] * 900), 5, [3, 2]
    for _ in range(40):  # tiny and dense
        yield tiny_readings(rng, "any")
    for shape in TASK.shapes:
        for n in (40, 500):
            yield large_readings(n, shape, rng)


def noise(rng: random.Random) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(rng.getrandbits(64)))


@TASK.stress
def large_readings(n: int, shape: str, rng: random.Random) -> Input:
    """About as many cells as readings. sparse: four times as many."""
    draw = noise(rng)
    cells = {"sparse": 4 * n, "duplicates": max(1, n // 5)}.get(shape, n)
    sensors = 12 if shape == "few sensors" else min(MAX_SENSORS, max(2, int(cells**0.45)))
    days = max(1, min(MAX_DAYS, cells // sensors))
    day = draw.integers(0, days, n)
    if shape == "sorted":
        day.sort()
    readings = pd.DataFrame(
        {
            "day": day,
            "sensor": draw.integers(0, sensors, n),
            "value": draw.integers(-MAX_VALUE, MAX_VALUE + 1, n),
        }
    )
    return readings, days, [rng.randint(0, min(days, 6)) for _ in range(sensors)]


@TASK.small
def tiny_readings(rng: random.Random, shape: str) -> Input:
    days, sensors = rng.randint(1, 8), 1 if shape == "few sensors" else rng.randint(1, 4)
    if shape == "duplicates":
        days = min(days, 2)
    many = 3 if shape == "sparse" else 14
    rows = [
        (rng.randrange(days), rng.randrange(sensors), rng.randint(-4, 4))
        for _ in range(rng.randint(0, many))
    ]
    if shape == "sorted":
        rows.sort()
    return frame(NAMES, rows), days, [rng.randint(0, min(3, days)) for _ in range(sensors)]


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    readings, days, limits = arguments
    assert type(readings) is pd.DataFrame and tuple(readings.columns) == NAMES
    assert len(readings) <= MAX_READINGS
    assert all(readings[name].dtype == np.int64 for name in NAMES)
    assert type(days) is int and 1 <= days <= MAX_DAYS
    assert type(limits) is list and 1 <= len(limits) <= MAX_SENSORS
    assert all(type(limit) is int and 0 <= limit <= days for limit in limits)
    if len(readings):
        assert readings["day"].min() >= 0 and readings["day"].max() < days
        assert readings["sensor"].min() >= 0 and readings["sensor"].max() < len(limits)
        assert readings["value"].min() >= -MAX_VALUE and readings["value"].max() <= MAX_VALUE
