"""These are the posters on a round advertising column. Its surface is unrolled into a strip:
heights are integers, and places around the column are the integers from 0 to `girth` - 1, after
which comes place 0 again, because the strip closes up.

A poster is a tuple `(left, right, low, high)`. It begins at place `left` and goes on in the
direction of growing places as far as place `right`. When `left > right` it crosses the end of the
strip: it covers everything from `left` to the end, a width of `girth - left`, and from 0 to
`right`, a width of `right`. With `left == right` it has no width. The poster reaches from height
`low` to height `high`; one with `low == high` covers nothing.

Posters are stuck over each other in any way, and some are equal. Return the area of the part of the
surface that is covered by at least one poster, as an integer. A poster of width w and height h has
the area w * h; borders have no area.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_POSTERS = 20_000
MAX_NUMBER = 10**9
Column = tuple[int, list[tuple[int, int, int, int]]]

TASK = Task(
    statement=__doc__,
    version=2,
    signature="def covered_area(girth: int, posters: list[tuple[int, int, int, int]]) -> int",
    examples=[
        ((10, [(1, 4, 0, 2), (3, 6, 1, 5), (8, 2, 0, 1)]), 20),
        ((5, [(0, 3, -2, 2), (0, 3, -2, 2), (2, 2, 0, 9), (4, 1, 7, 7)]), 12),
        ((1, []), 0),
    ],
    limits=[
        f"1 <= girth <= {MAX_NUMBER:_}",
        f"0 <= len(posters) <= {MAX_POSTERS:_}",
        "0 <= left, right <= girth - 1",
        f"-{MAX_NUMBER:_} <= low <= high <= {MAX_NUMBER:_}",
    ],
    ties="",
    sizes={"S": (16, 80), "M": (100, 14), "L": (350, 12)},
    shapes=("random", "nested", "checkers", "bars", "repeats"),
    check=checks.equal,
    complexity={"slow": "n^3", "medium": "n^2", "fast": "n log n"},
    exponents={"medium": 1.75},  # the sort and the cost a poster weigh at S
    category="geometry",
    family="area of a union of rectangles",
    tags=("geometry", "sweep", "segment tree"),
    split="dev",
)


@TASK.correctness
def small_columns(rng: random.Random) -> Iterator[Column]:
    big = MAX_NUMBER
    yield 1, [(0, 0, 0, 5)]
    yield big, []
    yield big, [(0, big - 1, -big, big), (big - 1, 0, -big, big)]
    yield big, [(0, big - 1, -big, big), (big - 1, 0, -big, big)] * 2
    yield 2, [(0, 1, 3, 4), (1, 0, 3, 4), (1, 0, 3, 3), (1, 1, 0, 9)]
    yield 7, [(left, right, 0, 1) for left in range(7) for right in range(7)]
    yield 4, [(left, right, left - right, 3) for left in range(4) for right in range(4)]
    for girth in range(1, 7):  # tiny and dense
        for count in (1, 2, 3, 5, 8, 12):
            yield girth, [poster(girth, 4, rng) for _ in range(count)]
    for _ in range(12):
        girth = rng.randint(5, 60)
        yield girth, [poster(girth, 30, rng) for _ in range(rng.randint(15, 40))]
    for shape in TASK.shapes:
        for n in (1, 6, 40, 90):
            yield large_column(n, shape, rng)


def poster(girth: int, heights: int, rng: random.Random) -> tuple[int, int, int, int]:
    low, high = sorted((rng.randint(-heights, heights), rng.randint(-heights, heights)))
    return rng.randrange(girth), rng.randrange(girth), low, high


@TASK.stress
def large_column(n: int, shape: str, rng: random.Random) -> Column:
    """n posters.

    random: posters of any size; nested: every poster inside the next; checkers: tiles of a
    board, some of them missing; bars: thin ones, up or across; repeats: half of them equal.
    """
    girth = rng.randint(MAX_NUMBER // 2, MAX_NUMBER)
    draw = rng.randint
    if shape == "nested":
        step = girth // (2 * n + 2)
        middle, posters = rng.randrange(girth), []
        for i in range(1, n + 1):
            reach = i * step - rng.randrange(step)
            left, right = (middle - reach) % girth, (middle + reach) % girth
            posters.append((left, right, -i * 900 + draw(0, 899), i * 900 - draw(0, 899)))
    elif shape == "checkers":
        side = int(n**0.5) + 1
        width = girth // (2 * side + 2)
        cells = [(2 * (cell % side) + cell // side % 2, cell // side) for cell in range(n)]
        posters = []
        for x, y in cells:
            left, low = x * width + draw(0, width // 9), y * 10**6 + draw(0, 10**5)
            posters.append((left, left + width - draw(0, 9), low, low + draw(8, 10) * 10**5))
    elif shape == "bars":
        thin, posters = girth // n // 4 + 1, []
        for _ in range(n):
            left, right, low, high = poster(girth, MAX_NUMBER, rng)
            if rng.random() < 0.5:
                high = min(low + draw(0, 2 * thin), MAX_NUMBER)
            else:
                right = (left + draw(0, 2 * thin)) % girth
            posters.append((left, right, low, high))
    else:
        posters = [poster(girth, MAX_NUMBER, rng) for _ in range(n)]
        if shape == "repeats":
            posters = [posters[i if rng.random() < 0.5 else i % 7] for i in range(n)]
    rng.shuffle(posters)
    return girth, posters


@TASK.small
def small(rng: random.Random, shape: str) -> Column:
    if rng.random() < 0.5:
        girth = rng.randint(1, 9)
        return girth, [poster(girth, 6, rng) for _ in range(rng.randint(0, 9))]
    return large_column(rng.randint(1, 8), shape, rng)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    girth, posters = arguments
    assert type(girth) is int and 1 <= girth <= MAX_NUMBER
    assert type(posters) is list and len(posters) <= MAX_POSTERS
    for poster in posters:
        assert type(poster) is tuple and len(poster) == 4
        assert all(type(number) is int for number in poster)
        assert 0 <= poster[0] < girth and 0 <= poster[1] < girth
        assert -MAX_NUMBER <= poster[2] <= poster[3] <= MAX_NUMBER
