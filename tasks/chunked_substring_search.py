"""A transmission is stored as a list of `pieces` (`bytes` of any lengths, some may be empty) and
the `order` in which they were sent: the *stream* is `pieces[order[0]]`, then `pieces[order[1]]`,
and so on. Each of these parts of the stream is called a chunk; a piece can be sent many times, or
never. Search the stream for the non-empty bytes `pattern`.

A hit is a position `p` of the stream, counted from 0, at which the pattern begins:
`stream[p : p + len(pattern)] == pattern`. Hits may overlap each other, and a hit may reach over the
borders of any number of chunks.

Return a tuple of three integers:

1. the number of hits,
2. the sum of the positions of all hits,
3. the number of hits that cross a border, that is hits whose first and last byte lie in different
   chunks.

Memory is tight: beyond the bare interpreter the process may use 8 MiB, which includes the
arguments. At the largest size the stream alone would take several times that room, so it can't be
put together.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_PIECES = 500
MAX_BYTES = 200_000
MAX_ORDER = 240_000
MAX_PATTERN = 300

TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def search(pieces: list[bytes], order: list[int], pattern: bytes) -> tuple[int, int, int]"
    ),
    examples=[
        (([b"aba", b"", b"babab"], [0, 1, 2, 0], b"aba"), (5, 20, 2)),
        (([b"c", b"ab"], [1, 0, 1], b"cab"), (1, 2, 1)),
        (([b"aa"], [0, 0], b"a"), (4, 6, 0)),
    ],
    limits=[
        f"1 <= len(pieces) <= {MAX_PIECES}",
        f"0 <= sum of all len(piece) <= {MAX_BYTES:_}",
        f"0 <= len(order) <= {MAX_ORDER:_}",
        "0 <= order[i] < len(pieces)",
        f"1 <= len(pattern) <= {MAX_PATTERN}",
        "memory: 8 MiB for the arguments and all that is made of them",
    ],
    ties="Return a tuple of three integers",
    split="dev",
    sizes={"S": (60, 175), "M": (7_000, 6), "L": (230_000, 1)},
    shapes=("text", "runs", "short pieces", "long pattern", "periods"),
    complexity={
        "slow": "length of the stream",
        "medium": "pieces + order * pattern (copies), cached",
        "fast": "pieces + order + different neighbours * pattern",
    },
    exponents={"slow": 1.0, "medium": 1.0, "fast": 0.8},
    category="streaming",
    family="search in chunks",
    tags=("stream", "memory-tight", "string matching", "caching"),
    memory_limit_bytes=8 << 20,
)


@TASK.correctness
def small_streams(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [b""], [], b"a"
    yield [b""], [0, 0, 0], b"a"
    yield [b"a", b""], [0, 1, 0, 1, 1, 0], b"aa"
    yield [b"a"], [0] * 50, b"a" * 7
    yield [b"ab"], [0] * 40, b"babab"
    yield [b"\x00\xff", b"."], [0, 1, 0, 0], b"\xff\x00"
    yield [b".*", b"[a]"], [0, 1, 1, 0], b"*["
    yield [bytes(range(256))], [0, 0], bytes([255, 0])
    yield [b"x" * MAX_PATTERN], [0, 0, 0], b"x" * MAX_PATTERN
    yield [b"x" * (MAX_PATTERN - 1), b"y"], [0, 1, 0, 0], b"x" * MAX_PATTERN
    yield [b"q"] * MAX_PIECES, list(range(MAX_PIECES)), b"qq"
    yield [b"b" * (MAX_BYTES - 1), b"a"], [1, 0], b"ab"
    yield [b"ab", b"b", b"", b"a"], [i * i % 7 % 4 for i in range(900)], b"abba"
    yield [bytes([i % 251]) for i in range(300)], list(range(300)), bytes(range(100, 240))
    yield [b"a", b""], [1] * (MAX_ORDER - 2) + [0, 0], b"aa"
    pieces = [word(b"ab", rng.randint(1, 8), rng) for _ in range(100)]
    order = [rng.randrange(100) for _ in range(16_000)]  # never the same bytes before a chunk
    yield pieces, order, word(b"ab", MAX_PATTERN, rng)
    for _ in range(40):  # tiny and dense
        letters = b"a" if rng.random() < 0.2 else b"ab"
        pieces = [word(letters, rng.choice((0, 1, 1, 2, 3, 7)), rng) for _ in range(4)]
        order = [rng.randrange(4) for _ in range(rng.randint(1, 14))]
        yield pieces, order, word(letters, rng.randint(1, 5), rng)
    for shape in TASK.shapes:
        for n in (20, 150):
            yield large_stream(n, shape, rng)


def word(letters: bytes, length: int, rng: random.Random) -> bytes:
    return bytes(rng.choices(letters, k=length))


@TASK.stress
def large_stream(n: int, shape: str, rng: random.Random) -> tuple[list[bytes], list[int], bytes]:
    """runs: one letter nearly everywhere; periods: pieces of one periodic word, cut anywhere;
    short pieces: most hits reach over several chunks."""
    count = min(36, n // 40 + 3)
    if shape == "text":
        pieces = [word(b"abc", rng.randint(100, 500), rng) for _ in range(count)]
        pattern = word(b"abc", rng.randint(3, 4), rng)
    elif shape == "runs":
        pieces = [b"a" * rng.randint(60, 300) for _ in range(count)]
        pieces[0] = b"b"
        pattern = b"a" * rng.randint(40, 120)
    elif shape == "short pieces":
        pieces = [word(b"ab", rng.randint(0, 9), rng) for _ in range(count // 4 + 2)]
        pattern = word(b"ab", rng.randint(4, 6), rng)
    elif shape == "long pattern":
        whole = word(b"abcd", 700, rng)
        pieces = [whole[at : at + 350] for at in rng.choices(range(350), k=count - 2)]
        pattern = whole[rng.randint(0, 200) :][: rng.randint(60, 250)]
        pieces += [pattern * 2, pattern[1:] + pattern]
    else:
        base = word(b"ab", rng.randint(3, 11), rng)
        pieces = [
            (base * 60)[rng.randrange(len(base)) :][: rng.randint(100, 300)] for _ in range(count)
        ]
        pattern = (base * 30)[: rng.randint(20, 80)]
    order = rng.choices(range(len(pieces)), k=n)
    if shape == "periods":  # a piece follows itself now and then, so that runs go on
        for i in range(1, n):
            if rng.random() < 0.3:
                order[i] = order[i - 1]
    return pieces, order, pattern


@TASK.small
def tiny_stream(rng: random.Random, shape: str) -> tuple[list[bytes], list[int], bytes]:
    letters = b"a" if shape == "runs" else b"ab"
    longest = 2 if shape == "short pieces" else 5
    pieces = [word(letters, rng.randint(0, longest), rng) for _ in range(3)]
    order = [rng.randrange(3) for _ in range(rng.randint(0, 8))]
    return pieces, order, word(letters, rng.randint(1, 6 if shape == "long pattern" else 3), rng)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    pieces, order, pattern = arguments
    assert type(pieces) is list and 1 <= len(pieces) <= MAX_PIECES
    assert all(type(piece) is bytes for piece in pieces)
    assert sum(map(len, pieces)) <= MAX_BYTES
    assert type(order) is list and len(order) <= MAX_ORDER
    assert all(type(index) is int and 0 <= index < len(pieces) for index in order)
    assert type(pattern) is bytes and 1 <= len(pattern) <= MAX_PATTERN
