"""A cable store holds pieces of cable: `counts[i]` pieces of `lengths[i]` metres, for every i. The
same length may be listed more than once. All pieces have to be spliced into a single one.

A splicing machine takes at least 2 and at most `arms` pieces and makes them one piece, as long as
all of them together. It bills one coin for every metre of the piece that leaves the machine. That
piece may go into the machine again, which costs its metres again.

Return the fewest coins for which a single piece remains. If there is only one piece from the start,
that is 0.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_GROUPS = 200_000
MAX_LENGTH = 10**9
MAX_COUNT = 10**6
MAX_ARMS = 16

TASK = Task(
    statement=__doc__,
    signature="def splice_cost_groups(lengths: list[int], counts: list[int], arms: int) -> int",
    examples=[(([3, 5, 3], [1, 1, 2], 3), 20), (([4], [5], 2), 48), (([9], [1], 2), 0)],
    limits=[
        f"1 <= len(lengths) <= {MAX_GROUPS:_}",
        "len(counts) == len(lengths)",
        f"1 <= lengths[i] <= {MAX_LENGTH:_}",
        f"1 <= counts[i] <= {MAX_COUNT:_}",
        f"2 <= arms <= {MAX_ARMS}",
    ],
    ties="",
    sizes={"S": (12, 300), "M": (150, 40), "L": (22_000, 1)},
    shapes=("random", "single", "dense", "skewed"),
    check=checks.equal,
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    category="greedy",
    family="optimal merging",
    tags=("queue", "heap", "sorting", "big integers"),
    split="public",
)


@TASK.correctness
def small_inputs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    """Tiny dense ones, every bound, every shape."""
    yield [7], [1], 2
    yield [7], [1], MAX_ARMS
    yield [MAX_LENGTH], [MAX_COUNT], 2
    yield [MAX_LENGTH, 1], [MAX_COUNT, 1], MAX_ARMS
    yield [MAX_LENGTH - i % 5 for i in range(3_000)], [MAX_COUNT] * 3_000, 2  # beyond 64 bits
    yield [1, 1, 1], [1, 1, 1], 2
    for pieces in range(2, 20):  # every number of pieces in the first splice
        yield [5, 2], [1, pieces - 1], 6
    for arms in range(2, MAX_ARMS + 1):
        yield [rng.randint(1, 9) for _ in range(12)], [rng.randint(1, 40) for _ in range(12)], arms
    for _ in range(40):
        groups = rng.randint(1, 8)
        lengths = [rng.randint(1, 6) for _ in range(groups)]
        yield lengths, [rng.randint(1, 5) for _ in range(groups)], rng.randint(2, 5)
    for shape in TASK.shapes:
        for n in (30, 200):
            yield large_input(n, shape, rng)
    yield large_input(3_000, "single", rng)


@TASK.stress
def large_input(n: int, shape: str, rng: random.Random) -> tuple[list[int], list[int], int]:
    lengths = [rng.randint(1, MAX_LENGTH) for _ in range(n)]
    counts = [rng.randint(1, 1_000) for _ in range(n)]
    arms = 2
    if shape == "single":  # the textbook's problem, with more arms
        counts = [1] * n
        arms = 3
    elif shape == "dense":  # lengths and their sums coincide
        lengths = [rng.randint(1, 2 * n) for _ in range(n)]
        counts = [rng.randint(1, 100) for _ in range(n)]
        arms = 4
    elif shape == "skewed":  # short pieces in plenty, few long ones
        lengths = [int(10 ** rng.uniform(0, 9)) for _ in range(n)]
        counts = [max(1, MAX_COUNT // length) for length in lengths]
    return lengths, counts, arms


@TASK.small
def tiny_input(rng: random.Random, shape: str) -> tuple[list[int], list[int], int]:
    top = {"random": 30, "single": 20, "dense": 3, "skewed": 9}[shape]
    pieces = rng.randint(1, 7)
    counts = []
    while pieces:
        counts.append(1 if shape == "single" else rng.randint(1, pieces))
        pieces -= counts[-1]
    return [rng.randint(1, top) for _ in counts], counts, rng.randint(2, 5)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    lengths, counts, arms = arguments
    assert type(lengths) is list and 1 <= len(lengths) <= MAX_GROUPS
    assert type(counts) is list and len(counts) == len(lengths)
    assert all(type(length) is int and 1 <= length <= MAX_LENGTH for length in lengths)
    assert all(type(count) is int and 1 <= count <= MAX_COUNT for count in counts)
    assert type(arms) is int and 2 <= arms <= MAX_ARMS
