"""A site logs the number of the user with every request: integers from 0 to `population - 1`. The
bytes `log` hold these numbers in the order of the requests, 4 bytes each, unsigned, little-endian.
The log spans `len(ends)` days: the requests with index from `ends[d - 1]` (0 for the first day) up
to, but not including, `ends[d]` belong to day `d`. A day may have no requests at all.

The *week* of day `d` consists of day `d` and the `span - 1` days before it, as far as they exist.

Return a list with one pair for each day, in order:

1. the reach: how many different users made at least one request in the week of that day,
2. the loyal ones: how many different users made at least one request on that day itself and also
   at least one on an earlier day of its week.

Memory is tight: beyond the bare interpreter (with numpy imported) the process may use 20 MiB, which
includes `log`. (While `log` is read, before the call, a second copy of it exists; it is gone when
the call begins.) A Python object for each request, or a wider copy of the whole log, does not fit
at the largest size.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from effbench.authoring import Task

MAX_REQUESTS = 2_500_000
MAX_POPULATION = 250_000
MAX_DAYS = 1_000
MAX_TABLE = 4_000_000


def packed(days: list[list[int]]) -> tuple[bytes, list[int]]:
    users = [user for day in days for user in day]
    ends = [sum(map(len, days[: d + 1])) for d in range(len(days))]
    return np.array(users, dtype="<u4").tobytes(), ends


TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def rolling_reach(log: bytes, ends: list[int], population: int, span: int)"
        " -> list[tuple[int, int]]"
    ),
    examples=[
        (
            (*packed([[4, 1, 4], [1, 0], [], [2, 4, 2], [4]]), 5, 3),
            [(2, 0), (3, 1), (3, 0), (4, 0), (2, 1)],
        ),
        ((*packed([[0, 0], [0]]), 1, 1), [(1, 0), (1, 0)]),
    ],
    limits=[
        f"0 <= len(log) // 4 <= {MAX_REQUESTS:_}, a multiple of 4 bytes",
        f"1 <= len(ends) <= {MAX_DAYS:_}; ends ascends (not strictly); ends[-1] == len(log) // 4",
        f"1 <= population <= {MAX_POPULATION:_}",
        f"1 <= span <= {MAX_DAYS:_}; span * population <= {MAX_TABLE:_}",
        "memory: 20 MiB for log and all that is made of it",
    ],
    ties="Return a list with one pair for each day, in order",
    sizes={"S": (3_000, 42), "M": (150_000, 1), "L": (1_200_000, 1)},
    shapes=("uniform", "regulars", "newcomers", "one user", "uneven"),
    complexity={
        "slow": "n * span",
        "medium": "n + days * population, in array operations, more of them",
        "fast": "n + days * population, in array operations",
    },
    exponents={"slow": 1.1, "medium": 0.85, "fast": 0.7},
    category="streaming",
    family="distinct users in a rolling window",
    tags=("stream", "memory-tight", "numpy", "bitmap"),
    imports=("numpy",),
    memory_limit_bytes=20 << 20,
)


@TASK.correctness
def small_logs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield *packed([[]]), 1, 1
    yield *packed([[], [], []]), 7, 2
    yield *packed([[0]]), 1, MAX_DAYS
    yield *packed([[MAX_POPULATION - 1, 0], [MAX_POPULATION - 1], [0]]), MAX_POPULATION, 2
    yield *packed([[3]] * 6 + [[]] * 4 + [[3]]), 4, 4
    yield *packed([[3]] * 6 + [[]] * 4 + [[3]]), 4, 5
    yield *packed([[3]] * 6 + [[]] * 4 + [[3]]), 4, 6
    for _ in range(40):  # tiny and dense
        population = rng.randint(1, 6)
        days = [
            [rng.randrange(population) for _ in range(rng.choice((0, 1, 2, 3, 6)))]
            for _ in range(rng.randint(1, 9))
        ]
        yield *packed(days), population, rng.randint(1, 10)
    for span in (1, 2, 126, 127, 128, 254, 255, 256, 299, 300, MAX_DAYS):
        days = [[d % 7, d * d % 11] if d % 3 else [] for d in range(300)]
        yield *packed([[15], *days, [15, 12]]), 16, span
    yield *packed([[d // 2] for d in range(MAX_DAYS)]), MAX_DAYS, 600
    for shape in TASK.shapes:
        for n in (80, 700):
            yield large_log(n, shape, rng)
    many = [[rng.randrange(140_000) for _ in range(1_500)] for _ in range(4)]
    yield *packed([*many, [65_536 + user % 65_536 for user in many[0]], many[1]]), 140_000, 5


@TASK.stress
def large_log(n: int, shape: str, rng: random.Random) -> tuple[bytes, list[int], int, int]:
    """regulars: the same users every day; newcomers: the users change slowly; uneven: most
    requests fall on few days."""
    days = min(400, n // 300 + 10)
    span = rng.randint(7, 9)
    population = max(5, min(180_000, n // 6))
    raw = np.frombuffer(rng.randbytes(4 * n), dtype="<u4").copy()
    if shape == "uneven":
        cuts = sorted(int(n * rng.random() ** 3) for _ in range(days - 1))
    else:
        cuts = sorted(n * d // days + rng.randint(0, n // (4 * days)) for d in range(1, days))
    ends = [*cuts, n]
    if shape == "one user":
        raw %= 3
    elif shape == "regulars":
        raw %= max(1, population // 10)
    elif shape == "newcomers":
        width = max(1, population // 3)
        raw %= width
        raw += (np.arange(n) * (population - width) // n).astype("<u4")
    else:
        raw %= population
    return raw.tobytes(), ends, population, span


@TASK.small
def tiny_log(rng: random.Random, shape: str) -> tuple[bytes, list[int], int, int]:
    log, ends, population, _ = large_log(rng.randint(1, 60), shape, rng)
    return log, ends, population, rng.randint(1, 12)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    log, ends, population, span = arguments
    assert type(log) is bytes and len(log) % 4 == 0 and len(log) // 4 <= MAX_REQUESTS
    assert type(ends) is list and 1 <= len(ends) <= MAX_DAYS
    assert all(type(end) is int and end >= 0 for end in ends)
    assert ends == sorted(ends) and ends[-1] == len(log) // 4
    assert type(population) is int and 1 <= population <= MAX_POPULATION
    assert type(span) is int and 1 <= span <= MAX_DAYS and span * population <= MAX_TABLE
    assert not log or int(np.frombuffer(log, dtype="<u4").max()) < population
