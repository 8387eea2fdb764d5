"""There are `n` workers and `m` jobs, with `n <= m`. `costs` is an integer array of shape `(n, m)`:
`costs[w, j]` is what it costs if worker `w` does job `j`, or -1 if this worker may not do this job
at all.

A *plan* gives one job to every worker, so that no job is given to two workers and nobody has a job
that this worker may not do. Jobs may be left over. A plan costs as much as all its pairs together.

Return a pair: the least cost of a plan, and such a plan as a list of `n` job numbers, the job of
worker 0 first. If there is no plan, return `(-1, [])`. Where several plans cost the least, each of
them is accepted.

The answer is checked for the least cost and for the plan: its jobs must differ, they must be
allowed, and their costs must add up to the returned cost.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from effbench.authoring import Task

MAX_JOBS = 300
MAX_COST = 10**6


def check(arguments: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
    """Right cost, and a plan that proves it. Any plain data may come in."""
    (costs,) = arguments
    if type(returned) not in (list, tuple) or len(returned) != 2:
        return "not a pair (cost, list of jobs)"
    cost, plan = returned
    if type(cost) is not int or type(plan) not in (list, tuple):
        return "not a pair of an int and a list"
    if cost != expected[0]:
        return f"the cost {cost} is not the least one, {expected[0]}"
    if cost < 0:
        return None if len(plan) == 0 else "a list of jobs though there is no plan"
    n, m = costs.shape
    if len(plan) != n:
        return f"{len(plan)} jobs for {n} workers"
    if not all(type(job) is int and 0 <= job < m for job in plan):
        return "the plan holds something that is no number of a job"
    if len(set(plan)) < n:
        return "a job is given to two workers"
    chosen = costs[np.arange(n), plan]
    if (chosen < 0).any():
        return "a worker has a job that this worker may not do"
    if int(chosen.sum()) != cost:
        return f"the plan costs {int(chosen.sum())}, which is not the returned cost"
    return None


TASK = Task(
    statement=__doc__,
    signature="def cheapest_plan(costs: numpy.ndarray) -> tuple[int, list[int]]",
    examples=[
        ((np.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]]),), (5, [1, 0, 2])),
        ((np.array([[7, -1, 7], [6, 9, -1]]),), (13, [2, 0])),
        ((np.array([[3, -1], [1, -1]]),), (-1, [])),
    ],
    limits=[
        f"1 <= n <= m <= {MAX_JOBS}",
        "-1 <= costs[w, j] <= 10**6, of type int64",
    ],
    ties="Where several plans cost the least, each of them is accepted.",
    split="public",
    imports=("numpy",),
    sizes={"S": (20, 44), "M": (70, 8), "L": (150, 8)},
    shapes=("uniform", "few_values", "line", "barred", "wide"),
    check=check,
    complexity={"slow": "n^4", "medium": "n^3", "fast": "n^2 in numpy"},
    exponents={"slow": 3.5, "medium": 2.6, "fast": 1.8},
    category="graph",
    family="assignment",
    tags=("matching", "witness", "vectorised"),
)


def table(n: int, m: int, rng: random.Random, low: int, high: int) -> np.ndarray:
    return np.array([[rng.randint(low, high) for _ in range(m)] for _ in range(n)], dtype=np.int64)


@TASK.correctness
def small_tables(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield (table(1, 1, rng, 0, 0),)
    yield (table(1, 1, rng, -1, -1),)
    yield (table(1, 4, rng, 3, 9),)
    yield (table(5, 5, rng, 7, 7),)
    yield (table(4, 6, rng, MAX_COST, MAX_COST),)
    yield (np.array([[0, MAX_COST, -1], [0, -1, MAX_COST], [-1, MAX_COST, MAX_COST]]),)
    yield (np.array([[0, MAX_COST], [MAX_COST, -1]]),)
    yield (np.array([[1, 2, 3], [2, 4, 6], [3, 6, 9]]),)
    yield (np.array([[0, 0, -1], [0, 0, -1], [0, 0, -1]]),)
    yield (np.array([[MAX_COST, -1, 0], [0, 0, MAX_COST], [-1, MAX_COST, MAX_COST]]),)
    for _ in range(50):  # tiny: ties, bars, no plan at all
        yield tiny_table(rng, rng.choice(TASK.shapes))
    for n in (9, 14):  # each worker wants the same jobs, and chains are long
        yield (np.array([[(i + 1) * (j + 1) for j in range(n)] for i in range(n)]),)
        yield (np.array([[abs(i - j) * (n - i) for j in range(n + 1)] for i in range(n)]),)
    for shape in TASK.shapes:
        for n in (8, 24):
            yield large_table(n, shape, rng)
    yield (table(3, MAX_JOBS, rng, 0, MAX_COST),)


@TASK.stress
def large_table(n: int, shape: str, rng: random.Random) -> tuple[np.ndarray]:
    m = n
    if shape == "few_values":
        costs = table(n, m, rng, 0, 5 * n)
    elif shape == "line":  # workers and jobs on a street
        homes = [rng.randint(0, 300_000) for _ in range(n)]
        places = [rng.randint(0, 300_000) for _ in range(m)]
        costs = np.abs(np.array(homes)[:, None] - np.array(places)[None, :])
        costs += table(n, m, rng, 0, 40_000)
    elif shape == "wide":
        m = min(MAX_JOBS, n + n // 20 + 1)
        costs = table(n, m, rng, 0, MAX_COST)
    else:
        costs = table(n, m, rng, 0, MAX_COST)
    if shape == "barred":
        open_ones = list(range(n))
        rng.shuffle(open_ones)
        bars = table(n, m, rng, 0, 9) < 7
        bars[np.arange(n), open_ones] = False
        costs[bars] = -1
    return (costs,)


@TASK.small
def tiny_table(rng: random.Random, shape: str) -> tuple[np.ndarray]:
    n = rng.randint(1, 5)
    m = n + (rng.randint(0, 2) if shape == "wide" else 0)
    high = 2 if shape == "few_values" else rng.choice((6, 30, MAX_COST))
    costs = table(n, m, rng, 0, high)
    if shape == "line":
        costs = np.sort(costs, axis=1)
    if shape == "barred" or rng.random() < 0.2:
        costs[table(n, m, rng, 0, 9) < rng.randint(1, 6)] = -1
    return (costs,)


@TASK.equivalents
def other_plans(arguments: tuple[Any, ...], expected: Any) -> Iterator[Any]:
    """Two workers change jobs, one takes a job that is left over, where it costs the same."""
    (costs,) = arguments
    cost, plan = expected
    yield [cost, tuple(plan)]
    for a in range(len(plan)):
        for b in range(a):
            other = [*plan]
            other[a], other[b] = plan[b], plan[a]
            if check(arguments, (cost, other), expected) is None:
                yield cost, other
        for job in range(costs.shape[1]):
            other = [*plan[:a], job, *plan[a + 1 :]]
            if job not in plan and check(arguments, (cost, other), expected) is None:
                yield cost, other


@TASK.edits
def wrong_plans(arguments: tuple[Any, ...], expected: Any, rng: random.Random) -> Iterator[Any]:
    costs = arguments[0]
    cost, plan = expected
    yield cost + 1, plan
    yield cost - 1, plan
    yield float(cost), plan
    yield cost, [*plan, 0]
    if plan:
        yield -1, []
        yield cost, plan[:-1]
        yield cost, [float(job) for job in plan]
        yield cost, [job - costs.shape[1] for job in plan]
        yield cost, [*plan[:-1], costs.shape[1]]
        worker = rng.randrange(len(plan))
        for job in range(costs.shape[1]):
            if job in plan[:worker] or costs[worker, job] != costs[worker, plan[worker]]:
                yield cost, [*plan[:worker], job, *plan[worker + 1 :]]
                break


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (costs,) = arguments
    assert type(costs) is np.ndarray and costs.ndim == 2 and costs.dtype == np.int64
    n, m = costs.shape
    assert 1 <= n <= m <= MAX_JOBS
    assert costs.min() >= -1 and costs.max() <= MAX_COST
