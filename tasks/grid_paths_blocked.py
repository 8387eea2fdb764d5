"""$wording a board of `rows` times `columns` squares. Rows are numbered from 0 at the top, columns
from 0 at the left. A *walk* starts on the square (0, 0), ends on the square in the last row and the
last column, and each of its steps goes either one square down or one square to the right. On a
board of one square there is one walk, without a step.

Some squares have holes: `holes` lists them as pairs `(row, column)`, in no order, and a square may
be listed several times. The first and the last square may have holes as well. A walk *meets* a hole
if it comes to the square of this hole; its first and its last square count.

Return the number of walks that $counted, modulo the prime $modulus. Two walks are different
if they differ in at least one square.

The board may be very large, but there are never many holes.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_SIDE = 100_000
MAX_HOLES = 1_000
MODULI = (998244353, 1000000007, 1000000009, 754974721, 167772161, 469762049, 2013265921)

TASK = Task(
    statement=__doc__,
    version=2,
    signature="def count_walks(rows: int, columns: int, holes: list[tuple[int, int]]) -> int",
    examples=[
        ((3, 3, [(1, 1)]), 2),
        ((2, 4, [(0, 2), (0, 2)]), 2),
        ((3, 2, [(2, 1)]), 0),
    ],
    limits=[
        f"1 <= rows <= {MAX_SIDE:_}",
        f"1 <= columns <= {MAX_SIDE:_}",
        f"0 <= len(holes) <= {MAX_HOLES:_}",
        "for every hole (row, column): 0 <= row <= rows - 1 and 0 <= column <= columns - 1",
    ],
    ties="",
    parameters={
        "counted": {"avoid": "meet no hole", "meet": "meet at least one hole"},
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given is", "imagine": "Imagine"},
    },
    split="public",
    imports=("numpy",),
    sizes={"S": (160, 7), "M": (320, 4), "L": (700, 6)},
    shapes=("spread", "diagonal", "corners", "wall", "narrow"),
    check=checks.equal,
    complexity={"slow": "rows * columns", "medium": "n^2", "fast": "n^2 in numpy"},
    exponents={"slow": 4.0, "fast": 1.2},
    category="dp",
    family="lattice walks around holes",
    tags=("dp", "combinatorics", "modular arithmetic"),
)


@TASK.correctness
def small_boards(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield 1, 1, []
    yield 1, 1, [(0, 0)]
    yield 5, 7, []
    yield 4, 4, [(0, 0)]
    yield 4, 4, [(3, 3), (3, 3)]
    yield 1, 6, [(0, 3)]
    yield 6, 1, []
    yield 3, 3, [(2, 0), (1, 1), (0, 2)]
    yield 1, MAX_SIDE, [(0, 5)]
    yield MAX_SIDE, 1, []
    yield 2, MAX_SIDE, [(1, 70_000), (0, 80_000), (1, 30_000)]
    yield MAX_SIDE, 3, [(50_000, 1), (20_000, 2), (20_000, 1)]
    for _ in range(50):  # tiny and dense
        rows, columns = rng.randint(1, 7), rng.randint(1, 7)
        yield rows, columns, some_holes(rows, columns, rng.randint(0, 9), rng)
    for side in (30, 90, 150):
        yield side, side + 7, some_holes(side, side, 2 * side // 3, rng)
        yield side + 1, side, some_holes(side, side, rng.randint(1, 4), rng)
    yield 12, 12, some_holes(12, 12, MAX_HOLES, rng)
    for shape in TASK.shapes:
        for n in (5, 12):
            yield large_board(n, shape, rng)


def some_holes(rows: int, columns: int, count: int, rng: random.Random) -> list[tuple[int, int]]:
    return [(rng.randrange(rows), rng.randrange(columns)) for _ in range(count)]


@TASK.stress
def large_board(n: int, shape: str, rng: random.Random) -> tuple[int, int, list[tuple[int, int]]]:
    """`n` holes on a board whose sides grow like n^2, up to the limit."""
    rows = columns = min(MAX_SIDE, 20 + n * n // 95) - rng.randint(0, 9)
    if shape == "narrow":
        rows = max(2, rows // 4)
    last = (rows - 1, columns - 1)
    if shape == "diagonal":
        slip = max(1, rows // 50)
        places = [rng.randrange(rows) for _ in range(n)]
        holes = [(r, min(last[1], max(0, r + rng.randint(-slip, slip)))) for r in places]
    elif shape == "corners":  # hardly any walk, or all of them
        reach = max(2, min(rows, columns) // 3)
        near = [(rng.randrange(reach), rng.randrange(reach)) for _ in range(n)]
        holes = [(r, last[1] - c) if rng.random() < 0.7 else (last[0] - r, c) for r, c in near]
    elif shape == "wall":  # one row of holes
        row, first = rng.randrange(rows), rng.randrange(columns)
        holes = [(row, (first + k) % columns) for k in range(min(n, columns - 1))]
        rng.shuffle(holes)
    else:
        holes = some_holes(rows, columns, n, rng)
    holes = [hole for hole in holes if hole not in ((0, 0), last)]
    return rows, columns, holes


@TASK.small
def tiny_board(rng: random.Random, shape: str) -> tuple[int, int, list[tuple[int, int]]]:
    rows, columns = rng.randint(1, 6), rng.randint(1, 6)
    if shape == "wall":
        row = rng.randrange(rows)
        return rows, columns, [(row, c) for c in range(columns) if rng.random() < 0.6]
    if shape == "diagonal":
        inside = [(k, k) for k in range(min(rows, columns)) if rng.random() < 0.6]
        return rows, columns, inside[::-1]
    return rows, columns, some_holes(rows, columns, rng.randint(0, 7), rng)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    rows, columns, holes = arguments
    assert type(rows) is int and 1 <= rows <= MAX_SIDE
    assert type(columns) is int and 1 <= columns <= MAX_SIDE
    assert type(holes) is list and len(holes) <= MAX_HOLES
    for hole in holes:
        assert type(hole) is tuple and len(hole) == 2 and all(type(part) is int for part in hole)
        assert 0 <= hole[0] <= rows - 1 and 0 <= hole[1] <= columns - 1
