"""Replay the log of a small cache and report what each operation answers.

The cache keeps at most `capacity` entries. An entry has a key, a value and a moment at which it
expires. Entries are ordered by when they were last *used*. The clock starts at 0 and moves only by
ticks. Each operation is a tuple whose first item says what it is:

- `(0, key)`, **get**. If the key is in the cache, the answer is its value, and the entry becomes
  the most recently used one; its moment of expiry stays. Otherwise the answer is -1.
- `(1, key, value, ttl)`, **put**. With `ttl > 0`, the key gets this value, expires at the moment
  *now + ttl* (whatever it had before is forgotten), and is the most recently used entry. If the key
  was not in the cache and the cache already held `capacity` entries, the least recently used of
  these entries leaves first; then the answer is the key that left. In all other cases the answer is
  -1. With `ttl = 0` nothing is stored: if the key is in the cache, it is removed; no other entry
  leaves, and the answer is -1.
- `(2, dt)`, **tick**. The clock advances by `dt`, and every entry whose moment of expiry is now
  reached or passed is removed. The answer is the number of entries removed. With `dt = 0` it is 0.

So expired entries never take up space, and an entry that was evicted or removed before does not
count when its former moment of expiry comes.

Return the list of answers, one integer for each operation, in the order of the log.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_OPERATIONS = 200_000
MAX_CAPACITY = 100_000
MAX_NUMBER = 10**9
WIDTHS = {0: 2, 1: 4, 2: 2}  # operation -> length of its tuple

TASK = Task(
    statement=__doc__,
    signature="def replay(capacity: int, operations: list[tuple[int, ...]]) -> list[int]",
    examples=[
        (
            (2, [(1, 7, 70, 5), (1, 8, 80, 3), (0, 7), (1, 9, 90, 9), (0, 8), (2, 5), (0, 9)]),
            [-1, -1, 70, 8, -1, 1, 90],
        ),
        (
            (1, [(1, 4, 40, 2), (1, 4, 41, 6), (2, 2), (0, 4), (1, 4, 0, 0), (1, 5, 1, 1), (2, 9)]),
            [-1, -1, 0, 41, -1, -1, 1],
        ),
    ],
    limits=[
        f"1 <= capacity <= {MAX_CAPACITY:_}",
        f"0 <= len(operations) <= {MAX_OPERATIONS:_}",
        f"0 <= key, value, ttl, dt <= {MAX_NUMBER:_}",
    ],
    sizes={"S": (900, 36), "M": (7_500, 4), "L": (90_000, 1)},
    shapes=("mixed", "thrash", "together", "zeros", "hot"),
    check=checks.equal,
    ties=("Return the list of answers, one integer for each operation, in the order of the log."),
    complexity={
        "slow": "operations * capacity",
        "medium": "operations + ticks * capacity",
        "fast": "operations * log(operations)",
    },
    exponents={"slow": 1.5, "medium": 1.35, "fast": 1.1},
    category="stateful data structures",
    family="cache with expiry",
    tags=("trace", "cache", "heap"),
)


@TASK.correctness
def small_logs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield 1, []
    yield 3, [(0, 1), (2, 0), (2, 5)]
    yield 2, [(1, 1, 10, 4), (1, 2, 20, 4), (1, 3, 30, 0), (0, 1), (1, 4, 40, 1), (0, 2), (2, 1)]
    yield 2, [(1, 1, 5, MAX_NUMBER), (2, MAX_NUMBER - 1), (0, 1), (2, 1), (0, 1)]
    for _ in range(50):  # tiny and dense: few keys, short lives
        capacity = rng.randint(1, 4)
        keys = capacity + rng.randint(0, 2)
        yield capacity, [any_operation(keys, 4, 2, rng) for _ in range(rng.randint(5, 40))]
    for _ in range(12):
        capacity = rng.randint(3, 10)
        yield capacity, [any_operation(capacity + 3, 20, 5, rng) for _ in range(150)]
    for shape in TASK.shapes:
        for n in (60, 400):
            yield large_log(n, shape, rng)


def any_operation(keys: int, ttl: int, dt: int, rng: random.Random) -> tuple[int, ...]:
    kind = rng.choice((0, 0, 1, 1, 1, 2))
    if kind == 0:
        return 0, rng.randrange(keys)
    if kind == 1:
        return 1, rng.randrange(keys), rng.randint(0, 99), rng.randint(0, ttl)
    return 2, rng.randint(0, dt)


@TASK.stress
def large_log(n: int, shape: str, rng: random.Random) -> tuple[int, list[tuple[int, ...]]]:
    """`n` operations; about one in twelve is a tick."""
    capacity = max(1, min(400, n // 15))
    keys = capacity * (3 if shape in ("thrash", "zeros") else 2) + 2
    hot = max(1, keys // 20)
    puts = 0.65 if shape == "thrash" else 0.5
    operations: list[tuple[int, ...]] = []
    for _ in range(n):
        draw = rng.random()
        key = rng.randrange(hot) if shape == "hot" and rng.random() < 0.7 else rng.randrange(keys)
        if draw < 0.08:
            operations.append((2, pause(shape, capacity, rng)))
        elif draw < 0.08 + puts:
            operations.append((1, key, rng.randrange(MAX_NUMBER), life(shape, capacity, rng)))
        else:
            operations.append((0, key))
    return capacity, operations


def pause(shape: str, capacity: int, rng: random.Random) -> int:
    if shape == "together":  # long waits after which all entries are gone at once
        return capacity if rng.random() < 0.03 else 0
    return rng.randint(0, 8)


def life(shape: str, capacity: int, rng: random.Random) -> int:
    if shape == "together":
        return capacity
    if shape == "zeros" and rng.random() < 0.4:
        return 0
    return rng.randint(1, 6 * capacity if shape == "hot" else 2 * capacity)


@TASK.small
def tiny_log(rng: random.Random, shape: str) -> tuple[int, list[tuple[int, ...]]]:
    capacity = rng.randint(1, 3)
    keys = 2 if shape == "hot" else capacity + rng.randint(1, 2)
    ttl = 1 if shape == "zeros" else rng.randint(2, 6)
    dt = 9 if shape == "together" else 2
    return capacity, [any_operation(keys, ttl, dt, rng) for _ in range(rng.randint(0, 18))]


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    capacity, operations = arguments
    assert type(capacity) is int and 1 <= capacity <= MAX_CAPACITY
    assert type(operations) is list and len(operations) <= MAX_OPERATIONS
    for operation in operations:
        assert type(operation) is tuple and operation[:1] in ((0,), (1,), (2,))
        assert len(operation) == WIDTHS[operation[0]]
        assert all(type(number) is int and 0 <= number <= MAX_NUMBER for number in operation)
