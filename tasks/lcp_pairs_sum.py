"""$wording a list of `words`. The *bond* of two words is the number of letters in the longest
$end that both of them share; the bond of a word with an equal one is its whole length, and the bond
with an empty word is 0.

Two words at different places of the list form a pair, also if they are equal; the order of the two
does not matter, so `n` words form `n * (n - 1) / 2` pairs. A pair is worth nothing if its bond is
less than `least`. Otherwise, a pair with bond `b` is worth $score.

Return the sum of the worths of all pairs, reduced modulo $modulus to a number from 0 to
$modulus - 1.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_WORDS = 50_000
MAX_TOTAL = 1_000_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MODULI = (998_244_353, 1_000_000_007, 1_000_003, 999_999_937, 2_147_483_647)

TASK = Task(
    statement=__doc__,
    version=2,
    signature="def bond_worth(words: list[str], least: int) -> int",
    examples=[
        ((["abcb", "abb", "ab", "acb"], 2), 4),
        ((["zz", "zz", "zz"], 0), 12),
        ((["", "a"], 0), 0),
    ],
    limits=[
        f"0 <= len(words) <= {MAX_WORDS:_}",
        f"all words together have at most {MAX_TOTAL:_} letters, and a word may be empty",
        "the words consist of the letters a to z",
        f"0 <= least <= {MAX_TOTAL:_}",
    ],
    ties="",
    parameters={
        "end": {"suffix": "suffix", "prefix": "prefix"},
        "score": {"square": "`b * b`", "length": "`b`", "triangle": "`b * (b + 1) / 2`"},
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given is", "receive": "You receive"},
    },
    split="dev",
    sizes={"S": (34, 280), "M": (1_200, 10), "L": (30_000, 1)},
    shapes=("random", "deep", "chain", "repeats", "families"),
    complexity={"slow": "n^2", "medium": "n", "fast": "n log n"},
    category="string",
    family="common prefixes",
    tags=("sorting", "trie", "counting"),
)


@TASK.correctness
def small_lists(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [], 0
    yield [""], 0
    yield ["", ""], 0
    yield ["a", "a"], 1
    yield ["a", "a"], MAX_TOTAL
    yield ["ab", "ab", "cb"], 2
    yield [LETTERS, LETTERS[::-1]], 0
    yield ["a" * length for length in range(9)], 3
    yield ["abc", "bc", "c", "", "abc", "xbc"], 1
    for _ in range(45):  # tiny and dense
        words = [word(rng, rng.randint(0, 5), 2) for _ in range(rng.randint(2, 8))]
        yield words, rng.randint(0, 3)
    for shape in TASK.shapes:
        for n in (20, 70):
            yield large_list(n, shape, rng)
    long = word(rng, 1_500, 2)
    yield [long, "b" + long, long[700:] + long, long + long[800:], long[1:]], 400
    yield ["q" * 40_000] * 6, 7
    yield ["ab" * 20 + "a" * (i % 5) for i in range(450)], 3


def word(rng: random.Random, length: int, letters: int) -> str:
    return "".join(rng.choices(LETTERS[:letters], k=length))


@TASK.stress
def large_list(n: int, shape: str, rng: random.Random) -> tuple[list[str], int]:
    """random: short bonds; deep: long bonds, branching late; chain: each word is an end of the next
    longer ones; repeats: few different words; families: branches at every length."""
    if shape == "random":
        words = [word(rng, rng.randint(5, 16), 10) for _ in range(n)]
    elif shape == "deep":
        stems = [word(rng, 16, 2) for _ in range(n // 250 + 2)]
        words = [rng.choice(stems)[: rng.randint(8, 16)] + word(rng, 6, 3) for _ in range(n)]
    elif shape == "chain":
        stem = word(rng, 30, 2)
        words = [stem[: rng.randint(1, 30)] for _ in range(n)]
    elif shape == "repeats":
        few = [word(rng, rng.randint(5, 20), 3) for _ in range(n // 10 + 2)]
        words = rng.choices(few, k=n)
    else:
        words = [word(rng, 3, 2) + word(rng, 9, 3) for _ in range(n)]
    if TASK.chosen["end"] == "suffix":
        words = [one[::-1] for one in words]
    return words, rng.randint(0, 4)


@TASK.small
def tiny_list(rng: random.Random, shape: str) -> tuple[list[str], int]:
    if rng.random() < 0.5:
        return large_list(rng.randint(0, 12), shape, rng)
    words = [word(rng, rng.randint(0, 5), 2) for _ in range(rng.randint(0, 8))]
    return words, rng.randint(0, 3)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    words, least = arguments
    assert type(words) is list and len(words) <= MAX_WORDS
    assert all(type(one) is str for one in words)
    assert sum(map(len, words)) <= MAX_TOTAL
    assert set("".join(words)) <= set(LETTERS)
    assert type(least) is int and 0 <= least <= MAX_TOTAL
