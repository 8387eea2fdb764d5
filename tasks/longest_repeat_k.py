"""The letters of `text` stand on a ring: after the last letter the first one follows again. The
word of length `m` at position `p` consists of the `m` letters `text[p], text[p + 1], …`, with
positions taken modulo `n`, the length of the text. Lengths run from 1 to `n`, so a word goes round
the ring at most once.

A word *occurs* at every position `p` from 0 to `n - 1` where reading `m` letters gives that word.
Occurrences may overlap.

Find the longest word that occurs at `k` or more positions. If several words of that length do, take
the one that comes first in alphabetical order.

Return three integers: the length of the word, the smallest position at which it occurs, and the
number of positions at which it occurs. If not even a single letter occurs `k` times, return
`(0, 0, 0)`.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_LENGTH = 20_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"

TASK = Task(
    statement=__doc__,
    signature="def longest_on_ring(text: str, k: int) -> tuple[int, int, int]",
    examples=[
        (("banana", 2), (3, 1, 2)),
        (("abab", 2), (4, 0, 2)),
        (("abc", 2), (0, 0, 0)),
    ],
    limits=[
        f"1 <= len(text) <= {MAX_LENGTH:_}",
        "every character of text is a lower-case letter from a to z",
        f"2 <= k <= {MAX_LENGTH:_}",
    ],
    ties=(
        "If several words of that length do, take the one that comes first in alphabetical order."
    ),
    sizes={"S": (50, 110), "M": (700, 9), "L": (14_000, 1)},
    shapes=("random", "fibonacci", "thue_morse", "runs", "planted"),
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},
    exponents={"slow": 2.0, "medium": 1.25, "fast": 1.15},
    category="string",
    family="repeated substrings",
    tags=("suffix structure", "circular", "hash collisions"),
)


@TASK.correctness
def small_rings(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield "a", 2
    yield "a", MAX_LENGTH
    yield "z" * 7, 2
    yield "z" * 7, 7
    yield "z" * 7, 8
    yield "az" * 6, 3
    yield "az" * 6, 6
    yield "az" * 6, 7
    yield "aab" * 5 + "a", 4
    yield LETTERS, 2
    yield "zyx" * 2 + "abc" * 2, 2
    for _ in range(45):  # tiny and dense
        n = rng.randint(2, 14)
        yield word(rng, n, rng.randint(1, 3)), rng.randint(2, 5)
    for shape in TASK.shapes:
        for n in (40, 130):
            yield large_ring(n, shape, rng)
    for n in (600, 768, 800):
        yield large_ring(n, "thue_morse", rng)
    half = word(rng, 330, 3)
    yield half + "a" + half, 2
    yield half[:300] * 2, 2
    yield "b" * 650, 600
    yield "a" + "b" * 600, 300


def word(rng: random.Random, n: int, letters: int) -> str:
    return "".join(rng.choices(LETTERS[:letters], k=n))


@TASK.stress
def large_ring(n: int, shape: str, rng: random.Random) -> tuple[str, int]:
    """random: short repeats; fibonacci, thue_morse: the words of those names, the second of which
    deceives polynomial hashes modulo a power of two; runs: nearly one letter only; planted: one
    long word k times."""
    k = rng.randint(2, 4)
    if shape == "random":
        text = word(rng, n, 4)
    elif shape == "fibonacci":
        before, text = "b", "a"
        while len(text) < n:
            before, text = text, text + before
        text = text[:n]
    elif shape == "thue_morse":
        text = "".join("ab"[bin(i).count("1") & 1] for i in range(n))
    elif shape == "runs":
        letters = ["a"] * n
        for _ in range(3):
            letters[rng.randrange(n)] = "b"
        text = "".join(letters)
    else:
        seed = word(rng, n // (2 * k) + 1, 2)
        text = "".join(seed + word(rng, n // (2 * k), 3) for _ in range(k))[:n]
        text += word(rng, n - len(text), 3)
    turn = rng.randrange(n)
    names = rng.sample(LETTERS, 4)
    turned = text[turn:] + text[:turn]
    return turned.translate(dict(zip(map(ord, "abcd"), names, strict=True))), k


@TASK.small
def tiny_ring(rng: random.Random, shape: str) -> tuple[str, int]:
    if rng.random() < 0.5:
        return large_ring(rng.randint(1, 30), shape, rng)
    return word(rng, rng.randint(1, 14), rng.randint(1, 3)), rng.randint(2, 5)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    text, k = arguments
    assert type(text) is str and 1 <= len(text) <= MAX_LENGTH
    assert set(text) <= set(LETTERS)
    assert type(k) is int and 2 <= k <= MAX_LENGTH
