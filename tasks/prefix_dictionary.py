"""$wording the log of a box of word cards. A word may be on any number of cards. At first the box
is empty. Words are ordered as in a dictionary, but by a foreign alphabet: `alphabet` lists the 26
letters a-z in their order. A word that another one begins with comes before it; cards with the same
word lie together.

Each entry of the log is a tuple `(kind, text, number)`:

- `(0, word, number)`, **add**. `number` cards with this word go into the box. The answer is how
  many cards with it are in the box now.
- `(1, word, 0)`, **drop**. All cards with this word leave. The answer is how many there were.
- `(2, prefix, 0)`, **count**. The answer is the number of cards whose word begins with `prefix`.
- `(3, prefix, number)`, **find**. Of the cards whose word begins with `prefix`, in order, the
  answer is the word on card `number`; the first card is card 1. With fewer cards the answer is the
  text `"$missing"`.

$proper A prefix may be empty.

Return the list of answers, one for each entry, in the order of the log.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Any

from effbench.authoring import Task, checks

MAX_ENTRIES = 50_000
MAX_WORD = 40
MAX_CARDS = 10**9
MAX_NUMBER = 10**14
Log = list[tuple[int, str, int]]

TASK = Task(
    statement=__doc__,
    signature="def replay(alphabet: str, log: list[tuple[int, str, int]]) -> list[int | str]",
    examples=[
        (
            (
                "zyxwvutsrqponmlkjihgfedcba",
                [(0, "ab", 2), (0, "a", 1), (0, "b", 3), (2, "a", 0), (3, "", 4), (3, "a", 2)],
            ),
            [2, 1, 3, 3, "a", "ab"],
        ),
        (
            (
                ascii_lowercase,
                [(0, "go", 5), (3, "g", 6), (1, "gone", 0), (1, "go", 0), (2, "", 0), (2, "go", 0)],
            ),
            [5, "", 0, 5, 0, 0],
        ),
    ],
    limits=[
        "alphabet is a permutation of the letters a-z",
        f"0 <= len(log) <= {MAX_ENTRIES:_}",
        f"1 <= len(word) <= {MAX_WORD}, letters a-z only",
        f"0 <= len(prefix) <= {MAX_WORD}, letters a-z only",
        f"1 <= number <= {MAX_CARDS:_} for an add",
        f"1 <= number <= {MAX_NUMBER:_} for a find",
    ],
    ties="A word that another one begins with comes before it",
    sizes={"S": (160, 40), "M": (1_500, 6), "L": (8_000, 3)},
    shapes=("random", "deep", "shared", "churn", "crowded"),
    check=checks.equal,
    complexity={"slow": "n^2 log n", "medium": "n^2", "fast": "n^1.33"},
    exponents={"medium": 1.4, "fast": 1.1},  # what is added up in C weighs little
    category="stateful data structures",
    family="prefix queries on a changing dictionary",
    tags=("trace", "strings", "blocks"),
    split="public",
    parameters={
        "wording": {"own": "This is", "get": "You receive", "read": "You read"},
        "missing": {"": "", "?": "?", "-": "-", "none": "none"},
        "proper": {
            0: "Every word begins with itself.",
            1: "In a count or a find, a word begins with a prefix only if it is longer than it.",
        },
    },
)


@TASK.correctness
def small_logs(rng: random.Random) -> Iterator[tuple[str, Log]]:
    most = MAX_CARDS
    backwards = ascii_lowercase[::-1]
    yield ascii_lowercase, []
    yield backwards, [(2, "", 0), (3, "", 1), (1, "a", 0), (3, "z", MAX_NUMBER)]
    yield backwards, [(0, "a" * MAX_WORD, most), (2, "a" * MAX_WORD, 0), (3, "a" * 39, most)]
    yield backwards, [(0, "z", most), (0, "a", most), (3, "", most), (3, "", most + 1), (2, "", 0)]
    yield (
        backwards,
        [(0, letter, 1) for letter in ascii_lowercase] + [(3, "", i) for i in range(1, 28)],
    )
    words = ["a" * i for i in range(1, 30)] + ["a" * i + "z" for i in range(29)]
    yield backwards, [(0, word, 1) for word in words] + [(2, word, 0) for word in words]
    for _ in range(60):  # tiny and dense
        size = rng.randint(3, 40)
        yield shuffled(rng), [entry(3, rng.randint(1, 3), 4, rng) for _ in range(size)]
    for _ in range(10):
        yield shuffled(rng), [entry(3, 5, 6, rng) for _ in range(300)]
    for shape in TASK.shapes:
        for n in (60, 400, 800):
            yield large_log(n, shape, rng)


def shuffled(rng: random.Random) -> str:
    return "".join(rng.sample(ascii_lowercase, 26))


def text(letters: int, longest: int, rng: random.Random) -> str:
    return "".join(rng.choice("mzaqbt"[:letters]) for _ in range(rng.randint(1, longest)))


def entry(letters: int, longest: int, cards: int, rng: random.Random) -> tuple[int, str, int]:
    kind = rng.choice((0, 0, 0, 1, 2, 3, 3))
    word = text(letters, longest, rng)
    if kind > 1:
        word = word[: rng.randint(0, len(word))]
    return kind, word, rng.randint(1, cards * (1 if kind == 0 else 3)) if kind in (0, 3) else 0


@TASK.stress
def large_log(n: int, shape: str, rng: random.Random) -> tuple[str, Log]:
    """n entries, about half of them adds.

    random: short words of six letters; deep: long words of mostly one letter; shared: all words
    begin alike; churn: as many drops as adds; crowded: few words, many cards.
    """
    log: Log = []
    words: list[str] = []
    head = text(6, 1, rng) * 25 if shape == "shared" else ""
    for _ in range(n):
        part = rng.random()
        if part < 0.4 or not words:
            word = head + text(6, 9, rng)
            if shape == "deep":
                word = "q" * rng.randint(0, 30) + text(4, 6, rng)
            elif shape == "crowded":
                word = text(5, 5, rng)
            words.append(word)
            log.append((0, word, rng.randint(1, MAX_CARDS if shape == "crowded" else 5)))
        elif part < (0.6 if shape == "churn" else 0.45):
            log.append((1, rng.choice(words), 0))
        else:
            word = rng.choice(words)
            prefix = word[: len(head) + rng.choice((0, 0, 1, 1, 2))]
            if part < 0.75:
                log.append((2, prefix, 0))
            else:
                cards = sum(count for _, _, count in log[-5:]) + 1
                scale = n // (1, 10, 60)[min(2, len(prefix) - len(head))] + 2
                log.append((3, prefix, rng.randint(1, min(cards, MAX_CARDS) * scale // 4 + 1)))
    return shuffled(rng), log


@TASK.small
def small(rng: random.Random, shape: str) -> tuple[str, Log]:
    alphabet, log = large_log(rng.randint(1, 25), shape, rng)
    return alphabet, [(kind, word, number and number % 7 + 1) for kind, word, number in log]


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    alphabet, log = arguments
    assert type(alphabet) is str and "".join(sorted(alphabet)) == ascii_lowercase
    assert type(log) is list and len(log) <= MAX_ENTRIES
    for entry in log:
        assert type(entry) is tuple and len(entry) == 3
        kind, word, number = entry
        assert type(kind) is int and type(word) is str and type(number) is int
        assert kind in (0, 1, 2, 3)
        assert word or kind > 1
        assert len(word) <= MAX_WORD and all(letter in ascii_lowercase for letter in word)
        assert 1 <= number <= MAX_NUMBER if kind == 3 else number <= MAX_CARDS
        assert number == 0 if kind in (1, 2) else number >= 1
