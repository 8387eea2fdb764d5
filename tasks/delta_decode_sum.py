"""$wording the bytes `data`, a compact recording of measured values. Sum them block by block.

The bytes form *numbers* without a sign, one after another. A number takes 1 to 10 bytes. The top
bit of each byte (value 128) says whether the number goes on: $flag. The lower 7 bits of
its bytes are its digits to the base 128, the $first digit first. The encoding need not be the
shortest one: leading zero digits are allowed. Every number is less than 2**64.

The numbers form *blocks*, and nothing else is in the data. A block begins with its length `c >= 0`,
a number, which is followed by `c` numbers, the block's steps. A number `u` stands for a step with a
sign: `u / 2` if `u` is even, and `-(u + 1) / 2` if it is odd (so 0, 1, 2, 3, 4 stand for 0, -1, 1,
-2, 2). The block's values are what one gets by adding up its steps one by one: the first value is
the first step, and each further value is the value before plus its step. Every block starts afresh
from 0.

Return a list with one integer for each block, in order: the exact sum of the block's values,
reduced modulo $bits to a number that is not negative. A block without steps has the sum 0.
Values and sums may grow far beyond 64 bits before they are reduced.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_BYTES = 4_000_000
TOP = 2**64 - 1
BITS = (64, 63)


def digits(number: int, padding: int = 0) -> bytes:
    low = [number & 127]
    while number := number >> 7:
        low.append(number & 127)
    low += [0] * min(padding, 10 - len(low))
    marked = low if TASK.chosen["first"] == "lowest" else low[::-1]
    flagged = TASK.chosen["flag"] == "more"
    last = len(marked) - 1
    return bytes(d | 128 if flagged == (i < last) else d for i, d in enumerate(marked))


def packed(blocks: list[list[int]], padding: int = 0) -> bytes:
    return b"".join(
        b"".join([digits(len(block), padding), *(digits(u, padding) for u in block)])
        for block in blocks
    )


TASK = Task(
    statement=__doc__,
    signature="def block_sums(data: bytes) -> list[int]",
    examples=[],
    limits=[
        f"0 <= len(data) <= {MAX_BYTES:_}",
        "1 to 10 bytes a number; every number is less than 2**64; the last block is complete",
    ],
    ties="Return a list with one integer for each block, in order",
    parameters={
        "bits": {bits: f"2**{bits}" for bits in BITS},
        "first": {"lowest": "lowest", "highest": "highest"},
        "flag": {
            "more": "it is 1 in all bytes of a number but its last one, where it is 0",
            "last": "it is 0 in all bytes of a number but its last one, where it is 1",
        },
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    split="dev",
    sizes={"S": (6_000, 24), "M": (80_000, 4), "L": (1_200_000, 1)},
    shapes=("small steps", "wide", "longest", "zeros", "short blocks"),
    complexity={
        "slow": "n^2 (copies the rest of the data)",
        "medium": "n, some array calls for each block",
        "fast": "n, in array operations",
    },
    exponents={"slow": 1.2, "medium": 0.9, "fast": 0.9},
    category="streaming",
    family="variable-length numbers",
    tags=("stream", "numpy", "binary format"),
    imports=("numpy",),
)
TASK.examples = [
    ((packed([[10, 3, 0], [], [600]]),), [11, 0, 300]),
    ((packed([[1, 1]], padding=1),), [2 ** TASK.chosen["bits"] - 3]),
    ((b"",), []),
]


@TASK.correctness
def small_recordings(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield (packed([[]]),)
    yield (packed([[], [], [0], []]),)
    yield (packed([[], [5]], padding=9),)
    for number in (1, 127, 128, 2**31, 2**53 + 1, 2**63 - 1, 2**63, TOP - 1, TOP):
        yield (packed([[number]]),)
        yield (packed([[number] * 3, [], [1, number], [0]], padding=rng.randint(0, 9)),)
    yield (packed([[TOP] * 40, [TOP - 1] * 40]),)
    yield (packed([[i % 3 for i in range(127)], list(range(128)), [7] * 129]),)
    yield (packed([[2**40 + i for i in range(16_384)], [3]]),)
    yield (packed([[]] * 500),)
    for _ in range(40):  # tiny and dense: every number of bytes, padded or not
        widths = [rng.choice((0, 1, 2, 6, 7, 8, 14, 21, 40, 63, 64)) for _ in range(6)]
        blocks = [
            [rng.getrandbits(rng.choice(widths) or 1) for _ in range(rng.choice((0, 1, 2, 5)))]
            for _ in range(rng.randint(1, 6))
        ]
        yield (packed(blocks, padding=rng.choice((0, 0, 1, 3, 9))),)
    for shape in TASK.shapes:
        for n in (100, 3_000):
            yield large_recording(n, shape, rng)


@TASK.stress
def large_recording(n: int, shape: str, rng: random.Random) -> tuple[bytes]:
    """About `n` bytes. The blocks are put together from a stock of encoded pieces."""
    if shape == "wide":
        stock = [rng.getrandbits(rng.randint(1, 64)) for _ in range(300)]
    elif shape == "longest":
        stock = [TOP - rng.getrandbits(20) for _ in range(200)]
    elif shape == "zeros":
        stock = [0] * 60 + [1, 2, 300]
    else:
        stock = [int(rng.expovariate(1 / 60)) for _ in range(600)]
    encoded = [digits(u, rng.choice((0, 9)) if shape == "longest" else 0) for u in stock]
    runs = [[rng.choice(encoded) for _ in range(24)] for _ in range(200)]
    pieces = [b"".join(run) for run in runs]
    blocks: list[bytes] = []
    size = 0
    while size < n:
        if shape == "short blocks":
            count = rng.choice((0, 1, 3, 24, 24, 48))
        else:
            count = rng.choice((0, 24, 24, 48, 72, 120))
        whole, rest = divmod(count, 24)
        body = b"".join(rng.choices(pieces, k=whole)) + b"".join(rng.choices(encoded, k=rest))
        blocks.append(digits(count) + body)
        size += len(blocks[-1])
        if size + 4_000 > n and n < 4_000:
            break
    return (b"".join(blocks),)


@TASK.small
def tiny_recording(rng: random.Random, shape: str) -> tuple[bytes]:
    widths = {"small steps": 9, "wide": 64, "longest": 64, "zeros": 1, "short blocks": 6}[shape]
    most = 1 if shape == "short blocks" else 5
    blocks = [
        [rng.getrandbits(rng.randint(1, widths)) for _ in range(rng.randint(0, most))]
        for _ in range(rng.randint(0, 5))
    ]
    return (packed(blocks, padding=rng.choice((0, 9)) if shape == "longest" else 0),)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (data,) = arguments
    assert type(data) is bytes and len(data) <= MAX_BYTES
    low_first, end = TASK.chosen["first"] == "lowest", int(TASK.chosen["flag"] == "last")
    remaining, taken, number = 0, 0, 0
    for byte in data:
        digit = byte & 127
        number = number | digit << 7 * taken if low_first else number << 7 | digit
        taken += 1
        assert taken <= 10 and number >> 64 == 0
        if byte >> 7 == end:
            remaining = remaining - 1 if remaining else number
            taken = number = 0
    assert remaining == taken == 0
