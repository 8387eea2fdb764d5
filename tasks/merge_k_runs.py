"""$wording a list of `runs`. Each run is a list of integers in ascending or in descending order;
neighbours in a run may be equal, a run may be empty, and runs of both directions may occur side by
side. The runs are of very unequal lengths, and nothing says which way a run goes but its entries.

Count for every value how often it occurs in all runs together. A value that stands three times in
the same run counts as three occurrences. A value is *kept* if it occurs $keep `q` times.

Write the kept values down in $order order, each of them once, and cut this list into pages of
`page` values; the last page may be shorter. Return a pair: the number of kept values, and the list
of the first values of all pages, in the order of the pages. If no value is kept, the pair is
`(0, [])`.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_RUNS = 200_000
MAX_TOTAL = 400_000
MAX_VALUE = 10**24
MAX_COUNT = 10
HASH_PERIOD = 2**61 - 1  # integers that differ by a multiple of it have the same hash
STRIDE = 2**40

TASK = Task(
    statement=__doc__,
    signature=("def page_index(runs: list[list[int]], q: int, page: int) -> tuple[int, list[int]]"),
    examples=[
        (([[1, 4, 4, 9], [9, 4, 2], [2, 2]], 2, 1), (1, [9])),
        (([[5, 3, 1], [], [2, 4], [6]], 1, 4), (6, [6, 2])),
        (([[], []], 3, 7), (0, [])),
    ],
    limits=[
        f"0 <= len(runs) <= {MAX_RUNS:_}",
        f"all runs together hold at most {MAX_TOTAL:_} values",
        f"-10**24 <= runs[i][j] <= {'10**24'}",
        f"1 <= q <= {MAX_COUNT}",
        f"1 <= page <= {MAX_TOTAL:_}",
    ],
    ties=(
        "Write the kept values down in $order order, each of them once, and cut this list into "
        "pages of `page` values; the last page may be shorter."
    ),
    parameters={
        "keep": {"exactly": "exactly", "least": "at least", "most": "at most"},
        "order": {"descending": "descending", "ascending": "ascending"},
        "wording": {"given": "Given is", "receive": "You receive"},
    },
    split="dev",
    sizes={"S": (50, 640), "M": (3_000, 20), "L": (220_000, 1)},
    shapes=("uneven", "one_long", "ties", "stacked", "strided"),
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    category="array",
    family="merging",
    tags=("sorting", "merge", "hash collisions"),
)


@TASK.correctness
def small_runs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [], 1, 1
    yield [], MAX_COUNT, MAX_TOTAL
    yield [[]], 1, 3
    yield [[MAX_VALUE, -MAX_VALUE]], 1, 1
    yield [[-MAX_VALUE], [], [-MAX_VALUE], [MAX_VALUE]], 2, 1
    yield [[3] * 12], MAX_COUNT, 1
    yield [[3] * 10, [2] * 9, [4] * 11], MAX_COUNT, 2
    yield [[0, 1, 1, 2], [2, 1, 1, 0]], 2, 2
    yield [[2**53, 2**53 + 1, 2**53 + 2], [2**53 + 1]], 1, 1
    yield [[9, 9, 5, 5, 1], [1, 5, 9]], 3, MAX_TOTAL
    for _ in range(45):  # tiny and dense
        top = rng.randint(1, 6)
        runs = [tiny_run(rng, top) for _ in range(rng.randint(1, 5))]
        yield runs, rng.randint(1, 4), rng.randint(1, 3)
    for shape in TASK.shapes:
        for n in (40, 160):
            runs, q, _ = large_runs(n, shape, rng)
            yield runs, q, rng.randint(1, 9)
    yield [[rng.randint(0, 700)] for _ in range(1_500)], 2, 5
    yield [[7, 7]] * 1_200, 3, 1
    for q in (1, 2):
        yield [[HASH_PERIOD * rng.randint(-40, 40)] for _ in range(90)], q, 1
    yield [list(range(i, 900, i + 1)) for i in range(60)], 2, 7


def tiny_run(rng: random.Random, top: int) -> list[int]:
    run = [rng.randint(-top, top) for _ in range(rng.randint(0, 5))]
    return sorted(run, reverse=rng.random() < 0.5)


@TASK.stress
def large_runs(n: int, shape: str, rng: random.Random) -> tuple[list[list[int]], int, int]:
    """uneven: few long and many short runs; one_long: a long one and single values; ties: equal
    values; stacked: runs that hardly overlap; strided: equal low bits, which crowd in a dict."""
    lengths: list[int] = []
    left = n - n // 3 if shape == "one_long" else 0
    if left:
        lengths.append(left)
    while left < n:
        longest = 1 if shape == "one_long" else max(1, n // 4)
        length = min(n - left, 1 + int(longest * rng.random() ** 5))
        lengths.append(length)
        left += length
    rng.shuffle(lengths)
    runs = []
    for place, length in enumerate(lengths):
        if shape == "ties":
            run = [rng.randint(0, n // 3) for _ in range(length)]
        elif shape == "stacked":
            start = place * 7_919 % len(lengths) * 1_000
            run = [start + rng.randint(0, 2 * length + 300) for _ in range(length)]
        elif shape == "strided":
            run = [STRIDE * rng.randint(-n, n) for _ in range(length)]
        else:
            run = [rng.randint(-n, 2 * n) for _ in range(length)]
        run.sort(reverse=rng.random() < 0.5)
        runs.append(run)
    return runs, rng.choice((1, 2, 2, 3)), n // 100 + 1


@TASK.small
def tiny_runs(rng: random.Random, shape: str) -> tuple[list[list[int]], int, int]:
    if rng.random() < 0.5:
        runs, q, _ = large_runs(rng.randint(1, 24), shape, rng)
    else:
        runs = [tiny_run(rng, 4) for _ in range(rng.randint(0, 5))]
        q = rng.randint(1, 4)
    return runs, q, rng.randint(1, 4)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    runs, q, page = arguments
    assert type(runs) is list and len(runs) <= MAX_RUNS
    assert all(type(run) is list for run in runs)
    assert sum(map(len, runs)) <= MAX_TOTAL
    for run in runs:
        assert all(type(value) is int and abs(value) <= MAX_VALUE for value in run)
        assert run in (sorted(run), sorted(run, reverse=True))
    assert type(q) is int and 1 <= q <= MAX_COUNT
    assert type(page) is int and 1 <= page <= MAX_TOTAL
