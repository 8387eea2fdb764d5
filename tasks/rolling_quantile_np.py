"""Slide a window of `width` neighbouring entries along the one-dimensional float64 array `values`
and compute the quantile of order `q` in every position of the window. Entries that are NaN are
missing observations: they take up their place in the window but are not part of the sample.

Return a float64 array of length `len(values) - width + 1`. Its entry `i` belongs to the window
`values[i : i + width]`:

- Let `m` be the number of entries of the window that are not NaN. If `m < least`, the entry is NaN.
- Otherwise let `x[0] <= x[1] <= … <= x[m - 1]` be those entries in ascending order, equal ones
  repeated as often as they occur. Let `h = q * (m - 1)`, computed in float64, `j = floor(h)` and
  `f = h - j`. If `f == 0`, the entry is `x[j]`, else it is `x[j] + f * (x[j + 1] - x[j])`.

So `q = 0` gives the minimum, `q = 1` the maximum, and `q = 0.5` the usual median of the entries
that are there.

An entry is accepted if it differs from the exact rule by at most 1e-12 relative or 1e-9 absolute;
NaN has to be NaN. numpy may be used; it is imported already when the clock starts. Memory is
limited to 1 GiB, so a copy of all windows does not fit at the largest size.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from effbench.authoring import Task, checks

MAX_LENGTH = 300_000
MAX_VALUE = 1e6
NAN = float("nan")
ORDERS = (0.0, 0.01, 0.25, 1 / 3, 0.5, 0.75, 0.9, 1.0)

TASK = Task(
    statement=__doc__,
    signature=(
        "def rolling_quantile(values: np.ndarray, width: int, q: float, least: int) -> np.ndarray"
    ),
    examples=[
        (
            (np.array([3.0, NAN, 1.0, 8.0, 1.0]), 3, 0.5, 1),
            np.array([2.0, 4.5, 1.0]),
        ),
        (
            (np.array([4.0, NAN, 2.0, NAN, NAN, 7.0]), 3, 0.25, 2),
            np.array([2.5, NAN, NAN, NAN]),
        ),
    ],
    limits=[
        f"1 <= len(values) <= {MAX_LENGTH:_}; values is a contiguous float64 array",
        f"every entry is NaN or between -{MAX_VALUE:.0e} and {MAX_VALUE:.0e}",
        "1 <= width <= len(values)",
        "1 <= least <= width",
        "0.0 <= q <= 1.0",
        "memory: 1 GiB for the whole process",
    ],
    sizes={"S": (100, 240), "M": (12_000, 3), "L": (105_000, 1)},
    shapes=("random", "gaps", "ties", "trend", "wide"),
    check=checks.close(rel=1e-12, abs_tol=1e-9),
    ties="in ascending order, equal ones repeated as often as they occur.",
    complexity={
        "slow": "n * width * log(width)",
        "medium": "n * log(width) comparisons, n * width moves",
        "fast": "n * log(n), in array operations",
    },
    exponents={"slow": 1.65, "medium": 1.15},
    category="numeric",
    family="rolling order statistics",
    tags=("numpy", "sliding window", "quantile"),
    imports=("numpy",),
)


@TASK.correctness
def small_series(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    for q in (0.0, 0.5, 1.0):
        yield np.array([NAN]), 1, q, 1
        yield np.array([-2.5]), 1, q, 1
        yield np.array([NAN, 5.0, NAN, NAN]), 2, q, 1
        yield np.full(9, 1.5), 4, q, 3
    for _ in range(40):  # tiny and dense: ties, gaps, every width
        n = rng.randint(2, 14)
        entries = rng.choices([0.0, 1.0, 1.0, 2.0, -3.0, NAN, NAN], k=n)
        width = rng.randint(1, n)
        yield np.array(entries), width, rng.choice(ORDERS), rng.randint(1, min(3, width))
    for _ in range(8):  # whole windows of NaN, and windows with exactly `least` observations
        values = np.array(rng.choices([NAN, NAN, 1.0, 2.0, 4.0], k=60))
        yield values, rng.randint(4, 8), rng.random(), rng.randint(1, 4)
    for width in (40, 199, 250, 499, 500):
        values = noise(rng).standard_normal(500) * 100
        values[noise(rng).random(500) < rng.choice((0.0, 0.3, 0.9))] = NAN
        yield values, width, rng.choice(ORDERS), rng.randint(1, 30)
    yield np.full(600, NAN), 300, 0.5, 1
    yield np.full(600, 7.25), 300, 0.3, 1
    alone = np.full(700, NAN)
    alone[rng.randrange(700)] = MAX_VALUE
    yield alone, 350, 0.75, 1
    yield np.array([-MAX_VALUE, MAX_VALUE] * 300), 301, rng.random(), 1
    for shape in TASK.shapes:
        yield large_series(60, shape, rng)
        yield large_series(1_500, shape, rng)


def noise(rng: random.Random) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(rng.getrandbits(64)))


@TASK.stress
def large_series(n: int, shape: str, rng: random.Random) -> tuple[np.ndarray, int, float, int]:
    """The width grows with n to the power of 0.6; shape `wide` has a threefold width."""
    draw = noise(rng)
    values = draw.random(n) * 2_000.0 - 1_000.0
    if shape == "ties":
        values = np.floor(values / 20.0)
    elif shape == "trend":
        values += np.arange(n) * (500_000.0 / n)
    missing = draw.random(n) < (0.0 if shape == "wide" else 0.05)
    if shape == "gaps":  # stretches of NaN
        missing |= np.repeat(draw.random(n // 40 + 1) < 0.3, 40)[:n]
    values[missing] = NAN
    width = int((3.0 if shape == "wide" else 1.0) * rng.uniform(0.6, 0.8) * n**0.6)
    width = max(1, min(n, width))
    q = rng.choice((0.05, 0.5, 0.9, rng.random()))
    return values, width, q, rng.randint(1, max(1, width // 4))


@TASK.small
def tiny_series(rng: random.Random, shape: str) -> tuple[np.ndarray, int, float, int]:
    n = rng.randint(1, 12)
    entries = (
        [0.0, 1.0, 1.0, 2.5, -3.0] if shape == "ties" else [rng.uniform(-9, 9) for _ in "12345"]
    )
    missing = 3 if shape == "gaps" else rng.randint(0, 1)
    values = rng.choices([*entries, *[NAN] * missing], k=n)
    if shape == "trend":
        values = [value + 10.0 * place for place, value in enumerate(values)]
    width = n if shape == "wide" else rng.randint(1, n)
    return np.array(values), width, rng.choice(ORDERS), rng.randint(1, width)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    values, width, q, least = arguments
    assert type(values) is np.ndarray and values.dtype == np.float64 and values.ndim == 1
    assert values.flags.c_contiguous and 1 <= len(values) <= MAX_LENGTH
    assert bool(np.all(np.isnan(values) | (np.abs(values) <= MAX_VALUE)))
    assert type(width) is int and 1 <= width <= len(values)
    assert type(least) is int and 1 <= least <= width
    assert type(q) is float and 0.0 <= q <= 1.0
