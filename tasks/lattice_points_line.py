"""$wording a hillside whose height above sea level, at whole-numbered position i, is the fraction
(a * i + b) / m. It may lie below sea level, it may rise or fall, and positions may be negative.

A gardener puts a stake into the ground at every whole-numbered position i with
`first <= i <= last`. The length of a stake is the height at its position, rounded $rounding.
Lengths are negative below sea level.

Each query is a tuple `(a, b, m, first, last)`. Its result is the sum of the lengths of all stakes
from `first` to `last`, both included; with `first > last` there is no stake and the sum is 0.

Return the list of results, in the order of the queries, each one reduced modulo $modulus to the
range from 0 to $modulus - 1. All numbers may be huge: stakes cannot be visited one by one, and the
exact sums do not fit into 64 bits.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_QUERIES = 10_000
MAX_NUMBER = 10**18
Query = tuple[int, int, int, int, int]

TASK = Task(
    statement=__doc__,
    version=3,
    signature="def stake_sums(queries: list[tuple[int, int, int, int, int]]) -> list[int]",
    examples=[
        (
            ([(1, 0, 2, 0, 5), (3, 1, 4, -2, 2), (-2, 5, 3, 1, 4), (1, 1, 1, 3, 2)],),
            [6, 998_244_352, 998_244_352, 0],
        ),
        (([(5, -3, 10, 0, 9), (0, -7, 2, -1, 1)],), [15, 998_244_341]),
        (([],), []),
    ],
    limits=[
        f"0 <= len(queries) <= {MAX_QUERIES:_}",
        f"-{MAX_NUMBER:_} <= a, b, first, last <= {MAX_NUMBER:_}",
        f"1 <= m <= {MAX_NUMBER:_}",
    ],
    ties="Return the list of results, in the order of the queries",
    sizes={"S": (60, 24), "M": (600, 14), "L": (1_000_000_000, 27)},
    shapes=("random", "flat", "steep", "falling", "golden"),
    check=checks.equal,
    complexity={"slow": "n", "medium": "log n", "fast": "log n"},
    category="number",
    family="sums of floors along a line",
    tags=("number theory", "euclid", "big integers"),
    split="dev",
    parameters={
        "wording": {"own": "Here is", "get": "You are given", "think": "Think of"},
        "rounding": {
            (1, 0, 0): "down to the next integer below (an integer stays)",
            (1, 1, 1): "up to the next integer above (an integer stays)",
            (2, 1, 0): "to the nearest integer (halves go up)",
        },
        "modulus": {
            998_244_353: "998_244_353",
            1_000_000_007: "1_000_000_007",
            2**61 - 1: "2_305_843_009_213_693_951",
            10**9: "1_000_000_000",
            999_983: "999_983",
        },
    },
)


@TASK.correctness
def small_queries(rng: random.Random) -> Iterator[tuple[list[Query]]]:
    big = MAX_NUMBER
    yield ([(0, 0, 1, 0, 0)],)
    yield ([(big, big, 1, -big, -big + 9), (-big, -big, big, big - 9, big)],)
    yield ([(a, b, m, 0, 6) for a in range(-4, 5) for b in range(-4, 5) for m in (1, 2, 3, 4)],)
    yield ([(a, b, 6, -5, 7) for a in range(-13, 14, 3) for b in range(-13, 14, 2)],)
    yield ([(7, 3, 5, first, last) for first in range(-4, 4) for last in range(first - 2, 5)],)
    yield ([(1, 1, 2, 5, -5), (1, 1, 2, big, -big), (3, 0, 3, 4, 3)],)
    for _ in range(30):
        m = rng.randint(1, 9)
        yield ([query(12, m, 15, rng) for _ in range(8)],)
    for bits in (20, 31, 40, 52, 53, 54, 59):  # few stakes, big numbers
        top = 1 << bits
        yield ([query(top, rng.randint(1, top), 12, rng) for _ in range(4)],)
        start = rng.randint(-top, top)
        yield ([(*query(top, top, 0, rng)[:3], start, start + 40)],)
    yield ([(0, rng.randint(-9, 9), rng.randint(1, 5), 1, rng.randint(1, 9))] * MAX_QUERIES,)
    for shape in TASK.shapes:
        for n in (1, 2, 10, 300, 3_000):
            (queries,) = large_queries(n, shape, rng)
            yield (queries[:4],)


def query(numbers: int, m: int, positions: int, rng: random.Random) -> Query:
    first = rng.randint(-positions, positions)
    last = rng.randint(first - 1, positions)
    return rng.randint(-numbers, numbers), rng.randint(-numbers, numbers), m, first, last


@TASK.stress
def large_queries(n: int, shape: str, rng: random.Random) -> tuple[list[Query]]:
    """130 queries with n stakes each, or a few fewer.

    random: slopes, offsets and positions anywhere; flat: the slope is far below 1; steep: slopes
    of many times m; falling: negative slopes; golden: slopes close to the golden ratio, whose
    Euclidean division is the longest.
    """
    queries = []
    for _ in range(130):
        m = rng.randint(MAX_NUMBER // 2, MAX_NUMBER)
        a = rng.randint(-m, m)
        if shape == "flat":
            a = rng.randint(0, m // 1_000)
        elif shape == "steep":
            m = rng.randint(MAX_NUMBER // 10**7, MAX_NUMBER // 10**6)
            a = rng.randint(10**5 * m, MAX_NUMBER)
        elif shape == "falling":
            a = rng.randint(-m, -m // 2)
        elif shape == "golden":
            a = m * 618_033_988_749_894_848 // 10**18 + rng.randint(-2, 2)
        b = rng.randint(-MAX_NUMBER, MAX_NUMBER)
        length = n - rng.randint(0, n // 8)
        first = rng.randint(-MAX_NUMBER, MAX_NUMBER - length + 1)
        queries.append((a, b, m, first, first + length - 1))
    return (queries,)


@TASK.small
def small(rng: random.Random, shape: str) -> tuple[list[Query]]:
    scale = rng.choice((1, 10**15, 10**17, 3 * 10**17))
    (queries,) = large_queries(rng.randint(1, 12), shape, rng)
    return ([(a // scale, b // scale, m // scale + 1, f, e) for a, b, m, f, e in queries[:4]],)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (queries,) = arguments
    assert type(queries) is list and len(queries) <= MAX_QUERIES
    for query in queries:
        assert type(query) is tuple and len(query) == 5
        assert all(type(number) is int and abs(number) <= MAX_NUMBER for number in query)
        assert query[2] >= 1
