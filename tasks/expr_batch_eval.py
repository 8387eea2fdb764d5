"""$wording some `formulas` over the variables a, b, c and d, and `rows`, a list of tuples
`(formula, a, b, c, d)` of integers. Each row asks for the value of `formulas[formula]` with these
values of the variables. Return the list of the values, one for each row in order, each of them
reduced modulo $modulus to a number from 0 to $modulus - 1. The formulas are meant exactly, over all
integers; only the result is reduced.

A formula is built from

- decimal integers without a sign, possibly with leading zeros, and the variables,
- the binary operators `+`, `-` and `*`, and the prefix operator `-`, which negates,
- parentheses, nested arbitrarily deep,
- spaces, which may stand anywhere except within an integer and mean nothing.

Note the order of the operations, which is not the usual one in every respect:

- The prefix operator binds tightest. It applies to the integer, variable, parenthesis or further
  prefix operator that follows it.
- Then $tight.
- Within a chain of operators that bind equally, where `+` and `-` count as equal, the grouping is
  from the $group.

Most formulas are asked for by many rows.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_FORMULAS = 1_000
MAX_CHARACTERS = 20_000
MAX_ROWS = 50_000
MAX_VALUE = 10**9
MODULI = (998_244_353, 1_000_000_007, 999_999_937, 1_000_003, 65_537, 2**31 - 1)

TASK = Task(
    statement=__doc__,
    signature="def evaluate(formulas: list[str], rows: list[tuple[int, ...]]) -> list[int]",
    examples=[
        (
            (
                ["a - b - c", "a*b + 2", "-(a)*-(-03 - d)"],
                [
                    (0, 9, 4, 3, 0),
                    (1, 5, 2, 0, 0),
                    (2, 7, 0, 0, 1),
                    (0, 1, 1, 1, 1),
                ],
            ),
            [8, 20, 998244325, 1],
        ),
        ((["(a)"], []), []),
    ],
    limits=[
        f"1 <= len(formulas) <= {MAX_FORMULAS:_}",
        f"1 <= len(formulas[i]) <= {MAX_CHARACTERS:_}; every formula is well-formed",
        f"0 <= len(rows) <= {MAX_ROWS:_}",
        f"-{MAX_VALUE:_} <= a, b, c, d <= {MAX_VALUE:_}",
        "an integer in a formula has at most 9 digits",
    ],
    ties="one for each row in order",
    parameters={
        "tight": {
            "sum": "`+` and `-` bind, and `*` binds loosest (so `2 * 3 + 1` is 8)",
            "product": "`*` binds, and `+` and `-` bind loosest (so `2 * 3 + 1` is 7)",
        },
        "group": {
            "right": "right; so `9 - 4 - 3` is 8",
            "left": "left; so `9 - 4 - 3` is 2",
        },
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given are", "receive": "You receive"},
    },
    split="dev",
    sizes={"S": (40, 60), "M": (3_000, 2), "L": (13_000, 1)},
    shapes=("random", "deep", "chains", "negated", "spaced"),
    complexity={
        "slow": "rows * length^2",
        "medium": "rows * length",
        "fast": "rows * length, by columns",
    },
    exponents={"slow": 1.0, "medium": 1.0, "fast": 0.9},
    category="parsing",
    family="formulas",
    tags=("parsing", "cache", "operator precedence"),
)


@TASK.correctness
def small_batches(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    big = MAX_VALUE
    edges = [(0, big, -big, 0, 1), (0, -big, big, -1, 0), (0, 0, 0, 0, 0)]
    for formula in (
        "0",
        "a",
        "-a",
        "--a",
        "- - -a*b",
        "-a-b",
        "a - -b",
        "a*-b",
        "-(a)-(-b)",
        " 007 * 0010 ",
        "a-b+c",
        "a+b-c",
        "a-b*c-d",
        "a*b-c*d",
        "a*b+c",
        "a+b*c",
        "((((a))))*(b-(c-(d)))",
        "999999999*999999999*a*b",
    ):
        yield [formula], edges
    yield ["a" + "-b" * 400], edges
    yield ["1" + "*a-1" * 300], edges
    yield ["-" * 801 + "a"], edges
    yield ["(" * 1_500 + "a" + "-b)" * 1_500], edges[:1]
    yield ["c-(" * 1_200 + "a*b" + ")" * 1_200], edges[:1]
    yield ["a"] * MAX_FORMULAS, [(MAX_FORMULAS - 1, 5, 0, 0, 0)]
    yield ["a" + "-b" * 9_999 + " "], edges[:1]
    yield ["b"], [(0, 1, i, 2, 3) for i in range(MAX_ROWS)]
    yield ["a-b-c*d"], [(0, 1, 2, i // 3, i % 3) for i in range(9)]
    yield ["a-b-c-d", "a*b-c*d"], [(i % 2, i, 3 - i, i * i, -i) for i in range(60)]
    for _ in range(40):
        formulas = [formula_text(rng.randint(1, 9), "random", rng) for _ in range(3)]
        yield formulas, [row(3, rng.choice((3, MAX_VALUE)), rng) for _ in range(6)]
    for shape in TASK.shapes:
        for n in (12, 60):
            yield large_batch(n, shape, rng)


def row(formulas: int, most: int, rng: random.Random) -> tuple[int, ...]:
    return rng.randrange(formulas), *(rng.randint(-most, most) for _ in range(4))


def formula_text(operands: int, shape: str, rng: random.Random) -> str:
    if shape == "chains":
        parts = [operand(rng)]
        while len(parts) < 2 * operands - 1:
            parts += [rng.choice("+--*"), operand(rng)]
        return "".join(parts)
    if operands == 1:
        text = operand(rng)
        return f"({text})" if rng.random() < 0.1 else text
    left = 1 if shape == "deep" else rng.randint(1, operands - 1)
    one, other = formula_text(left, shape, rng), formula_text(operands - left, shape, rng)
    if shape == "deep" and rng.random() < 0.5:
        one, other = other, one
    gap = " " * rng.randint(0, 2) if shape == "spaced" else ""
    text = f"{one}{gap}{rng.choice('+-*')}{gap}{other}"
    chance = {"deep": 0.9, "negated": 0.6}.get(shape, 0.4)
    if rng.random() < chance:
        text = f"({gap}{text}{gap})"
        if rng.random() < (0.8 if shape == "negated" else 0.15):
            text = rng.choice(("-", "- ", "--")) + text
    return text


def operand(rng: random.Random) -> str:
    if rng.random() < 0.7:
        return rng.choice("abcd")
    return "0" * rng.randrange(2) + str(rng.randrange(10 ** rng.randint(1, 7)))


@TASK.stress
def large_batch(n: int, shape: str, rng: random.Random) -> tuple[list[str], list[tuple[int, ...]]]:
    count = min(60, n // 12 + 2)
    formulas = [formula_text(rng.randint(15, 40), shape, rng) for _ in range(count)]
    return formulas, [row(count, MAX_VALUE, rng) for _ in range(n)]


@TASK.small
def tiny_batch(rng: random.Random, shape: str) -> tuple[list[str], list[tuple[int, ...]]]:
    formulas = [formula_text(rng.randint(1, 7), shape, rng) for _ in range(2)]
    return formulas, [row(2, rng.choice((4, MAX_VALUE)), rng) for _ in range(3)]


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    formulas, rows = arguments
    assert type(formulas) is list and 1 <= len(formulas) <= MAX_FORMULAS
    for formula in formulas:
        assert type(formula) is str and 1 <= len(formula) <= MAX_CHARACTERS
        depth, operand_next, previous = 0, True, " "
        for character in formula:
            assert character in "0123456789abcd+-*() "
            if character == " " or (character.isdigit() and previous.isdigit()):
                pass
            elif character == "(":
                assert operand_next
                depth += 1
            elif character == ")":
                assert depth and not operand_next
                depth -= 1
            elif character in "+-*":
                assert character == "-" or not operand_next
                operand_next = True
            else:
                assert operand_next
                operand_next = False
            previous = character
        assert depth == 0 and not operand_next
        digits = "".join(c if c.isdigit() else " " for c in formula).split()
        assert all(len(number) <= 9 for number in digits)
    assert type(rows) is list and len(rows) <= MAX_ROWS
    for numbers in rows:
        assert type(numbers) is tuple and len(numbers) == 5
        assert all(type(number) is int and abs(number) <= MAX_VALUE for number in numbers)
        assert 0 <= numbers[0] < len(formulas)
