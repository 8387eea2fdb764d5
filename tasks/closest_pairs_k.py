"""$wording the places of n lamps in a park as an integer array of shape (n, 2); row i holds the
coordinates x and y of lamp i. Several lamps may stand at the same place; they are different lamps.

The park is on a slope, so directions count differently. The *strain* between two lamps whose
coordinates differ by dx and dy is the integer $strain.

Look at all unordered pairs of different lamps $apart. Order
them by their strain, and take the `k` pairs of the smallest strain, or all pairs when there are
fewer than `k`.

Return two integers: the largest strain among the pairs taken, and the sum of the strains of all
pairs taken. Both are 0 when no pair is taken. (Which of several pairs with equal strain is taken
makes no difference to these numbers.)
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from effbench.authoring import Task, checks

MAX_LAMPS = 100_000
MAX_PAIRS = 50_000
BOUND = 1_000_000

TASK = Task(
    statement=__doc__,
    version=3,
    signature="def closest_pairs(places: numpy.ndarray, k: int) -> tuple[int, int]",
    examples=[
        ((np.array([[0, 0], [3, 0], [0, 3], [0, 0], [1, 1]]), 4), (8, 18)),
        ((np.array([[5, 5], [5, 5], [5, 5], [5, 6]]), 2), (0, 0)),
        ((np.array([[-2, 7]]), 3), (0, 0)),
    ],
    limits=[
        f"0 <= n <= {MAX_LAMPS:_}",
        f"-{BOUND:_} <= x, y <= {BOUND:_} (dtype int64)",
        f"1 <= k <= {MAX_PAIRS:_}",
    ],
    ties=(
        "(Which of several pairs with equal strain is taken makes no difference to these numbers.)"
    ),
    sizes={"S": (80, 36), "M": (2_500, 14), "L": (95_000, 1)},
    shapes=("random", "cluster", "line", "lattice", "repeats"),
    check=checks.equal,
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    exponents={"medium": 0.9, "fast": 0.7},  # numpy's cost a call weighs at S
    category="geometry",
    family="closest pairs",
    tags=("geometry", "grid", "numpy", "scipy"),
    imports=("numpy", "scipy"),
    split="public",
    parameters={
        "wording": {"own": "Here are", "get": "You receive", "plan": "A plan gives"},
        "strain": {
            (1, 2): "dx**2 + (2 * dy)**2",
            (1, 1): "dx**2 + dy**2",
            (3, 1): "(3 * dx)**2 + dy**2",
            (2, 3): "(2 * dx)**2 + (3 * dy)**2",
            (5, 4): "(5 * dx)**2 + (4 * dy)**2",
        },
        "apart": {
            0: "(lamps at the same place have strain 0 and form pairs, too)",
            1: "that do not stand at the same place",
            9: "whose strain is 9 or more",
        },
    },
)


@TASK.correctness
def small_parks(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    empty = np.zeros((0, 2), dtype=np.int64)
    yield empty, 1
    yield empty, MAX_PAIRS
    yield np.array([[BOUND, -BOUND]]), 1
    far = np.array([[BOUND, BOUND], [-BOUND, -BOUND], [BOUND, -BOUND], [-BOUND, BOUND]])
    for k in (1, 2, 3, 4, 5, 6, 7):
        yield far, k
        yield np.array([[0, 0]] * 4), k
        yield np.array([[0, 0], [2, 0], [0, 1], [2, 1]]), k
    board = np.array([[20 * (i % 24), 10 * (i // 24)] for i in range(24 * 24)])
    for k in (551, 552, 553, 1_103, 1_104, 1_105, 2_000, 2_162, 2_163):
        yield board, k
    yield np.array([[0, i % 3] for i in range(90)]), 1_500
    for _ in range(40):  # tiny and dense
        n, top = rng.randint(2, 12), rng.randint(1, 6)
        yield scattered(n, top, rng), rng.randint(1, n * n // 2 + 1)
    for n in (60, 250):  # around every number of pairs that a search may keep
        places = scattered(n, 4 * n, rng)
        for k in (1, n // 2, n, 4 * n, 8 * n, n * (n - 1) // 2):
            yield places, min(k, MAX_PAIRS)
    for shape in TASK.shapes:
        for n in (30, 300, 700):
            yield large_park(n, shape, rng)


def scattered(n: int, top: int, rng: random.Random) -> np.ndarray:
    return np.array([[rng.randint(-top, top), rng.randint(-top, top)] for _ in range(n)])


@TASK.stress
def large_park(n: int, shape: str, rng: random.Random) -> tuple[np.ndarray, int]:
    """n lamps, and k up to n / 2.

    random: anywhere; cluster: nine in ten lamps on a small spot; line: on one vertical line;
    lattice: on a grid, so that very many strains are equal; repeats: many places taken twice.
    """
    draw = rng.randint
    if shape == "cluster":
        spot = max(2, int(n**0.5) * 4)
        spans = [spot if rng.random() < 0.9 else BOUND - 9 * n for _ in range(n)]
        places = [(draw(-span, span), draw(-span, span)) for span in spans]
    elif shape == "line":
        places = [(7, draw(-BOUND, BOUND)) for _ in range(n)]
    elif shape == "lattice":
        side = int((1.4 * n) ** 0.5) + 1
        cells = rng.sample(range(side * side), n)
        places = [(cell % side * 20, cell // side * 10) for cell in cells]
    else:
        places = [(draw(-BOUND, BOUND), draw(-BOUND, BOUND)) for _ in range(n)]
        if shape == "repeats":
            places = [rng.choice(places) if rng.random() < 0.3 else place for place in places]
    return np.array(places, dtype=np.int64), draw(1 + n // 4, 1 + n // 2)


@TASK.small
def small(rng: random.Random, shape: str) -> tuple[np.ndarray, int]:
    places, k = large_park(rng.randint(1, 14), shape, rng)
    return (places, k) if rng.random() < 0.5 else (places % rng.randint(2, 9), 2 * k)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    places, k = arguments
    assert type(places) is np.ndarray and places.dtype == np.int64
    assert places.ndim == 2 and places.shape[1] == 2 and len(places) <= MAX_LAMPS
    assert bool((np.abs(places) <= BOUND).all())
    assert type(k) is int and 1 <= k <= MAX_PAIRS
