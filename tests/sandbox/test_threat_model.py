"""The attacks and tests named in the threat model exist, and it names every attack."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from effbench.attacks.corpus import FAMILIES, published
from effbench.attacks.gaps import GAPS, T4_ATTACKS, is_run

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "threat-model.md"
GROUPS = tuple(FAMILIES)


def named() -> set[str]:
    return set(re.findall(r"`([a-z0-9_]+)`", PAGE.read_text()))


def existing_tests() -> set[str]:
    text = "".join(path.read_text() for path in HERE.parent.rglob("test_*.py"))
    return set(re.findall(r"^def (test_\w+)", text, re.M))


def test_every_name_on_the_page_exists() -> None:
    gallery = {path.stem for path in published().glob("[!_]*.py")}
    for name in named():
        if name.startswith("test_"):
            assert name in existing_tests()
        elif name.split("_")[0] in GROUPS:
            assert name in gallery


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_attacks_is_on_the_page(group: str) -> None:
    assert {name for name in named() if name.startswith(group + "_")}


def test_every_attack_is_in_a_group_and_says_what_it_does() -> None:
    for path in published().glob("[!_]*.py"):
        assert path.stem == "honest" or path.stem.split("_")[0] in GROUPS
        assert re.search(r"^# attack: \S", path.read_text(), re.M), path.name


@pytest.mark.parametrize("tier", ["T2", "T3", "T4"])
def test_what_a_tier_can_not_stop_is_on_the_page(tier: str) -> None:
    """The section of each tier names exactly its gaps, beyond those of the tier above it."""
    (section,) = re.findall(
        rf"^## What {tier} does not give$(.*?)^## ", PAGE.read_text(), re.M | re.S
    )
    attacks = {path.stem for path in published().glob("[!_]*.py")}
    assert set(re.findall(r"`([a-z0-9_]+)`", section)) & attacks == set(GAPS[tier])


def test_the_strongest_tier_has_no_gaps() -> None:
    assert GAPS["T1"] == {}


def test_at_t4_nothing_runs_that_could_do_harm() -> None:
    """Attacks on files, processes, the kernel or other memory are not run without isolation."""
    attacks = {path.stem for path in published().glob("[!_]*.py")}
    assert attacks >= T4_ATTACKS
    for name in attacks:
        source = (published() / f"{name}.py").read_text()
        dangerous = re.search(
            r"passed\(|kill|unlink|rename|chmod|os.truncate|O_WRONLY.*open|fork|execv|system\(",
            source,
        )
        if dangerous or name.startswith("kernel_"):
            assert not is_run("T4", name), f"{name}: {dangerous}"
