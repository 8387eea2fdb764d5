"""A drawing machine draws straight strokes. Stroke i goes from the point (x1, y1) to the point
(x2, y2), where `strokes[i] = (x1, y1, x2, y2)`; its two ends are different points, in any order.

Strokes may share their ends: any number of them may begin or end at one point. Everything else is a
flaw. Two different strokes *collide* when they have a point in common that is not an end of both of
them. So a stroke whose end lies in the inside of another one collides with it, two equal strokes
collide, and so do two strokes on one line that have more than an end in common; but two strokes
that have nothing in common except one point, and this is an end of both, do not.

Return a list with the indices of two strokes that collide, or an empty list when no two strokes do.
Where several pairs collide, each of them is accepted, in either order.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from effbench.authoring import Task

MAX_STROKES = 100_000
BOUND = 10**9
Stroke = tuple[int, int, int, int]


def collide(first: Stroke, second: Stroke) -> bool:
    """Exact; both ways of being on one line, and both ways of crossing."""
    ax, ay, bx, by = first
    cx, cy, dx, dy = second
    c_side = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    d_side = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    if c_side == 0 == d_side:
        low, high = sorted(((ax, ay), (bx, by)))
        low2, high2 = sorted(((cx, cy), (dx, dy)))
        return max(low, low2) < min(high, high2)
    a_side = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    b_side = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    if c_side * d_side > 0 or a_side * b_side > 0:
        return False
    return not {(ax, ay), (bx, by)} & {(cx, cy), (dx, dy)}


def check(arguments: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
    """The empty list where nothing collides, else any two strokes that do."""
    (strokes,) = arguments
    if type(returned) not in (list, tuple):
        return f"a {type(returned).__name__}, not a list of indices"
    if not expected:
        return None if len(returned) == 0 else "no two strokes collide, but the list is not empty"
    if len(returned) != 2:
        return f"some strokes collide, but the list has {len(returned)} entries, not two"
    for index in returned:
        if type(index) is not int or not 0 <= index < len(strokes):
            return "an entry is not the index of a stroke"
    first, second = returned
    if first == second or not collide(strokes[first], strokes[second]):
        return f"the strokes {first} and {second} do not collide"
    return None


TASK = Task(
    statement=__doc__,
    signature="def find_collision(strokes: list[tuple[int, int, int, int]]) -> list[int]",
    examples=[
        (([(0, 0, 4, 4), (1, 0, 9, 1), (0, 3, 3, 0), (4, 4, 9, 4)],), [0, 2]),
        (([(0, 0, 2, 0), (2, 0, 4, 0), (2, 0, 2, 5), (5, 5, 2, 5)],), []),
        (([(0, 0, 6, 3), (7, 7, 4, 2)],), [0, 1]),
    ],
    limits=[
        f"0 <= len(strokes) <= {MAX_STROKES:_}",
        f"-{BOUND:_} <= x1, y1, x2, y2 <= {BOUND:_}",
        "(x1, y1) != (x2, y2)",
    ],
    ties="Where several pairs collide, each of them is accepted, in either order.",
    sizes={"S": (40, 60), "M": (400, 6), "L": (2_000, 3)},
    shapes=("strata", "pencil", "cells", "chains", "stars"),
    check=check,
    complexity={"slow": "n^2", "medium": "n^2", "fast": "n log n"},
    exponents={"medium": 1.5},  # strokes that the pen has left are dropped
    category="geometry",
    family="any crossing segments",
    tags=("geometry", "sweep", "witness"),
    split="public",
)


@TASK.correctness
def small_drawings(rng: random.Random) -> Iterator[tuple[list[Stroke]]]:
    big = BOUND
    yield ([],)
    yield ([(-big, -big, big, big)],)
    yield ([(-big, -big, big, big), (-big, -big + 1, big, big)],)  # they share an end
    yield ([(-big, -big, big, big - 1), (-big, -big + 1, big, big - 2)],)
    yield ([(-big, 0, big, 1), (-big, 1, 0, 1), (0, 1, big, 2)],)
    line = [(0, 0), (1, 1), (2, 2), (3, 3)]
    for a, b in combinations(line, 2):
        for c, d in combinations(line, 2):
            yield ([(*a, *b), (*d, *c)],)
    for turned in ((0, 0, 0, 4), (0, 4, 0, 0)):  # upright ones
        for other in ((0, 2, 3, 2), (-1, 2, 0, 2), (0, 4, 0, 6), (0, 3, 0, 6), (0, 4, 2, 4)):
            yield ([turned, other],)
    yield ([(0, 0, 5, i) for i in range(-5, 6)],)
    yield ([(5, i, 0, 0) for i in range(-5, 6)],)
    yield ([(5 - i, i, 0, 0) for i in range(6)] + [(1, 1, 4, 4)],)
    yield ([(-big, -big, big, big - 1), (big - 1, big - 2, big - 1, 0)],)  # a hair's breadth
    for side in (1, -1):  # parted by a short one at first; and a long one under many
        yield ([(0, 0, 90, 9 * side), (0, 9 * side, 90, 0), (0, 5 * side, 20, 5 * side)],)
        short = [(10 * i, 10 * side, 10 * i + 9, 8 * side) for i in range(1, 90)]
        yield ([(0, 0, 1_000, side), *short, (950, -5, 951, 5)],)
    for _ in range(60):  # tiny and dense
        yield ([stroke(4, rng) for _ in range(rng.randint(2, 4))],)
    for _ in range(60):
        yield (without_collision(rng.choice((3, 4, 6)), 60, rng),)
    for _ in range(30):
        drawing = without_collision(5, 40, rng)
        yield ([*drawing[:7], stroke(5, rng)],)
    for shape in TASK.shapes:
        for n in (12, 60, 150):
            yield large_drawing(n, shape, rng)
            yield large_drawing(n, shape, rng)


def stroke(side: int, rng: random.Random) -> Stroke:
    while True:
        x1, y1, x2, y2 = (rng.randint(0, side) for _ in range(4))
        if (x1, y1) != (x2, y2):
            return x1, y1, x2, y2


def without_collision(side: int, attempts: int, rng: random.Random) -> list[Stroke]:
    """As many strokes on a small board as go without a collision; many share their ends."""
    strokes: list[Stroke] = []
    for _ in range(attempts):
        new = stroke(side, rng)
        if not any(collide(new, old) for old in strokes):
            strokes.append(new)
    return strokes


@TASK.stress
def large_drawing(n: int, shape: str, rng: random.Random) -> tuple[list[Stroke]]:
    """n strokes without a collision, and in half of the drawings one more that collides.

    strata: one on each level, of any length; pencil: all from the left to the right; cells: a short
    one in each cell; chains: zigzags from the left to the right; stars: many share an end.
    """
    draw = rng.randint
    strokes: list[Stroke] = []
    if shape == "strata":
        for i in range(n):
            left, right = sorted((draw(-50 * n, 50 * n), draw(-50 * n, 50 * n)))
            strokes.append((left, 100 * i + draw(0, 99), right + 1, 100 * i + draw(0, 99)))
    elif shape == "pencil":
        lefts, rights = (sorted(rng.sample(range(-20 * n, 20 * n), n)) for _ in range(2))
        strokes = [(-50 * n, lefts[i], 50 * n, rights[i]) for i in range(n)]
    elif shape == "cells":
        side = int(n**0.3) + 1
        for i in range(n):
            x, y = 200 * (i % side), 200 * (i // side)
            ends = rng.sample(range(199 * 199), 2)
            (x1, y1), (x2, y2) = ((x + end % 199, y + end // 199) for end in ends)
            strokes.append((x1, y1, x2, y2))
    elif shape == "chains":
        per = int(n**0.3) + 1
        for i in range(n):
            row, place = divmod(i, per)
            heights = [100 * row + row * p * 37 % 99 for p in (place, place + 1)]
            x = 100 * place + 7 * row
            strokes.append((x, heights[0], x + 100, heights[1]))
    else:
        spokes = [(x, y) for x in range(-9, 10) for y in range(-9, 10) if abs(x) + abs(y) == 9]
        side = int((n / len(spokes)) ** 0.5) + 1
        for i in range(n):
            centre, spoke = divmod(i, len(spokes))
            x, y = 30 * (centre % side), 30 * (centre // side)
            strokes.append((x, y, x + spokes[spoke][0], y + spokes[spoke][1]))
    strokes = [s if rng.random() < 0.5 else (*s[2:], *s[:2]) for s in strokes]
    rng.shuffle(strokes)
    if rng.random() < 0.5:
        add_collision(strokes, rng)
    return (strokes,)


def add_collision(strokes: list[Stroke], rng: random.Random) -> None:
    """Replaces a stroke by one through the middle of another that lies far to the right."""
    far = sorted(range(len(strokes)), key=lambda i: min(strokes[i][0], strokes[i][2]))
    x1, y1, x2, y2 = strokes[far[-1 - rng.randrange(1 + len(far) // 40)]]
    x, y = (x1 + x2) // 2, (y1 + y2) // 2
    strokes.append((x - 1, y - 2, x + 2, y + 3) if abs(y1 - y2) < 5 else (x - 2, y, x + 3, y + 1))
    strokes[-1], strokes[0] = strokes[0], strokes[-1]


@TASK.small
def small(rng: random.Random, shape: str) -> tuple[list[Stroke]]:
    if rng.random() < 0.5:
        return large_drawing(rng.randint(1, 12), shape, rng)
    return (without_collision(4, 15, rng) + [stroke(4, rng)] * rng.randint(0, 1),)


@TASK.equivalents
def equivalents(arguments: tuple[Any, ...], expected: Any) -> Iterator[Any]:
    (strokes,) = arguments
    yield expected[::-1]
    for i, j in combinations(range(min(len(strokes), 30)), 2):
        if expected and collide(strokes[i], strokes[j]):
            yield [j, i]


@TASK.edits
def edits(arguments: tuple[Any, ...], expected: Any, rng: random.Random) -> Iterator[Any]:
    (strokes,) = arguments
    if not expected:
        yield [0, 1]
        yield [[]]
        return
    first, second = expected
    yield []
    yield [first]
    yield [first, first]
    yield [first, second, first]
    yield [first, len(strokes)]
    yield [first, second - len(strokes)]
    for _ in range(20):
        i, j = rng.randrange(len(strokes)), rng.randrange(len(strokes))
        if i == j or not collide(strokes[i], strokes[j]):
            yield [i, j]


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (strokes,) = arguments
    assert type(strokes) is list and len(strokes) <= MAX_STROKES
    for stroke in strokes:
        assert type(stroke) is tuple and len(stroke) == 4
        assert all(type(number) is int and abs(number) <= BOUND for number in stroke)
        assert stroke[:2] != stroke[2:]
