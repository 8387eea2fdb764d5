"""$wording the bytes `stream`, in which page views stand one after another. A view is the number of
the visited page, an unsigned integer of 32 bits in $endian-endian order, so there are
`n = len(stream) // 4` views.

A page is *hot* when its share of the views is $strict one `k`-th, that is when `views of the page`
is $strict `n / k`, taken as an exact fraction.

Return the list of all hot pages as pairs `(page, views)` with exact counts, the most visited page
first. Where several pages have the same number of views, the page with the $tie number comes first.
Without hot pages the list is empty.

Memory is tight: beyond the bare interpreter the process may use 8 MiB, which includes `stream`
itself. (While `stream` is read, before the call, a second copy of it exists; it is gone when the
call begins.) At the largest size nearly all pages may be different, and a table with a counter for
each of them does not fit. You may read the stream more than once.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from itertools import accumulate
from math import gcd
from typing import Any

from effbench.authoring import Task

MAX_VIEWS = 500_000
MAX_K = 1_000
MAX_PAGE = 2**32 - 1
ENDS = {"little": "<", "big": ">"}


def packed(pages: list[int]) -> bytes:
    return struct.pack(f"{ENDS[TASK.chosen['endian']]}{len(pages)}I", *pages)


TASK = Task(
    statement=__doc__,
    version=2,
    signature="def hot_pages(stream: bytes, k: int) -> list[tuple[int, int]]",
    examples=[
        (
            (bytes.fromhex("05000000 09000000 05000000 02000000 09000000 05000000 02000000"), 4),
            [(5, 3), (2, 2), (9, 2)],
        ),
        ((bytes.fromhex("07000000 07000000 08000000 08000000"), 2), []),
        ((b"", 3), []),
    ],
    limits=[
        "len(stream) is a multiple of 4",
        f"0 <= n <= {MAX_VIEWS:_}",
        f"1 <= k <= {MAX_K:_}",
        "memory: 8 MiB for stream and all that is made of it",
    ],
    ties=(
        "Where several pages have the same number of views, the page with the $tie number comes "
        "first."
    ),
    parameters={
        "strict": {"more": "more than", "least": "at least"},
        "tie": {"smaller": "smaller", "larger": "larger"},
        "endian": {"little": "little", "big": "big"},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (6_000, 12), "M": (40_000, 2), "L": (230_000, 1)},
    shapes=("distinct", "zipf", "almost", "few", "runs"),
    complexity={
        "slow": "n * different pages, in a fixed room",
        "medium": "n",
        "fast": "n, in compiled library code",
    },
    exponents={"slow": 1.9, "medium": 1.0, "fast": 1.0},
    category="streaming",
    family="frequent items in small memory",
    tags=("stream", "memory-tight", "two passes"),
    memory_limit_bytes=8 << 20,
)


@TASK.correctness
def small_streams(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield packed([0]), 1
    yield packed([MAX_PAGE]), MAX_K
    yield packed([MAX_PAGE, 0, MAX_PAGE, 1]), 2
    yield packed([3] * 10), 1
    for k in (2, 3, 4, 5):
        yield packed([4, 1, 3, 2] * 3), k
        yield packed([9] * 4 + [8] * 4 + [7] * 4), k
        yield packed([1, 2**31, 1, 2**31, 2**31 + 1]), k
    for _ in range(40):  # tiny and dense: counts at and around n / k
        pages = [rng.randint(0, 5) for _ in range(rng.randint(1, 20))]
        yield packed(pages), rng.randint(1, 8)
    for shape in TASK.shapes:
        for n in (60, 500):
            yield large_stream(n, shape, rng)
    for k in (2, 10, 33):  # hot by a hair, and the rest of the pages in a block of their own
        hot = [77] * (9_000 // k + 1)
        yield packed([*hot, *(rng.getrandbits(32) for _ in range(9_000 - len(hot)))]), k
        yield packed([*range(9_000 - len(hot)), *hot]), k
    # Two pages fill the first views; the hot one lags behind them for as long as it can.
    late = [2] * 2_048 + [3] * 2_048
    for share in (2_000, 2_200, *[2_450] * 6):
        late += [1] * share + list(range(4, 4_100 - share))
    yield packed(late), 2
    spread = [1 if i % 5 == 0 else i for i in range(9_000)]
    yield packed(spread), 5
    yield packed([*spread, 1]), 5
    for first in (False, True):  # forty pages that a blockwise count sees at different times
        pages = [i % 41 if first == (i < 6_000) else rng.getrandbits(32) for i in range(12_000)]
        yield packed(pages), 84


@TASK.stress
def large_stream(n: int, shape: str, rng: random.Random) -> tuple[bytes, int]:
    """distinct: a few hot pages among pages that occur once; almost: most pages miss the share by
    one view; runs: equal views stand together."""
    k = rng.randint(20, 60) if n >= 1_000 else rng.randint(3, 12)
    odd = rng.getrandbits(32) | 1
    if shape == "zipf":
        weights = list(accumulate(1 / (i + 1) for i in range(n // 4 + 1)))
        pages = rng.choices(range(n // 4 + 1), cum_weights=weights, k=n)
    elif shape == "few":
        pages = rng.choices(range(2 * k), k=n)
    else:
        pages = list(range(k, n + k))
        chosen = rng.randint(2, k - 1) if shape != "distinct" else 2
        at = 0
        for page in range(chosen):
            views = n // k + rng.choice((-1, 0, 0, 1, 1 if page < 2 else 0))
            views = max(0, min(views, n - at))
            pages[at : at + views] = [page] * views
            at += views
    if shape != "runs":  # spread evenly: shuffling would take longer than the task itself
        step = rng.randint(n // 3, n)
        while gcd(step, n) > 1:
            step += 1
        pages = [pages[i * step % n] for i in range(n)]
    return packed([page * odd & MAX_PAGE for page in pages]), k


@TASK.small
def tiny_stream(rng: random.Random, shape: str) -> tuple[bytes, int]:
    if rng.random() < 0.5:
        return large_stream(rng.randint(1, 40), shape, rng)
    pages = [rng.randint(0, 4) for _ in range(rng.randint(0, 16))]
    return packed(pages), rng.randint(1, 7)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    stream, k = arguments
    assert type(stream) is bytes and len(stream) % 4 == 0 and len(stream) // 4 <= MAX_VIEWS
    assert type(k) is int and 1 <= k <= MAX_K
