"""$wording the bytes `data`, a log of scored events that is too long to be unpacked as a whole.
Each event takes 8 bytes: a key (unsigned, 32 bits) and then a score (signed, 32 bits), both
little-endian. Events are numbered 1, 2, 3, … as they stand in the log.

For each key only its `k` best events count. An event is better than another one of the same key if
its score is $order; where the scores are equal, the $tie event is the better one. A key with fewer
than `k` events keeps them all.

Rank a key's kept events from the best (rank 1) to the weakest one. Return a list with one tuple for
each key that occurs, in ascending order of the keys:

`(key, weakest, checksum)`

- `weakest`: the score of the weakest kept event,
- `checksum`: the sum over the kept events of `rank * number of the event`, reduced modulo $modulus
  to a number from 0 to $modulus - 1.

Memory is tight: beyond the bare interpreter the process may use 14 MiB, which includes `data`
itself. Objects for all events at once do not fit at the largest size.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from effbench.authoring import Task

MAX_EVENTS = 400_000
MAX_K = 1_000
MAX_KEPT = 20_000
LOWEST, HIGHEST = -(2**31), 2**31 - 1
MODULI = (1_000_003, 998_244_353, 65_521, 99_991, 1_000_000_007, 104_729)


def log(events: list[tuple[int, int]]) -> bytes:
    return b"".join(struct.pack("<Ii", key, score) for key, score in events)


TASK = Task(
    statement=__doc__,
    signature="def best_per_key(data: bytes, k: int) -> list[tuple[int, int, int]]",
    examples=[
        ((log([(7, 10), (3, -5), (7, 30), (7, 10), (7, 20)]), 3), [(3, -5, 2), (7, 10, 16)]),
        ((log([(1, 4), (1, 4), (2, 0), (1, 4)]), 2), [(1, 4, 5), (2, 0, 3)]),
        ((b"", 1), []),
    ],
    limits=[
        "len(data) is a multiple of 8",
        f"0 <= number of events <= {MAX_EVENTS:_}",
        f"1 <= k <= {MAX_K:_}",
        f"1 <= k * number of different keys <= {MAX_KEPT:_} (unless there are no events)",
        "memory: 14 MiB for data and all that is made of it",
    ],
    ties="where the scores are equal, the $tie event is the better one.",
    parameters={
        "tie": {"earlier": "earlier", "later": "later"},
        "order": {"higher": "higher", "lower": "lower"},
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (1_500, 48), "M": (20_000, 4), "L": (300_000, 1)},
    shapes=("uniform", "one key", "improving", "ties", "hot"),
    complexity={"slow": "n * k", "medium": "n * log(k)", "fast": "n + kept * log(n)"},
    exponents={"slow": 1.1, "medium": 1.0, "fast": 1.0},
    category="streaming",
    family="best k of each group",
    tags=("stream", "memory-tight", "heap"),
    memory_limit_bytes=14 << 20,
)


@TASK.correctness
def small_logs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    for key in (0, 1, 2**31, 2**32 - 1):
        yield log([(key, LOWEST), (key, HIGHEST), (key, 0), (key, -1)]), 2
        yield log([(key, LOWEST)]), MAX_K
    yield log([(5, 1), (2**32 - 1, 1), (0, 1)]), 1
    yield log([(9, 3)] * 12), 5
    for _ in range(40):  # tiny and dense: many equal scores, k around the number of events a key
        events = [(rng.randint(0, 2), rng.randint(-2, 2)) for _ in range(rng.randint(2, 24))]
        yield log(events), rng.randint(1, 6)
    for shape in TASK.shapes:
        for n in (50, 400):
            yield large_log(n, shape, rng)
    yield log([(i * 2_654_435_761 % 2**32, i - 900) for i in range(1_800)]), 11
    yield log([(4, i // 40) for i in range(1_500)]), MAX_K
    yield log([(4, -i) for i in range(2_500)] + [(4, i) for i in range(500)]), 300
    yield large_log(9_000, "uniform", rng)


@TASK.stress
def large_log(n: int, shape: str, rng: random.Random) -> tuple[bytes, int]:
    """uniform: many keys; improving: most events displace another; ties: few scores;
    hot: few keys have most of the events."""
    k = rng.randint(18, 24) if n >= 3_000 else rng.randint(2, 6)
    count = 1 if shape == "one key" else min(120, n // 800 + 2)
    keys = [rng.getrandbits(32) for _ in range(count)]
    top = 6 if shape == "ties" else HIGHEST
    if shape == "hot":
        weights = list(accumulate(1 / (i + 1) ** 1.3 for i in range(count)))
        chosen = rng.choices(keys, cum_weights=weights, k=n)
    else:
        chosen = rng.choices(keys, k=n)
    raw = memoryview(rng.randbytes(4 * n)).cast("i").tolist()
    if shape == "ties":
        scores = [value % (2 * top + 1) - top for value in raw]
    elif shape == "improving":  # in both senses: a quarter of the events goes beyond all before
        step = HIGHEST // (n + 1)
        scores = [
            (step * i if value % 2 else -step * i) if value % 8 < 2 else value >> 8
            for i, value in enumerate(raw)
        ]
    else:
        scores = raw
    flat = [0] * (2 * n)
    flat[::2], flat[1::2] = [key - (key >> 31 << 32) for key in chosen], scores
    return struct.pack(f"<{2 * n}i", *flat), k


@TASK.small
def tiny_log(rng: random.Random, shape: str) -> tuple[bytes, int]:
    if rng.random() < 0.4:
        return large_log(rng.randint(1, 40), shape, rng)
    events = [(rng.randint(0, 2), rng.randint(-2, 2)) for _ in range(rng.randint(0, 14))]
    return log(events), rng.randint(1, 5)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    data, k = arguments
    assert type(data) is bytes and len(data) % 8 == 0 and len(data) // 8 <= MAX_EVENTS
    assert type(k) is int and 1 <= k <= MAX_K
    assert k * len({key for key, _ in struct.iter_unpack("<Ii", data)}) <= MAX_KEPT
