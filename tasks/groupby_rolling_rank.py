"""$wording the data frame `sales` with the columns `customer`, `at` (a time in seconds) and
`amount`, all int64, with rows in no particular order.

The recent sales of a row are the rows of the same customer whose time is at most the time of the
row, and $edge `window` seconds before it. The row itself is one of them, and so is every row of
the same customer with the same time, wherever it stands in the frame. The rank of a row is 1 plus
the number of its recent sales whose amount is $side its own.

Return a data frame with one row for each customer, in ascending order of `customer`, with exactly
these columns in this order, all int64:

- `customer`,
- `tops`: how many of the customer's rows have rank 1,
- `worst`: the largest rank of the customer's rows,
- `ranks`: the sum of the ranks of the customer's rows,
- `last`: the rank of the customer's row with the latest time; of several with that time, the one in
  the $tie row of the frame counts.

The index of the frame does not matter. `sales` must not be changed. numpy and pandas may be used;
they are imported already when the clock starts.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from effbench.authoring import Task

MAX_ROWS = 120_000
MAX_CUSTOMER = 100_000
MAX_TIME = 100_000_000
MAX_AMOUNT = 65_535
NAMES = ("customer", "at", "amount")
RESULT = ("customer", "tops", "worst", "ranks", "last")


def frame(names: tuple[str, ...], rows: Sequence[tuple[int, ...]]) -> pd.DataFrame:
    """Rows of numbers as a frame of int64."""
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    return pd.DataFrame({name: table[:, place].copy() for place, name in enumerate(names)})


TASK = Task(
    statement=__doc__,
    version=3,
    signature="def rolling_ranks(sales: pd.DataFrame, window: int) -> pd.DataFrame",
    examples=[
        (
            (
                frame(
                    NAMES,
                    [(4, 10, 7), (2, 5, 1), (4, 19, 5), (4, 12, 9), (4, 19, 8), (4, 20, 5)],
                ),
                10,
            ),
            frame(RESULT, [(2, 1, 1, 1, 1), (4, 2, 4, 11, 3)]),
        ),
    ],
    limits=[
        f"1 <= len(sales) <= {MAX_ROWS:_}",
        f'0 <= sales["customer"][i] <= {MAX_CUSTOMER:_}',
        f'0 <= sales["at"][i] <= {MAX_TIME:_}',
        f'0 <= sales["amount"][i] <= {MAX_AMOUNT:_}',
        f"1 <= window <= {MAX_TIME:_}",
    ],
    ties="of several with that time, the one in the $tie row of the frame counts.",
    parameters={
        "side": {"greater": "greater than", "less": "less than"},
        "edge": {"less": "less than", "most": "at most"},
        "tie": {"last": "last", "first": "first"},
        "wording": {"given": "Given is", "receive": "You receive"},
    },
    sizes={"S": (800, 14), "M": (15_000, 4), "L": (110_000, 1)},
    shapes=("random", "equal times", "one customer", "rising", "few amounts"),
    complexity={"slow": "n^1.5", "medium": "n^1.5", "fast": "n log n"},
    exponents={"medium": 1.0, "fast": 0.85},
    category="data frames",
    family="rolling ranks",
    tags=("pandas", "window", "constants"),
    imports=("numpy", "pandas"),
)


@TASK.correctness
def small_sales(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield frame(NAMES, [(0, 0, 0)]), 1
    yield frame(NAMES, [(MAX_CUSTOMER, MAX_TIME, MAX_AMOUNT)]), MAX_TIME
    customers = (0, 1, MAX_CUSTOMER - 1, MAX_CUSTOMER)
    ends = [(c, at, 5 + c % 3 + at % 7) for c in customers for at in (0, 1, MAX_TIME)]
    for window in (1, 2, MAX_TIME - 1, MAX_TIME):
        yield frame(NAMES, ends), window
        yield frame(NAMES, ends[::-1]), window
    for window in (1, 3, 4):
        yield frame(NAMES, [(6, i, 9 - i) for i in range(9)]), window
        yield frame(NAMES, [(6, i // 3, i % 5) for i in range(12)]), window
        yield frame(NAMES, [(6, 3, 2**i) for i in range(16)]), window
        yield frame(NAMES, [(6, 3, MAX_AMOUNT - 2**i) for i in range(16)]), window
    for _ in range(40):  # tiny and dense
        yield tiny_sales(rng, "any")
    for shape in TASK.shapes:
        for n in (40, 500):
            yield large_sales(n, shape, rng)
    for rows, window in ((700, 600), (1_300, 1_200)):
        yield frame(NAMES, [(2, i, i * 25_173 % 65_536) for i in range(rows)]), window


def noise(rng: random.Random) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(rng.getrandbits(64)))


@TASK.stress
def large_sales(n: int, shape: str, rng: random.Random) -> tuple[pd.DataFrame, int]:
    """A row has about sqrt(n) recent sales. equal times: five rows at a time."""
    draw = noise(rng)
    customers = 1 if shape == "one customer" else max(1, n // 1_500)
    names = draw.choice(MAX_CUSTOMER + 1, customers, replace=False)
    at = draw.integers(0, MAX_TIME + 1, n)
    if shape == "equal times":
        at = draw.choice(at[: n // 5 + 1], n)
    amount = draw.integers(0, MAX_AMOUNT + 1, n)
    if shape == "rising":
        amount = np.minimum(MAX_AMOUNT, at // (MAX_TIME // 60_000) + amount // 16)
    elif shape == "few amounts":
        amount = draw.choice(amount[:7], n)
    window = int(rng.uniform(0.9, 1.1) * MAX_TIME * customers / n**0.5)
    sales = pd.DataFrame({"customer": draw.choice(names, n), "at": at, "amount": amount})
    return sales, max(1, min(MAX_TIME, window))


@TASK.small
def tiny_sales(rng: random.Random, shape: str) -> tuple[pd.DataFrame, int]:
    customers = 1 if shape == "one customer" else 3
    times = 3 if shape == "equal times" else 12
    amounts = 2 if shape == "few amounts" else 9
    rows = []
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(times)
        amount = at if shape == "rising" else rng.randrange(amounts)
        rows.append((rng.randrange(customers), at, amount))
    return frame(NAMES, rows), rng.randint(1, 7)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    sales, window = arguments
    assert type(sales) is pd.DataFrame and tuple(sales.columns) == NAMES
    assert 1 <= len(sales) <= MAX_ROWS
    assert all(sales[name].dtype == np.int64 for name in NAMES)
    assert sales["customer"].min() >= 0 and sales["customer"].max() <= MAX_CUSTOMER
    assert sales["at"].min() >= 0 and sales["at"].max() <= MAX_TIME
    assert sales["amount"].min() >= 0 and sales["amount"].max() <= MAX_AMOUNT
    assert type(window) is int and 1 <= window <= MAX_TIME
