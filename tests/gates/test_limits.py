"""Parsing limits, and testing whether inputs reach them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from effbench.gates.limits import largest, parse, touched

NAMES = ("values", "k", "rows")


@pytest.mark.parametrize(
    ("line", "arguments", "expected"),
    [
        ("1 <= len(values) <= 5", ([4], 0, []), (True, False)),
        ("1 <= len(values) <= 5", ([0] * 5, 0, []), (False, True)),
        ("0 <= values[i] <= 10**3", ([5, 0, 1_000], 0, []), (True, True)),
        ("-7 <= values[i] <= 7; ascending", ([-7, 3], 0, []), (True, False)),
        ("1 <= k <= len(values)", ([1, 2, 3], 3, []), (False, True)),
        ("0 <= rows[i][1] <= 9", ([], 0, [(9, 0), (0, 4)]), (True, False)),
        ("0 <= rows[i][j] <= 9", ([], 0, [(9, 1), (2, 4)]), (False, True)),
        ("0 <= len(values) == len(rows) <= 2", ([1, 2], 0, [1, 2]), (False, True)),
        ("0 <= len(rows[i]) <= 2", ([], 0, ["", "ab"]), (True, True)),
        ("0.0 <= values[i] <= 1.0", (np.array([0.25, 1.0]), 0, []), (False, True)),
        ("1 <= k <= 2 * len(values) - 1", ([1, 2], 3, []), (False, True)),
        ("0 <= values[i] <= 3", ([], 0, []), (False, False)),
    ],
)
def test_bounds_that_an_input_touches(
    line: str, arguments: tuple[Any, ...], expected: tuple[bool, bool]
) -> None:
    limit = parse(line, NAMES)
    assert limit is not None
    assert touched(limit, NAMES, arguments) == expected


@pytest.mark.parametrize(
    "line",
    [
        "memory: 1 GiB",
        "k is odd",
        "0 <= weight <= 5",
        "k <= 5",
        "1 < k < 5",
        "0 <= a, b <= 3",
        "0 <= __import__('os').getpid() <= k",
        "0 <= k <= 9 ** k",
        "1 <= 2 <= 3",
    ],
)
def test_prose_and_what_is_no_limit_of_a_parameter_is_left_alone(line: str) -> None:
    assert parse(line, NAMES) is None


def test_absurd_powers_are_no_bounds() -> None:
    limit = parse("0 <= k <= 9 ** 999999999", NAMES)
    assert limit is not None
    with pytest.raises(OverflowError):
        touched(limit, NAMES, ([], 1, []))


def test_the_largest_value_tells_a_size() -> None:
    limit = parse("1 <= len(values) <= 100", NAMES)
    assert limit is not None
    assert largest(limit, NAMES, ([0] * 40, 0, [])) == 40
    limit = parse("-9 <= values[i] <= 9", NAMES)
    assert limit is not None
    assert largest(limit, NAMES, ([-8, 3], 0, [])) == 8 and largest(limit, NAMES, ([], 0, [])) == 0
