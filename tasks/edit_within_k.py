"""An *edit* changes a text by one letter: it inserts a letter anywhere, deletes a letter, or
replaces a letter by another one. Each of the three counts as one edit.

Given are two texts, `source` and `target`, and a number `k`. A *beginning* of `target` is what its
first `m` letters form, for some `m` from 0 to the length of `target`; the empty text and the whole
target are beginnings, too.

Find the fewest edits that turn the whole `source` into some beginning of `target`. If several
beginnings can be reached with that number of edits, take the longest of them.

Return a pair: the number of edits, and the length `m` of the beginning. If every beginning takes
more than `k` edits, return `(-1, -1)`.

The texts may be long, while `k` is small beside their lengths in the larger inputs.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_LENGTH = 60_000
MAX_K = 1_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"

TASK = Task(
    statement=__doc__,
    signature="def edits_to_beginning(source: str, target: str, k: int) -> tuple[int, int]",
    examples=[
        (("abcd", "abxdefg", 2), (1, 4)),
        (("ab", "ba", 1), (1, 1)),
        (("zzz", "aaaa", 2), (-1, -1)),
        (("", "abc", 0), (0, 0)),
    ],
    limits=[
        f"0 <= len(source) <= {MAX_LENGTH:_}",
        f"0 <= len(target) <= {MAX_LENGTH:_}",
        "source and target consist of the letters a to z",
        f"0 <= k <= {MAX_K:_}",
    ],
    ties=(
        "If several beginnings can be reached with that number of edits, take the longest of them."
    ),
    sizes={"S": (40, 200), "M": (1_500, 8), "L": (38_000, 1)},
    shapes=("noisy", "shifted", "beyond", "binary", "stuttering"),
    complexity={"slow": "n^2", "medium": "n + k^2", "fast": "n * k / word size"},
    exponents={"slow": 2.0, "medium": 1.1, "fast": 1.15},
    category="string",
    family="bounded edit distance",
    tags=("bit parallel", "diagonals", "ties"),
)


@TASK.correctness
def small_texts(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield "", "", 0
    yield "", "zz", MAX_K
    yield "a", "", 0
    yield "a", "", 1
    yield "abc", "abc", 0
    yield "abc", "abd", 0
    yield "a", "b", 0
    yield "abc", "xbc", 0
    yield "abc", "xabc", 1
    yield "aaaa", "aa", 1
    yield "aaaa", "aa", 2
    yield "ab" * 9, "ba" * 9, 1
    yield "abcab", "abcabcab", 3
    for _ in range(50):  # tiny and dense
        source = word(rng, rng.randint(0, 7), 2)
        yield source, word(rng, rng.randint(0, 8), 2), rng.randint(0, 5)
    for shape in TASK.shapes:
        for n in (25, 90, 220):
            yield large_texts(n, shape, rng)
    for edits, k in ((9, 9), (10, 9), (9, 8)):  # at the limit and beyond
        base = word(rng, 160, 4)
        yield edited(rng, base, edits), base + word(rng, 30, 4), k
    base = word(rng, 850, 4)
    yield base, edited(rng, base, 20), 30
    base = word(rng, 500, 3)
    yield base, base[:260] + base[280:], 60
    yield base[120:], base, 130
    yield base, base[:330], 200
    yield "a" * 480, "a" * 500, 3
    yield "a" * 500, "a" * 470 + "b", 40
    yield word(rng, 300, 26), word(rng, 300, 26), MAX_K


def word(rng: random.Random, length: int, letters: int) -> str:
    return "".join(rng.choices(LETTERS[:letters], k=length))


def edited(rng: random.Random, text: str, edits: int) -> str:
    """The text after so many random edits, which may be more than the fewest."""
    letters = list(text)
    for _ in range(edits):
        kind = rng.randrange(3)
        place = rng.randint(0, len(letters))
        if kind == 0:
            letters.insert(place, rng.choice("abcd"))
        elif place < len(letters):
            if kind == 1:
                letters[place] = rng.choice("abcd")
            else:
                del letters[place]
    return "".join(letters)


@TASK.stress
def large_texts(n: int, shape: str, rng: random.Random) -> tuple[str, str, int]:
    """noisy: edits everywhere; shifted: a block goes in, another one out; beyond: a few edits too
    many; binary: two letters; stuttering: stretches of one short period."""
    k = min(MAX_K, int(1.6 * n**0.5) + 2)
    if shape == "binary":
        source = word(rng, n, 2)
    elif shape == "stuttering":
        parts: list[str] = []
        while sum(map(len, parts)) < n:
            parts.append(word(rng, rng.randint(1, 3), 4) * rng.randint(1, 12) + word(rng, 40, 4))
        source = "".join(parts)[:n]
    else:
        source = word(rng, n, 4)
    if shape == "shifted":
        block = k * 2 // 5
        cut = rng.randint(n // 2, n - n // 8)
        target = word(rng, block, 4) + source[:cut] + source[cut + block :]
    elif shape == "beyond":
        target = edited(rng, source, 2 * k)
    else:
        target = edited(rng, source, k + k // 8)
    return source, target + word(rng, k // 2, 4), k


@TASK.small
def tiny_texts(rng: random.Random, shape: str) -> tuple[str, str, int]:
    if rng.random() < 0.4:
        source, target, k = large_texts(rng.randint(1, 9), shape, rng)
        return source, target[:11], rng.randint(0, k)
    source = word(rng, rng.randint(0, 6), 2)
    return source, word(rng, rng.randint(0, 8), 2), rng.randint(0, 4)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    source, target, k = arguments
    for text in (source, target):
        assert type(text) is str and len(text) <= MAX_LENGTH and set(text) <= set(LETTERS)
    assert type(k) is int and 0 <= k <= MAX_K
