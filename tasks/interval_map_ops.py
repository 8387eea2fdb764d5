"""$wording the log of a painter and her fence. The fence has `length` boards, numbered from 0. At
first every board has colour 0. Each entry of the log is a tuple whose first item says what it is:

- `(0, left, right, colour)`, **paint**. All boards x with `left <= x < right` get this colour. With
  `left == right` nothing changes. A paint has no answer.
- `(1, left, right)`, **sum**. The answer is the sum of $what over all
  boards x with `left <= x < right`, reduced modulo $modulus to the range from 0 to
  $modulus - 1. With `left == right` it is 0.
- `(2, x)`, **run**. The answer is the number of boards in the longest unbroken row of boards that
  contains board x and in which all boards have the same colour. It does not matter when, or in how
  many entries, they got this colour. This answer is not reduced.

Return the list of the answers, in the order of the log.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_LENGTH = 10**18
MAX_ENTRIES = 100_000
MAX_COLOUR = 10**9
WIDTHS = {0: 4, 1: 3, 2: 2}  # kind of entry -> length of its tuple
Log = tuple[int, list[tuple[int, ...]]]

TASK = Task(
    statement=__doc__,
    signature="def replay(length: int, log: list[tuple[int, ...]]) -> list[int]",
    examples=[
        ((10, [(0, 2, 5, 3), (1, 0, 10), (0, 5, 7, 3), (2, 6), (2, 0), (1, 4, 6)]), [9, 5, 2, 6]),
        ((5, [(2, 4), (0, 1, 1, 9), (1, 3, 3), (0, 0, 5, 2), (2, 3), (1, 0, 5)]), [5, 0, 5, 10]),
    ],
    limits=[
        f"1 <= length <= {MAX_LENGTH:_}",
        f"0 <= len(log) <= {MAX_ENTRIES:_}",
        "0 <= left <= right <= length",
        "0 <= x <= length - 1",
        f"0 <= colour <= {MAX_COLOUR:_}",
    ],
    ties="Return the list of the answers, in the order of the log.",
    sizes={"S": (160, 23), "M": (800, 4), "L": (3_000, 3)},
    shapes=("narrow", "halves", "neighbours", "sweeps", "fewcolours"),
    check=checks.equal,
    complexity={"slow": "n^2", "medium": "n^2", "fast": "n sqrt(n)"},
    exponents={"medium": 1.65, "fast": 1.1},  # the slices that are added up in C are short
    category="stateful data structures",
    family="range assignment",
    tags=("trace", "intervals", "sorted list"),
    split="public",
    parameters={
        "wording": {"own": "This is", "get": "You receive", "read": "You read"},
        "what": {1: "the colours", 2: "the squares of the colours", 3: "the cubes of the colours"},
        "modulus": {
            1_000_000_007: "1_000_000_007",
            998_244_353: "998_244_353",
            1_000_003: "1_000_003",
            2**31: "2_147_483_648",
            10**9: "1_000_000_000",
        },
    },
)


@TASK.correctness
def small_logs(rng: random.Random) -> Iterator[Log]:
    top, most = MAX_LENGTH, MAX_COLOUR
    yield 1, []
    yield 1, [(2, 0), (1, 0, 1), (0, 0, 1, most), (1, 0, 1), (2, 0), (1, 1, 1), (0, 1, 1, 4)]
    yield top, [(2, 0), (0, 0, top, most), (1, 0, top), (2, top - 1), (0, top - 1, top, 0), (2, 0)]
    yield top, [(0, 5, 9, most), (0, 9, 14, most), (2, 8), (0, 2, 5, most), (2, 13), (1, 0, top)]
    yield 6, [(0, i, i + 1, 1) for i in (0, 2, 4, 1, 3)] + [(2, i) for i in range(6)]
    for _ in range(60):  # tiny and dense: few boards, few colours
        length = rng.randint(1, 9)
        yield length, [entry(length, rng.randint(1, 3), rng) for _ in range(rng.randint(4, 40))]
    for _ in range(12):
        length = rng.randint(20, 400)
        yield length, [entry(length, 4, rng) for _ in range(150)]
    for shape in TASK.shapes:
        for n in (60, 400, 700):
            yield large_log(n, shape, rng)


def entry(length: int, colours: int, rng: random.Random) -> tuple[int, ...]:
    kind = rng.choice((0, 0, 1, 2))
    left, right = sorted((rng.randint(0, length), rng.randint(0, length)))
    if kind == 0:
        return 0, left, right, rng.randrange(colours)
    return (1, left, right) if kind == 1 else (2, rng.randrange(length))


@TASK.stress
def large_log(n: int, shape: str, rng: random.Random) -> Log:
    """n entries, about half of them paints of narrow parts.

    narrow: anywhere; halves: each in the middle of a part painted before; neighbours: each next to
    another one; sweeps: a wide one now and then; fewcolours: three colours, so that parts join.
    """
    length = MAX_LENGTH - rng.randrange(MAX_LENGTH // 2)
    width = length // n // 2 + 1
    log: list[tuple[int, ...]] = []
    edges = [rng.randrange(length) for _ in range(n // 6 + 1)]
    for _ in range(n):
        draw = rng.random()
        left, right = sorted((rng.randint(0, length), rng.randint(0, length)))
        if draw < 0.1:
            log.append((2, rng.randrange(length)))
            continue
        if draw < 0.45:
            log.append((1, left, right))
            continue
        if shape == "neighbours":
            left = rng.choice(edges)
        elif shape == "halves":
            left = min(length, rng.choice(edges) + width // 4)
        if shape != "sweeps" or rng.random() < 0.99:
            right = min(length, left + rng.randint(1, width))
        edges.append(right)
        colours = 3 if shape == "fewcolours" else MAX_COLOUR + 1
        log.append((0, left, right, rng.randrange(colours)))
    return length, log


@TASK.small
def small(rng: random.Random, shape: str) -> Log:
    length, log = large_log(rng.randint(1, 14), shape, rng)
    short = rng.randint(1, 30)
    scaled = []
    for kind, *numbers in log:
        places = [number * short // length for number in numbers[:2]]
        scaled.append((kind, *places, *(colour % 4 for colour in numbers[2:])))
    return short, scaled


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    length, log = arguments
    assert type(length) is int and 1 <= length <= MAX_LENGTH
    assert type(log) is list and len(log) <= MAX_ENTRIES
    for entry in log:
        assert type(entry) is tuple and entry[:1] in ((0,), (1,), (2,))
        assert len(entry) == WIDTHS[entry[0]] and all(type(number) is int for number in entry)
        if entry[0] == 2:
            assert 0 <= entry[1] < length
        else:
            assert 0 <= entry[1] <= entry[2] <= length
        assert entry[0] or 0 <= entry[3] <= MAX_COLOUR
