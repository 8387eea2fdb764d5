"""$wording the plans of a clock museum. It owns one gear of every size: gear k has k teeth,
numbered from 1 to k. A tooth t of gear k is *driving* when t and k have no common divisor greater
than 1. (The single tooth of gear 1 is driving.)

The museum never shows a gear whose size is a multiple of $skip. Every other gear k counts with
$power.

Each query is a pair `(low, high)`. Its result is the sum of the worths of all gears k that are
shown and have `low <= k <= high`; it is 0 where no such gear is shown. There are many queries, in
no particular order; they overlap, and some are equal.

Return the list of results, in the order of the queries, each one reduced modulo $modulus to the
range from 0 to $modulus - 1.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_SIZE = 2_000_000
MAX_QUERIES = 20_000

TASK = Task(
    statement=__doc__,
    version=2,
    signature="def driving_worth(queries: list[tuple[int, int]]) -> list[int]",
    examples=[
        (([(1, 4), (2, 2), (3, 3), (1, 8), (5, 6)],), [11, 2, 0, 105, 20]),
        (([(10, 30), (1, 1), (10, 30)],), [3978, 1, 3978]),
        (([],), []),
    ],
    limits=[
        f"0 <= len(queries) <= {MAX_QUERIES:_}",
        f"1 <= low <= high <= {MAX_SIZE:_}",
    ],
    ties="Return the list of results, in the order of the queries",
    sizes={"S": (800, 50), "M": (30_000, 12), "L": (2_000_000, 1)},
    shapes=("random", "wide", "narrow", "repeats", "top"),
    check=checks.equal,
    exponents={"medium": 0.9, "fast": 0.73},  # numpy's cost a call weighs at S
    complexity={"slow": "n sqrt(n)", "medium": "n log log n", "fast": "n log log n"},
    category="number",
    family="prefix sums of the totient",
    tags=("number theory", "sieve", "prefix sums", "numpy"),
    imports=("numpy",),
    split="dev",
    parameters={
        "wording": {"own": "These are", "get": "You receive", "study": "You study"},
        "skip": {3: "3", 5: "5", 7: "7", 4: "4", 6: "6"},
        "power": {
            1: "the worth k times the number of its driving teeth",
            0: "a worth equal to the number of its driving teeth",
        },
        "modulus": {
            998_244_353: "998_244_353",
            1_000_000_007: "1_000_000_007",
            999_983: "999_983",
            65_536: "65_536",
            1_048_575: "1_048_575",
        },
    },
)


@TASK.correctness
def small_inputs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield ([(1, 1)],)
    yield ([(k, k) for k in range(1, 130)],)
    yield ([(1, k) for k in range(1, 60)],)
    yield ([(low, high) for low in range(1, 13) for high in range(low, 13)],)
    for top in (2, 3, 4, 5, 8, 9, 16, 24, 25, 26, 48, 49, 50, 120, 121, 122, 168, 169):
        yield ([(1, top), (top, top), (max(1, top - 2), top)],)
    for top in (361, 529, 1_024, 2_187, 3_125, 4_095):
        yield ([(top - 1, top), (1, top), (top, top), (top // 2, top)],)
    yield ([(1, 12_000)] * 40 + [(12_000, 12_000)],)
    yield ([(1, 1 + i % 3) for i in range(MAX_QUERIES)],)
    for shape in TASK.shapes:
        for n in (1, 2, 9, 130, 1_500, 9_000):
            yield large_input(n, shape, rng)


@TASK.stress
def large_input(n: int, shape: str, rng: random.Random) -> tuple[list[tuple[int, int]]]:
    """Queries up to n; one of them ends there.

    random: any two ends; wide: nearly everything; narrow: a few gears each; repeats: few different
    ones; top: all close to n.
    """
    count = 5 + n // 1_000
    queries = []
    for _ in range(count):
        if shape == "wide":
            low, high = rng.randint(1, 1 + n // 50), n - rng.randint(0, n // 50)
        elif shape == "narrow":
            low = rng.randint(1, n)
            high = low + rng.randint(0, 9)
        elif shape == "top":
            low, high = n - rng.randint(0, n // 20), n - rng.randint(0, n // 20)
        else:
            low, high = rng.randint(1, n), rng.randint(1, n)
        low, high = sorted((low, min(high, n)))
        queries.append((max(low, 1), max(high, 1)))
    if shape == "repeats":
        queries = [rng.choice(queries[:4]) for _ in range(count)]
    queries[rng.randrange(count)] = (rng.randint(1, n), n)
    return (queries,)


@TASK.small
def small(rng: random.Random, shape: str) -> tuple[list[tuple[int, int]]]:
    return large_input(rng.randint(1, 60), shape, rng)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (queries,) = arguments
    assert type(queries) is list and len(queries) <= MAX_QUERIES
    for query in queries:
        assert type(query) is tuple and len(query) == 2
        assert type(query[0]) is int and type(query[1]) is int
        assert 1 <= query[0] <= query[1] <= MAX_SIZE
