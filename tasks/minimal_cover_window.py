"""$wording two lists of the same length, `items` and `weights`, and a list `need` of items that
must be collected. A block is a stretch of consecutive positions, `start, start + 1, …,
start + length - 1`, with `length >= 1`. It *covers* the need if it contains every item of `need` at
least as often as `need` lists it; what else the block contains does not matter. The cost of a block
is the sum of the weights of all its positions, also of those whose item is not needed. Weights may
be zero.

Of all blocks that cover the need, find the $measure. If several blocks agree in both cost and
length, take the $tie of them.

Return the three integers `(cost, start, length)` of that block, or `(-1, -1, -1)` if no block
covers the need.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_LENGTH = 200_000
MAX_ITEM = 10**9
MAX_WEIGHT = 10**15

TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def cheapest_cover(items: list[int], weights: list[int], need: list[int])"
        " -> tuple[int, int, int]"
    ),
    examples=[
        (([1, 2, 1, 3, 2], [4, 1, 1, 0, 1], [2, 1]), (2, 1, 2)),
        (([5, 5, 8, 5], [0, 3, 0, 0], [5, 5]), (3, 0, 2)),
        (([7, 7], [1, 1], [7, 7, 7]), (-1, -1, -1)),
    ],
    limits=[
        f"1 <= len(items) == len(weights) <= {MAX_LENGTH:_}",
        f"0 <= items[i] <= {MAX_ITEM:_}",
        f"0 <= weights[i] <= {MAX_WEIGHT:_}",
        f"1 <= len(need) <= {MAX_LENGTH:_}",
        f"0 <= need[j] <= {MAX_ITEM:_}",
    ],
    ties="If several blocks agree in both cost and length, take the $tie of them.",
    parameters={
        "measure": {
            "cost": "one of least cost, and among those one of least length",
            "length": "one of least length, and among those one of least cost",
        },
        "tie": {"last": "rightmost", "first": "leftmost"},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    split="dev",
    sizes={"S": (24, 900), "M": (3_000, 14), "L": (125_000, 1)},
    shapes=("dense", "sparse", "many", "long", "cycle"),
    complexity={"slow": "n^2", "medium": "n", "fast": "n"},
    category="array",
    family="covering window",
    tags=("two pointers", "counting"),
)


@TASK.correctness
def small_covers(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [0], [0], [0]
    yield [MAX_ITEM], [MAX_WEIGHT], [MAX_ITEM]
    yield [0], [5], [1]
    yield [4, 4, 4], [1, 1, 1], [4, 4, 4, 4]
    yield [1, 9, 2, 9, 1, 9, 2], [0] * 7, [1, 2]
    yield [2, 9, 1, 1, 2, 9, 9, 1], [3, 0, 2, 2, 3, 0, 0, 2], [1, 2]
    yield [1, 2, 9, 2, 1], [0, 1, 0, 1, 0], [1, 2, 2]
    for _ in range(45):  # tiny and dense: many blocks of the same cost
        n = rng.randint(2, 12)
        top = rng.randint(1, 3)
        weights = [rng.choice((0, 0, 1, 1, 2)) for _ in range(n)]
        need = [rng.randint(0, top) for _ in range(rng.randint(1, 4))]
        yield [rng.randint(0, top) for _ in range(n)], weights, need
    for shape in TASK.shapes:
        for n in (40, 160):
            yield large_cover(n, shape, rng)
    huge = [MAX_WEIGHT - rng.randint(0, 3) for _ in range(300)]
    yield [rng.randint(0, 60) for _ in range(300)], huge, list(range(40))
    items = [1, *[0] * 700, 2, *[3] * 650, 1]
    yield items, [rng.randint(0, 2) for _ in items], [1, 2]
    yield items, [rng.randint(0, 2) for _ in items], [1, 1, 2]
    yield [5, 6] * 600, [1, 2] * 600, [5, 6, 6]
    yield list(range(900)), [1] * 900, [*range(899, -1, -1)]


@TASK.stress
def large_cover(n: int, shape: str, rng: random.Random) -> tuple[list[int], list[int], list[int]]:
    """dense: most items are needed; sparse: few are; many: many different items are needed, some of
    them often; long: only very long blocks cover; cycle: nearly all blocks tie."""
    names = [rng.randint(0, MAX_ITEM) for _ in range(n + 12)]
    weights = [rng.choice((0, 1, 1, 2, 3, 500)) for _ in range(n)]
    if shape == "dense":
        items = rng.choices(names[:10], k=n)
        need = names[:8] + rng.choices(names[:8], k=n // 300 + 4)
    elif shape == "sparse":
        items = rng.choices(names[: n // 100 + 12], k=n)
        need = names[: n // 10_000 + 6]
    elif shape == "many":
        items = rng.choices(names[: n // 40 + 4], k=n)
        need = rng.choices(items, k=n // 25 + 2)
    elif shape == "long":
        items = rng.choices(names[:12], k=n)
        for place in (rng.randint(0, n // 10), n * 2 // 5, n - 1 - rng.randint(0, n // 10)):
            items[place] = names[12]
        need = [names[12], names[12], *names[:6]]
    else:
        period = n // 30 + 3
        items = (names[:period] * (n // period + 1))[:n]
        weights = ([rng.choice((0, 0, 1, 2)) for _ in range(period)] * (n // period + 1))[:n]
        need = rng.sample(names[:period], period * 2 // 3)
    rng.shuffle(need)
    return items, weights, need


@TASK.small
def tiny_cover(rng: random.Random, shape: str) -> tuple[list[int], list[int], list[int]]:
    if rng.random() < 0.5:
        return large_cover(rng.randint(1, 20), shape, rng)
    n = rng.randint(1, 11)
    need = [rng.randint(0, 2) for _ in range(rng.randint(1, 4))]
    return [rng.randint(0, 3) for _ in range(n)], [rng.randint(0, 2) for _ in range(n)], need


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    items, weights, need = arguments
    assert all(type(values) is list for values in arguments)
    assert 1 <= len(items) == len(weights) <= MAX_LENGTH
    assert 1 <= len(need) <= MAX_LENGTH
    assert all(type(item) is int and 0 <= item <= MAX_ITEM for item in items)
    assert all(type(weight) is int and 0 <= weight <= MAX_WEIGHT for weight in weights)
    assert all(type(item) is int and 0 <= item <= MAX_ITEM for item in need)
