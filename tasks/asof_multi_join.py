"""$wording three data frames, whose columns are all int64 and whose rows are in no particular
order:

- `trades` with the columns `symbol` and `at`,
- `quotes` with the columns `symbol`, `at` and `price`,
- `events` with the columns `symbol`, `at` and `code`.

`at` is a time. For every trade find

- its quote: among the quotes of the same symbol whose time is $before the time of the trade, the
  one with the latest time. Of several with that time, the one in the $tie row counts;
- its event: among the events of the same symbol whose time is $after the time of the trade, the
  one with the earliest time. Of several with that time, the one in the $tie row counts.

Return a data frame with one row for each trade, in the order of `trades`, with exactly these
columns in this order, all int64:

- `price`: the price of the quote, or -1 if there is none,
- `age`: the time of the trade minus the time of the quote, or -1 if there is no quote,
- `wait`: the time of the event minus the time of the trade, or -1 if there is no event,
- `code`: the code of the event, or -1 if there is none.

A symbol may lack quotes, or events, or both. The index of the frame does not matter. The frames
must not be changed. numpy and pandas may be used; they are imported already when the clock starts.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from effbench.authoring import Task

MAX_ROWS = 250_000
MAX_SYMBOL = 2_000
MAX_TIME = 1_000_000_000
MAX_VALUE = 1_000_000_000
TRADES = ("symbol", "at")
QUOTES = ("symbol", "at", "price")
EVENTS = ("symbol", "at", "code")
Row = tuple[int, ...]
Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def frame(names: tuple[str, ...], rows: Sequence[Row]) -> pd.DataFrame:
    """Rows of numbers as a frame of int64."""
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    return pd.DataFrame({name: table[:, place].copy() for place, name in enumerate(names)})


def frames(trades: Sequence[Row], quotes: Sequence[Row], events: Sequence[Row]) -> Frames:
    return frame(TRADES, trades), frame(QUOTES, quotes), frame(EVENTS, events)


TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def attach(trades: pd.DataFrame, quotes: pd.DataFrame, events: pd.DataFrame)"
        " -> pd.DataFrame"
    ),
    examples=[
        (
            frames(
                [(4, 30), (9, 5), (4, 10), (6, 1)],
                [(4, 30, 71), (4, 12, 70), (9, 4, 15), (4, 30, 72)],
                [(4, 30, 1), (4, 33, 2), (9, 100, 3), (4, 33, 5)],
            ),
            frame(
                ("price", "age", "wait", "code"),
                [(72, 0, 3, 5), (15, 1, 95, 3), (-1, -1, 20, 1), (-1, -1, -1, -1)],
            ),
        ),
    ],
    limits=[
        f"1 <= len(trades) <= {MAX_ROWS:_}",
        f"0 <= len(quotes) <= {MAX_ROWS:_}",
        f"0 <= len(events) <= {MAX_ROWS:_}",
        f'0 <= trades["symbol"][i] <= {MAX_SYMBOL:_}, in the other frames too',
        f'0 <= trades["at"][i] <= {MAX_TIME:_}, in the other frames too',
        f'0 <= quotes["price"][i] <= {MAX_VALUE:_}',
        f'0 <= events["code"][i] <= {MAX_VALUE:_}',
    ],
    ties="Of several with that time, the one in the $tie row counts",
    parameters={
        "tie": {"last": "last", "first": "first"},
        "before": {"at": "at most", "strict": "less than"},
        "after": {"strict": "greater than", "at": "at least"},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (150, 40), "M": (8_000, 5), "L": (120_000, 1)},
    shapes=("random", "equal times", "one symbol", "sorted", "sparse"),
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    exponents={"slow": 1.9, "medium": 0.58, "fast": 0.63},
    category="data frames",
    family="joins by time",
    tags=("pandas", "join", "constants"),
    imports=("numpy", "pandas"),
)


@TASK.correctness
def small_frames(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield frames([(0, 0)], [], [])
    yield frames([(MAX_SYMBOL, MAX_TIME)], [(MAX_SYMBOL, MAX_TIME, MAX_VALUE)], [])
    yield frames([(MAX_SYMBOL, MAX_TIME)], [], [(MAX_SYMBOL, MAX_TIME, MAX_VALUE)])
    yield frames([(3, 0)], [(3, 0, 0)], [(3, 0, 0), (3, 1, 0)])
    corners = [(s, t) for s in (0, 1, MAX_SYMBOL - 1, MAX_SYMBOL) for t in (0, 1, MAX_TIME)]
    rows = [(s, t, i) for i, (s, t) in enumerate(corners)]
    yield frames(corners, rows, rows)
    yield frames(corners, rows[::-1], rows[::2])
    yield frames(corners, rows[::3], rows[::-3])
    for place in range(0, 12, 2):  # neighbours in number, not in symbol
        yield frames(corners, rows[place : place + 1], rows[place : place + 1])
    for _ in range(40):  # tiny and dense
        yield tiny_frames(rng, "any")
    for shape in TASK.shapes:
        for n in (20, 250):
            yield large_frames(n, shape, rng)
    yield frames([(1, 7)] * 300, [(1, 7, i) for i in range(900)], [(1, 8, i) for i in range(900)])


def noise(rng: random.Random) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(rng.getrandbits(64)))


@TASK.stress
def large_frames(n: int, shape: str, rng: random.Random) -> Frames:
    """`n` rows in each frame. sparse: many symbols without quotes or events."""
    draw = noise(rng)
    symbols = 1 if shape == "one symbol" else 12
    names = draw.choice(MAX_SYMBOL + 1, symbols, replace=False)
    times = draw.integers(0, MAX_TIME + 1, n // 12 + 1) if shape == "equal times" else None
    tables = []
    for third in (TRADES, QUOTES, EVENTS):
        at = draw.integers(0, MAX_TIME + 1, n) if times is None else draw.choice(times, n)
        if shape == "sorted":
            at.sort()
        few = max(1, symbols // 2) if shape == "sparse" and third is not TRADES else symbols
        chosen = draw.permutation(names)[:few]
        columns = {"symbol": chosen[draw.integers(0, few, n)], "at": at}
        if third is not TRADES:
            columns[third[2]] = draw.integers(0, MAX_VALUE + 1, n)
        tables.append(pd.DataFrame(columns))
    return tables[0], tables[1], tables[2]


@TASK.small
def tiny_frames(rng: random.Random, shape: str) -> Frames:
    symbols = {"one symbol": 1, "sparse": 5}.get(shape, 2)
    times = 3 if shape == "equal times" else 12

    def rows(least: int, width: int) -> list[Row]:
        found = [
            (rng.randrange(symbols), rng.randrange(times), rng.randrange(90))[:width]
            for _ in range(rng.randint(least, 9))
        ]
        return sorted(found, key=lambda row: row[1]) if shape == "sorted" else found

    return frames(rows(1, 2), rows(0, 3), rows(0, 3))


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    assert len(arguments[0]) >= 1
    for table, names in zip(arguments, (TRADES, QUOTES, EVENTS), strict=True):
        assert type(table) is pd.DataFrame and tuple(table.columns) == names
        assert len(table) <= MAX_ROWS
        assert all(table[name].dtype == np.int64 for name in names)
        if len(table):
            assert table["symbol"].min() >= 0 and table["symbol"].max() <= MAX_SYMBOL
            assert table["at"].min() >= 0 and table["at"].max() <= MAX_TIME
            assert table[names[-1]].min() >= 0 and table[names[-1]].max() <= MAX_VALUE
