"""`rescore`: old folders get new numbers from their raw rows, completely or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from submission_runs import KNOWN, TASKS, edit_json, known, redo_digests
from typer.testing import CliRunner

from effbench import submissions
from effbench.base import CODE, SUBMISSION, TIMINGS, MachineSection
from effbench.cli.app import app
from effbench.runs import MANIFEST, SUMMARY, store
from effbench.submissions import files as f
from effbench.tasks import locks


def of_an_earlier_effbench(folder: Path) -> Path:
    """Make a folder as effbench wrote it before sizes were frozen: no sizes, other numbers."""

    def manifest(data: dict[str, Any]) -> None:
        del data["suite"]["locked"]
        for task in data["suite"]["tasks"].values():
            del task["timeable"], task["memory"]

    def summary(data: dict[str, Any]) -> None:
        by_id = {metric["id"]: metric for metric in data["metrics"]}
        by_id["eff@1"].update(value=0.123, n_tasks=4)

    edit_json(folder, MANIFEST, manifest)
    edit_json(folder, SUMMARY, summary)
    if (folder / SUBMISSION).exists():
        edit_json(folder, SUBMISSION, lambda data: data.update(effbench_version="0.0.1"))
        redo_digests(folder)
    return folder


@pytest.fixture
def old_run(good_run: Path, tmp_path: Path) -> Path:
    return of_an_earlier_effbench(Path(shutil.copytree(good_run, tmp_path / "old" / "run")))


@pytest.fixture
def old_submission(good: Path, tmp_path: Path) -> Path:
    place = tmp_path / "old" / good.parent.name / good.name
    return of_an_earlier_effbench(Path(shutil.copytree(good, place)))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "LOCK"}


def test_a_run_is_rescored_in_place_and_valid_then(old_run: Path, good_run: Path) -> None:
    (before,) = submissions.validate([old_run], known())
    assert not before.valid
    (found,) = submissions.rescore([old_run], known=known())
    (after,) = submissions.validate([old_run], known())
    assert after.valid, after.problems.lines()
    assert store.load_summary(old_run) == store.load_summary(good_run)
    assert store.load_manifest(old_run).frozen() == store.load_manifest(good_run).frozen()
    moved = {one.metric: one for one in found.moved}["eff@1"]
    assert moved.before == 0.123
    assert f"  eff@1          0.1230 -> {moved.after:.4f}" in found.lines()
    assert found.notes == ()


def test_a_submission_is_rescored_in_place_with_its_digests(
    old_submission: Path, good: Path
) -> None:
    before = contents(old_submission)
    (found,) = submissions.rescore([old_submission.parents[1]], known=known())
    assert (found.written, found.error) == (old_submission, "")
    (report,) = submissions.validate([old_submission], known())
    assert report.valid, report.problems.lines()
    after = contents(old_submission)
    assert {name for name in after if after[name] == before[name]} >= {CODE, TIMINGS}
    assert submissions.open(old_submission).summary == submissions.open(good).summary
    (again,) = submissions.rescore([old_submission], known=known())
    assert again.moved and contents(old_submission) == after  # rescoring again changes nothing
    assert sorted(p.name for p in old_submission.parents[1].iterdir()) == ["a-model"]
    assert [p.name for p in old_submission.parent.iterdir()] == [old_submission.name]


def test_copies_leave_the_originals_alone(
    old_run: Path, old_submission: Path, tmp_path: Path
) -> None:
    before = contents(old_run), contents(old_submission)
    found = list(submissions.rescore([tmp_path / "old"], tmp_path / "new", known()))
    assert (contents(old_run), contents(old_submission)) == before
    written = [one.written for one in found]
    place = tmp_path / "new"
    assert written == [place / "a-model" / old_submission.name, place / "run"]
    assert all(report.valid for report in submissions.validate(written, known()))  # type: ignore[arg-type]
    again = list(submissions.rescore([tmp_path / "old"], place, known()))
    assert all("exists and is never overwritten" in one.error for one in again)


def test_one_that_can_not_be_rescored_stays_as_it_is_and_the_others_go_on(
    old_run: Path, old_submission: Path
) -> None:
    (old_submission / TIMINGS).write_bytes(b"junk")
    torn = contents(old_submission)
    found = {one.folder: one for one in submissions.rescore([old_run.parent], known=known())}
    assert found[old_run].written == old_run
    assert TIMINGS in found[old_submission].error
    assert contents(old_submission) == torn
    (line,) = found[old_submission].lines()
    assert line.startswith(f"{old_submission}: not rescored: ")


def test_a_run_that_is_not_finished_is_not_rescored(old_run: Path) -> None:
    edit_json(old_run, MANIFEST, lambda data: data.update(status="interrupted"))
    (found,) = submissions.rescore([old_run], known=known())
    assert "not finished; finish it: effbench run" in found.error


def test_a_verification_of_the_earlier_numbers_goes(old_submission: Path) -> None:
    verification = f.Verification(
        submission_sha256="0" * 64, seed=1, drawn=(("task0", 0),), n_judged=1, n_agreed=1,
        badges=("re-judged",), effbench_version="0.0.1", tier="T1", machine=MachineSection(),
    )  # fmt: skip
    (old_submission / f.VERIFICATION).write_bytes(msgspec.json.encode(verification))
    (found,) = submissions.rescore([old_submission], known=known())
    assert found.error == "" and "effbench verify --to" in found.notes[0]
    assert not (old_submission / f.VERIFICATION).exists()


def test_without_a_lock_a_folders_own_times_decide_and_it_is_not_publishable(
    old_run: Path,
) -> None:
    nobody = submissions.KnownSuites()
    (found,) = submissions.rescore([old_run], known=nobody)
    assert "its own times decide which sizes count" in found.notes[0]
    about = store.load_manifest(old_run)
    assert about.frozen().keys() == TASKS.keys()
    assert about.suite.locked is False and about.publishable is False
    assert "the suite is not locked" in about.unpublishable_reasons[0]
    assert (
        "this run decided which sizes count"
        in {m.id: m.method for m in store.require_summary(old_run).metrics}["eff@1"]
    )
    (report,) = submissions.validate([old_run], nobody)
    assert report.valid, report.problems.lines()


@pytest.mark.parametrize("claim", [("S",), ()])
def test_a_submission_can_not_choose_its_denominator(
    good: Path, tmp_path: Path, claim: tuple[str, ...]
) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "a-model" / good.name))

    def change(data: dict[str, Any]) -> None:
        data["suite"]["tasks"]["task1"]["timeable"] = list(claim)

    edit_json(folder, MANIFEST, change)
    redo_digests(folder)
    (report,) = submissions.validate([folder], known())
    (found,) = [p for p in report.problems.found if "timeable" in p.field]
    assert "the suite's lock has ('S', 'M')" in found.wrong


def test_the_command_says_what_moved_and_fails_where_a_folder_could_not_be_rescored(
    old_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "table", lambda: (KNOWN,))
    done = CliRunner().invoke(app, ["rescore", str(old_run)])
    assert done.exit_code == 0, done.output
    assert "eff@1          0.1230 -> 0." in done.stdout
    edit_json(old_run, MANIFEST, lambda data: data.update(status="running"))
    done = CliRunner().invoke(app, ["rescore", str(old_run), "--json"])
    assert done.exit_code == 6
    (row,) = json.loads(done.stdout)
    assert row["written"] is None and "not finished" in row["error"]
