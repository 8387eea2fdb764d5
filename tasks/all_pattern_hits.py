"""$wording a `text` and a list of different `patterns`, both made of lower-case letters. A pattern
*hits* a position of the text if it occurs there, that is, if one of its occurrences in the text
$anchor at that position. Occurrences may overlap each other in any way, and every one of them
counts.

Several patterns may hit the same position. Then only one of them wins it: the $winner of the
patterns that hit it. As the patterns are different, no two of them that hit the same position are
equally long. A position that is hit by one pattern alone is won by that pattern, and a position
that no pattern hits is won by nobody.

Return a list with one number for each pattern, in the order of `patterns`: how many positions of
the text it wins.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_TEXT = 600_000
MAX_PATTERNS = 2_000
MAX_TOTAL = 50_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"

TASK = Task(
    statement=__doc__,
    signature="def positions_won(text: str, patterns: list[str]) -> list[int]",
    examples=[
        (("ababa", ["a", "aba", "ba"]), [3, 0, 2]),
        (("zzzz", ["zz", "zzz"]), [3, 0]),
        (("", ["q"]), [0]),
    ],
    limits=[
        f"0 <= len(text) <= {MAX_TEXT:_}",
        f"1 <= len(patterns) <= {MAX_PATTERNS:_}",
        f"1 <= len(patterns[i]), and all patterns together have at most {MAX_TOTAL:_} letters",
        "no pattern is listed twice",
        "text and patterns consist of the letters a to z",
    ],
    ties=(
        "Several patterns may hit the same position. Then only one of them wins it: the $winner of "
        "the patterns that hit it."
    ),
    parameters={
        "anchor": {"begins": "begins", "ends": "ends"},
        "winner": {"shortest": "shortest", "longest": "longest"},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    sizes={"S": (600, 60), "M": (12_000, 6), "L": (450_000, 1)},
    shapes=("sparse", "dense", "nested", "near_misses", "binary"),
    complexity={"slow": "n * patterns", "medium": "n + trie", "fast": "n + trie"},
    exponents={"slow": 1.3, "medium": 0.9, "fast": 0.85},
    category="string",
    family="many patterns",
    tags=("automaton", "trie", "ties"),
)


@TASK.correctness
def small_texts(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield "", ["a", "b"]
    yield "a", ["aa"]
    yield "a", ["a"]
    yield "z" * 9, ["zzz", "z", "zzzzzzzzzz"]
    yield "abcabcabd", ["abcabd", "bcab", "c", "ab", "abd"]
    yield "mississippi", ["issi", "is", "ssissi", "ppi", "i", "pi"]
    yield "abcde", ["bcd", "cde", "abcdef", "e", "de"]
    yield LETTERS * 2, list(LETTERS)
    for _ in range(45):  # tiny and dense
        text = word(rng, rng.randint(1, 16), 2)
        yield text, different(rng, [word(rng, rng.randint(1, 5), 2) for _ in range(7)])
    for shape in TASK.shapes:
        for n in (60, 300):
            yield large_text(n, shape, rng)
    deep = word(rng, 1_500, 2)
    yield deep + deep[:700] + "c" + deep, [deep, deep[3:], deep[:-1], deep[700:], "a"]
    yield "a" * 1_400, ["a" * length for length in (1, 2, 1_000, 1_300, 1_401)]
    patterns = {word(rng, 3, 26) for _ in range(MAX_PATTERNS + 200)}
    yield word(rng, 900, 26), sorted(patterns)[:MAX_PATTERNS]
    yield "a" * 300, ["a" * length for length in range(1, 316)]


def word(rng: random.Random, length: int, letters: int) -> str:
    return "".join(rng.choices(LETTERS[:letters], k=length))


def different(rng: random.Random, patterns: list[str]) -> list[str]:
    """Each pattern once, in random order."""
    kept = list(dict.fromkeys(patterns))
    rng.shuffle(kept)
    return kept


@TASK.stress
def large_text(n: int, shape: str, rng: random.Random) -> tuple[str, list[str]]:
    """sparse: few hits; dense: nearly every position is hit; nested: patterns within patterns;
    near_misses: long partial matches that fail at the last letter; binary: two letters."""
    count = 7 + int(n**0.5) // 2
    if shape == "sparse":
        text = word(rng, n, 9)
        patterns = [cut(rng, text, 4, 9) for _ in range(count)]
    elif shape == "dense":
        text = word(rng, n, 4)
        patterns = [cut(rng, text, 2, 8) for _ in range(count)]
    elif shape == "nested":
        text = "".join(rng.choices("aaaaaaaaaaaaaaaaaaab", k=n))
        patterns = ["a" * length for length in range(1, count // 2 + 2)]
        patterns += ["a" * rng.randint(0, 9) + "b" + "a" * rng.randint(0, 9) for _ in patterns]
    elif shape == "near_misses":
        seed = word(rng, 20, 3)
        text = (seed * (n // 20 + 1))[:n]
        twice = seed + seed
        pieces = [twice[rng.randrange(20) :][: rng.randint(4, 18)] for _ in range(count)]
        patterns = [piece + rng.choice("abcd") for piece in pieces]
    else:
        text = word(rng, n, 2)
        patterns = [cut(rng, text, 4, 14) for _ in range(count)]
    return text, different(rng, patterns)


def cut(rng: random.Random, text: str, shortest: int, longest: int) -> str:
    """A piece of the text, half of the time with its last letter changed."""
    length = rng.randint(shortest, longest)
    start = rng.randint(0, max(0, len(text) - length))
    piece = text[start : start + length]
    return piece if rng.random() < 0.5 else piece[:-1] + rng.choice("abcd")


@TASK.small
def tiny_text(rng: random.Random, shape: str) -> tuple[str, list[str]]:
    if rng.random() < 0.5:
        return large_text(rng.randint(1, 40), shape, rng)
    text = word(rng, rng.randint(0, 14), 2)
    return text, different(rng, [word(rng, rng.randint(1, 4), 2) for _ in range(5)])


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    text, patterns = arguments
    assert type(text) is str and len(text) <= MAX_TEXT and set(text) <= set(LETTERS)
    assert type(patterns) is list and 1 <= len(patterns) <= MAX_PATTERNS
    assert all(type(pattern) is str and pattern for pattern in patterns)
    assert set("".join(patterns)) <= set(LETTERS)
    assert sum(map(len, patterns)) <= MAX_TOTAL
    assert len(set(patterns)) == len(patterns)
