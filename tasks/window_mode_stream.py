"""$wording a list of integers `values` and a window length `k`. Window `w` holds the `k` values
`values[w], …, values[w + k - 1]`; the windows are visited in order, `w = 0, 1, …, n - k`, where `n`
is the length of the list.

Every window has a *champion*. It is one of the values that occur most often in the window. When
several values share the highest count, the champion is decided as follows. The champion of the
window before stays in office if it is among those values, and otherwise the $tie of them takes
over. In window 0 nobody is in office yet, so there the $tie of them is the champion.

A *reign* is a longest possible stretch of consecutive windows with the same champion. A value that
loses the office and wins it again later starts another reign.

Return a pair of integers:

1. the number of reigns;
2. the checksum of the champions: the sum over all windows of `(w + 1) * champion(w)`, reduced
   modulo $modulus to a number from 0 to $modulus - 1.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_LENGTH = 200_000
MAX_VALUE = 10**9
MODULI = (998_244_353, 1_000_000_007, 2_147_483_647, 1_000_003, 999_999_937)

TASK = Task(
    statement=__doc__,
    signature="def champion_ledger(values: list[int], k: int) -> tuple[int, int]",
    examples=[
        (([4, 2, 2, 4, 4, 7], 3), (2, 34)),
        (([5, 1, 5, 1, 5, 1], 2), (1, 75)),
        (([-3, -3, 8], 1), (2, 15)),
    ],
    limits=[
        f"1 <= len(values) <= {MAX_LENGTH:_}",
        f"-{MAX_VALUE:_} <= values[i] <= {MAX_VALUE:_}",
        "1 <= k <= len(values)",
    ],
    ties=(
        "The champion of the window before stays in office if it is among those values, and "
        "otherwise the $tie of them takes over."
    ),
    parameters={
        "tie": {"largest": "largest", "smallest": "smallest"},
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    split="dev",
    sizes={"S": (100, 240), "M": (2_000, 12), "L": (85_000, 1)},
    shapes=("random", "few", "sawtooth", "skewed", "blocks"),
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    category="array",
    family="window mode",
    tags=("sliding window", "heap", "ties"),
)


@TASK.correctness
def small_windows(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [7], 1
    yield [-MAX_VALUE], 1
    yield [MAX_VALUE, -MAX_VALUE, MAX_VALUE, MAX_VALUE], 1
    yield [MAX_VALUE] * 9, 9
    yield [3] * 12, 5
    for k in (1, 2, 3, 4):
        yield [1, 2] * 8, k
        yield [2, 1, 3, 1, 2, 3, 3, 2, 1, 1, 2, 3], k
    for _ in range(40):  # tiny and dense: nearly every window has a tie
        n = rng.randint(2, 14)
        top = rng.randint(1, 4)
        yield [rng.randint(-top, top) for _ in range(n)], rng.randint(1, n)
    for _ in range(10):  # windows that hold a value hundreds of times
        n = rng.randint(150, 300)
        yield [rng.choice((0, 0, 0, 1, 1, 2, 5)) for _ in range(n)], rng.randint(1, n)
    for shape in TASK.shapes:
        for n in (40, 160):
            yield large_window(n, shape, rng)
    yield [rng.randint(0, 40) for _ in range(2_000)], 300
    yield list(range(1_500)), 100
    names = [MAX_VALUE - rng.randint(0, 999) for _ in range(3)]
    yield rng.choices(names, k=20_000), 5  # the checksum outgrows 64 bits and a float's digits
    yield list(range(1_500, 0, -1)), 100


@TASK.stress
def large_window(n: int, shape: str, rng: random.Random) -> tuple[list[int], int]:
    """random: counts near each other; few: few values; sawtooth: all counts are equal for long
    stretches; skewed: few leaders above a long tail; blocks: long stretches of one value."""
    k = max(1, n // 4 - rng.randint(0, n // 20))
    names = [rng.randint(-MAX_VALUE, MAX_VALUE) for _ in range(n + 8)]
    if shape == "random":
        values = rng.choices(names[: n // 8 + 2], k=n)
    elif shape == "few":
        values = rng.choices(names[:5], k=n)
    elif shape == "sawtooth":
        period = sorted(names[: k + k // 3 + 2], reverse=rng.random() < 0.5)
        values = (period * (n // len(period) + 1))[:n]
    elif shape == "skewed":
        size = n // 6 + 2
        values = [names[int(size * rng.random() ** 3)] for _ in range(n)]
    else:
        values = []
        while len(values) < n:
            values += [rng.choice(names)] * rng.randint(1, max(2, n // 60))
        del values[n:]
    return values, k


@TASK.small
def tiny_window(rng: random.Random, shape: str) -> tuple[list[int], int]:
    if rng.random() < 0.5:
        return large_window(rng.randint(1, 24), shape, rng)
    n = rng.randint(1, 12)
    return [rng.randint(-2, 2) for _ in range(n)], rng.randint(1, n)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    values, k = arguments
    assert type(values) is list and 1 <= len(values) <= MAX_LENGTH
    assert all(type(value) is int and abs(value) <= MAX_VALUE for value in values)
    assert type(k) is int and 1 <= k <= len(values)
