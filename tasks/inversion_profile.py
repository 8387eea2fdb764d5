"""$wording a list of integers `values` and a gap `d`. Position `i` *overtops* position `j` when `j`
comes $side than `i` in the list and the difference `values[i] - values[j]` is $strict `d`.

The *score* of a position is the number of positions that it overtops. Equal values at different
positions are different positions and each of them counts.

Return three integers:

1. the sum of the scores of all positions;
2. the largest score of any position;
3. the index (from 0) of a position with that score. If several positions have the largest score,
   it is the $tie of them.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_LENGTH = 100_000
MAX_VALUE = 10**18
MAX_GAP = 2 * MAX_VALUE

TASK = Task(
    statement=__doc__,
    signature="def overtop_profile(values: list[int], d: int) -> tuple[int, int, int]",
    examples=[
        (([5, 1, 4, 2, 3], 1), (4, 3, 0)),
        (([2, 2, 0, 2, 0], 0), (5, 2, 1)),
        (([1, 2, 3], 4), (0, 0, 2)),
    ],
    limits=[
        f"1 <= len(values) <= {MAX_LENGTH:_}",
        f"-{MAX_VALUE:_} <= values[i] <= {MAX_VALUE:_}",
        f"0 <= d <= {MAX_GAP:_}",
    ],
    ties="If several positions have the largest score, it is the $tie of them.",
    parameters={
        "side": {"later": "later", "earlier": "earlier"},
        "strict": {True: "more than", False: "at least"},
        "tie": {"last": "last", "first": "first"},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (100, 220), "M": (2_500, 6), "L": (36_000, 1)},
    shapes=("random", "falling", "pipe", "ties", "steps"),
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    category="array",
    family="inversions",
    tags=("counting", "binary search", "order statistics"),
)


@TASK.correctness
def small_profiles(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [0], 0
    yield [-MAX_VALUE], MAX_GAP
    yield [MAX_VALUE, -MAX_VALUE, MAX_VALUE, -MAX_VALUE], MAX_GAP
    yield [MAX_VALUE, -MAX_VALUE, MAX_VALUE, -MAX_VALUE], MAX_GAP - 1
    yield [MAX_VALUE, MAX_VALUE - 1, MAX_VALUE - 2, MAX_VALUE - 1, MAX_VALUE], 1
    yield [MAX_VALUE - 1, MAX_VALUE, MAX_VALUE - 3], 2
    for d in (0, 1, 2):
        yield [7] * 9, d
        yield [5, 4, 3, 2, 1, 0], d
        yield [0, 1, 2, 3, 4, 5], d
        yield [1, 3, 2, 4, 3, 5, 0], d
    for _ in range(45):  # tiny and dense: differences of exactly d everywhere
        n = rng.randint(2, 10)
        top = rng.randint(1, 5)
        yield [rng.randint(-top, top) for _ in range(n)], rng.randint(0, 4)
    for shape in TASK.shapes:
        for n in (50, 180):
            yield large_profile(n, shape, rng)
    for shape in ("random", "ties", "falling"):
        yield large_profile(1_300, shape, rng)
    yield list(range(1_100, 0, -1)), 3
    yield list(range(1_100)), 3


@TASK.stress
def large_profile(n: int, shape: str, rng: random.Random) -> tuple[list[int], int]:
    """random: wide; falling: nearly all pairs count; pipe: up, then down; ties: equal values;
    steps: every difference is a multiple of d."""
    if shape == "random":
        values = [rng.randint(-MAX_VALUE, MAX_VALUE) for _ in range(n)]
        return values, rng.randint(0, MAX_VALUE // 4)
    if shape == "falling":
        return [10 * (n - i) + rng.randint(-300, 300) for i in range(n)], rng.randint(0, 400)
    if shape == "pipe":
        return [3 * min(i, n - i) + rng.randint(0, 9) for i in range(n)], rng.randint(0, n // 4)
    if shape == "ties":
        return [rng.randint(0, n // 3 + 2) for _ in range(n)], rng.randint(0, 3)
    d = rng.randint(1, 10**6)
    return [d * rng.randint(0, n // 3 + 2) for _ in range(n)], d


@TASK.small
def tiny_profile(rng: random.Random, shape: str) -> tuple[list[int], int]:
    if rng.random() < 0.5:
        return large_profile(rng.randint(1, 24), shape, rng)
    return [rng.randint(-3, 3) for _ in range(rng.randint(1, 12))], rng.randint(0, 4)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    values, d = arguments
    assert type(values) is list and 1 <= len(values) <= MAX_LENGTH
    assert all(type(value) is int and abs(value) <= MAX_VALUE for value in values)
    assert type(d) is int and 0 <= d <= MAX_GAP
