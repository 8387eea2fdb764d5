"""A vending machine holds a limited stock of coins. `coins` lists the stock as pairs
`(value, count)`: `count` coins of that value are there. A `count` of -1 means that the machine has
as many coins of that value as anybody could want; a `count` of 0 means that it has none of them.
The same value may be listed more than once. Then the stocks of these entries add up, and the value
is without limit as soon as one of its entries is.

For every sum of money from 0 to `amount`, find the fewest coins that pay exactly this sum out of
the full stock. Each sum is a question of its own: the machine is refilled in between. No change is
given back.

Return a list of `amount + 1` integers. The entry at index `s` is the fewest coins that pay the sum
`s`, or -1 if the stock cannot pay this sum. The entry at index 0 is 0.

The list of coins may be empty, its entries are in no particular order, and a coin may be worth more
than `amount`.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_KINDS = 40
MAX_VALUE = 10**6
MAX_COUNT = 10**6
MAX_AMOUNT = 60_000
PRIMES = [p for p in range(3, 160) if all(p % q for q in (2, 3, 5, 7, 11) if q < p)]

TASK = Task(
    statement=__doc__,
    signature="def fewest_coins(coins: list[tuple[int, int]], amount: int) -> list[int]",
    examples=[
        (([(5, 2), (2, 3)], 12), [0, -1, 1, -1, 2, 1, 3, 2, -1, 3, 2, 4, 3]),
        (([(4, 1), (3, -1), (4, 1)], 8), [0, -1, -1, 1, 1, -1, 2, 2, 2]),
        (([(9, -1), (1, 0)], 3), [0, -1, -1, -1]),
    ],
    limits=[
        f"0 <= len(coins) <= {MAX_KINDS}",
        f"1 <= value <= {MAX_VALUE:_}",
        f"-1 <= count <= {MAX_COUNT:_}",
        f"0 <= amount <= {MAX_AMOUNT:_}",
    ],
    sizes={"S": (280, 100), "M": (4_000, 5), "L": (27_000, 1)},
    shapes=("small", "plenty", "primes", "scarce", "even"),
    check=checks.equal,
    ties=(
        "The entry at index `s` is the fewest coins that pay the sum `s`, or -1 if the "
        "stock cannot pay this sum."
    ),
    complexity={
        "slow": "amount * sum of counts",
        "medium": "amount * sum of log(count)",
        "fast": "amount * kinds",
    },
    exponents={"slow": 1.9, "medium": 1.45, "fast": 1.35},
    category="dp",
    family="bounded coin change",
    tags=("dp", "sliding window"),
)


@TASK.correctness
def small_stocks(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [], 0
    yield [], 4
    yield [(7, 3)], 6
    yield [(1, 0), (2, -1)], 9
    yield [(3, 2), (3, 2), (3, 1)], 20
    yield [(4, 2), (4, -1), (5, 1)], 30
    yield [(7, 3)], 7
    yield [(2, 4), (9, 1)], 9
    yield [(1, 1_400)], 1_500
    yield [(1, -1), (MAX_VALUE, MAX_COUNT)], 40
    for count in range(4, 13):  # limits at and next to the powers of two and the amount
        yield [(3, count)], 36
        yield [(2, count), (5, 3)], 25
    for _ in range(40):  # tiny and dense
        kinds = rng.randint(1, 4)
        coins = [(rng.randint(1, 9), rng.choice((-1, 0, 1, 1, 2, 3, 5, 9))) for _ in range(kinds)]
        yield coins, rng.randint(1, 40)
    for _ in range(15):  # limits that bind, values that don't divide one another
        values = [rng.randint(2, 25) for _ in range(rng.randint(2, 5))]
        yield [(value, rng.randint(3, 14)) for value in values], rng.randint(60, 240)
    # A large coin makes some sums far cheaper than their neighbours, until the small coins end.
    yield [(54, 2), (64, 1), (14, 9), (1, 5)], 185
    yield [(81, 1), (77, 1), (20, 4), (3, 4)], 275
    yield [(69, 1), (43, 1), (11, 7), (1, 5)], 204
    for _ in range(14):
        coins = [(rng.randint(40, 90), rng.randint(1, 2)) for _ in range(2)]
        coins += [(rng.randint(11, 25), rng.randint(4, 9)), (rng.randint(1, 3), rng.randint(4, 12))]
        yield rng.sample(coins, 4), rng.randint(150, 300)
    for shape in TASK.shapes:
        yield large_stock(90, shape, rng)
        yield large_stock(400, shape, rng)


@TASK.stress
def large_stock(n: int, shape: str, rng: random.Random) -> tuple[list[tuple[int, int]], int]:
    """`n` is the amount; the number of kinds grows slowly with it."""
    kinds = min(30, 6 + n // 800)
    if shape == "primes":
        values = rng.sample(PRIMES[: kinds + 1], kinds)
    elif shape == "even":
        values = rng.sample(range(2, 2 * kinds + 16, 2), kinds)
    elif shape == "plenty":
        values = rng.sample(range(5, 2 * kinds + 15), kinds)
    else:
        values = rng.sample(range(2, kinds + 8), kinds)
    coins = []
    for value in values:
        share = n / value
        if shape == "plenty":
            share *= rng.uniform(0.03, 0.3)
        elif shape == "scarce":
            share *= rng.uniform(0.4, 1.1) / kinds
        else:
            share *= rng.uniform(0.6, 1.5) / kinds
        coins.append((value, max(1, int(share))))
    if shape == "plenty" and rng.random() < 0.5:
        coins[0] = (coins[0][0], -1)
    return coins, n


@TASK.small
def tiny_stock(rng: random.Random, shape: str) -> tuple[Any, ...]:
    most = {"small": 4, "plenty": 5, "primes": 7, "scarce": 9, "even": 8}[shape]
    counts = (0, 1, 1, 2) if shape == "scarce" else (-1, 0, 1, 2, 3, 5)
    values = [v for v in range(1, most + 1) if shape != "even" or v % 2 == 0]
    kinds = rng.randint(0, 4)
    return [(rng.choice(values), rng.choice(counts)) for _ in range(kinds)], rng.randint(0, 14)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    coins, amount = arguments
    assert type(coins) is list and len(coins) <= MAX_KINDS
    assert all(type(coin) is tuple and len(coin) == 2 for coin in coins)
    assert all(type(number) is int for coin in coins for number in coin)
    assert all(1 <= value <= MAX_VALUE and -1 <= count <= MAX_COUNT for value, count in coins)
    assert type(amount) is int and 0 <= amount <= MAX_AMOUNT
