"""$wording the data frame `events`, the log of a web site, in no particular order. Its columns, all
int64, are `user`, `at` (a time in seconds), `kind` and `amount`. Split the events of each user into
sessions and describe every session in one row.

Put the events of a user in order of time; events at the same time stay in the order of their rows.
An event starts a new session

- if it is the first one of its user, or
- if $edge `gap` seconds lie between it and the user's event just before it, or
- if the user's event just before it is a log-out, which is an event of kind $logout. The log-out
  itself still belongs to the session that it ends, even if it is the only event there.

Otherwise it belongs to the session of the event before it.

Return a data frame with exactly these columns in this order, all int64, one row for a session:

- `user`,
- `start`: the time of the first event,
- `length`: the time of the last event minus `start`,
- `events`: how many events there are, a log-out included,
- `amount`: the $total of the amounts.

The rows are sorted by `user`, and the sessions of one user follow each other in order of time, also
where several start at the same moment: then the session that ends with the earlier event comes
first. The index of the frame does not matter. `events` must not be changed. numpy and pandas may be
used; they are imported already when the clock starts.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from effbench.authoring import Task

MAX_EVENTS = 500_000
MAX_USER = 1_000_000
MAX_TIME = 4_000_000
MAX_AMOUNT = 1_000_000
NAMES = ("user", "at", "kind", "amount")
RESULT = ("user", "start", "length", "events", "amount")


def frame(names: tuple[str, ...], rows: list[tuple[int, ...]]) -> pd.DataFrame:
    """Rows of numbers as a frame of int64."""
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    return pd.DataFrame({name: table[:, place].copy() for place, name in enumerate(names)})


TASK = Task(
    statement=__doc__,
    version=2,
    signature="def sessionise(events: pd.DataFrame, gap: int) -> pd.DataFrame",
    examples=[
        (
            (
                frame(
                    NAMES,
                    [
                        (7, 50, 1, 3),
                        (7, 20, 2, 5),
                        (3, 10, 1, 4),
                        (7, 30, 1, 2),
                        (3, 10, 4, 1),
                        (3, 12, 1, 9),
                    ],
                ),
                10,
            ),
            frame(
                RESULT, [(3, 10, 0, 2, 5), (3, 12, 0, 1, 9), (7, 20, 10, 2, 7), (7, 50, 0, 1, 3)]
            ),
        ),
    ],
    limits=[
        f"1 <= len(events) <= {MAX_EVENTS:_}",
        f'0 <= events["user"][i] <= {MAX_USER:_}',
        f'0 <= events["at"][i] <= {MAX_TIME:_}',
        '0 <= events["kind"][i] <= 4',
        f'-{MAX_AMOUNT:_} <= events["amount"][i] <= {MAX_AMOUNT:_}',
        f"1 <= gap <= {MAX_TIME:_}",
    ],
    ties="events at the same time stay in the order of their rows.",
    parameters={
        "edge": {"more": "more than", "least": "at least"},
        "logout": {4: "4", 0: "0", 2: "2"},
        "total": {"sum": "sum", "max": "largest one"},
        "wording": {"given": "Given is", "receive": "You receive"},
    },
    split="dev",
    sizes={"S": (600, 20), "M": (20_000, 7), "L": (400_000, 1)},
    shapes=("random", "sorted", "bursts", "one user", "many users"),
    complexity={
        "slow": "n log n",
        "medium": "n log n",
        "fast": "n log n",
    },
    exponents={"slow": 1.0, "medium": 0.75, "fast": 0.65},
    category="data frames",
    family="sessions by gap",
    tags=("pandas", "grouping", "constants"),
    imports=("numpy", "pandas"),
)


@TASK.correctness
def small_logs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield frame(NAMES, [(0, 0, 0, -MAX_AMOUNT)]), 1
    yield frame(NAMES, [(MAX_USER, MAX_TIME, 4, MAX_AMOUNT)]), MAX_TIME
    ends = [(user, at, 1, 5 + at // 8) for user in (0, 1, MAX_USER) for at in (0, MAX_TIME)]
    for gap in (1, MAX_TIME - 1, MAX_TIME):
        yield frame(NAMES, ends), gap
        yield frame(NAMES, ends[::-1]), gap
    for kind in range(5):  # nothing but log-outs of one kind, and equal times
        yield frame(NAMES, [(1, 5, kind, 1 + i) for i in range(6)]), 2
        yield frame(NAMES, [(1, 5, i % 5, 1 + i) for i in range(kind, 12)]), 2
    for _ in range(40):  # tiny and dense
        yield tiny_log(rng, "any")
    for shape in TASK.shapes:
        for n in (60, 1_200):
            yield large_log(n, shape, rng)
    yield frame(NAMES, [(9, 3 * i, 1, MAX_AMOUNT) for i in range(3_000)]), 3


def noise(rng: random.Random) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(rng.getrandbits(64)))


@TASK.stress
def large_log(n: int, shape: str, rng: random.Random) -> tuple[pd.DataFrame, int]:
    """Sessions of some twenty events. bursts: many equal times."""
    draw = noise(rng)
    users = {"one user": 1, "many users": max(1, n // 6)}.get(shape, max(1, n // 150))
    names = draw.integers(0, MAX_USER + 1, users)
    if shape == "bursts":
        at = draw.choice(draw.integers(0, MAX_TIME + 1, max(1, n // 200)), n)
    else:
        at = draw.integers(0, MAX_TIME + 1, n)
    if shape == "sorted":
        at.sort()
    kind = draw.integers(0, 5, n)
    ends = np.isin(kind, (0, 2, 4))
    kind[ends & (draw.random(n) < 0.95)] = 1
    gap = min(MAX_TIME, max(1, int(rng.uniform(3.0, 4.0) * MAX_TIME * users / n)))
    events = pd.DataFrame(
        {
            "user": names[draw.integers(0, users, n)],
            "at": at,
            "kind": kind,
            "amount": draw.integers(-MAX_AMOUNT, MAX_AMOUNT + 1, n),
        }
    )
    return events, gap


@TASK.small
def tiny_log(rng: random.Random, shape: str) -> tuple[pd.DataFrame, int]:
    users = {"one user": 1, "many users": 6}.get(shape, 3)
    times = 4 if shape == "bursts" else 25
    rows = [
        (rng.randrange(users), rng.randrange(times), rng.randrange(5), rng.randint(-9, 9))
        for _ in range(rng.randint(1, 14))
    ]
    if shape == "sorted":
        rows.sort(key=lambda row: row[1])
    return frame(NAMES, rows), rng.randint(1, 6)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    events, gap = arguments
    assert type(events) is pd.DataFrame and tuple(events.columns) == NAMES
    assert 1 <= len(events) <= MAX_EVENTS
    assert all(events[name].dtype == np.int64 for name in NAMES)
    assert events["user"].min() >= 0 and events["user"].max() <= MAX_USER
    assert events["at"].min() >= 0 and events["at"].max() <= MAX_TIME
    assert events["kind"].min() >= 0 and events["kind"].max() <= 4
    assert events["amount"].min() >= -MAX_AMOUNT and events["amount"].max() <= MAX_AMOUNT
    assert type(gap) is int and 1 <= gap <= MAX_TIME
