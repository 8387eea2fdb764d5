"""$wording the number of `cells` of a spreadsheet, numbered from 0, and the log of `edits` made in
it. An edit is a tuple `(cell, constant, r1, r2, …)` of integers with any number of references, also
none. It gives the cell a new formula, which replaces the old one:

- without references the cell's value is `constant`,
- with references it is `constant` $sign the $choice of the values of the cells `r1, r2, …`.

A formula refers only to cells with lower numbers than its own, possibly to one of them repeatedly.
At the start every cell has the constant 0 and no references. All values are always up to date: when
a cell's value changes, so do those of the cells that refer to it, and so on.

Return a list with one pair of integers for each edit, in the order of the log:

1. how many cells $counted,
2. the sum of the values of all cells after the edit.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_CELLS = 20_000
MAX_EDITS = 30_000
MAX_REFERENCES = 40
MAX_CONSTANT = 10**15

TASK = Task(
    statement=__doc__,
    signature="def replay(cells: int, edits: list[tuple[int, ...]]) -> list[tuple[int, int]]",
    examples=[
        (
            (4, [(0, 5), (1, 2, 0), (3, 1, 0, 1), (2, 9), (1, 2, 0, 0), (0, -1), (3, 0, 2, 2)]),
            [(1, 5), (1, 12), (1, 18), (1, 27), (0, 27), (0, 9), (1, 18)],
        ),
        ((1, [(0, 0), (0, -3)]), [(0, 0), (0, -3)]),
    ],
    limits=[
        f"1 <= cells <= {MAX_CELLS:_}",
        f"0 <= len(edits) <= {MAX_EDITS:_}",
        "0 <= r1, r2, … < cell < cells",
        f"at most {MAX_REFERENCES} references a formula",
        f"-{MAX_CONSTANT:_} <= constant <= {MAX_CONSTANT:_}",
    ],
    ties="Return a list with one pair of integers for each edit, in the order of the log",
    parameters={
        "choice": {"min": "smallest", "max": "largest"},
        "sign": {"plus": "plus", "minus": "minus"},
        "counted": {
            "risen": "have a larger value after the edit than before it",
            "changed": "have another value after the edit than before it",
        },
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (250, 8), "M": (1_500, 1), "L": (7_500, 1)},
    shapes=("random", "chains", "fan-out", "wide", "cancelling"),
    complexity={
        "slow": "edits * cells",
        "medium": "edits * dependent cells",
        "fast": "edits * changed cells * log",
    },
    exponents={"slow": 1.8, "medium": 1.1, "fast": 1.1},
    category="caching",
    family="incremental evaluation",
    tags=("trace", "cache", "dag", "heap"),
)


@TASK.correctness
def small_sheets(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    top = MAX_CONSTANT
    yield 1, []
    yield MAX_CELLS, [(MAX_CELLS - 1, top), (0, -top)]
    yield 3, [(0, top), (1, top, 0), (2, top, 1, 1), (0, -top), (1, 0), (1, 1, 0), (0, top)]
    yield 60, [(i, 1, *[i - 1] * (i > 0)) for i in range(60)] + [(0, 2), (0, 0), (30, 0), (29, 9)]
    yield 42, [(41, 0, *range(1, 41)), *((i, i % 7) for i in range(1, 41)), (41, 0), (3, 99)]
    diamond = [(1, 1, 0), (2, -1, 0), (3, 0, 1, 2), (4, 0, 3, 0)]
    yield 5, [*diamond, (0, 7), (1, -1, 0), (2, 1, 0), (0, -7), (3, 0), (0, 1)]
    yield 4, [(1, 0, 0), (2, 0, 0), (3, 0, 1, 2), (1, 5, 0), (2, 5, 0), (2, 4, 0), (1, 4), (0, 4)]
    for _ in range(40):  # tiny and dense
        cells = rng.randint(1, 7)
        yield cells, [edit(cells, 3, rng) for _ in range(rng.randint(1, 25))]
    for _ in range(6):
        yield 30, [edit(30, 2, rng) for _ in range(150)]
    for shape in TASK.shapes:
        for n in (25, 300):
            yield large_sheet(n, shape, rng)
    tall = [(i, top - i, *[i - 1] * (i % 9 > 0)) for i in range(30)]
    yield 30, [*tall, (9, 1), (0, 1), (3, -top)]
    chain = [(i, 1, i - 1) for i in range(1, 1_020)]  # too deep for recursion
    yield 1_020, [*chain, (0, 10), (1, 0), (1, 5, 0), (0, -3)]


def edit(cells: int, most: int, rng: random.Random) -> tuple[int, ...]:
    cell = rng.randrange(cells)
    references = [rng.randrange(cell) for _ in range(rng.randint(0, 3))] if cell else []
    return cell, rng.randint(-most, most), *references


@TASK.stress
def large_sheet(n: int, shape: str, rng: random.Random) -> tuple[int, list[tuple[int, ...]]]:
    """The sheet consists of blocks that do not refer to each other; it is filled first."""
    size = rng.randint(70, 90)
    cells = size * max(1, min(50, n // (3 * size)))
    formulas = [formula(cell, size, shape, rng) for cell in range(cells)]
    edits = [tuple(formulas[cell]) for cell in range(cells)][:n]
    previous: tuple[int, ...] = (0, 0)
    while len(edits) < n:
        cell = rng.randrange(cells)
        if shape == "fan-out" and rng.random() < 0.1:
            cell -= cell % size
        if shape == "cancelling" and rng.random() < 0.6:
            cell, *rest = previous
            change = [cell, rest[0] + rng.choice((0, -40, 40)), *rest[1:]]
        elif rng.random() < 0.3:
            change = formula(cell, size, shape, rng)
        else:
            change = [cell, rng.randint(-1_000, 1_000), *formulas[cell][2:]]
        formulas[change[0]] = change
        previous = tuple(change)
        edits.append(previous)
    return cells, edits


def formula(cell: int, size: int, shape: str, rng: random.Random) -> list[int]:
    first = cell - cell % size
    earlier = cell - first
    constant = rng.randint(-1_000, 1_000)
    if earlier == 0 or rng.random() < 0.1:
        return [cell, constant]
    if shape == "chains":
        return [cell, constant // 9, cell - 1]
    if shape == "fan-out":
        return [cell, constant, first, rng.randrange(first, cell)]
    count = min(earlier, 6) if shape == "wide" else 3
    return [cell, constant, *(rng.randrange(first, cell) for _ in range(count))]


@TASK.small
def tiny_sheet(rng: random.Random, shape: str) -> tuple[int, list[tuple[int, ...]]]:
    cells = rng.randint(1, 6)
    edits = [edit(cells, 1 if shape == "cancelling" else 4, rng) for _ in range(rng.randint(0, 10))]
    if shape == "chains":
        edits = [(e[0], e[1], *([e[0] - 1] if e[0] else [])) for e in edits]
    return cells, edits


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    cells, edits = arguments
    assert type(cells) is int and 1 <= cells <= MAX_CELLS
    assert type(edits) is list and len(edits) <= MAX_EDITS
    for change in edits:
        assert type(change) is tuple and 0 <= len(change) - 2 <= MAX_REFERENCES
        assert all(type(number) is int for number in change)
        assert 0 <= change[0] < cells and abs(change[1]) <= MAX_CONSTANT
        assert all(0 <= reference < change[0] for reference in change[2:])
