"""$wording two data frames, `left` and `right`, each with the columns `group`, `start` and `end`,
all int64, with rows in no particular order. A row is an interval on the number line, from `start`
to `end`; `start < end` in every row. The same interval may occur several times, and each time
counts.

A pair consists of one row of `left` and one row of `right` of the same group whose intervals meet:
the larger one of the two starts is $touch the smaller one of the two ends. The overlap of a
pair is the smaller end minus the larger start.

Return a data frame with exactly these columns in this order, all int64:

- `group`,
- `pairs`: the number of pairs of the group,
- `overlap`: the sum of the overlaps of these pairs.

There is one row for every group $rows, in ascending order of `group`. The sums fit into 64 bits
with sign, but not into the 53 bits of a float. The index of the frame does not matter, and neither
`left` nor `right` may be changed. numpy and pandas may be used; they are imported already when the
clock starts.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from effbench.authoring import Task

MAX_ROWS = 95_000
MAX_GROUP = 1_000_000
MAX_PLACE = 1_000_000_000
NAMES = ("group", "start", "end")
RESULT = ("group", "pairs", "overlap")
Row = tuple[int, int, int]
Frames = tuple[pd.DataFrame, pd.DataFrame]


def frame(names: tuple[str, ...], rows: Sequence[Row]) -> pd.DataFrame:
    """Rows of numbers as a frame of int64."""
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    return pd.DataFrame({name: table[:, place].copy() for place, name in enumerate(names)})


def frames(left: Sequence[Row], right: Sequence[Row]) -> Frames:
    return frame(NAMES, left), frame(NAMES, right)


TASK = Task(
    statement=__doc__,
    version=3,
    signature="def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame",
    examples=[
        (
            frames(
                [(5, 0, 10), (2, 3, 6), (5, 4, 5), (8, 1, 2)],
                [(5, 4, 20), (2, 6, 9), (5, 2, 3), (2, 0, 4), (9, 1, 2)],
            ),
            frame(RESULT, [(2, 1, 1), (5, 3, 8), (8, 0, 0), (9, 0, 0)]),
        ),
    ],
    limits=[
        f"1 <= len(left) <= {MAX_ROWS:_}",
        f"0 <= len(right) <= {MAX_ROWS:_}",
        f'0 <= left["group"][i] <= {MAX_GROUP:_}, in `right` too',
        f'0 <= left["start"][i] <= {MAX_PLACE - 1:_}, in `right` too',
        f'1 <= left["end"][i] <= {MAX_PLACE:_}, in `right` too',
    ],
    ties="in ascending order of `group`.",
    parameters={
        "touch": {"no": "less than", "yes": "at most"},
        "rows": {
            "all": "that occurs in `left` or in `right`, also where it has no pair",
            "met": "that has at least one pair",
        },
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (50, 30), "M": (5_000, 8), "L": (85_000, 1)},
    shapes=("random", "nested", "touching", "one group", "short"),
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    exponents={"slow": 1.7, "medium": 0.64, "fast": 0.54},
    category="data frames",
    family="joins of intervals",
    tags=("pandas", "sweep", "constants"),
    imports=("numpy", "pandas"),
)


@TASK.correctness
def small_frames(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield frames([(0, 0, 1)], [])
    yield frames([(MAX_GROUP, MAX_PLACE - 1, MAX_PLACE)], [(MAX_GROUP, 0, MAX_PLACE)])
    yield frames([(7, 0, MAX_PLACE)], [(8, 0, MAX_PLACE), (6, 0, MAX_PLACE)])
    whole = [(g, 0, MAX_PLACE) for g in (0, 1, 2, MAX_GROUP - 1, MAX_GROUP)]
    yield frames(whole, whole)
    yield frames(whole, whole[::2])
    yield frames(whole[::2], whole[1:] * 2)
    pieces = [(3, i, i + 1) for i in range(8)]
    yield frames(pieces, pieces)
    yield frames(pieces[::2], pieces[1::2])
    yield frames(pieces[1::2], pieces[::2])
    for _ in range(45):  # tiny and dense
        yield tiny_frames(rng, "any")
    for shape in TASK.shapes:
        for n in (20, 250):
            yield large_frames(n, shape, rng)
    n = 1_100  # the sum needs more bits than a float has
    yield frames([(1, i, MAX_PLACE - 2 * i) for i in range(n)], [(1, 5, MAX_PLACE)] * n)


def noise(rng: random.Random) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(rng.getrandbits(64)))


@TASK.stress
def large_frames(n: int, shape: str, rng: random.Random) -> Frames:
    """`n` rows in each frame, in groups of some 800."""
    draw = noise(rng)
    names = draw.choice(
        MAX_GROUP + 1, 1 if shape == "one group" else max(1, n // 800), replace=False
    )
    tables = []
    for _ in "lr":
        start = draw.integers(0, MAX_PLACE, n)
        longest = 1_000 if shape == "short" else MAX_PLACE // 4
        end = np.minimum(MAX_PLACE, start + draw.integers(1, longest, n))
        if shape == "nested":
            start = draw.integers(0, MAX_PLACE // 2, n)
            end = MAX_PLACE - start
        elif shape == "touching":
            start = draw.integers(0, 500, n)
            end = start + draw.integers(1, 20, n)
        tables.append(
            pd.DataFrame(
                {"group": draw.choice(names, n), "start": start, "end": end},
            )
        )
    return tables[0], tables[1]


@TASK.small
def tiny_frames(rng: random.Random, shape: str) -> Frames:
    groups = 1 if shape == "one group" else 3
    longest = {"short": 2, "nested": 12}.get(shape, 6)

    def rows(least: int) -> list[Row]:
        found = []
        for _ in range(rng.randint(least, 7)):
            start = rng.randrange(3 if shape == "touching" else 10)
            found.append((rng.randrange(groups), start, start + rng.randint(1, longest)))
        return found

    return frames(rows(1), rows(0))


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    assert len(arguments[0]) >= 1
    for table in arguments:
        assert type(table) is pd.DataFrame and tuple(table.columns) == NAMES
        assert len(table) <= MAX_ROWS
        assert all(table[name].dtype == np.int64 for name in NAMES)
        if len(table):
            assert table["group"].min() >= 0 and table["group"].max() <= MAX_GROUP
            assert table["start"].min() >= 0 and table["end"].max() <= MAX_PLACE
            assert bool((table["start"] < table["end"]).all())
