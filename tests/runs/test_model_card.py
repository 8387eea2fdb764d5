"""The model card: accepted and refused entries, and their place in a manifest."""

from __future__ import annotations

import msgspec
import pytest

from effbench.base import ModelSection, UsageError
from effbench.runs.model_card import ModelCard, card_entries, faults, parameter_count


@pytest.mark.parametrize(
    ("text", "count"),
    [("7.6B", 7.6e9), ("350M", 350e6), ("7e9", 7e9), ("1.5b", 1.5e9), ("12", 12.0), ("1T", 1e12)],
)
def test_counts_as_people_write_them(text: str, count: float) -> None:
    assert parameter_count(text) == pytest.approx(count)


@pytest.mark.parametrize("text", ["", "big", "-7B", "0", "7 B B", "nan", "inf", "7e999", "7Q"])
def test_no_count(text: str) -> None:
    with pytest.raises(UsageError, match="--parameters"):
        ModelCard(parameters=parameter_count(text))


def test_only_what_is_said_is_written() -> None:
    assert ModelCard().said() == {}
    card = ModelCard(open_weights=False, tags=("a",), trained_on_suite=False)
    assert card.said() == {"open_weights": False, "tags": ["a"], "trained_on_suite": False}
    found = card.onto(ModelSection(label="x", tags=("b",)))
    assert msgspec.to_builtins(found) == {"label": "x", **card.said(), "tags": ("a",)}
    assert card_entries(found) == {**card.said(), "tags": ("a",)}


@pytest.mark.parametrize(
    ("card", "option"),
    [
        ({"parameters": float("nan")}, "--parameters"),
        ({"license": "x" * 41}, "--license"),
        ({"license": " MIT"}, "--license"),
        ({"tags": ("a", "a")}, "--tag"),
        ({"tags": ("\x1b[31m",)}, "--tag"),
        ({"tags": tuple("abcdefghi")}, "--tag"),
    ],
)
def test_what_validation_would_refuse_is_refused_at_once(card: dict, option: str) -> None:
    with pytest.raises(UsageError, match=option):
        ModelCard(**card)


def test_faults_name_the_entry_and_others_are_let_be() -> None:
    assert faults({"label": 3, "spec": None}) == []
    wrong = {"parameters": "7B", "open_weights": 1, "tags": "a", "trained_on_suite": "no"}
    assert [name for name, _ in faults(wrong)] == list(wrong)
