"""leaderboard/submissions/: all are valid and link their source; none has others' code."""

from __future__ import annotations

from pathlib import Path

import pytest

from effbench import submissions
from effbench.base import SUBMISSION
from effbench.runs import MANIFEST

ROOT = Path(__file__).resolve().parents[2]
SUBMISSIONS = ROOT / "leaderboard/submissions"
OUR_OWN = ("core", "core-baseline")
"""Suites whose answers are effbench's own: the suite's solutions, and the tiny model's."""
FOLDERS = submissions.find_submissions(SUBMISSIONS)


def test_all_are_valid_and_none_is_there_twice() -> None:
    assert FOLDERS, f"nothing in {SUBMISSIONS}"
    for report in submissions.validate(FOLDERS, runs_too=False):
        assert report.valid, "\n".join(report.problems.lines())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_others_code_is_not_handed_on(folder: Path) -> None:
    opened = submissions.open(folder)
    if opened.manifest.suite.name in OUR_OWN:
        return
    assert opened.code_withheld and not opened.code
    assert not any(verdict.failed_input for verdict in opened.verdicts)
    assert opened.record is not None and opened.record.links, "link the answers' source"


def test_the_recipes_stages_are_there_and_not_ranked() -> None:
    own = {f.parent.name: f for f in FOLDERS if f.parent.name.startswith("recipe-tiny-")}
    assert set(own) == {f"recipe-tiny-{stage}" for stage in ("sft", "dpo", "rloo")}
    for folder in own.values():
        opened = submissions.open(folder)
        assert opened.manifest.model.trained_on_suite is True
        assert opened.record is not None and not opened.record.publishable


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_no_path_of_a_machine_is_published(folder: Path) -> None:
    for name in (MANIFEST, SUBMISSION):
        text = (folder / name).read_text(encoding="utf-8")
        assert not any(f"{start}{home}/" in text for start in '" ' for home in ("/work", "/home"))
