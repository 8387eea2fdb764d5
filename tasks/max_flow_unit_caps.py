"""A town has `n` places, numbered from 0 to `n - 1`, and one-way `lanes`: the lane `(a, b)` leads
from place `a` to place `b`. Several lanes may lead from one place to the same other one, a lane may
lead back to the place where it starts, and there may be lanes in both directions.

A parade goes from the place `start` to another place, `goal`. It takes a *route*: a list of numbers
of lanes (their places in the list `lanes`, counted from 0), of which the first leads away from
`start`, the last one to `goal`, and every other one starts where the one before it ends. A route
may pass the same place several times, `start` and `goal` included.

As many parades as possible are to march at the same time. No lane may belong to two routes, nor
twice to the same route; places may be shared.

Return a pair: the largest number of routes, and a list of so many routes. If `goal` can't be
reached from `start`, the pair is `(0, [])`. Where several lists of routes are possible, each of
them is accepted, in any order.

The answer is checked for the largest number, for the right number of routes, and for each of the
rules above.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_PLACES = 20_000
MAX_LANES = 60_000


def check(arguments: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
    """Right number, and routes that prove it. Any plain data may come in."""
    _, lanes, start, goal = arguments
    if type(returned) not in (list, tuple) or len(returned) != 2:
        return "not a pair (number, list of routes)"
    count, routes = returned
    if type(count) is not int or type(routes) not in (list, tuple):
        return "not a pair of an int and a list"
    if count != expected[0]:
        return f"{count} is not the largest number of routes, {expected[0]}"
    if len(routes) != count:
        return f"{len(routes)} routes, not {count}"
    used = bytearray(len(lanes))
    for number, route in enumerate(routes):
        if type(route) not in (list, tuple):
            return f"route {number} is a {type(route).__name__}, not a list"
        place = start
        for lane in route:
            if type(lane) is not int or not 0 <= lane < len(lanes):
                return f"route {number} has an entry that is no number of a lane"
            if used[lane]:
                return f"lane {lane} is used twice"
            used[lane] = 1
            if lanes[lane][0] != place:
                return f"route {number} takes lane {lane}, which does not start at place {place}"
            place = lanes[lane][1]
        if place != goal:
            return f"route {number} does not end at the goal"
    return None


TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def disjoint_routes(n: int, lanes: list[tuple[int, int]], start: int, goal: int) "
        "-> tuple[int, list[list[int]]]"
    ),
    examples=[
        ((4, [(0, 1), (1, 2), (0, 2), (1, 3), (2, 3), (3, 0)], 0, 3), (2, [[0, 3], [2, 4]])),
        ((3, [(1, 2), (1, 2), (2, 1), (0, 0)], 1, 2), (2, [[0], [1]])),
        ((3, [(0, 1), (2, 1)], 0, 2), (0, [])),
    ],
    limits=[
        f"2 <= n <= {MAX_PLACES:_}",
        f"0 <= len(lanes) <= {MAX_LANES:_}",
        "0 <= lanes[i][j] <= n - 1",
        "0 <= start <= n - 1, 0 <= goal <= n - 1, and start is not goal",
    ],
    ties=("Where several lists of routes are possible, each of them is accepted, in any order."),
    split="public",
    sizes={"S": (20, 260), "M": (500, 8), "L": (3_000, 3)},
    shapes=("layers", "random", "zigzag", "bundles", "bridge"),
    check=check,
    complexity={"slow": "n^2", "medium": "n^1.4", "fast": "n^1.2"},
    category="graph",
    family="disjoint routes",
    tags=("graph", "flow", "witness"),
)


@TASK.correctness
def small_towns(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield 2, [], 0, 1
    yield 2, [], 1, 0
    yield 2, [(1, 0), (0, 0), (1, 1)], 0, 1
    yield 2, [(0, 1), (0, 1), (1, 0), (0, 1)], 0, 1
    yield 6, [(0, 1), (1, 2), (2, 5), (0, 3), (3, 2), (1, 4), (4, 5)], 0, 5
    yield 4, [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3)], 0, 3
    yield 5, [(0, 2), (1, 2), (0, 1), (2, 3), (2, 4), (3, 4), (0, 2)], 0, 4
    yield 3, [(1, 0), (1, 2)], 0, 2
    for _ in range(70):  # tiny and dense
        yield tiny_town(rng, "random")
    for shape in TASK.shapes:
        for n in (12, 60):
            yield large_town(n, shape, rng)
    n = 1_300  # one long way
    yield n, [(v, v + 1) for v in range(n - 1)] + [(v, v - 1) for v in range(1, n, 7)], 0, n - 1
    m = 12  # the short routes must all be taken back
    lanes = [(0, 2 + v) for v in range(m)] + [(2 + v, 2 + m + v) for v in range(m)]
    lanes += [(2 + m + v, 1) for v in range(m)]
    lanes += [(2 + v, 2 + m + (v + 1) % m) for v in range(0, m, 2)]
    yield 2 + 2 * m, lanes, 0, 1


@TASK.stress
def large_town(
    n: int, shape: str, rng: random.Random
) -> tuple[int, list[tuple[int, int]], int, int]:
    """`n` places, renamed at random, and about `3 n` lanes."""
    width = max(2, round(1.1 * n**0.5))
    lanes = []
    if shape == "random":
        lanes = [(rng.randrange(n), rng.randrange(n)) for _ in range(3 * n)]
    elif shape == "bundles":  # lanes of the same two places
        for v in range(1, n - 1):
            lanes += [(rng.randrange(max(0, v - 2 * width), v), v)] * rng.randint(1, 5)
    else:
        for v in range(1, n - 1 - width):
            layer = v - v % width + width  # the first place of the next layer
            near = [layer + (v + rng.randint(0, 2)) % width for _ in range(2)]
            lanes += [(v, w) for w in near if w < n - 1]
            back = shape == "zigzag" or rng.random() < 0.2
            lanes.append((v, max(1, v - rng.randint(1, 2 * width)) if back else v + 1))
        if shape == "bridge":  # half of the routes find a narrow place
            lanes = [lane for lane in lanes if lane[1] % 2 or not n // 2 < lane[1] < n // 2 + width]
    few = 2 * math.isqrt(width)
    lanes += [(0, 1 + rng.randrange(min(n - 1, 2 * width))) for _ in range(few)]
    lanes += [(n - 1 - rng.randrange(1, min(n, 2 * width)), n - 1) for _ in range(few)]
    names = list(range(n))
    rng.shuffle(names)
    rng.shuffle(lanes)
    return n, [(names[a], names[b]) for a, b in lanes], names[0], names[-1]


@TASK.small
def tiny_town(rng: random.Random, shape: str) -> tuple[int, list[tuple[int, int]], int, int]:
    if rng.random() < 0.3:
        n, lanes, start, goal = large_town(rng.randint(3, 5), shape, rng)
        if len(lanes) <= 14:
            return n, lanes, start, goal
    n = rng.randint(2, 6)
    lanes = [(rng.randrange(n), rng.randrange(n)) for _ in range(rng.randint(0, 11))]
    start, goal = rng.sample(range(n), 2)
    return n, lanes, start, goal


@TASK.equivalents
def other_routes(arguments: tuple[Any, ...], expected: Any) -> Iterator[Any]:
    """Any order; and lanes between the same two places in each other's stead."""
    count, routes = expected
    yield count, routes[::-1]
    yield [count, [tuple(route) for route in routes]]
    lanes = arguments[1]
    used = {lane for route in routes for lane in route}
    twin = {lanes[i]: i for i in range(len(lanes)) if i not in used}
    for number, route in enumerate(routes):
        for place, lane in enumerate(route):
            if lanes[lane] in twin:
                other = [*route[:place], twin[lanes[lane]], *route[place + 1 :]]
                yield count, [*routes[:number], other, *routes[number + 1 :]]
                return


@TASK.edits
def wrong_routes(arguments: tuple[Any, ...], expected: Any, rng: random.Random) -> Iterator[Any]:
    lanes = arguments[1]
    count, routes = expected
    yield count + 1, routes
    yield count - 1, routes
    yield float(count), routes
    yield count + 1, [*routes, []]
    if routes:
        number = rng.randrange(count)
        rest = [*routes[:number], *routes[number + 1 :]]
        route = routes[number]
        yield count, rest
        yield count - 1, rest
        yield count, [*rest, route[:-1]]
        yield count, [*rest, route[1:]]
        yield count, [*rest, [*route, route[-1]]]
        yield count, [*rest, [*route[:-1], len(lanes)]]
        yield count, [*rest, [lane - len(lanes) for lane in route]]
        yield count, [*rest, [float(lane) for lane in route]]
        if rest:
            yield count, [*rest, rest[0]]
        if len(route) > 1:
            yield count, [*rest, route[::-1]]


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    n, lanes, start, goal = arguments
    assert type(n) is int and 2 <= n <= MAX_PLACES
    assert type(lanes) is list and len(lanes) <= MAX_LANES
    for lane in lanes:
        assert type(lane) is tuple and len(lane) == 2
        assert all(type(place) is int and 0 <= place <= n - 1 for place in lane)
    assert type(start) is int and type(goal) is int and start != goal
    assert 0 <= start <= n - 1 and 0 <= goal <= n - 1
