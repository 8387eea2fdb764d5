"""$wording two unsorted lists of integers, `left` and `right`, and a number `k`. A *match* is a
pair of indices `(i, j)`, both counted from 0, where `i` belongs to `left`, `j` belongs to `right`,
and $parity. Its sum is `left[i] + right[j]`.

Write the sums of all matches down in $order order. Equal sums of different matches are written
once for each match. Let `s1, s2, …, sk` be the first `k` entries of that list.

Return two integers: the last of them, `sk`, and their alternating sum `s1 - s2 + s3 - s4 + …`, in
which the sign of `sk` is plus if `k` is odd and minus if `k` is even.

Mind that parity is that of the indices in the lists as given, not in sorted lists, and that `k` may
be as large as the number of matches.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_LENGTH = 50_000
MAX_VALUE = 10**18
MAX_K = 100_000

TASK = Task(
    statement=__doc__,
    signature="def first_match_sums(left: list[int], right: list[int], k: int) -> tuple[int, int]",
    examples=[
        (([4, 1, 7], [2, 2, 9], 3), (6, 7)),
        (([0, 0], [0, 0], 2), (0, 0)),
        (([5, -3], [8, -1], 1), (5, 5)),
    ],
    limits=[
        f"2 <= len(left) <= {MAX_LENGTH:_}",
        f"2 <= len(right) <= {MAX_LENGTH:_}",
        f"-{MAX_VALUE:_} <= left[i] <= {MAX_VALUE:_}",
        f"-{MAX_VALUE:_} <= right[j] <= {MAX_VALUE:_}",
        f"1 <= k <= {MAX_K:_}",
        "k is at most the number of matches",
    ],
    ties="Equal sums of different matches are written once for each match.",
    parameters={
        "parity": {
            "different": "one of them is even and the other one odd",
            "same": "both of them are even or both of them are odd",
        },
        "order": {"descending": "descending", "ascending": "ascending"},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (24, 320), "M": (800, 12), "L": (22_000, 1)},
    shapes=("random", "ties", "lopsided", "split", "geometric"),
    complexity={"slow": "n^2 log n", "medium": "n log n", "fast": "n log n"},
    category="array",
    family="k best pairs",
    tags=("heap", "selection", "sorting"),
)


def matches(left: int, right: int) -> int:
    """How many matches lists of these lengths have."""
    same = (left + 1) // 2 * ((right + 1) // 2) + left // 2 * (right // 2)
    return same if TASK.chosen["parity"] == "same" else left * right - same


@TASK.correctness
def small_lists(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [MAX_VALUE, -MAX_VALUE], [-MAX_VALUE, MAX_VALUE], 2
    yield [MAX_VALUE, MAX_VALUE - 1, MAX_VALUE - 2], [MAX_VALUE - 3, MAX_VALUE, MAX_VALUE - 1], 4
    yield [-MAX_VALUE, 1 - MAX_VALUE, 2 - MAX_VALUE], [-MAX_VALUE, 3 - MAX_VALUE], 3
    for n in (2, 3, 4):
        yield [6] * n, [1] * n, matches(n, n)
        yield list(range(n)), list(range(n)), matches(n, n)
        yield list(range(n)), list(range(n, 0, -1)), 1
    for _ in range(45):  # tiny and dense
        a, b = rng.randint(2, 7), rng.randint(2, 7)
        top = rng.randint(1, 8)
        left = [rng.randint(-top, top) for _ in range(a)]
        yield left, [rng.randint(-top, top) for _ in range(b)], rng.randint(1, matches(a, b))
    for shape in TASK.shapes:
        for n in (30, 100):
            yield large_lists(n, shape, rng)
    few = [rng.randint(0, 99) for _ in range(3)]
    many = [rng.randint(0, 99) for _ in range(900)]
    yield few, many, matches(3, 900)
    yield many, few, matches(3, 900) - 1
    yield [0] * 500, [0, 0, *(10**6 + i for i in range(300))], 450
    yield [10**6] * 400, [0, 0, *(10**6 + i for i in range(300))], 390


@TASK.stress
def large_lists(n: int, shape: str, rng: random.Random) -> tuple[list[int], list[int], int]:
    """random: wide values; ties: few different sums; lopsided: one list is nearly constant; split:
    one parity holds the best of a list; geometric: few elements are in nearly all of the best."""
    k = min(3 * n - rng.randint(0, n // 4), matches(n, n))
    if shape == "random":
        left, right = ([rng.randint(-MAX_VALUE, MAX_VALUE) for _ in range(n)] for _ in "12")
    elif shape == "ties":
        top = n // 12 + 2
        left, right = ([rng.randint(0, top) for _ in range(n)] for _ in "12")
    elif shape == "lopsided":
        left = [rng.randint(0, 2) for _ in range(n)]
        right = [rng.randint(0, n) for _ in range(n)]
        if rng.random() < 0.5:
            left, right = right, left
    elif shape == "split":
        left = [rng.randint(0, 10**9) * (i % 2 * 9 + 1) for i in range(n)]
        right = [rng.randint(0, 10**9) - 10**8 * (i % 2) for i in range(n)]
    else:
        left, right = (
            [int(MAX_VALUE ** (rng.random() ** 0.5)) * rng.choice((-1, 1)) for _ in range(n)]
            for _ in "12"
        )
    return left, right, k


@TASK.small
def tiny_lists(rng: random.Random, shape: str) -> tuple[list[int], list[int], int]:
    if rng.random() < 0.5:
        left, right, k = large_lists(rng.randint(2, 9), shape, rng)
        return left, right, min(k, matches(len(left), len(right)))
    a, b = rng.randint(2, 6), rng.randint(2, 6)
    left = [rng.randint(-3, 3) for _ in range(a)]
    return left, [rng.randint(-3, 3) for _ in range(b)], rng.randint(1, matches(a, b))


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    left, right, k = arguments
    for values in (left, right):
        assert type(values) is list and 2 <= len(values) <= MAX_LENGTH
        assert all(type(value) is int and abs(value) <= MAX_VALUE for value in values)
    assert type(k) is int and 1 <= k <= MAX_K
    assert k <= matches(len(left), len(right))
