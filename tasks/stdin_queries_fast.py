"""$wording text on standard input and answers questions about a list of integers. Each line of the
text holds integers in decimal notation without leading zeros, with one or more spaces between them.
Lines may have spaces at the start and at the end, and end with `\\n` or with `\\r\\n`. After the
last line that counts there may be empty lines and lines of spaces; there are none elsewhere.

- The first line holds $header: `n` is the length of the list, `q` the number of questions.
- `n` lines follow, each with one number of the list, in the order of the list.
- `q` lines follow, each with three integers `a b m`: a question. The places of the list are counted
  from $base, and `a` and `b` are places in it; either may be the larger one.

The answer to a question: add up the numbers of the list at the places from the smaller one of `a`
and `b` to the larger one, $ends. Divide the sum by `m`: the answer is the remainder, from 0 to
`m - 1`, also where the sum is negative.

Write the answers in the order of the questions, each on a line of its own that ends with `\\n`, and
nothing else. Without questions nothing is written. numpy may be used; it is imported already when
the clock starts.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from effbench.authoring import Task

MAX_COUNT = 200_000
MAX_NUMBER = 1_000_000_000
MAX_DIVISOR = 1_000_000_000
MAX_LENGTH = 20_000_000

TASK = Task(
    statement=__doc__,
    version=2,
    signature="",
    examples=[
        (("3 3\n5\n-7\n2\n1 2 100\n2 1 7\n2 2 4\n",), "98\n5\n1\n"),
        (
            ("3 3\r\n 8\r\n  -9 \r\n4\r\n2 1  10\r\n1 1 1 \r\n2 2 5\r\n\r\n  \r\n",),
            "9\n0\n1\n",
        ),
    ],
    limits=[
        f"1 <= n <= {MAX_COUNT:_}",
        f"0 <= q <= {MAX_COUNT:_}",
        f"every number of the list is from -{MAX_NUMBER:_} to {MAX_NUMBER:_}",
        f"1 <= m <= {MAX_DIVISOR:_}",
        f"1 <= len(stdin) <= {MAX_LENGTH:_}, in ASCII characters",
    ],
    ties="Write the answers in the order of the questions, each on a line of its own",
    style="program",
    parameters={
        "header": {"nq": "`n` and `q`", "qn": "`q` and `n`"},
        "base": {1: "1", 0: "0"},
        "ends": {
            "both": "both included",
            "larger": "the larger one included, the smaller one not (0 where they are equal)",
            "smaller": "the smaller one included, the larger one not (0 where they are equal)",
        },
        "wording": {"write": "Write a program that reads", "your": "Your program reads"},
    },
    sizes={"S": (60, 160), "M": (2_000, 14), "L": (120_000, 1)},
    shapes=("random", "short", "windows line ends", "spaces", "narrow"),
    complexity={"slow": "n^2", "medium": "n", "fast": "n"},
    exponents={"medium": 0.98, "fast": 0.85},
    category="io",
    family="range sums from text",
    tags=("program", "prefix sums", "reading", "constants"),
    imports=("numpy",),
)

Question = tuple[int, int, int]


def written(
    values: Sequence[int],
    questions: Sequence[Question],
    end: str = "\n",
    space: str = " ",
    around: str = "",
    tail: str = "",
) -> tuple[str]:
    """The text of a task whose questions have places counted from 0."""
    base = TASK.chosen["base"]
    counts = [len(values), len(questions)]
    if TASK.chosen["header"] == "qn":
        counts.reverse()
    rows: list[Sequence[int]] = [counts, *((value,) for value in values)]
    rows += [(a + base, b + base, m) for a, b, m in questions]
    return (end.join(around + space.join(map(str, row)) + around for row in rows) + end + tail,)


@TASK.correctness
def small_texts(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield written([5], [])
    yield written([MAX_NUMBER], [(0, 0, MAX_DIVISOR)])
    yield written([-MAX_NUMBER], [(0, 0, 1), (0, 0, MAX_DIVISOR)])
    yield written([-1, 2], [], tail="\n\n  \n")
    yield written([-5, 3], [(0, 1, 7), (1, 0, 7), (1, 1, 2), (0, 0, 3)], "\r\n", "   ", " ", "\r\n")
    yield (written([3, 4], [(1, 0, 5)])[0].rstrip("\n"),)  # the last line does not end
    yield (written([3, 4], [])[0].rstrip("\n"),)
    for _ in range(50):  # tiny and dense
        yield tiny_text(rng, "any")
    for shape in TASK.shapes:
        for n in (12, 300):
            yield large_text(n, shape, rng)
    n = 2_000  # sums beyond 2**31 and beyond 2**40, and many of them
    for sign in (1, -1):
        ends = [(rng.randrange(20), n - 1 - rng.randrange(20), MAX_DIVISOR - i) for i in range(40)]
        yield written([sign * MAX_NUMBER] * n, ends)


@TASK.stress
def large_text(n: int, shape: str, rng: random.Random) -> tuple[str]:
    """`n` numbers and `n` questions."""
    most = 9 if shape == "short" else MAX_NUMBER
    values = [rng.randint(-most, most) for _ in range(n)]
    reach = 200 if shape == "narrow" else n
    questions = []
    for _ in range(n):
        a = int(n * rng.random())
        b = min(n - 1, a + int(reach * rng.random())) if reach < n else int(n * rng.random())
        questions.append((a, b, 1 + int((99 if shape == "short" else MAX_DIVISOR) * rng.random())))
    if shape == "windows line ends":
        return written(values, questions, "\r\n", tail="\r\n \r\n")
    if shape == "spaces":
        return written(values, questions, "\n", "  ", " ", "\n" * 100)
    return written(values, questions)


@TASK.small
def tiny_text(rng: random.Random, shape: str) -> tuple[str]:
    n = rng.randint(1, 6)
    most = rng.choice((2, 9, MAX_NUMBER))
    values = [rng.randint(-most, most) for _ in range(n)]
    questions = [
        (rng.randrange(n), rng.randrange(n), rng.choice((1, 2, rng.randint(1, 50), MAX_DIVISOR)))
        for _ in range(rng.randint(0, 5))
    ]
    end = "\r\n" if shape == "windows line ends" else rng.choice(("\n", "\n", "\r\n"))
    space = rng.choice((" ", "  "))
    around = " " if shape == "spaces" else rng.choice(("", "", " "))
    return written(values, questions, end, space, around, rng.choice(("", end, f" {end}")))


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (text,) = arguments
    assert type(text) is str and text.isascii() and 1 <= len(text) <= MAX_LENGTH
    rows = [[int(word) for word in line.split()] for line in text.split("\n")]
    while not rows[-1]:
        rows.pop()
    n, q = rows[0] if TASK.chosen["header"] == "nq" else rows[0][::-1]
    assert 1 <= n <= MAX_COUNT and 0 <= q <= MAX_COUNT
    assert len(rows) == 1 + n + q
    for row in rows[1 : 1 + n]:
        assert len(row) == 1 and -MAX_NUMBER <= row[0] <= MAX_NUMBER
    base = TASK.chosen["base"]
    for a, b, m in rows[1 + n :]:
        assert base <= min(a, b) and max(a, b) <= n - 1 + base
        assert 1 <= m <= MAX_DIVISOR
