"""Run folders and submissions: `validate` on both, the commands that read each, newer schemas."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from submission_runs import edit_json, known, redo_digests

from effbench import leaderboard, pipeline, submissions
from effbench.base import SAMPLES, SUBMISSION
from effbench.base.errors import DataError, UsageError
from effbench.pipeline import RunConfig
from effbench.results import breakdown, comparison
from effbench.results import dataframe as frames
from effbench.results import terminal as report
from effbench.reward.simulation import samples_of_run
from effbench.runs import MANIFEST, SUMMARY, store
from effbench.submissions import verifying


@pytest.fixture
def run(good_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good_run, tmp_path / "a run"))


@pytest.fixture
def submission(good: Path, tmp_path: Path) -> Path:
    copied = shutil.copytree(good, tmp_path / good.parent.name / good.name)
    return Path(copied)


def lines(folder: Path) -> list[str]:
    (found,) = submissions.validate([folder], known())
    return list(found.problems.lines())


def test_a_sound_run_folder_has_no_problem(run: Path) -> None:
    (run / "LOCK").touch()
    (run / store.GENERATIONS).write_text("")
    (run / "site").mkdir()
    assert lines(run) == []


def test_an_unfinished_run_is_one_problem_with_the_command_that_goes_on(run: Path) -> None:
    for name in (store.VERDICTS, store.TIMINGS, store.SUMMARY):
        (run / name).unlink()
    (run / store.GENERATIONS).write_text("")
    (run / "LOCK").touch()
    edit_json(run, MANIFEST, lambda data: data.update(status="generated"))
    (problem,) = lines(run)
    assert "status: generated, not complete; finish the run: effbench judge " in problem
    assert f"'{run}'" in problem
    edit_json(run, MANIFEST, lambda data: data.update(status="interrupted", command="effbench x"))
    (problem,) = lines(run)
    assert problem.endswith("finish the run: effbench x")


@pytest.mark.parametrize("lost", [store.VERDICTS, store.SUMMARY, store.TIMINGS])
def test_no_fix_of_a_run_folder_is_a_submissions(run: Path, lost: str) -> None:
    (run / lost).unlink()
    (run / "LOCK").touch()
    found = lines(run)
    assert found
    for line in found:
        assert "remove it" not in line and "make the submission again" not in line


@pytest.mark.parametrize("what", ["empty", "file", "parent"])
def test_a_path_that_is_neither_is_one_problem(submission: Path, tmp_path: Path, what: str) -> None:
    path = {"empty": tmp_path / "e", "file": tmp_path / "f", "parent": submission.parent}[what]
    if what == "empty":
        path.mkdir()
    if what == "file":
        path.write_text("x")
    (problem,) = lines(path)
    assert "name a submission" in problem and "remove" not in problem


def test_text_paths_do_as_well(submission: Path, run: Path, tmp_path: Path) -> None:
    assert submissions.open(str(submission)).record is not None
    assert submissions.is_submission(str(submission))
    assert submissions.find_submissions(str(tmp_path)) == [submission]
    assert submissions.validate([str(submission)], known())[0].valid
    made = submissions.as_run_folder(str(submission), str(tmp_path / "made"))
    assert (made / store.VERDICTS).is_file()
    again = submissions.submit(
        str(run), str(tmp_path / "to"), submissions.Particulars(name="x"), known=known()
    )
    assert again.is_dir()


def test_a_submission_reads_like_the_run_it_was_made_of(run: Path, submission: Path) -> None:
    assert sorted(map(repr, store.verdicts(submission))) == sorted(map(repr, store.verdicts(run)))
    assert sorted(map(repr, store.timings(submission))) == sorted(map(repr, store.timings(run)))
    first = next(store.verdicts(run))
    found = report.find_sample(submission, f"{first.task_id}#{first.sample_index}")
    assert found.verdict == first and found.verdict.source and found.generation is None
    compared = comparison.compare(run, submission)
    assert all(metric.verdict != "worse" for metric in compared.metrics)
    assert samples_of_run(submission) == samples_of_run(run)
    with pytest.raises(UsageError, match="effbench verify"):
        pipeline.judge(submission, RunConfig(timing="off"), None)  # type: ignore[arg-type]


def test_damaged_rows_are_named(submission: Path) -> None:
    (submission / SAMPLES).write_bytes(b"{}\n")
    with pytest.raises(
        DataError, match=r"samples\.jsonl\.gz, line 1: malformed: .*download the submission again"
    ):
        list(store.verdicts(submission))


READERS: dict[str, Callable[[Path], Any]] = {
    "manifest": store.load_manifest,
    "find_sample": lambda path: report.find_sample(path, "x"),
    "compare": lambda path: comparison.compare(path, path),
    "frames": frames.load,
    "simulate": samples_of_run,
    "page": lambda path: leaderboard.build([path], path / "site"),
    "submit": lambda path: submissions.submit(path, path / "to", known=known()),
    "judge": lambda path: pipeline.judge(path, RunConfig(timing="off"), None),  # type: ignore[arg-type]
    "open": submissions.open,
    "verify": lambda path: verifying.verify(path, verifying.VerifyOptions(1, 1)),
    "as_run_folder": lambda path: submissions.as_run_folder(path, path / "out"),
}
NEWER = {"newer field": "of a kind that is not known here", "suite": 7}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", ["run", "submission"])
def test_a_newer_manifest_is_refused_by_every_reader(
    run: Path, submission: Path, reader: str, kind: str
) -> None:
    """The error names the schema version even if the rest of the file has another form."""
    folder = {"run": run, "submission": submission}[kind]
    edit_json(folder, MANIFEST, lambda data: data.update(schema_version=2, **NEWER))
    with pytest.raises((DataError, UsageError), match="version 2, this effbench reads up to 1; up"):
        READERS[reader](folder)
    assert not (folder / "site").exists() and not (folder / "to").exists()


@pytest.mark.parametrize("reader", ["compare", "frames", "page", "submit", "open"])
@pytest.mark.parametrize("version", [2, 99, 1.5])
def test_a_newer_summary_is_refused(run: Path, reader: str, version: float) -> None:
    edit_json(run, SUMMARY, lambda data: data.update(schema_version=version, samples=7))
    with pytest.raises((DataError, UsageError), match="upgrade effbench"):
        READERS[reader](run)


@pytest.mark.parametrize("reader", READERS)
def test_a_newer_submission_is_refused_by_every_reader(submission: Path, reader: str) -> None:
    edit_json(submission, SUBMISSION, lambda data: data.update(schema_version=2, files=7))
    with pytest.raises(
        (DataError, UsageError), match=r"version 2, this effbench reads up to 1; up"
    ):
        READERS[reader](submission)


@pytest.mark.parametrize("name", [SUBMISSION, MANIFEST, SUMMARY])
def test_validate_names_a_newer_file(submission: Path, name: str) -> None:
    edit_json(submission, name, lambda data: data.update(schema_version=3))
    if name != SUBMISSION:
        redo_digests(submission)
    assert any(
        f"{name}: schema_version: schema version 3" in line and "upgrade effbench" in line
        for line in lines(submission)
    )


def test_the_first_version_is_read_as_before(run: Path) -> None:
    manifest = json.loads((run / MANIFEST).read_text())
    assert manifest["schema_version"] == 1
    assert breakdown.KEYS and store.load_manifest(run).schema_version == 1
