"""`submit`: the same run gives the same bytes, and invalid runs are refused."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import msgspec
import pytest
from submission_runs import KNOWN, edit_json, known, manifest, write_run

from effbench import submissions
from effbench.base import CODE, SAMPLES, SUBMISSION, TIMINGS, ModelSection
from effbench.base.errors import DataError, UsageError, ValidationError
from effbench.runs import MANIFEST, SUMMARY, store
from effbench.runs.model_card import ModelCard
from effbench.submissions import files as f
from effbench.submissions.making import default_name
from effbench.submissions.suites import KnownSuites


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_submission_holds_the_run_and_says_so(good: Path, good_run: Path) -> None:
    assert (good.parent.name, good.name) == ("a-model", "2026-01-02")
    assert names(good) == {SUBMISSION, *f.DIGESTED}
    for name in (MANIFEST, SUMMARY):
        assert (good / name).read_bytes() == (good_run / name).read_bytes()
    record = json.loads((good / SUBMISSION).read_text())
    assert (record["who"], record["badge"], record["code"]) == (
        "Somebody", "self-reported", "included",
    )  # fmt: skip
    assert set(record["files"]) == set(f.DIGESTED)


def test_the_same_run_gives_the_same_bytes(good: Path, good_run: Path, tmp_path: Path) -> None:
    said = submissions.Particulars(name="a-model", who="Somebody")
    again = submissions.submit(good_run, tmp_path, said, known=known())
    for name in names(good):
        assert (again / name).read_bytes() == (good / name).read_bytes(), name
        if name.endswith(".gz"):
            assert (good / name).read_bytes()[3:8] == bytes(5)  # no name, no time


def test_opened_it_is_the_run(good: Path, good_run: Path) -> None:
    opened, run = submissions.open(good), submissions.open(good_run)
    assert opened.verdicts == list(store.verdicts(good_run))
    assert opened.timings == list(store.timings(good_run))
    assert (opened.manifest, opened.summary) == (run.manifest, run.summary)
    assert run.verdicts == list(store.verdicts(good_run)) and run.code == opened.code
    assert submissions.badges(opened, None) == ("self-reported",) and not opened.code_withheld
    assert submissions.is_submission(good) and not submissions.is_submission(good_run)
    assert submissions.find_submissions(good.parent.parent) == [good]


def test_as_a_run_folder_it_is_read_by_whatever_reads_runs(good: Path, tmp_path: Path) -> None:
    folder = submissions.as_run_folder(good, tmp_path / "run")
    assert list(store.verdicts(folder)) == submissions.open(good).verdicts
    assert submissions.validate([folder], known())[0].valid
    with pytest.raises(UsageError, match="exists"):
        submissions.as_run_folder(good, folder)


def test_rows_say_what_the_timings_gave(good: Path) -> None:
    rows = {(row.task_id, row.sample_index): row for row in submissions.open(good).rows}
    overturned, cut_off, fine = rows["task2", 0], rows["task1", 0], rows["task4", 0]
    assert (overturned.status, overturned.final_status) == ("pass", "wrong_answer")
    assert cut_off.ratios == {"S": None, "M": None} and cut_off.efficiency == 0
    assert fine.ratios.keys() == {"S", "M"} and None not in fine.ratios.values()


def test_without_code_there_are_digests_only(good_run: Path, tmp_path: Path) -> None:
    folder = submissions.submit(good_run, tmp_path, with_code=False, known=known())
    assert folder.parent.name == "a-model-made"
    assert CODE not in names(folder)
    everything = b"".join(
        gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        for data in (path.read_bytes() for path in folder.iterdir())
    )
    assert b"return sum" not in everything and b'"returned":"2"' not in everything
    opened = submissions.open(folder)
    assert opened.code_withheld and opened.rows[0].source_sha256
    assert submissions.validate([folder], known())[0].valid


def test_nothing_is_ever_overwritten(good: Path, good_run: Path) -> None:
    before = {path: path.read_bytes() for path in good.iterdir()}
    with pytest.raises(UsageError, match="never overwritten; choose another --name"):
        submissions.submit(
            good_run, good.parent.parent, submissions.Particulars(name="a-model"), known=known()
        )
    assert before == {path: path.read_bytes() for path in good.iterdir()}


def test_an_unfinished_run_is_refused(good_run: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(good_run, tmp_path / "run"))
    edit_json(run, MANIFEST, lambda data: data.update(status="interrupted"))
    with pytest.raises(UsageError, match=r"interrupted\); finish it: effbench run --model"):
        submissions.submit(run, tmp_path / "to", known=known())
    assert not (tmp_path / "to").exists()


def test_an_unpublishable_run_is_marked_and_not_ranked(tmp_path: Path) -> None:
    run = write_run(
        tmp_path / "run", timing={"profile": "off", "precision": None}, certificate=None
    )
    with pytest.raises(UsageError, match=r"timing profile off.*--unpublishable"):
        submissions.submit(run, tmp_path / "to", known=known())
    folder = submissions.submit(run, tmp_path / "to", unpublishable=True, known=known())
    assert TIMINGS not in names(folder)
    opened = submissions.open(folder)
    assert opened.record is not None and opened.record.publishable is False
    (report,) = submissions.validate([folder], known())
    assert report.valid and "not ranked: timing profile off" in report.problems.notes[0]


def test_a_run_that_contradicts_itself_is_refused_and_leaves_nothing(
    good_run: Path, tmp_path: Path
) -> None:
    run = Path(shutil.copytree(good_run, tmp_path / "run"))
    edit_json(run, SUMMARY, lambda data: data["metrics"][0].update(value=0.999))
    with pytest.raises(ValidationError, match=r"metrics\[pass@1\].value: 0.999 is written"):
        submissions.submit(run, tmp_path / "to", known=known())
    assert list((tmp_path / "to").iterdir()) == []


def test_a_suite_nobody_knows_may_be_shown_and_not_ranked(good_run: Path, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"suite.digest: suite made 1.*--tasks-path"):
        submissions.submit(good_run, tmp_path / "to", known=KnownSuites())
    run = write_run(tmp_path / "run", judge={"tier": "T3"})
    folder = submissions.submit(run, tmp_path / "to", unpublishable=True, known=KnownSuites())
    assert any("is not known" in n for n in submissions.validate([folder])[0].problems.notes)


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "a b", "x" * 81, "é"])
def test_names_that_do_not_do(name: str, good_run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="letters, digits"):
        submissions.submit(
            good_run, tmp_path / "to", submissions.Particulars(name=name), known=known()
        )


def test_a_label_becomes_a_name_that_is_a_folders(tmp_path: Path) -> None:
    hostile = manifest(model={"label": "../../<img src=x>\n", "spec": "x"})
    assert default_name(hostile) == "img-src-x-made"


def test_open_stops_at_the_first_fault(good: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "a-model" / "2026-01-02"))
    (folder / SAMPLES).write_bytes(b"junk\n")
    with pytest.raises(DataError, match=r"samples.jsonl.gz: line 1: .*malformed"):
        submissions.open(folder)
    with pytest.raises(DataError, match="no such folder"):
        submissions.open(tmp_path / "nowhere")


def test_an_earlier_effbenchs_summary_is_worked_out_anew(good_run: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(good_run, tmp_path / "run"))
    edit_json(run, SUMMARY, lambda data: data["metrics"][0].update(method="as it was once"))
    with pytest.raises(ValidationError, match=f"effbench rescore {run}"):
        submissions.submit(run, tmp_path / "to", known=known())
    (found,) = submissions.rescore([run], known=known())
    assert (found.written, found.error) == (run, "")
    folder = submissions.submit(run, tmp_path / "to", known=known())
    assert submissions.open(folder).summary == submissions.open(good_run).summary


def test_a_submission_can_be_submitted_again(good: Path, tmp_path: Path) -> None:
    said = submissions.Particulars(name="a-model", who="Somebody")
    again = submissions.submit(good, tmp_path, said, known=known())
    assert {p.name: p.read_bytes() for p in again.iterdir()} == {
        p.name: p.read_bytes() for p in good.iterdir()
    }


def test_duplicates(good: Path, good_run: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(good, tmp_path / "a-model" / "2026-01-02"))
    (first, second) = submissions.validate([good, copied], known())
    assert first.valid and second.problems.found[0].field == "run_id"
    other = write_run(tmp_path / "other", run_id="ba9876543210", seed=8)
    said = submissions.Particulars(name="b-model")
    twice = submissions.submit(other, tmp_path / "to", said, known=known())
    (first, second) = submissions.validate([good, twice], known())
    found = second.problems.found
    assert first.valid and [p.field for p in found] == ["run_id"]  # the same times
    folder = tmp_path / "off"
    changes = {"timing": {"profile": "off", "precision": None}, "certificate": None}
    for number, name in enumerate(("c", "d", "d")):
        run = write_run(
            folder / str(number),
            run_id=f"run {number}",
            finished=f"2026-02-0{number + 1}T00:00:00+00:00",
            **changes,
        )
        said = submissions.Particulars(name=name)
        submissions.submit(run, tmp_path / "d", said, unpublishable=True, known=known())
    reports = submissions.validate(submissions.find_submissions(tmp_path / "d"), known())
    assert [report.valid for report in reports] == [True, False, False]
    assert reports[1].problems.found[0].field == "model.label"
    newer = submissions.validate([report.folder for report in reports[1:]], known())
    assert all(report.valid for report in newer)  # a newer one under the same name


def test_problems_for_ci_logs(good: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "a-model" / "2026-01-02"))
    edit_json(folder, SUBMISSION, lambda data: data.update(name="50%\r\n::error::x"))
    (report,) = submissions.validate([folder], known())
    (line,) = report.problems.github()
    assert line.startswith(f"::error file={folder}/submission.json::") and "50%25" in line
    assert "\n" not in line and "\r" not in line


def test_only_submissions_among_submissions(good: Path, good_run: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("")
    (tmp_path / "link").symlink_to(good)
    paths = [good, good_run, tmp_path / "README.md"]
    reports = submissions.validate(paths, known(), runs_too=False)
    assert [report.valid for report in reports] == [True, False, False]
    assert "a run folder, not a submission" in next(reports[1].problems.lines())
    assert "not a folder" in next(reports[2].problems.lines())
    (report,) = submissions.validate([tmp_path / "link"], known(), runs_too=False)
    assert not report.valid


def test_a_runs_file_in_a_submission_does_not_make_it_a_run(good: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "a-model" / "2026-01-02"))
    (folder / "verdicts.jsonl").write_text("")
    (report,) = submissions.validate([folder], known())
    assert [problem.wrong for problem in report.problems.found] == ["not a submission's file"]


def test_notes_hold_no_line_of_their_own(tmp_path: Path) -> None:
    hostile = manifest().certificate
    assert hostile is not None
    unfit = msgspec.structs.replace(hostile, fit=False, note="x\n::error::y\x1b[2J")
    run = write_run(tmp_path / "run", certificate=unfit)
    (report,) = submissions.validate([run], known())
    assert report.problems.notes and all(note.isprintable() for note in report.problems.notes)


def test_too_many_problems_are_counted(good: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "a-model" / "2026-01-02"))
    for number in range(80):
        (folder / f"junk{number}").write_text("")
    (report,) = submissions.validate([folder], known())
    lines = list(report.problems.lines())
    assert len(lines) == 51 and lines[-1].endswith("and 30 more problems")
    assert report.problems.count == 80


def test_a_suite_is_found_by_its_tasks() -> None:
    assert KNOWN.digest == manifest().suite.digest
    encoded = msgspec.json.encode(KNOWN)
    assert msgspec.json.decode(encoded, type=type(KNOWN)) == KNOWN


def test_what_the_submitter_says_of_the_model_goes_into_the_manifest(
    good_run: Path, tmp_path: Path
) -> None:
    card = ModelCard(parameters=7e9, open_weights=True, license="MIT", tags=("coder",))
    said = submissions.Particulars(name="a-model", card=card)
    folder = submissions.submit(good_run, tmp_path, said, known=known())
    model = submissions.open(folder).manifest.model
    before = msgspec.to_builtins(store.load_manifest(good_run).model)
    assert model == msgspec.convert({**before, **card.said()}, ModelSection)
    assert submissions.open(folder).manifest.publishable


def test_a_model_that_was_trained_on_the_suite_is_shown_and_not_ranked(
    good_run: Path, tmp_path: Path
) -> None:
    said = submissions.Particulars(name="a-model", card=ModelCard(trained_on_suite=True))
    with pytest.raises(UsageError, match="trained on the suite's own tasks or families"):
        submissions.submit(good_run, tmp_path, said, known=known())
    folder = submissions.submit(good_run, tmp_path, said, unpublishable=True, known=known())
    opened = submissions.open(folder)
    assert opened.manifest.publishable is False
    assert "trained on the suite" in opened.manifest.unpublishable_reasons[0]
    assert submissions.validate([folder], known())[0].valid
    again = submissions.Particulars(name="b-model", card=ModelCard(trained_on_suite=False))
    ranked = submissions.submit(folder, tmp_path, again, known=known())
    assert submissions.open(ranked).manifest.publishable
