"""Cleaning untrusted text, and formatting numbers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from effbench.leaderboard import text
from effbench.leaderboard.text import MAX_CHARACTERS, MAX_LIST_ITEMS


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("plain – 文字 é 👍", "plain – 文字 é 👍"),
        ("\x1b[31;1mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jcleared", "cleared"),
        ("\x1b(Bset", "set"),
        ("a\x00b\x07c\x7fd\x85e", "abcde"),
        ("two\nlines\tand tab", "two\nlines\tand tab"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u2028b\ud800c", "abc"),
        ("\x1b", ""),
        ("", ""),
    ],
)
def test_clean(dirty, clean):
    assert text.clean(dirty) == clean


@given(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\x1b[]\x9b\x07;m")), max_size=80)
)
def test_clean_text_can_be_written_and_holds_no_controls(dirty):
    cleaned = text.clean(dirty)
    cleaned.encode("utf-8")
    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert text.clean(cleaned) == cleaned


def test_long_text_is_cut():
    cut = text.clean("x" * 10_000)
    assert len(cut) == MAX_CHARACTERS and cut.endswith("…")
    assert text.clean("x" * MAX_CHARACTERS) == "x" * MAX_CHARACTERS


def test_finalize_leaves_markup_and_numbers_alone():
    assert text.finalize(Markup("<b>\x07")) == Markup("<b>\x07")
    assert text.finalize(3) == 3
    assert text.finalize("\x07a") == "a"


@pytest.mark.parametrize(
    ("value", "shown"), [(0.5, "0.500"), (1.23456, "1.235"), (123456.0, "1.23e+05"), (None, "–")]
)
def test_number(value, shown):
    assert text.number(value) == shown


def test_interval():
    assert text.interval((0.1, 0.25)) == "[0.100, 0.250]"
    assert text.interval(None) == "no interval"


def test_status_mix():
    mix = text.status_mix({"wrong_answer": 1, "pass": 3})
    assert mix == "pass 3 (75\u00a0%) · wrong answer 1 (25\u00a0%)"
    assert text.status_mix({}) == "–"


def test_flatten():
    fields = {"b": {"y": 1.5, "x": None, "none": {}}, "a": [True, "s"], "c": list(range(25))}
    fields["long"] = {str(i): i for i in range(25)}
    shown = dict(text.flatten(fields, "m."))
    assert shown["m.a"] == "true, s"
    assert (shown["m.b.x"], shown["m.b.y"], shown["m.b.none"]) == ("null", "1.5", "{}")
    assert shown["m.c"].endswith(f"… {25 - MAX_LIST_ITEMS} more")
    assert list(shown) == ["m.a", "m.b.none", "m.b.x", "m.b.y", "m.c", "m.long"]
    assert shown["m.long"] == "25 entries"


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0"), (0.001, "<1"), (0.005, "<1"), (0.006, "1"), (0.5, "50"), (0.996, ">99"), (1, "100")],
)
def test_a_share_is_none_or_all_only_when_it_is(share, shown):
    assert text.percent(share) == f"{shown}\u00a0%"
