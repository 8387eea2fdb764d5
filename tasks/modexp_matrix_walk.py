"""$wording a town of `n` squares, numbered from 0 to n - 1, and its one-way streets. A street is a
pair `(u, v)` and can be walked from u to v only. There may be several streets from u to v, which
are different streets, and streets from a square back to itself.

A *tour* of length L consists of L steps. In each step the walker either takes a street that starts
at the square where she stands, or stays there for the length of the step, for which she has
$stay. Two tours are different when they start on different squares or differ in at least
one step. Two steps are different when they take different streets, also where both lead to the same
square, when only one of them takes a street, or when the walker stays in different ways (if there
are several). A tour of length 0 has no steps and ends where it starts.

Return a list of `n` numbers. The number at position v counts $direction, reduced modulo the prime
$modulus to the range from 0 to $modulus - 1.

The length may be huge.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_SQUARES = 120
MAX_STREETS = 10_000
MAX_LENGTH = 10**18
Town = tuple[int, list[tuple[int, int]], int, int]

TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def count_tours(n: int, streets: list[tuple[int, int]], home: int, length: int)"
        " -> list[int]"
    ),
    examples=[
        ((3, [(0, 1), (0, 1), (1, 2), (2, 0)], 0, 2), [1, 4, 2]),
        ((2, [(0, 0), (0, 1)], 0, 5), [32, 31]),
        ((2, [], 1, 3), [0, 1]),
    ],
    limits=[
        f"1 <= n <= {MAX_SQUARES}",
        f"0 <= len(streets) <= {MAX_STREETS:_}",
        "0 <= u, v, home <= n - 1",
        f"0 <= length <= {MAX_LENGTH:_}",
    ],
    ties="The number at position v counts $direction",
    sizes={"S": (8, 9), "M": (24, 7), "L": (72, 9)},
    shapes=("random", "sparse", "cycles", "layers", "dense"),
    check=checks.equal,
    complexity={"slow": "n^3 log(length)", "medium": "n^3 log(length)", "fast": "n^2 log(length)"},
    exponents={"slow": 2.6, "medium": 1.4, "fast": 0.7},  # numpy's cost a call hides the powers
    category="number",
    family="walks of a given length",
    tags=("matrix power", "linear recurrence", "modular arithmetic", "numpy"),
    imports=("numpy",),
    split="public",
    parameters={
        "wording": {"own": "Here is", "get": "You receive", "map": "A map shows"},
        "stay": {
            1: "exactly one way",
            0: "no way (so in fact she never stays)",
            2: "two different ways",
            3: "three different ways",
        },
        "direction": {
            1: "the tours of length `length` that start at `home` and end at v",
            -1: "the tours of length `length` that start at v and end at `home`",
        },
        "modulus": {
            prime: f"{prime:_}"
            for prime in (998_244_353, 1_000_000_007, 1_000_000_009, 943_718_401, 924_844_033)
        },
    },
)


@TASK.correctness
def small_towns(rng: random.Random) -> Iterator[Town]:
    for length in (0, 1, 2, MAX_LENGTH):
        yield 1, [], 0, length
        yield 1, [(0, 0)], 0, length
        yield 2, [(0, 1)], 1, length
        yield 3, [(0, 1), (1, 2)], 0, length
        yield 3, [(2, 2), (2, 2), (2, 0), (0, 1)], 2, length
    yield 2, [(0, 1)] * 5_000 + [(1, 0)] * 5_000, 0, MAX_LENGTH
    for _ in range(30):
        n = rng.randint(1, 5)
        yield town(n, rng.randint(0, 2 * n), rng.randint(0, 7), rng)
    for bits in range(1, 60, 3):
        n = rng.randint(2, 7)
        length = rng.choice((1 << bits, (1 << bits) - 1, rng.getrandbits(bits)))
        yield town(n, rng.randint(1, 3 * n), length, rng)
    for n in (30, 37, 44, 60):
        for streets in (n + n // 2, 6 * n):
            yield town(n, streets, rng.randint(1, 2 * n), rng)
    yield town(MAX_SQUARES, 400, 3, rng)
    for shape in TASK.shapes:
        for n in (6, 11):
            yield large_town(n, shape, rng)
        n, streets, home, _ = large_town(33, shape, rng)
        yield n, streets, home, rng.randint(33, 500)


def town(n: int, streets: int, length: int, rng: random.Random) -> Town:
    pairs = [(rng.randrange(n), rng.randrange(n)) for _ in range(streets)]
    return n, pairs, rng.randrange(n), length


@TASK.stress
def large_town(n: int, shape: str, rng: random.Random) -> Town:
    """About n squares and a length near the limit.

    random: four streets a square; sparse: fewer than two, so some squares are never reached;
    cycles: closed rounds of different lengths with few streets between them; layers: streets lead
    to higher squares only, with some loops; dense: many parallel streets.
    """
    length = MAX_LENGTH - rng.randrange(MAX_LENGTH // 2)
    if shape == "sparse":
        streets = town(n, n + n // 2, 0, rng)[1]
    elif shape == "cycles":
        streets, first = [], 0
        while first < n:
            size = min(n - first, rng.randint(1, 2 + n // 4))
            streets += [(first + i, first + (i + 1) % size) for i in range(size)]
            first += size
        streets += town(n, 1 + n // 6, 0, rng)[1]
    elif shape == "layers":
        streets = [(i, rng.randint(i, min(n - 1, i + 5))) for i in range(n) for _ in range(4)]
    elif shape == "dense":
        streets = town(n, min(MAX_STREETS, n * n), 0, rng)[1]
    else:
        streets = town(n, 4 * n, 0, rng)[1]
    rng.shuffle(streets)
    return n, streets, rng.randrange(n), length


@TASK.small
def small(rng: random.Random, shape: str) -> Town:
    n, streets, home, _ = large_town(rng.randint(1, 6), shape, rng)
    return n, streets, home, rng.randint(0, 9)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    n, streets, home, length = arguments
    assert type(n) is int and 1 <= n <= MAX_SQUARES
    assert type(streets) is list and len(streets) <= MAX_STREETS
    for street in streets:
        assert type(street) is tuple and len(street) == 2
        assert all(type(square) is int and 0 <= square < n for square in street)
    assert type(home) is int and 0 <= home < n
    assert type(length) is int and 0 <= length <= MAX_LENGTH
