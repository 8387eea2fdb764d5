"""The page reads submissions as it reads the runs that they were made from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from effbench import leaderboard
from effbench.errors import DataError
from effbench.leaderboard.reading import read_run, read_runs


def test_a_submission_is_read_as_its_run(good: Path, good_run: Path) -> None:
    run, submitted = read_run(good_run), read_run(good)
    assert (submitted.id, submitted.label, submitted.suite) == (run.id, run.label, run.suite)
    assert submitted.summary == run.summary
    assert submitted.best == run.best and submitted.sources == run.sources
    assert {t: v.status for t, v in submitted.first_failures.items()} == {
        t: v.status for t, v in run.first_failures.items()
    }
    assert submitted.badges == ("self-reported",)


def test_the_newest_of_a_name_stands_for_it(good: Path, tmp_path: Path) -> None:
    older = good.parent / "2025-12-31"
    shutil.copytree(good, older)
    assert [run.label for run in read_runs([older, good])] == [read_run(good).label]
    index = leaderboard.build([good, older], tmp_path / "site")
    assert read_run(good).label in index.read_text()


def test_the_same_run_under_two_names_is_refused(good: Path, tmp_path: Path) -> None:
    other = tmp_path / "b-model" / good.name
    shutil.copytree(good, other)
    with pytest.raises(DataError, match="hold the same run"):
        read_runs([good, other])


def test_a_damaged_submission_is_named(good: Path) -> None:
    (good / "samples.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(DataError, match=r"samples\.jsonl\.gz"):
        read_run(good)
