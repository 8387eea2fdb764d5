"""$wording a chest for a `load` of so many pounds and a list `types` of things to put into it.
Each type is a triple `(weight, worth, count)`: one copy weighs `weight` pounds, is worth `worth`
coins, and there are `count` copies of it. A worth may be 0, or negative: whoever takes such a thing
loses by it. Copies can't be divided. Several entries of the list may have the same weight and
worth; each has its own copies.

A choice of copies, none at all included, has a worth: the sum of the worths of its copies. It is
*allowed* if its weights add up to $fill

Return the $sense worth of all allowed choices.

Counts may be very large, far beyond what the chest can hold.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_LOAD = 100_000
MAX_TYPES = 400
MAX_WORTH = 10**9
MAX_COUNT = 10**9

TASK = Task(
    statement=__doc__,
    version=2,
    signature="def load_chest(load: int, types: list[tuple[int, int, int]]) -> int",
    examples=[
        ((10, [(4, 7, 2), (3, 5, 1), (6, -2, 9)]), 14),
        ((7, [(5, 9, 1), (2, 3, 4), (9, 50, 1)]), 12),
        ((5, [(2, 3, MAX_COUNT)]), 6),
    ],
    limits=[
        f"1 <= load <= {MAX_LOAD:_}",
        f"0 <= len(types) <= {MAX_TYPES}",
        f"for every type: 1 <= weight <= {MAX_LOAD:_}, -10**9 <= worth <= 10**9, "
        "0 <= count <= 10**9",
    ],
    ties="",
    parameters={
        "fill": {
            "within": "at most `load`. The empty choice always is; it is worth 0.",
            "exact": "exactly `load`. If no choice is allowed, the answer is 0.",
        },
        "sense": {1: "largest", -1: "smallest"},
        "wording": {"given": "Given are", "pack": "You pack", "ship": "A ship has"},
    },
    split="dev",
    imports=("numpy",),
    sizes={"S": (70, 220), "M": (2_500, 60), "L": (90_000, 45)},
    shapes=("mixed", "singles", "huge_counts", "equal_ratio", "heavy"),
    check=checks.equal,
    complexity={
        "slow": "load * copies",
        "medium": "load * bundles",
        "fast": "load * bundles in question",
    },
    exponents={"slow": 0.95, "medium": 0.8, "fast": 0.45},  # numpy's cost a call weighs at S
    category="dp",
    family="bounded knapsack",
    tags=("dp", "knapsack", "vectorised"),
)


@TASK.correctness
def small_chests(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield 1, []
    yield 1, [(1, 5, 0)]
    yield 1, [(MAX_LOAD, MAX_WORTH, MAX_COUNT), (1, -MAX_WORTH, MAX_COUNT)]
    yield 6, [(4, 1, 1), (3, 1, 1)]
    yield 9, [(2, 5, 3), (3, 7, 1)]
    yield 8, [(1, 1, 4), (2, -9, 4)]
    yield 50, [(1, MAX_WORTH, MAX_COUNT), (2, -MAX_WORTH, 7)]
    yield 9, [(3, 0, 5), (2, -1, 1)]
    yield MAX_LOAD, [(33_333, MAX_WORTH, 3), (1, 1, 1), (60_000, 7, 1)]
    for count in (1, 2, 3, 4, 5, 6, 7, 8):  # bundles of powers of two, and what is left
        yield 3 * count + 4, [(3, 4, count), (7, -1, 1)]
        yield 40, [(3, 4, count), (5, 6, 2)]
    for _ in range(60):  # tiny and dense
        yield tiny_chest(rng, "mixed")
    for shape in TASK.shapes:
        for n in (30, 110):
            yield large_chest(n, shape, rng)
    yield 300, [(100, MAX_WORTH, 2), (50, MAX_WORTH - 1, 3), (7, -3, 90)]


@TASK.stress
def large_chest(n: int, shape: str, rng: random.Random) -> tuple[int, list[tuple[int, int, int]]]:
    """A load of `n` and about sqrt(n) types; what doesn't fit is never worth much."""
    types = []
    for _ in range(8 + 4 * math.isqrt(n) // 5):
        weight = rng.randint(1 + n // 150, 2 + n // 20)
        count = rng.randint(1, 12)
        if shape == "singles":
            count = rng.randint(1, 3)
        elif shape == "huge_counts":
            weight = rng.randint(2 + n // 14, 2 + n // 5)
            count = rng.randint(100, MAX_COUNT)
        elif shape == "heavy" and rng.random() < 0.7:
            weight = rng.randint(2 + n // 12, 2 + n // 5)
        worth = rng.randint(1, 2_000_000)
        if shape == "equal_ratio":
            worth = 1_000 * weight + rng.randint(0, 2)
        if rng.random() < 0.1:
            worth = -worth // 3
        types.append((min(weight, MAX_LOAD), worth, count))
    return n, types


@TASK.small
def tiny_chest(rng: random.Random, shape: str) -> tuple[int, list[tuple[int, int, int]]]:
    load = rng.randint(1, 14)
    top = {"singles": 1, "huge_counts": 9}.get(shape, 4)
    heaviest = 9 if shape == "heavy" else 5
    types = []
    for _ in range(rng.randint(0, 4)):
        weight = rng.randint(1, heaviest)
        worth = 3 * weight if shape == "equal_ratio" else rng.randint(-4, 9)
        types.append((weight, worth, rng.randint(0, top)))
    return load, types


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    load, types = arguments
    assert type(load) is int and 1 <= load <= MAX_LOAD
    assert type(types) is list and len(types) <= MAX_TYPES
    for one in types:
        assert type(one) is tuple and len(one) == 3 and all(type(part) is int for part in one)
        weight, worth, count = one
        assert 1 <= weight <= MAX_LOAD
        assert -MAX_WORTH <= worth <= MAX_WORTH
        assert 0 <= count <= MAX_COUNT
