"""$wording `n` towns, numbered from 0 to `n - 1`, and a list of one-way `roads`: a pair `(a, b)`
leads from town `a` to town `b`. A road may be listed several times, and a road may lead back to the
town where it starts.

Two towns belong to the same *region* if each of them can be reached from the other one by roads. A
town always belongs to the same region as itself, so every town is in exactly one region.

A *chain* is a sequence of one or more different regions in which, for any two neighbours, at least
one road leads from a town of the former region to a town of the latter. The worth of a chain is the
number of $counted in it. The *rank* of a region is the largest worth of all chains that $chains
with this region, and the rank of a town is the rank of its region.

Return the triple (number of regions, highest rank of all, checksum). The checksum is the sum over
all towns `v` of `(v + 1) * rank(v)`, taken modulo $modulus.

There may be regions of many thousand towns, and chains of many thousand regions.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_TOWNS = 100_000
MAX_ROADS = 200_000
MODULI = (998244353, 1000000007, 1000000009, 754974721, 167772161, 469762049)

TASK = Task(
    statement=__doc__,
    version=2,
    signature="def rank_regions(n: int, roads: list[tuple[int, int]]) -> tuple[int, int, int]",
    examples=[
        ((5, [(0, 1), (1, 2), (2, 1), (2, 3), (4, 3)]), (4, 3, 28)),
        ((2, [(1, 1), (1, 0), (1, 0)]), (2, 2, 4)),
    ],
    limits=[
        f"1 <= n <= {MAX_TOWNS:_}",
        f"0 <= len(roads) <= {MAX_ROADS:_}",
        "0 <= roads[i][j] <= n - 1",
    ],
    ties="Return the triple (number of regions, highest rank of all, checksum).",
    parameters={
        "chains": {"end": "end", "start": "start"},
        "counted": {"regions": "regions", "towns": "towns"},
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given are", "country": "A country has"},
    },
    split="public",
    sizes={"S": (24, 360), "M": (1_200, 8), "L": (20_000, 1)},
    shapes=("random", "trail", "ring", "beads", "layers"),
    check=checks.equal,
    complexity={"slow": "n^2", "medium": "n", "fast": "n"},
    category="graph",
    family="strongly connected regions",
    tags=("graph", "depth-first search", "deep recursion"),
)


@TASK.correctness
def small_countries(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield 1, []
    yield 1, [(0, 0), (0, 0)]
    yield 2, [(0, 1), (1, 0)]
    yield 3, []
    yield 4, [(0, 1), (1, 3), (0, 2), (2, 3), (0, 3)]
    yield 4, [(3, 2), (2, 1), (1, 0), (3, 0)]
    yield 6, [(0, 1), (1, 0), (2, 3), (3, 2), (1, 2), (4, 3), (5, 4)]
    for _ in range(60):  # tiny and dense
        n = rng.randint(2, 9)
        yield n, [(rng.randrange(n), rng.randrange(n)) for _ in range(rng.randint(1, 2 * n))]
    for shape in TASK.shapes:
        for n in (20, 150):
            yield large_country(n, shape, rng)
    for turn in (0, 1):  # deep for a search that starts at town 0, along the roads or against them
        yield 1_500, [(v + turn, v + 1 - turn) for v in range(1_499)]
    yield large_country(1_200, "ring", rng)


@TASK.stress
def large_country(n: int, shape: str, rng: random.Random) -> tuple[int, list[tuple[int, int]]]:
    """`n` towns and about two roads for each; towns are renamed at random."""
    names = list(range(n))
    rng.shuffle(names)
    roads: list[tuple[int, int]] = []
    if shape == "random":
        roads = [(rng.randrange(n), rng.randrange(n)) for _ in range(3 * n // 2)]
    elif shape == "layers":  # no region of two towns, many chains
        for b in range(1, n):
            roads += [(rng.randrange(max(0, b - 40), b), b) for _ in range(2)]
    else:
        roads = [(v, v + 1) for v in range(n - 1)]
        if shape == "trail":  # short cuts ahead, few ways back
            ahead = [(v, min(n - 1, v + rng.randint(1, 30))) for v in range(0, n - 1, 2)]
            roads += ahead + [(v, max(0, v - 2)) for v in range(5, n, 40)]
        elif shape == "ring":
            roads += [(n - 1, 0)] + [(rng.randrange(n), rng.randrange(n)) for _ in range(n // 2)]
        else:  # beads: small rings on a string
            length = rng.randint(3, 9)
            ends = range(length - 1, n, length)
            roads += [(v, v - length + 1) for v in ends]
            roads += [(v, min(n - 1, v + rng.randint(0, 99))) for v in ends]
    rng.shuffle(roads)
    return n, [(names[a], names[b]) for a, b in roads]


@TASK.small
def tiny_country(rng: random.Random, shape: str) -> tuple[int, list[tuple[int, int]]]:
    n = rng.randint(1, 8)
    if n > 1 and rng.random() < 0.5:
        return large_country(n, shape, rng)
    return n, [(rng.randrange(n), rng.randrange(n)) for _ in range(rng.randint(0, 2 * n))]


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    n, roads = arguments
    assert type(n) is int and 1 <= n <= MAX_TOWNS
    assert type(roads) is list and len(roads) <= MAX_ROADS
    for road in roads:
        assert type(road) is tuple and len(road) == 2
        assert all(type(town) is int and 0 <= town <= n - 1 for town in road)
