"""A hiking trail passes numbered stops 0, 1, 2, … in this order. Stop `i` lies at height
`heights[i]` and offers the prize `prizes[i]`, which is never negative.

A *climb* is a choice of stops, visited in trail order, in which each chosen stop lies at least
`step` higher than the chosen stop just before it. Formally it is a list of indices
`i1 < i2 < … < im` with `heights[i(t+1)] - heights[it] >= step` for every two neighbours in the
list. With `step = 0` a climb may stay level but never descends. A climb of one stop is always
allowed, and so is the empty climb, which is worth 0.

The worth of a climb is the sum of the prizes of its stops.

Return a pair: the largest worth of any climb, and the ascending list of indices of a climb that has
this worth. Where several climbs are worth the same, each of them is accepted. Stops with prize 0
may be part of the climb or not, as long as the climb keeps the rule.

The answer is checked for the largest worth and for the climb: the indices must ascend strictly, the
heights must rise by at least `step`, and the prizes must add up to the returned worth.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_LENGTH = 100_000
MAX_HEIGHT = 10**9
MAX_PRIZE = 10**6


def check(arguments: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
    """Right worth, and a climb that proves it. Any plain data may come in."""
    heights, prizes, step = arguments
    if type(returned) not in (list, tuple) or len(returned) != 2:
        return "not a pair (worth, list of indices)"
    worth, route = returned
    if type(worth) is not int:
        return f"the worth is a {type(worth).__name__}, not an int"
    if type(route) not in (list, tuple):
        return f"the climb is a {type(route).__name__}, not a list of indices"
    collected = 0
    previous = -1
    for place, index in enumerate(route):
        if type(index) is not int:
            return f"the climb's entry {place} is a {type(index).__name__}, not an int"
        if not previous < index < len(heights):
            return f"the climb's entry {place} is outside the trail or out of order"
        if place and heights[index] - heights[previous] < step:
            return f"the climb's entry {place} is less than step above the one before"
        collected += prizes[index]
        previous = index
    if collected != worth:
        return f"the climb is worth {collected}, which is not the returned worth"
    if worth != expected[0]:
        return f"the worth {worth} is not the largest one, {expected[0]}"
    return None


TASK = Task(
    statement=__doc__,
    signature=(
        "def best_climb(heights: list[int], prizes: list[int], step: int) -> tuple[int, list[int]]"
    ),
    examples=[
        (([3, 1, 4, 4, 6], [5, 9, 2, 7, 1], 1), (17, [1, 3, 4])),
        (([2, 5, 5, 9], [4, 3, 3, 8], 4), (12, [0, 3])),
        (([7, 7, 6, 7], [1, 0, 5, 2], 0), (7, [2, 3])),
    ],
    limits=[
        f"0 <= len(heights) == len(prizes) <= {MAX_LENGTH:_}",
        f"-{MAX_HEIGHT:_} <= heights[i] <= {MAX_HEIGHT:_}",
        f"0 <= prizes[i] <= {MAX_PRIZE:_}",
        f"0 <= step <= {MAX_HEIGHT:_}",
    ],
    sizes={"S": (70, 280), "M": (2_500, 8), "L": (52_000, 1)},
    shapes=("random", "rising", "falling", "ties", "zeros"),
    check=check,
    ties="Where several climbs are worth the same, each of them is accepted.",
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    category="dp",
    family="heaviest increasing subsequence",
    tags=("dp", "binary search", "witness"),
)


@TASK.correctness
def small_climbs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [], [], 0
    yield [], [], 3
    yield [4], [0], 1
    yield [-4], [6], 0
    yield [MAX_HEIGHT, -MAX_HEIGHT, MAX_HEIGHT], [MAX_PRIZE] * 3, MAX_HEIGHT
    for step in (0, 1, 2):
        yield [5] * 6, [1, 0, 2, 0, 3, 1], step
        yield [1, 2, 3, 4, 5, 6, 7], [0] * 7, step
        yield [0, 2, 4, 1, 3, 5], [1] * 6, step
    for _ in range(40):  # tiny and dense: every tie between heights, totals and steps
        n = rng.randint(2, 9)
        top = rng.randint(1, 5)
        prizes = [rng.choice((0, 1, 1, 2, 3, 5)) for _ in range(n)]
        yield [rng.randint(0, top) for _ in range(n)], prizes, rng.randint(0, 3)
    for _ in range(12):  # many candidates for the front, many of them dominated
        n = rng.randint(30, 60)
        heights = [rng.randint(-12, 12) for _ in range(n)]
        yield heights, [rng.randint(0, 9) for _ in range(n)], rng.randint(0, 4)
    for gap in (50, 100, 400):  # the best climb leaps over a long dip
        dip = [rng.randint(-9, -1) for _ in range(gap)]
        yield [0, *dip, 10], [900, *[1] * gap, rng.randint(1, 5)], rng.randint(1, 10)
    for shape in TASK.shapes:
        for n in (40, 150):
            yield large_climb(n, shape, rng)


@TASK.stress
def large_climb(n: int, shape: str, rng: random.Random) -> tuple[list[int], list[int], int]:
    span = 1_000 * n
    if shape == "rising":
        heights = [1_000 * i + rng.randint(-25_000, 25_000) for i in range(n)]
    elif shape == "falling":
        heights = [-1_000 * i + rng.randint(-25_000, 25_000) for i in range(n)]
    elif shape == "ties":
        heights = [rng.randint(0, n // 8 + 2) for _ in range(n)]
    else:
        heights = [rng.randint(-span, span) for _ in range(n)]
    if shape == "zeros":
        prizes = [max(0, rng.randint(-300, 900)) for _ in range(n)]
    else:
        prizes = [rng.randint(1, 1_000) for _ in range(n)]
    return heights, prizes, rng.choice((0, 1, 2, 5))


@TASK.small
def tiny_climb(rng: random.Random, shape: str) -> tuple[list[int], list[int], int]:
    if rng.random() < 0.2:
        return large_climb(rng.randint(1, 8), shape, rng)
    n, top = rng.randint(0, 8), 2 if shape == "ties" else 6
    heights = [rng.randint(-top, top) for _ in range(n)]
    if shape in ("rising", "falling"):
        heights.sort(reverse=shape == "falling")
        if n > 2 and rng.random() < 0.7:
            heights[0], heights[-1] = heights[-1], heights[0]
    prizes = [rng.choice((0, 0, 1, 2) if shape == "zeros" else (0, 1, 2, 5)) for _ in range(n)]
    return heights, prizes, rng.randint(0, 3)


@TASK.equivalents
def other_climbs(arguments: tuple[Any, ...], expected: Any) -> Iterator[Any]:
    """With or without stops of prize 0, where the climb keeps the rule."""
    prizes = arguments[1]
    worth, route = expected
    for dropped in route:
        if prizes[dropped] == 0:
            rest = [index for index in route if index != dropped]
            if check(arguments, (worth, rest), (worth, rest)) is None:
                yield worth, rest
    yield [worth, tuple(route)]


@TASK.edits
def wrong_climbs(arguments: tuple[Any, ...], expected: Any, rng: random.Random) -> Iterator[Any]:
    heights, prizes, _ = arguments
    worth, route = expected
    yield worth + 1, route
    yield worth - 1, route
    yield float(worth), route
    yield worth, [*route, len(heights)]
    yield worth, [-1, *route]
    if len(route) > 1:
        yield worth, route[::-1]
        yield worth, [route[0], *route]
        yield worth, [True, *route[1:]]
    paid = [index for index in route if prizes[index]]
    if paid:
        gone = rng.choice(paid)
        less = [index for index in route if index != gone]
        yield worth, less
        yield worth - prizes[gone], less


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    heights, prizes, step = arguments
    assert type(heights) is list and type(prizes) is list and type(step) is int
    assert len(heights) == len(prizes) <= MAX_LENGTH
    assert all(type(h) is int and -MAX_HEIGHT <= h <= MAX_HEIGHT for h in heights)
    assert all(type(p) is int and 0 <= p <= MAX_PRIZE for p in prizes)
    assert 0 <= step <= MAX_HEIGHT
