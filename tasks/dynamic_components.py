"""$wording `n` stations, numbered from 0 to `n - 1`, and a log of `operations` on the lines between
them. At first there are no lines. Every operation is a triple whose first item says what it is:

- `(0, a, b)`, **link**. A line is laid between the stations `a` and `b`. It counts as a line of its
  own even if the two are the same station, or are connected already.
- `(1, a, b)`, **ask**. The answer is 0 if the stations `a` and `b` are not connected by the lines
  that exist at this moment. Otherwise the answer is $known. A station is always connected with
  itself.
- `(2, k, 0)`, **roll back**. The `k` newest of the lines that still exist disappear; `k` is never
  more than the number of lines that exist, and may be 0. There is nothing that brings such a line
  back, but a new one may be laid between the same stations.

A group is a largest set of stations that are connected with each other; a station without lines is
a group of its own.

The digest of the answers starts at 0, and every question in turn, in the order of the log, changes
it into `(digest * 31 + answer) % $modulus`. Return the pair of the number of groups after the whole
log, and the digest.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_STATIONS = 100_000
MAX_OPERATIONS = 200_000
MODULI = (998244353, 1000000007, 1000000009, 754974721, 167772161, 469762049)

TASK = Task(
    statement=__doc__,
    signature="def replay_links(n: int, operations: list[tuple[int, int, int]]) -> tuple[int, int]",
    examples=[
        ((4, [(0, 0, 1), (0, 1, 2), (1, 2, 0), (1, 0, 3), (2, 1, 0), (1, 0, 1)]), (3, 2885)),
        ((3, [(0, 1, 1), (0, 0, 2), (0, 2, 0), (2, 2, 0), (1, 1, 1), (1, 0, 2)]), (3, 31)),
    ],
    limits=[
        f"1 <= n <= {MAX_STATIONS:_}",
        f"0 <= len(operations) <= {MAX_OPERATIONS:_}",
        "0 <= a <= n - 1, and 0 <= b <= n - 1",
        "0 <= k <= number of lines that exist",
        "memory: 256 MiB",
    ],
    ties="Return the pair of the number of groups after the whole log, and the digest.",
    parameters={
        "known": {
            "size": "the number of stations in their group",
            "groups": "the number of all groups at this moment",
        },
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given are", "network": "A railway has"},
    },
    split="dev",
    memory_limit_bytes=256 << 20,
    sizes={"S": (30, 1_100), "M": (1_500, 22), "L": (80_000, 1)},
    shapes=("mixed", "chain", "deep", "halves", "loops"),
    check=checks.equal,
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    category="graph",
    family="connectivity with undo",
    tags=("trace", "disjoint sets", "undo"),
)


@TASK.correctness
def small_logs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield 1, []
    yield 1, [(1, 0, 0), (0, 0, 0), (1, 0, 0), (2, 1, 0), (1, 0, 0)]
    yield 3, [(2, 0, 0), (0, 0, 1), (2, 0, 0), (1, 0, 1), (2, 1, 0), (1, 0, 1)]
    yield 4, [(0, 0, 1), (0, 2, 3), (0, 0, 3), (2, 2, 0), (1, 0, 1), (1, 2, 3), (1, 1, 2)]
    for _ in range(60):  # tiny and dense
        n = rng.randint(1, 7)
        yield n, any_log(n, rng.randint(5, 40), rng)
    for n in (12, 30, 60):
        yield n, any_log(n, 300, rng)
    for shape in TASK.shapes:
        for n in (30, 200):
            yield large_log(n, shape, rng)
    n = 1_500  # a chain that is deep if nothing keeps it flat
    for order in (1, -1):
        chain = [(0, v, v + 1) if order > 0 else (0, v + 1, v) for v in range(n - 1)]
        yield n, [*chain[::order], (1, 0, n - 1), (2, n // 2, 0), (1, 0, n - 1), (1, 700, 701)]


def any_log(n: int, length: int, rng: random.Random) -> list[tuple[int, int, int]]:
    lines = 0
    operations: list[tuple[int, int, int]] = []
    for _ in range(length):
        kind = rng.choice((0, 0, 0, 1, 1, 1, 2))
        if kind == 2:
            k = rng.choice((rng.randint(0, lines), min(lines, rng.randint(0, 2))))
            operations.append((2, k, 0))
            lines -= k
        else:
            operations.append((kind, rng.randrange(n), rng.randrange(n)))
            lines += kind == 0
    return operations


@TASK.stress
def large_log(n: int, shape: str, rng: random.Random) -> tuple[int, list[tuple[int, int, int]]]:
    """About `n` operations on half as many stations; at five or so moments lines disappear."""
    stations = max(2, n // 2)
    names = list(range(stations))
    rng.shuffle(names)
    lines: list[tuple[int, int]] = []
    operations: list[tuple[int, int, int]] = []
    part = max(2, n // 6)
    while len(operations) < n:
        for _ in range(part):
            if rng.random() < 0.6:
                lines.append(a_line(stations, shape, len(lines), rng))
                operations.append((0, *(names[v] for v in lines[-1])))
            else:
                operations.append((1, rng.randrange(stations), rng.randrange(stations)))
        most = len(lines) if shape == "deep" and rng.random() < 0.4 else len(lines) // 6
        k = rng.randint(0, most)
        operations.append((2, k, 0))
        del lines[len(lines) - k :]
    return stations, operations


def a_line(stations: int, shape: str, count: int, rng: random.Random) -> tuple[int, int]:
    if shape == "chain":  # grows at one end
        return count % stations, (count + 1) % stations
    if shape == "halves" and count < stations - 1:  # two chains and one line between them, often
        return (0, stations // 2) if count % 50 == 49 else (count, max(0, count - 2))
    if shape == "loops" and rng.random() < 0.3:
        return (rng.randrange(stations),) * 2
    return rng.randrange(stations), rng.randrange(stations)


@TASK.small
def tiny_log(rng: random.Random, shape: str) -> tuple[int, list[tuple[int, int, int]]]:
    if rng.random() < 0.5:
        return large_log(rng.randint(4, 24), shape, rng)
    n = rng.randint(1, 5)
    return n, any_log(n, rng.randint(0, 20), rng)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    n, operations = arguments
    assert type(n) is int and 1 <= n <= MAX_STATIONS
    assert type(operations) is list and len(operations) <= MAX_OPERATIONS
    lines = 0
    for operation in operations:
        assert type(operation) is tuple and all(type(number) is int for number in operation)
        if operation[:1] == (2,):
            assert len(operation) == 3 and 0 <= operation[1] <= lines and operation[2] == 0
            lines -= operation[1]
        else:
            assert operation[:1] in ((0,), (1,)) and len(operation) == 3
            assert all(0 <= station <= n - 1 for station in operation[1:])
            lines += operation[0] == 0
