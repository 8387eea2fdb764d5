"""$wording the numbers on a ring: `values[0], values[1], …, values[n - 1]`, and after the last one
comes `values[0]` again. A block starts at an index `start` with `0 <= start < n` and takes `length`
consecutive numbers of the ring from there on, running over the end of the list if need be. Its
length must lie in `low <= length <= high`, so no number is taken twice, and a block is never empty.

Find the block whose sum is the $goal. If several blocks have this sum, take the one with the
$side start, and among those with the same start the $size one.

Return the three integers `(total, start, length)`.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_LENGTH = 200_000
MAX_VALUE = 10**15

TASK = Task(
    statement=__doc__,
    signature="def ring_block(values: list[int], low: int, high: int) -> tuple[int, int, int]",
    examples=[
        (([3, -1, -2, 4], 1, 3), (-3, 1, 2)),
        (([1, -1, 1, -1], 2, 4), (-1, 3, 3)),
        (([5, 5, 5], 1, 1), (5, 2, 1)),
    ],
    limits=[
        f"1 <= len(values) <= {MAX_LENGTH:_}",
        f"-{MAX_VALUE:_} <= values[i] <= {MAX_VALUE:_}",
        "1 <= low <= high <= len(values)",
    ],
    ties=(
        "If several blocks have this sum, take the one with the $side start, and among those with "
        "the same start the $size one."
    ),
    parameters={
        "goal": {"smallest": "smallest possible one", "largest": "largest possible one"},
        "side": {"last": "largest", "first": "smallest"},
        "size": {"long": "longest", "short": "shortest"},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    split="dev",
    sizes={"S": (50, 340), "M": (1_500, 16), "L": (110_000, 1)},
    shapes=("walk", "narrow", "descent", "ties", "waves"),
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n"},
    category="array",
    family="bounded block sums",
    tags=("monotone queue", "prefix sums", "circular", "ties"),
)


@TASK.correctness
def small_rings(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [0], 1, 1
    yield [MAX_VALUE], 1, 1
    yield [-MAX_VALUE, MAX_VALUE], 1, 2
    yield [MAX_VALUE - rng.randint(0, 9) for _ in range(60)], 50, 60
    yield [rng.randint(0, 9) - MAX_VALUE for _ in range(60)], 40, 60
    for low, high in ((1, 1), (1, 5), (3, 3), (5, 5), (2, 4)):
        yield [-3, -1, -2, -1, -3], low, high
        yield [2, 2, 2, 2, 2], low, high
        yield [0, 0, 0, 0, 0], low, high
        yield [1, -1, 1, -1, 0], low, high
        yield [-5, 9, 9, 9, -5], low, high
    for _ in range(40):  # tiny and dense: many blocks tie
        n = rng.randint(2, 10)
        top = rng.randint(1, 3)
        low = rng.randint(1, n)
        yield [rng.randint(-top, top) for _ in range(n)], low, rng.randint(low, n)
    for _ in range(40):  # the best block ends at a sum that was queued behind a larger one
        n = rng.randint(8, 14)
        low = rng.randint(1, 4)
        yield [rng.randint(-9, 9) for _ in range(n)], low, rng.randint(low + 3, n)
    for shape in TASK.shapes:
        for n in (40, 130):
            yield large_ring(n, shape, rng)
    dip = [rng.randint(1, 9) for _ in range(1_100)]
    yield [-900, *dip, -900, *[0] * 5], 1, 1_107
    yield [900, *[-x for x in dip], 900, *[0] * 5], 1_090, 1_107
    yield [0] * 1_200, 7, 1_000


@TASK.stress
def large_ring(n: int, shape: str, rng: random.Random) -> tuple[list[int], int, int]:
    """walk: as it comes; narrow: few lengths are allowed; descent: long runs of one sign, so that
    the queue grows long; ties: many equal sums; waves: rises and falls longer than a block."""
    low = rng.randint(1, n // 5 + 1)
    high = min(n, low + n // 4)
    if shape == "walk":
        values = [rng.randint(-MAX_VALUE, MAX_VALUE) for _ in range(n)]
    elif shape == "narrow":
        values = [rng.randint(-1_000, 1_000) for _ in range(n)]
        low = n // 3 + 1
        high = min(n, low + n // 100 + 2)
    elif shape == "descent":
        sign = rng.choice((-1, 1))
        values = [sign * rng.randint(1, 1_000) for _ in range(n)]
        for _ in range(n // 1_000):
            values[rng.randrange(n)] *= -50
    elif shape == "ties":
        values = [rng.choice((-1, 0, 0, 1)) for _ in range(n)]
    else:
        period = n // 3 + 1
        values = [rng.randint(-40, 60) * (1 if i // period % 2 else -1) for i in range(n)]
    return values, low, high


@TASK.small
def tiny_ring(rng: random.Random, shape: str) -> tuple[list[int], int, int]:
    if rng.random() < 0.5:
        return large_ring(rng.randint(1, 18), shape, rng)
    n = rng.randint(1, 10)
    low = rng.randint(1, n)
    return [rng.randint(-2, 2) for _ in range(n)], low, rng.randint(low, n)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    values, low, high = arguments
    assert type(values) is list and 1 <= len(values) <= MAX_LENGTH
    assert all(type(value) is int and abs(value) <= MAX_VALUE for value in values)
    assert type(low) is int and type(high) is int
    assert 1 <= low <= high <= len(values)
