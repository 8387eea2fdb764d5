"""$wording two polynomials by their coefficients: the int64 arrays `a` and `b`, where `a[i]` and
`b[i]` belong to the power `x**i`. Multiply them, and bring the product into the powers below
`size`, going around as often as it takes.

Every product `a[i] * b[j]` goes to the power `t = (i + j) % size`. It counts as it is when
`(i + j) // size` is even; when that is odd it counts $odd.
`size` may be smaller or larger than the lengths of the arrays, which need not be equal.

Return an int64 array of length `size`: its entry `t` is the exact coefficient of `x**t`, reduced
modulo the prime $modulus to a number from 0 to $modulus - 1. The coefficients that you are given
are reduced in the same way. Powers that nothing reaches have the coefficient 0.

The result is compared exactly. numpy may be used; it is imported already when the clock starts.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from effbench.authoring import Task

MAX_LENGTH = 160_000
MAX_SIZE = 320_000
MODULI = (
    998_244_353,
    1_000_000_007,
    1_073_741_789,
    999_999_937,
    754_974_721,
    536_870_909,
    1_004_535_809,
    469_762_049,
)


def array(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


TASK = Task(
    statement=__doc__,
    version=2,
    signature="def wrapped_product(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray",
    examples=[
        ((array([1, 2]), array([3, 4, 5]), 3), array([998_244_346, 10, 13])),
        ((array([7, 1, 1]), array([2]), 5), array([14, 2, 2, 0, 0])),
    ],
    limits=[
        f"1 <= len(a) <= {MAX_LENGTH:_}",
        f"1 <= len(b) <= {MAX_LENGTH:_}",
        f"1 <= size <= {MAX_SIZE:_}",
        "0 <= a[i], b[i] <= $modulus - 1; both are contiguous int64 arrays",
    ],
    ties="its entry `t` is the exact coefficient of `x**t`",
    parameters={
        "odd": {
            "minus": "with its sign changed (as if `x**size = -1`)",
            "plus": "as it is, too (as if `x**size = 1`)",
            "drop": "not at all (odd laps are thrown away)",
        },
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (160, 72), "M": (2_400, 16), "L": (76_000, 1)},
    shapes=("random", "largest", "lopsided", "wrapped", "sparse"),
    complexity={
        "slow": "n^2",
        "medium": "n log n, 12 long complex transforms",
        "fast": "n log n, 7 shorter ones",
    },
    exponents={"slow": 1.7, "medium": 1.0, "fast": 0.9},
    category="numeric",
    family="exact convolution",
    tags=("numpy", "fft", "precision"),
    imports=("numpy",),
)


@TASK.correctness
def small_products(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    top = TASK.chosen["modulus"] - 1
    for size in (1, 2, 3, 7):
        yield array([0]), array([top]), size
        yield array([top]), array([top]), size
        yield array([top] * 5), array([top, 1, 0, 2]), size
        yield array([1] + [0] * 20), array([5]), size
    yield array([top, top]), array([1]), MAX_SIZE
    yield array([1, top]), array([2] * MAX_LENGTH), 5
    yield array([3] * MAX_LENGTH), array([top]), MAX_LENGTH - 1
    for _ in range(40):  # tiny, wrapped around from not at all to many times
        n, m = rng.randint(1, 9), rng.randint(1, 9)
        size = rng.choice((n + m - 1, n + m, max(1, n + m - 2), rng.randint(1, 20)))
        yield reduced(n, top, rng), reduced(m, top, rng), size
    for n in (900, 2_048):
        for size in (n, 2 * n - 1, n // 3):  # rounding errors and overflows show
            yield array([top] * n), array([top] * n), size
    for n, m in ((1_000, 1_024), (1_025, 1_023), (37, 2_001)):
        yield reduced(n, top, rng), reduced(m, top, rng), n + m - 1
    half = [top if i % 2 else 1 for i in range(1_500)]
    yield array(half), array([top - i for i in range(1_500)]), 3_000
    for shape in TASK.shapes:
        for n in (30, 300):
            yield large_product(n, shape, rng)


def reduced(n: int, top: int, rng: random.Random) -> np.ndarray:
    if rng.random() < 0.3:
        return array([rng.choice((0, 1, top)) for _ in range(n)])
    return np.frombuffer(rng.randbytes(8 * n), dtype="<i8") % (top + 1)


@TASK.stress
def large_product(n: int, shape: str, rng: random.Random) -> tuple[np.ndarray, np.ndarray, int]:
    """largest: nearly all coefficients at the upper limit; wrapped: several times around."""
    top = TASK.chosen["modulus"] - 1
    m = rng.randint(n // 3, n // 2) + 1 if shape == "lopsided" else n - rng.randint(0, n // 8)
    a, b = (np.frombuffer(rng.randbytes(8 * k), dtype="<i8") % (top + 1) for k in (n, m))
    if shape == "largest":
        a, b = top - a % 3, top - b % 3
    elif shape == "sparse":
        a, b = a * (a % 16 == 0), b * (b % 2 == 0)
    if shape == "wrapped":
        size = rng.randint(n // 5, n) + 1
    else:
        size = rng.choice((n, n + m - 1, n + m // 2))
    return a, b, size


@TASK.small
def tiny_product(rng: random.Random, shape: str) -> tuple[np.ndarray, np.ndarray, int]:
    a, b, size = large_product(rng.randint(1, 14), shape, rng)
    return a, b, size if rng.random() < 0.6 else rng.randint(1, 40)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    a, b, size = arguments
    for values in (a, b):
        assert type(values) is np.ndarray and values.dtype == np.int64 and values.ndim == 1
        assert 1 <= len(values) <= MAX_LENGTH
        assert int(values.min()) >= 0 and int(values.max()) < TASK.chosen["modulus"]
    assert type(size) is int and 1 <= size <= MAX_SIZE
