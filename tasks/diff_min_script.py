"""Two versions of a text are given as lists of lines, `old` and `new`. Find a shortest way to get
from one to the other by removing lines of `old` and adding lines of `new`.

Blanks and tabs at the end of a line do not matter: two lines count as the same when they are equal
without them. Blanks at the start of a line and everything else matter.

The answer is a pair of ascending lists of indices `(removed, added)`. It is valid if the lines of
`old` whose indices are not in `removed` are, in their order, the same as the lines of `new` whose
indices are not in `added`. Its length is `len(removed) + len(added)`. Return a valid answer whose
length is as small as possible. Where several valid answers have the smallest length, each of them
is accepted.

The two versions usually have most of their lines in common, and a long file differs in some
hundred lines at most; but a short one may be rewritten completely. Lines may occur many times.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_LINES = 30_000
MAX_CHARACTERS = 80
BLANKS = " \t"


def index_list(value: Any, top: int) -> bool:
    """Strictly ascending plain integers from 0 to `top` - 1?"""
    if type(value) not in (list, tuple) or not all(type(index) is int for index in value):
        return False
    return all(a < b for a, b in zip([-1, *value], [*value, top], strict=True))


def check(arguments: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
    """A valid answer of the right length. Any plain data may come in."""
    old, new = arguments
    if type(returned) not in (list, tuple) or len(returned) != 2:
        return "not a pair (removed, added)"
    removed, added = returned
    if not index_list(removed, len(old)) or not index_list(added, len(new)):
        return "not two ascending lists of indices of lines"
    length, least = len(removed) + len(added), sum(map(len, expected))
    if length != least:
        return f"the answer has the length {length}, not {least}"
    gone, come = set(removed), set(added)
    rest = [line.rstrip(BLANKS) for i, line in enumerate(old) if i not in gone]
    kept = [line.rstrip(BLANKS) for i, line in enumerate(new) if i not in come]
    return None if rest == kept else "the lines that are left differ from those that were there"


TASK = Task(
    statement=__doc__,
    signature="def shortest_edit(old: list[str], new: list[str]) -> tuple[list[int], list[int]]",
    examples=[
        ((["a", "b ", "c", "a"], ["b", "c\t", " a", "a", "d"]), ([0], [2, 4])),
        ((["x", "y"], ["y", "x"]), ([0], [1])),
        (([], ["p"]), ([], [0])),
    ],
    limits=[
        f"0 <= len(old) <= {MAX_LINES:_}",
        f"0 <= len(new) <= {MAX_LINES:_}",
        f"0 <= len(line) <= {MAX_CHARACTERS}; printable ASCII characters and tabs",
        "the shortest answer has at most 1_200 entries or both lists have at most 1_200 lines",
    ],
    ties="Where several valid answers have the smallest length, each of them is accepted.",
    sizes={"S": (100, 110), "M": (700, 12), "L": (12_000, 1)},
    shapes=("scattered", "few words", "moved block", "inserts", "long runs"),
    check=check,
    complexity={
        "slow": "n^2",
        "medium": "(n + edits^2), copying",
        "fast": "n + edits^2",
    },
    exponents={"slow": 1.9, "medium": 1.3, "fast": 1.15},
    category="parsing",
    family="shortest edit script",
    tags=("diff", "dp", "witness"),
)


@TASK.correctness
def small_texts(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [], []
    yield ["a"], []
    yield [""], [" \t "]
    yield ["a"], [" a"]
    yield ["a\x20b  "], ["a\x20b"]
    yield ["~" * MAX_CHARACTERS], ["~" * (MAX_CHARACTERS - 1) + " "]
    yield list("abcabba"), list("cbabac")
    yield list("aaaa"), list("aa")
    yield list("abcdefgh"), list("hgfedcba")
    yield list("ab" * 6), list("ba" * 6)
    for _ in range(45):  # tiny and dense: many answers of the same length
        letters = "ab" if rng.random() < 0.5 else "abcd"
        yield dense(letters, rng.randint(0, 12), rng), dense(letters, rng.randint(0, 12), rng)
    for shape in TASK.shapes:
        for n in (40, 250):
            yield large_texts(n, shape, rng)
    yield [f"{i}" for i in range(160)], [f"{i}" for i in range(160, 0, -1)]
    yield dense("ab", 200, rng), dense("abc", 170, rng)
    same = [f"line {i}" for i in range(MAX_LINES)]
    yield same, same
    yield same[:500], same[:250] + same[252:500]
    block = [str(i) for i in range(120)]
    yield [*block, *(["x"] * 110)], [*(["x"] * 110), *block]


def dense(letters: str, n: int, rng: random.Random) -> list[str]:
    return [rng.choice(letters) + rng.choice(("", "", " ", "\t")) for _ in range(n)]


@TASK.stress
def large_texts(n: int, shape: str, rng: random.Random) -> tuple[list[str], list[str]]:
    """An old text of `n` lines and some edits of it. moved block: a part stands elsewhere;
    long runs: equal lines stand together."""
    edits = max(2, min(560, n // 5))
    words = {"few words": 12, "long runs": 40}.get(shape, 4 * n)
    if shape == "long runs":
        old = [f"value = {i // 25 % words}" for i in range(n)]
    else:
        old = [f"value = {rng.randrange(words)}" for _ in range(n)]
    new = list(old)
    if shape == "moved block":
        size = max(1, edits // 3)
        at, to = rng.randrange(n), rng.randrange(n)
        block = new[at : at + size]
        del new[at : at + size]
        new[to:to] = block
        edits //= 3
    for _ in range(edits):
        at = rng.randrange(len(new) + 1)
        draw = 1.0 if shape == "inserts" else rng.random()
        if draw < 0.45:
            del new[at : at + 1]
        else:
            new.insert(at, f"value = {rng.randrange(words)}")
    for lines in (old, new):
        for _ in range(n // 10):
            lines[rng.randrange(len(lines))] += rng.choice((" ", "\t", "  "))
    return (new, old) if rng.random() < 0.5 else (old, new)


@TASK.small
def tiny_texts(rng: random.Random, shape: str) -> tuple[list[str], list[str]]:
    if rng.random() < 0.4:
        old, new = large_texts(rng.randint(2, 8), shape, rng)
        return old[:9], new[:9]
    letters = "ab" if shape in ("few words", "long runs") else "abcde"
    return dense(letters, rng.randint(0, 8), rng), dense(letters, rng.randint(0, 8), rng)


@TASK.equivalents
def other_answers(arguments: tuple[Any, ...], expected: Any) -> Iterator[Any]:
    """Of two equal neighbours either one can go."""
    old, new = arguments
    for side, lines in enumerate((old, new)):
        chosen = set(expected[side])
        for index in sorted(chosen):
            other = index + 1
            if other < len(lines) and other not in chosen:
                if lines[index].rstrip(BLANKS) != lines[other].rstrip(BLANKS):
                    continue
                pair = list(expected)
                pair[side] = sorted(chosen - {index} | {other})
                yield tuple(pair)
                break


@TASK.edits
def wrong_answers(arguments: tuple[Any, ...], expected: Any, rng: random.Random) -> Iterator[Any]:
    old, new = arguments
    removed, added = map(list, expected)
    yield removed
    yield removed, added, []
    yield [*removed, len(old)], added
    yield removed, [*added, len(new)]
    yield [-1, *removed], added
    if removed or added:
        yield [], []
        yield list(range(len(old))), [*range(len(new)), len(new)]
        yield removed[1:], added[1:] if not removed else added
        yield [float(index) for index in removed], [float(index) for index in added]
    if len(removed) > 1:
        yield removed[::-1], added
        yield [removed[0], *removed], added
    kept_old = sorted(set(range(len(old))) - set(removed))
    kept_new = sorted(set(range(len(new))) - set(added))
    if kept_old:  # valid, but longer than need be
        place = rng.randrange(len(kept_old))
        yield sorted([*removed, kept_old[place]]), sorted([*added, kept_new[place]])


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    for lines in arguments:
        assert type(lines) is list and len(lines) <= MAX_LINES
        for line in lines:
            assert type(line) is str and len(line) <= MAX_CHARACTERS
            assert all(character == "\t" or " " <= character <= "~" for character in line)
