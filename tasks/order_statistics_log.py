"""$wording the log of a coin dealer. Coins are told apart by their value only; the dealer may own
any number of coins of one value, even a billion. At first there are none. Each entry of the log is
a tuple of three integers:

- `(0, value, count)`, **buy**. The dealer gets `count` coins of this value. The answer is how many
  coins of this value there are now.
- `(1, value, count)`, **sell**. Up to `count` coins of this value leave: all of them, if there are
  fewer. The answer is how many coins left.
- `(2, k, 0)`, **pick**. All coins are laid out in a row, $direction first.
  The answer is the value of the k-th coin in the row, where the first one has k = 1. With fewer
  than k coins the answer is $absent. No coin leaves.
- `(3, value, 0)`, **rank**. The answer is the number of coins that come before every coin of this
  value in that row$strict. The dealer need not own a coin of this value.

Return the list of answers, one for each entry, in the order of the log.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_ENTRIES = 100_000
MAX_VALUE = 10**9
MAX_COUNT = 10**9
MAX_K = 10**15
Log = list[tuple[int, int, int]]

TASK = Task(
    statement=__doc__,
    signature="def replay(log: list[tuple[int, int, int]]) -> list[int]",
    examples=[
        (
            ([(0, 5, 2), (0, -1, 3), (2, 3, 0), (2, 4, 0), (3, 5, 0), (1, 5, 9), (2, 4, 0)],),
            [2, 3, -1, 5, 3, 2, -2_000_000_000],
        ),
        (
            ([(3, 7, 0), (1, 7, 1), (0, 7, 1), (0, 7, 1), (3, 7, 0), (3, 8, 0), (2, 1, 0)],),
            [0, 0, 1, 2, 0, 2, 7],
        ),
    ],
    limits=[
        f"0 <= len(log) <= {MAX_ENTRIES:_}",
        f"-{MAX_VALUE:_} <= value <= {MAX_VALUE:_}",
        f"1 <= count <= {MAX_COUNT:_}",
        f"1 <= k <= {MAX_K:_}",
    ],
    ties="Return the list of answers, one for each entry, in the order of the log.",
    sizes={"S": (400, 32), "M": (1_600, 7), "L": (4_500, 10)},
    shapes=("random", "ascending", "ends", "refill", "crowded"),
    check=checks.equal,
    complexity={"slow": "n^2 log n", "medium": "n^2", "fast": "n^1.33"},
    exponents={"medium": 1.7, "fast": 1.1},  # what is added up in C weighs little
    category="stateful data structures",
    family="order statistics",
    tags=("trace", "order statistics", "blocks"),
    split="dev",
    parameters={
        "wording": {"own": "This is", "get": "You receive", "read": "You read"},
        "direction": {1: "the smallest value", -1: "the largest value"},
        "strict": {0: "", 1: ", plus the number of coins of this value"},
        "absent": {
            -2_000_000_000: "-2_000_000_000",
            2_000_000_000: "2_000_000_000",
            10**12: "1_000_000_000_000",
        },
    },
)


@TASK.correctness
def small_logs(rng: random.Random) -> Iterator[tuple[Log]]:
    most, top = MAX_COUNT, MAX_VALUE
    yield ([],)
    yield ([(2, 1, 0), (2, MAX_K, 0), (3, 0, 0), (1, 0, most)],)
    yield ([(0, top, most), (0, -top, most), (2, most, 0), (2, most + 1, 0), (3, top, 0)],)
    yield ([(0, 4, most)] * 9 + [(2, 9 * most, 0), (2, 9 * most + 1, 0), (1, 4, most), (3, 5, 0)],)
    yield ([(0, i, 1) for i in range(70)] + [(2, i, 0) for i in range(72)[1:]],)
    yield ([(0, i, i + 1) for i in range(40)] + [(3, i, 0) for i in range(-1, 42)],)
    for _ in range(60):  # tiny and dense
        yield ([entry(rng.randint(1, 6), 3, rng) for _ in range(rng.randint(4, 40))],)
    for _ in range(10):
        yield ([entry(60, 4, rng) for _ in range(300)],)
    for shape in TASK.shapes:
        for n in (60, 400, 800):
            yield large_log(n, shape, rng)


def entry(values: int, counts: int, rng: random.Random) -> tuple[int, int, int]:
    kind = rng.choice((0, 0, 1, 2, 2, 3))
    if kind == 2:
        return 2, rng.randint(1, values * counts), 0
    value = rng.randint(-values, values)
    return (3, value, 0) if kind == 3 else (kind, value, rng.randint(1, counts))


@TASK.stress
def large_log(n: int, shape: str, rng: random.Random) -> tuple[Log]:
    """n entries, more buys than sells.

    random: any values; ascending: every new value is the largest; ends: picks and sells at both
    ends of the row; refill: everything is sold, again and again; crowded: few values, many coins.
    """
    draw = rng.random
    log: Log = []
    owned: list[int] = []
    bought = 0
    for i in range(n):
        part = draw()
        counts = MAX_COUNT if shape == "crowded" else 9
        if part < 0.4 or not owned:
            value = rng.randint(-MAX_VALUE, MAX_VALUE)
            if shape == "ascending":
                value = i * 1_000 + rng.randint(0, 999)
            elif shape == "crowded":
                value = rng.randint(0, n // 4 + 2)
            count = rng.randint(1, counts)
            bought += count
            owned.append(value)
            log.append((0, value, count))
        elif part < 0.5:
            place = (0 if draw() < 0.5 else -1) if shape == "ends" else rng.randrange(len(owned))
            log.append((1, owned[place], rng.randint(1, counts)))
        elif part < 0.75:
            k = rng.randint(1, bought)
            if shape == "ends":
                k = rng.choice((1, 2, 1 + bought * 9 // 10, bought, bought + 1))
            log.append((2, k, 0))
        else:
            value = rng.choice(owned) + rng.randint(-1, 1)
            log.append((3, max(min(value, MAX_VALUE), -MAX_VALUE), 0))
        if shape == "refill" and len(owned) >= n // 4 + 2:
            log += [(1, value, MAX_COUNT) for value in owned[: n - len(log)]]
            owned, bought = owned[:1], 9
    return (log[:n],)


@TASK.small
def small(rng: random.Random, shape: str) -> tuple[Log]:
    (log,) = large_log(rng.randint(1, 25), shape, rng)
    kinds = {2: 50}  # entries name one of seven values, or one of the first fifty coins
    return ([(kind, x % kinds.get(kind, 7) + 1, c and c % 5 + 1) for kind, x, c in log],)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (log,) = arguments
    assert type(log) is list and len(log) <= MAX_ENTRIES
    for entry in log:
        assert type(entry) is tuple and len(entry) == 3
        kind, number, count = entry
        assert all(type(part) is int for part in entry) and 0 <= kind <= 3
        assert 1 <= number <= MAX_K if kind == 2 else abs(number) <= MAX_VALUE
        assert 1 <= count <= MAX_COUNT if kind < 2 else count == 0
