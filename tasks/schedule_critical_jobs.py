"""$wording a project of jobs, numbered from 0; job `i` takes `durations[i]` days. Any number of
jobs may be under way at the same time, and no job may start before day 0.

Each of the `rules` is a triple `(a, b, lag)`: job `b` may not start earlier than `lag` days after
job `a` $relation. There may be several rules for the same two jobs; all of them must be kept.

If the rules make a job wait for itself, directly or by way of other jobs, the project is refused,
even if all numbers involved are 0. For a refused project return (-1, -1, -1).

Otherwise the *finish* is the earliest day on which all jobs can be done, that is, the day by which
the last one of them has run for its whole duration. The *slack* of a job is the number of days by
which its start can be put off beyond its earliest possible start without a later finish, while
other jobs may be put off, too, as far as that makes room for it. A job with slack 0 is called
*critical*.

Return the triple (finish, number of critical jobs, checksum). The checksum is the sum over all jobs
`i` of `(i + 1) * slack(i)`, taken modulo $modulus.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_JOBS = 100_000
MAX_RULES = 200_000
MAX_DAYS = 10**9
MODULI = (998244353, 1000000007, 1000000009, 754974721, 167772161, 469762049)

TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def plan_jobs(durations: list[int], rules: list[tuple[int, int, int]]) "
        "-> tuple[int, int, int]"
    ),
    examples=[
        (([3, 2, 4, 1], [(0, 1, 0), (0, 2, 1), (1, 3, 2), (2, 3, 0)]), (9, 3, 2)),
        (([5, 9], [(0, 1, 2), (1, 0, 0)]), (-1, -1, -1)),
    ],
    limits=[
        f"1 <= len(durations) <= {MAX_JOBS:_}",
        "0 <= durations[i] <= 10**9",
        f"0 <= len(rules) <= {MAX_RULES:_}",
        "for every rule (a, b, lag): 0 <= a, b <= len(durations) - 1 and 0 <= lag <= 10**9",
    ],
    ties="Return the triple (finish, number of critical jobs, checksum).",
    parameters={
        "relation": {"finish": "is done", "start": "starts"},
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given is", "plan": "You plan"},
    },
    split="dev",
    sizes={"S": (24, 300), "M": (1_200, 7), "L": (13_000, 1)},
    shapes=("window", "chain", "wide", "tight", "fans"),
    check=checks.equal,
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n"},
    category="graph",
    family="critical path",
    tags=("graph", "topological order", "deep recursion"),
)


@TASK.correctness
def small_projects(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [0], []
    yield [MAX_DAYS], []
    yield [4], [(0, 0, 0)]
    yield [0, 0], [(0, 1, 0), (1, 0, 0)]
    yield [MAX_DAYS] * 6, [(v, v + 1, MAX_DAYS) for v in range(5)]
    yield [9, 1, 1], [(0, 1, 0), (1, 2, 0)]
    yield [1, 1, 1], [(0, 1, 2), (0, 1, 7), (0, 1, 3), (1, 2, 0), (1, 2, 0)]
    for _ in range(60):  # tiny and dense; a few of them go in a circle
        n = rng.randint(2, 8)
        rules = [some_rule(n, 3, rng) for _ in range(rng.randint(1, 2 * n))]
        yield [rng.randint(0, 4) for _ in range(n)], rules
    for shape in TASK.shapes:
        for n in (20, 120):
            yield large_project(n, shape, rng)
    durations, rules = large_project(150, "window", rng)
    yield durations, [*rules, *[(b, a, 0) for a, b, _ in rules[:2]]]
    for turn in (0, 1):  # deep along the numbers, and against them
        n = 1_100
        yield [1] * n, [(v + turn, v + 1 - turn, v % 2) for v in range(n - 1)]


def some_rule(n: int, top: int, rng: random.Random) -> tuple[int, int, int]:
    a, b = rng.randrange(n), rng.randrange(n)
    if rng.random() < 0.97:
        a, b = (a, b) if a < b else (b, a + (a == b))
        b = min(b, n - 1)
        a = min(a, b - 1)
    return a, b, rng.randint(0, top)


@TASK.stress
def large_project(
    n: int, shape: str, rng: random.Random
) -> tuple[list[int], list[tuple[int, int, int]]]:
    """`n` jobs, renamed at random, and about twice as many rules."""
    names = list(range(n))
    rng.shuffle(names)
    width = {"window": 30, "chain": 3, "wide": max(2, n // 6), "tight": 8, "fans": 60}[shape]
    top = 1 if shape == "tight" else 50
    rules = []
    for b in range(1, n):
        near = max(0, b - width)
        if shape in ("chain", "tight"):
            rules.append((names[b - 1], names[b], rng.randint(0, top)))
        elif shape == "fans":  # everything goes through a few jobs
            rules.append((names[b - b % 60 - (b % 60 == 0)], names[b], rng.randint(0, top)))
        else:
            rules.append((names[rng.randrange(near, b)], names[b], rng.randint(0, top)))
        if rng.random() < 0.8:
            rules.append((names[rng.randrange(near, b)], names[b], rng.randint(0, top)))
    rng.shuffle(rules)
    return [rng.randint(0, 2 * top) for _ in range(n)], rules


@TASK.small
def tiny_project(rng: random.Random, shape: str) -> tuple[list[int], list[tuple[int, int, int]]]:
    n = rng.randint(1, 7)
    if n > 1 and rng.random() < 0.5:
        return large_project(n, shape, rng)
    rules = [some_rule(n, 2, rng) for _ in range(rng.randint(0, n + 2))] if n > 1 else []
    return [rng.randint(0, 3) for _ in range(n)], rules


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    durations, rules = arguments
    assert type(durations) is list and 1 <= len(durations) <= MAX_JOBS
    assert all(type(days) is int and 0 <= days <= MAX_DAYS for days in durations)
    assert type(rules) is list and len(rules) <= MAX_RULES
    for rule in rules:
        assert type(rule) is tuple and len(rule) == 3 and all(type(part) is int for part in rule)
        assert all(0 <= job <= len(durations) - 1 for job in rule[:2])
        assert 0 <= rule[2] <= MAX_DAYS
