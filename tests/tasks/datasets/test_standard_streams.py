"""Comparison of a program's output with the expected one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.base.errors import DataError
from effbench.tasks.datasets.rows import Row
from effbench.tasks.datasets.standard_streams import _NUMBER, ByTokens, by_lines, instances


@pytest.mark.parametrize(
    ("returned", "expected", "right"),
    [
        ("1 2\n3\n", "1 2\n3", True),
        (" 1 2 \n3", "1 2\n3\n\n", True),
        ("1  2\n3", "1 2\n3", True),  # numbers: space within a line is ignored
        ("a  b", "a b", False),
        ("1.0", "1", True),
        ("0.33333", "0.33334", False),
        ("1 2 3", "1 2\n3", False),
        ("50000000000000001", "50000000000000000", False),
        ("yes", "Yes", False),
        ("nan", "nan", True),
        ("", "", True),
        ("x", "", False),
    ],
)
def test_by_lines(returned: str, expected: str, right: bool) -> None:
    assert (by_lines(("",), returned, expected) is None) is right


@pytest.mark.parametrize(
    ("returned", "expected", "right"),
    [
        ("1 2\n3", "1\n2 3", True),
        ("1.000001", "1", True),
        ("1.1", "1", False),
        ("1000000000000000001", "1000000000000000000", False),
        ("007", "7", True),
        ("YES", "yes", True),
        ("1", "1 1", False),
        ("inf", "nan", False),
        ("9" * 500, "8" * 500, False),
        ("1_0", "10", False),
        ("٣", "3", False),
    ],
)
def test_by_tokens(returned: str, expected: str, right: bool) -> None:
    assert (ByTokens(1e-5, any_case=True)((), returned, expected) is None) is right


def test_nobody_but_a_text_is_right() -> None:
    assert by_lines((), None, "None") is not None
    assert ByTokens(1.0)((), 3, "3") is not None


@given(st.text(), st.text())
def test_equal_texts_are_right_and_nothing_raises(one: str, two: str) -> None:
    near = ByTokens(1e-6, 1e-6)
    for check in (by_lines, near):
        assert check((), one, one) is None
        assert (check((), one, two) is None) == (check((), two, one) is None) or "." in one + two


def test_pairs_have_to_fit() -> None:
    row = Row("a", "file, line 3", {}, "")
    assert [i.given for i in instances(["1"], ["2"], row)] == [("2",)]
    with pytest.raises(DataError, match="file, line 3, task a: 1 inputs but 0 outputs"):
        instances(["1"], [], row)
    with pytest.raises(DataError, match="it has no tests"):
        instances([], [], row)


def test_what_is_no_number_is_refused_in_one_pass() -> None:
    """Backtracking over the digits would take minutes here."""
    for token in ("1" * 300_000 + "x", "." + "1" * 300_000 + "x", "1e" * 100_000):
        assert by_lines((), token, "1") is not None
        assert ByTokens(1e-6)((), token, "1") is not None
    for token in ("1.", ".5", "+1.50", "-1e5", "1E-05", "12"):
        assert _NUMBER.fullmatch(token)
    for token in (".", "", "1e", "e5", "1e1234567", "1_0", "1.5.", "0x1"):
        assert not _NUMBER.fullmatch(token)
