"""$wording `n` towns, numbered from 0 to `n - 1`, and a list of `pipes` between them. A pipe
`(a, b, s)` joins the towns `a` and `b`, in both directions, and has the number `s`. Several pipes
may join the same two towns, and a pipe may join a town with itself.

A *route* between two different towns is a sequence of one or more pipes that leads from one to the
other; towns and pipes may repeat. $sense.

Each query `(a, b)` asks for the number by which the best route between `a` and `b` is judged. If
there is no route, the answer is $lone. If `a` and `b` are the same town, the answer is $lone, too,
even if a pipe leads from this town to itself.

Return the list of the answers, in the order of `queries`. The network does not change, and there
may be as many queries as there are towns, so that a search for each of them would take too long.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_TOWNS = 100_000
MAX_PIPES = 200_000
MAX_NUMBER = 10**9

TASK = Task(
    statement=__doc__,
    signature=(
        "def weakest_links(n: int, pipes: list[tuple[int, int, int]], "
        "queries: list[tuple[int, int]]) -> list[int]"
    ),
    examples=[
        (
            (5, [(0, 1, 7), (1, 2, 3), (2, 0, 4), (3, 3, 9)], [(0, 1), (2, 1), (3, 3), (0, 4)]),
            [4, 3, -1, -1],
        ),
        ((2, [(1, 0, 8), (0, 1, 5), (1, 0, 6)], [(0, 1)]), [5]),
    ],
    limits=[
        f"1 <= n <= {MAX_TOWNS:_}",
        f"0 <= len(pipes) <= {MAX_PIPES:_}",
        "for every pipe (a, b, s): 0 <= a, b <= n - 1 and 1 <= s <= 10**9",
        f"0 <= len(queries) <= {MAX_TOWNS:_}",
        "0 <= queries[i][j] <= n - 1",
    ],
    ties="Return the list of the answers, in the order of `queries`.",
    parameters={
        "sense": {
            1: "A route is judged by the largest number of its pipes, and the best route between "
            "two towns is one for which this number is smallest",
            -1: "A route is judged by the smallest number of its pipes, and the best route between "
            "two towns is one for which this number is largest",
        },
        "lone": {-1: "-1", 0: "0", -2: "-2", 1: "1", 10**10: "10**10"},
        "wording": {"given": "Given are", "region": "A region has"},
    },
    split="public",
    sizes={"S": (40, 240), "M": (1_200, 8), "L": (18_000, 1)},
    shapes=("random", "trail", "star", "parallel", "islands"),
    check=checks.equal,
    complexity={"slow": "n^2 log n", "medium": "n log n", "fast": "n log n"},
    category="graph",
    family="bottleneck routes",
    tags=("graph", "spanning tree", "queries"),
)


@TASK.correctness
def small_networks(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield 1, [], [(0, 0)]
    yield 1, [(0, 0, 5)], [(0, 0)]
    yield 2, [], [(0, 1), (1, 1)]
    yield 2, [(0, 1, MAX_NUMBER), (0, 1, 1)], [(1, 0)]
    yield 3, [(0, 1, 2), (1, 2, 2)], []
    yield 4, [(0, 1, 9), (0, 2, 1), (2, 3, 2), (3, 1, 3)], [(0, 1), (1, 3), (2, 1), (3, 3)]
    for _ in range(60):  # tiny and dense: equal numbers, detours, towns apart
        n = rng.randint(2, 8)
        yield n, some_pipes(n, rng.randint(1, 12), 6, rng), every_query(n)
    for shape in TASK.shapes:
        for n in (20, 120):
            yield large_network(n, shape, rng)
    for step in (1, -1):  # a long trail whose numbers ascend or descend
        n = 700
        trail = [(v, v + 1, v + 1) for v in range(n - 1)][::step]
        yield n, trail, [(rng.randrange(n), rng.randrange(n)) for _ in range(150)]


def some_pipes(n: int, count: int, top: int, rng: random.Random) -> list[tuple[int, int, int]]:
    return [(rng.randrange(n), rng.randrange(n), rng.randint(1, top)) for _ in range(count)]


def every_query(n: int) -> list[tuple[int, int]]:
    return [(a, b) for a in range(n) for b in range(n)]


@TASK.stress
def large_network(
    n: int, shape: str, rng: random.Random
) -> tuple[int, list[tuple[int, int, int]], list[tuple[int, int]]]:
    """`n` towns and as many queries; towns are renamed at random."""
    names = list(range(n))
    rng.shuffle(names)
    ends: list[tuple[int, int]] = []
    top = MAX_NUMBER
    if shape == "trail":  # every route is long
        ends = [(v, v + 1) for v in range(n - 1)] + [(v, min(n - 1, v + 2)) for v in range(0, n, 2)]
    elif shape == "star":
        ends = [(rng.randrange(3), v) for v in range(1, n) for _ in range(2)]
    elif shape == "parallel":  # few numbers, every pipe in several copies
        ends = [(rng.randrange(max(1, v - 9), v + 1) - 1, v) for v in range(1, n)] * 2
        top = 50
    elif shape == "islands":
        size = max(2, n // 12)
        firsts = [v - v % size for v in range(n)]
        ends = [(first + rng.randrange(min(size, n - first)), v) for v, first in enumerate(firsts)]
        ends += [(first, v) for v, first in enumerate(firsts)]
    else:
        ends = [(rng.randrange(n), rng.randrange(n)) for _ in range(2 * n)]
    rng.shuffle(ends)
    pipes = [(names[a], names[b], rng.randint(1, top)) for a, b in ends]
    return n, pipes, [(rng.randrange(n), rng.randrange(n)) for _ in range(n)]


@TASK.small
def tiny_network(
    rng: random.Random, shape: str
) -> tuple[int, list[tuple[int, int, int]], list[tuple[int, int]]]:
    n = rng.randint(1, 6)
    if n > 2 and rng.random() < 0.5:
        return large_network(n, shape, rng)
    return n, some_pipes(n, rng.randint(0, 8), 5, rng), every_query(n)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    n, pipes, queries = arguments
    assert type(n) is int and 1 <= n <= MAX_TOWNS
    assert type(pipes) is list and len(pipes) <= MAX_PIPES
    for pipe in pipes:
        assert type(pipe) is tuple and len(pipe) == 3 and all(type(part) is int for part in pipe)
        assert all(0 <= town <= n - 1 for town in pipe[:2]) and 1 <= pipe[2] <= MAX_NUMBER
    assert type(queries) is list and len(queries) <= MAX_TOWNS
    for query in queries:
        assert type(query) is tuple and len(query) == 2
        assert all(type(town) is int and 0 <= town <= n - 1 for town in query)
