"""The threat model names attacks and tests: they exist, and no attack is left out of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "threat-model.md"
GROUPS = ("answer", "cache", "forge", "kernel", "numpy", "read", "resource", "source", "time")


def named() -> set[str]:
    return set(re.findall(r"`([a-z0-9_]+)`", PAGE.read_text()))


def existing_tests() -> set[str]:
    text = "".join(path.read_text() for path in HERE.glob("test_*.py"))
    return set(re.findall(r"^def (test_\w+)", text, re.M))


def test_every_name_on_the_page_exists() -> None:
    gallery = {path.stem for path in (HERE / "hostile").glob("*.py")}
    for name in named():
        if name.startswith("test_"):
            assert name in existing_tests()
        elif name.split("_")[0] in GROUPS:
            assert name in gallery


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_attacks_is_on_the_page(group: str) -> None:
    assert {name for name in named() if name.startswith(group + "_")}


def test_every_attack_is_in_a_group_and_says_what_it_does() -> None:
    for path in (HERE / "hostile").glob("*.py"):
        assert path.stem == "honest" or path.stem.split("_")[0] in GROUPS
        assert re.search(r"^# attack: \S", path.read_text(), re.M), path.name
