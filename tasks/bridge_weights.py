"""$wording `n` mountain huts, numbered from 0 to `n - 1`, and a list of `paths`. A path
`(a, b)` can be
walked in both directions between the huts `a` and `b`. Several paths may join the same two huts,
and a path may lead from a hut back to the same hut. Not every hut need be reachable from every
other one.

A path is called *critical* if its two ends can't be reached from each other any more when this one
path is closed and all others stay open. So none of two paths that join the same two huts is ever
critical.

Closing a critical path leaves two sides: the huts that can still be reached from its one end, and
those that can still be reached from its other end, the ends themselves included. Huts that could
not be reached before belong to neither side. The *worth* of a critical path is $sides.

Return four integers: the number of critical paths; the largest worth of a critical path; the place
of this path in the list `paths`, counted from 0, and of several with the largest worth the one
listed first; and a checksum, the sum of `(i + 1) * worth` over the critical paths `paths[i]`, taken
modulo $modulus. Without any critical path, the four integers are 0, 0, -1 and 0.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_HUTS = 100_000
MAX_PATHS = 200_000
MODULI = (998244353, 1000000007, 1000000009, 754974721, 167772161, 469762049)

TASK = Task(
    statement=__doc__,
    signature="def watch_paths(n: int, paths: list[tuple[int, int]]) -> tuple[int, int, int, int]",
    examples=[
        ((6, [(0, 1), (1, 2), (2, 0), (3, 2), (3, 4), (5, 5)]), (2, 6, 3, 44)),
        ((5, [(1, 0), (0, 1), (3, 2), (4, 2)]), (2, 2, 2, 14)),
    ],
    limits=[
        f"1 <= n <= {MAX_HUTS:_}",
        f"0 <= len(paths) <= {MAX_PATHS:_}",
        "0 <= paths[i][j] <= n - 1",
    ],
    ties=(
        "Return four integers: the number of critical paths; the largest worth of a critical path; "
        "the place of this path in the list `paths`, counted from 0, and of several with the "
        "largest worth the one listed first; and a checksum"
    ),
    parameters={
        "sides": {
            "product": "the product of the numbers of huts on its two sides",
            "smaller": "the smaller one of the numbers of huts on its two sides",
            "difference": "the absolute difference of the numbers of huts on its two sides",
        },
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given are", "map": "A map shows"},
    },
    split="public",
    sizes={"S": (16, 430), "M": (1_200, 8), "L": (18_000, 1)},
    shapes=("random", "trail", "cliques", "beads", "doubled"),
    check=checks.equal,
    complexity={"slow": "n^2", "medium": "n", "fast": "n"},
    category="graph",
    family="bridges",
    tags=("graph", "bridges", "deep recursion"),
)


@TASK.correctness
def small_maps(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield 1, []
    yield 1, [(0, 0)]
    yield 2, [(1, 0)]
    yield 2, [(1, 0), (0, 1)]
    yield 4, [(0, 1), (2, 3)]
    yield 7, [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (5, 0), (6, 6)]
    yield 5, [(4, 3), (3, 2), (2, 1), (1, 0)]
    for _ in range(60):  # tiny and sparse: bridges are common
        n = rng.randint(2, 9)
        yield n, [(rng.randrange(n), rng.randrange(n)) for _ in range(rng.randint(1, n + 2))]
    for shape in TASK.shapes:
        for n in (20, 150):
            yield large_map(n, shape, rng)
    yield 1_500, [(v, v + 1) for v in range(1_499)][:: rng.choice((1, -1))]


@TASK.stress
def large_map(n: int, shape: str, rng: random.Random) -> tuple[int, list[tuple[int, int]]]:
    """`n` huts, renamed at random, and `n` to `2 n` paths."""
    names = list(range(n))
    rng.shuffle(names)
    if shape == "random":
        paths = [(rng.randrange(n), rng.randrange(n)) for _ in range(5 * n // 4)]
    else:
        paths = [(v, v + 1) for v in range(n - 1)]
        if shape == "trail":  # a few loops on a long way
            paths += [(v, min(n - 1, v + rng.randint(2, 9))) for v in range(0, n, 12)]
        elif shape == "cliques":  # dense parts of some ten huts, joined in a tree
            firsts = [v - v % 11 for v in range(n)]
            paths = [(rng.randrange(first), first) for first in firsts[11::11]]
            inside = [(v, first, min(n, first + 11)) for v, first in enumerate(firsts)]
            paths += [(v, rng.randrange(a, b)) for v, a, b in inside for _ in range(2)]
        elif shape == "beads":  # long cycles on a string
            length = max(3, n // 7)
            paths += [
                (v, max(0, v - rng.randint(length // 2, length))) for v in range(0, n, length)
            ]
            paths += [(rng.randrange(n), rng.randrange(n)) for _ in range(rng.randint(0, 2))]
        else:  # doubled: a tree, half of its paths listed twice
            paths = [(rng.randrange(max(0, v - 30), v), v) for v in range(1, n)]
            paths += [(b, a) for a, b in paths if rng.random() < 0.5]
    rng.shuffle(paths)
    return n, [(names[a], names[b]) for a, b in paths]


@TASK.small
def tiny_map(rng: random.Random, shape: str) -> tuple[int, list[tuple[int, int]]]:
    n = rng.randint(1, 8)
    if n > 1 and rng.random() < 0.5:
        return large_map(n, shape, rng)
    return n, [(rng.randrange(n), rng.randrange(n)) for _ in range(rng.randint(0, n + 2))]


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    n, paths = arguments
    assert type(n) is int and 1 <= n <= MAX_HUTS
    assert type(paths) is list and len(paths) <= MAX_PATHS
    for path in paths:
        assert type(path) is tuple and len(path) == 2
        assert all(type(hut) is int and 0 <= hut <= n - 1 for hut in path)
