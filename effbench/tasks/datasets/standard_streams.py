"""Tests of programs in contest sets: a standard input and the expected standard output.

Outputs are compared by the rules that the sets document. If several outputs are right and a set has
no checker, only the published one is accepted; the set's notes mention this limitation.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from effbench.base import TaskError, shown
from effbench.tasks.datasets.rows import Row
from effbench.tasks.suite import Arguments, Instance

_MAX_NUMBER_CHARACTERS = 400
# Possessive quantifiers reject a million digits followed by a letter in one pass.
_NUMBER = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]{1,6}+)?")
"""A number, stricter than Python's: no 1_0 and no digits of other scripts."""


def instances(inputs: Sequence[str], outputs: Sequence[str], row: Row) -> tuple[Instance, ...]:
    """Return one test for each input. DataError if there is none or the numbers differ."""
    if len(inputs) != len(outputs):
        raise row.broken(f"{len(inputs)} inputs but {len(outputs)} outputs")
    if not inputs:
        raise row.broken("it has no tests")
    return tuple(
        Instance((text,), f"test {i}", given=(output,))
        for i, (text, output) in enumerate(zip(inputs, outputs, strict=True))
    )


def no_stress(size: object, seed: int, batch: int) -> Sequence[Instance]:
    """The `stress` function of a set without timed sizes: raises TaskError."""
    raise TaskError("this set has no timed sizes; judge it with --timing off")


def by_lines(arguments: Arguments, returned: Any, expected: Any) -> str | None:
    """LiveCodeBench's rule: the same number of lines, each with equal text or equal numbers.

    Space around the whole output and around lines is ignored. Numbers are compared exactly, as
    decimals: 1.0 equals 1, but 0.3333 is not 1/3.
    """
    if not isinstance(returned, str):
        return "the answer is not text"
    got, want = (
        [line.strip() for line in text.strip().split("\n")] for text in (returned, expected)
    )
    if len(got) != len(want):
        return f"{len(got)} lines, not {len(want)}"
    for number, (line, right) in enumerate(zip(got, want, strict=True), 1):
        if line != right and not _same_decimals(line, right):
            return f"line {number}: {shown(line, 60)}, not {shown(right, 60)}"
    return None


def _same_decimals(line: str, right: str) -> bool:
    got, want = line.split(), right.split()
    if len(got) != len(want):
        return False
    return all(
        _NUMBER.fullmatch(a) and _NUMBER.fullmatch(b) and Decimal(a) == Decimal(b)
        for a, b in zip(got, want, strict=True)
    )


class ByTokens:
    """A `check` that compares token by token and ignores the space between tokens.

    Two numbers, at least one of them not an integer, may differ by `absolute` plus `relative` times
    the expected one. With `any_case`, case is ignored.
    """

    def __init__(self, absolute: float, relative: float = 0.0, any_case: bool = False) -> None:
        self._absolute, self._relative, self._any_case = absolute, relative, any_case

    def __call__(self, arguments: Arguments, returned: Any, expected: Any) -> str | None:
        """Compare the printed tokens; return None if they are right."""
        if not isinstance(returned, str):
            return "the answer is not text"
        if self._any_case:
            returned, expected = returned.lower(), expected.lower()
        got, want = returned.split(), expected.split()
        if len(got) != len(want):
            return f"{len(got)} tokens, not {len(want)}"
        for number, (token, right) in enumerate(zip(got, want, strict=True), 1):
            if token != right and not self._near(token, right):
                return f"token {number}: {shown(token, 60)}, not {shown(right, 60)}"
        return None

    def _near(self, token: str, right: str) -> bool:
        if not (_NUMBER.fullmatch(token) and _NUMBER.fullmatch(right)):
            return False
        if max(len(token), len(right)) > _MAX_NUMBER_CHARACTERS:
            return False
        if _is_integer(token) and _is_integer(right):
            return int(token) == int(right)
        a, b = float(token), float(right)
        if not (math.isfinite(a) and math.isfinite(b)):
            return a == b
        return abs(a - b) <= self._absolute + self._relative * abs(b)


def _is_integer(token: str) -> bool:
    digits = token[1:] if token[:1] in ("+", "-") else token
    return digits.isdigit()
