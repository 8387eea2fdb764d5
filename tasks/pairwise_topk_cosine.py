"""The rows of the two-dimensional float64 array `points` are vectors. For each of them find the `k`
other rows that point most nearly in the same direction.

The likeness of two rows is their cosine: their inner product divided by the product of their
lengths (Euclidean norms). A row of zeros has the likeness 0 with every row. Likeness ranges from -1
(opposite) to 1, and larger is better; a negative one is worse than 0.

Return an int64 array of shape `(len(points), k)`. Its row `i` holds `k` different indices of rows
other than `i`, in any order, that are best for row `i`: no row outside of the choice may be
noticeably better than one inside. Exactly: when the chosen likenesses and the `k` largest ones for
row `i` are both put in descending order, each chosen one may be at most 1e-5 below its counterpart.
So where several choices are equally good within this tolerance, each of them is accepted.

numpy may be used; it is imported already when the clock starts. Memory is tight: beyond the
interpreter with numpy the process may use 40 MiB, so there is no room for the likenesses of all
pairs at the largest size.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from effbench.authoring import Task

MAX_ROWS = 5_000
MAX_COLUMNS = 64
MAX_K = 20
TOLERANCE = 1e-5


def directions(points: np.ndarray) -> np.ndarray:
    lengths = np.sqrt((points * points).sum(axis=1))
    return points / np.where(lengths > 0, lengths, 1.0)[:, None]


def likenesses(points: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Of each row and its chosen ones, in ascending order."""
    units = directions(points)
    return np.sort(np.einsum("nd,nkd->nk", units, units[chosen]), axis=1)


def check(arguments: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
    """Valid indices, and likenesses as high as the reference's. Any plain data may come in."""
    points, k = arguments
    if type(returned) is not np.ndarray or returned.dtype != np.int64:
        return "not an int64 array"
    if returned.shape != (len(points), k):
        return f"shape {returned.shape}, not {(len(points), k)}"
    if returned.min() < 0 or returned.max() >= len(points):
        return "an index that no row has"
    own = np.sort(returned, axis=1)
    if (own[:, 1:] == own[:, :-1]).any():
        return "the same index twice in a row"
    if (returned == np.arange(len(points))[:, None]).any():
        return "a row that was chosen for itself"
    short = likenesses(points, returned) < likenesses(points, expected) - TOLERANCE
    if short.any():
        return f"row {int(np.argmax(short.any(axis=1)))} has better ones than those chosen"
    return None


TASK = Task(
    statement=__doc__,
    signature="def nearest_directions(points: np.ndarray, k: int) -> np.ndarray",
    examples=[
        (
            (np.array([[1.0, 0.0], [5.0, 5.0], [0.0, 2.0], [-1.0, 0.1]]), 1),
            np.array([[1], [2], [1], [2]]),
        ),
        (
            (np.array([[2.0], [0.0], [-3.0]]), 2),
            np.array([[1, 2], [0, 2], [0, 1]]),
        ),
    ],
    limits=[
        f"2 <= len(points) <= {MAX_ROWS:_}",
        f"1 <= points.shape[1] <= {MAX_COLUMNS}; points is a contiguous float64 array",
        f"1 <= k <= {MAX_K}; k < len(points)",
        "every entry is 0 or has an absolute value from 1e-6 to 1e6",
        "memory: 40 MiB for points and all that is made of them",
    ],
    ties=(
        "So where several choices are equally good within this tolerance, each of them is accepted."
    ),
    sizes={"S": (14, 170), "M": (600, 8), "L": (4_200, 1)},
    shapes=("random", "clusters", "duplicates", "zeros", "narrow"),
    check=check,
    complexity={
        "slow": "n^2 * d, interpreted",
        "medium": "n^2 * (d + k), in double precision",
        "fast": "n^2 * (d + k), in blocks",
    },
    exponents={"slow": 2.0, "medium": 1.25, "fast": 1.25},
    category="numeric",
    family="nearest neighbours by cosine",
    tags=("numpy", "matrix product", "memory-tight", "witness"),
    imports=("numpy",),
    memory_limit_bytes=40 << 20,
)


@TASK.correctness
def small_sets(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield np.array([[1.0], [1.0]]), 1
    yield np.zeros((4, 3)), 3
    yield np.array([[1e6], [-1e6], [1e-6], [0.0]]), 2
    yield np.array([[1.0, 0.0], [0.0, 0.0], [-1.0, 0.0], [-2.0, 1e-6], [0.0, 0.0]]), 2
    yield np.array([[1.0, 1.0], [1e6, 1e6], [1e-6, 1e-6], [3.0, 2.9], [2.0, -2.0]]), 2
    yield np.eye(MAX_COLUMNS), MAX_K
    yield np.ones((MAX_K + 1, 2)), MAX_K
    for _ in range(40):  # small integers: many equal likenesses, also 0 and negative ones
        n, d = rng.randint(2, 9), rng.randint(1, 3)
        points = np.array([[float(rng.randint(-2, 2)) for _ in range(d)] for _ in range(n)])
        yield points * 10.0 ** rng.randint(-3, 3), rng.randint(1, n - 1)
    lengths = 10.0 ** (np.arange(10) % 6 - 2)
    for _ in range(4):  # nearly the same directions at very different lengths
        angles = np.array([rng.random() * 0.5 + i for i in range(60)])
        spread = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        yield np.round(spread, 3) * lengths[np.arange(60) % 10][:, None], 4
    for shape in TASK.shapes:
        for n in (30, 130):
            yield large_set(n, shape, rng)
    yield large_set(400, "clusters", rng)[0], 3


@TASK.stress
def large_set(n: int, shape: str, rng: random.Random) -> tuple[np.ndarray, int]:
    """clusters: rows of a likeness near 1; duplicates: each row several times, at other lengths;
    zeros: many rows of zeros, the others in a half-space away from each other; narrow: all rows
    nearly the same direction, so that large parts cancel."""
    k = min(n - 1, rng.randint(3, 5))
    d = rng.randint(20, 28)
    normal = np.random.default_rng(rng.getrandbits(64))
    points = normal.standard_normal((n, d))
    if shape == "clusters":
        points = points[np.arange(n) % (n // 12 + 1)] + 0.05 * points
    elif shape == "duplicates":
        points = points[np.arange(n) * 7 % (n // 4 + 1)] * normal.uniform(0.5, 4.0, (n, 1))
    elif shape == "zeros":
        points[normal.random(n) < 0.4] = 0.0
    elif shape == "narrow":
        points = 1.0 + 0.3 * points
    points *= 10.0 ** normal.integers(-2, 3, (n, 1))
    points[np.abs(points) < 1e-6] = 0.0
    return np.ascontiguousarray(points), k


@TASK.small
def tiny_set(rng: random.Random, shape: str) -> tuple[np.ndarray, int]:
    if rng.random() < 0.5:
        return large_set(rng.randint(2, 9), shape, rng)
    n, d = rng.randint(2, 8), rng.randint(1, 3)
    points = np.array([[float(rng.randint(-2, 2)) for _ in range(d)] for _ in range(n)])
    return points, rng.randint(1, n - 1)


@TASK.equivalents
def other_orders(arguments: tuple[Any, ...], expected: Any) -> Iterator[Any]:
    yield np.ascontiguousarray(expected[:, ::-1])
    yield np.sort(expected, axis=1)


@TASK.edits
def wrong_answers(arguments: tuple[Any, ...], expected: Any, rng: random.Random) -> Iterator[Any]:
    points, k = arguments
    row, place = rng.randrange(len(points)), rng.randrange(k)
    for index in (row, len(points), -1):
        edited = expected.copy()
        edited[row, place] = index
        yield edited
    yield expected[:-1]
    yield expected.T.copy() if k != len(points) else expected[:, :1]
    yield expected.astype(np.int32)
    yield expected.astype(np.float64)
    yield expected.tolist()
    if k > 1:
        edited = expected.copy()
        edited[row, 0] = edited[row, 1]
        yield edited
    units = directions(points)
    gains = units @ units[row]
    others = [i for i in range(len(points)) if i != row and i not in expected[row]]
    kept = likenesses(points, expected)[row]
    for other in others[:20]:
        if gains[other] < kept[0] - 10 * TOLERANCE:
            edited = expected.copy()
            edited[row, place] = other
            yield edited


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    points, k = arguments
    assert type(points) is np.ndarray and points.dtype == np.float64 and points.ndim == 2
    assert 2 <= len(points) <= MAX_ROWS and 1 <= points.shape[1] <= MAX_COLUMNS
    sizes = np.abs(points)
    assert ((sizes == 0) | ((sizes >= 1e-6) & (sizes <= 1e6))).all()
    assert type(k) is int and 1 <= k <= MAX_K and k < len(points)
