"""Run folders: append, resume after a kill, refuse a second writer, report broken files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from effbench.base.errors import DataError, UsageError
from effbench.base.records import Generation, Timing, Verdict
from effbench.runs import store
from effbench.runs.store import GENERATIONS, TIMINGS, VERDICTS, RunFolder


def answer(index: int, text: str = "x") -> Generation:
    return Generation(task_id="t", sample_index=index, text=text)


def test_records_come_back_in_order(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as folder:
        for index in range(3):
            folder.append(GENERATIONS, answer(index))
    assert [g.sample_index for g in store.generations(tmp_path)] == [0, 1, 2]


@pytest.mark.parametrize("torn", [b"{", b'{"task_id":"t","sample_index":9', b"\xff" * 70_000])
def test_a_torn_last_line_is_dropped_with_a_warning(tmp_path: Path, torn: bytes) -> None:
    with RunFolder(tmp_path) as folder:
        folder.append(GENERATIONS, answer(0))
    with (tmp_path / GENERATIONS).open("ab") as file:
        file.write(torn)
    assert [g.sample_index for g in store.generations(tmp_path)] == [0]
    with RunFolder(tmp_path) as folder:
        assert len(folder.warnings) == 1 and str(len(torn)) in folder.warnings[0]
        folder.append(GENERATIONS, answer(1))
    assert [g.sample_index for g in store.generations(tmp_path)] == [0, 1]


def test_a_malformed_line_inside_is_an_error_that_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / GENERATIONS).write_bytes(b'{"task_id": "t"}\n')
    with pytest.raises(DataError, match=r"generations.jsonl, line 1"):
        list(store.generations(tmp_path))


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with RunFolder(tmp_path), pytest.raises(UsageError, match="another effbench process"):
        RunFolder(tmp_path)
    RunFolder(tmp_path).__exit__()


def test_text_that_utf8_cannot_hold_is_replaced(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as folder:
        folder.append(GENERATIONS, answer(0, "a\ud800b"))
    assert [g.text for g in store.generations(tmp_path)] == ["a?b"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_one_clear_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="choose another folder with --out"):
        RunFolder(tmp_path / "run")


def test_a_file_in_the_way_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="choose another folder with --out"):
        RunFolder(tmp_path / "file" / "run")


def test_a_folder_that_is_no_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no manifest.json"):
        store.load_manifest(tmp_path)
    with pytest.raises(DataError, match="no run folder there"):
        store.find_runs(tmp_path)


def test_forgetting_lost_answers_takes_what_followed_from_them(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as files:
        for task, index, infra in (("a", 0, False), ("a", 1, True), ("b", 0, False)):
            answer = Generation(task_id=task, sample_index=index, text="x", infra=infra)
            files.append(GENERATIONS, answer)
            files.append(VERDICTS, Verdict(task_id=task, sample_index=index, status="pass"))
        for task in "ab":
            timing = Timing(task_id=task, size="S", n=1, batch=1, cutoff_cpu_ns=1, repetitions=())
            files.append(TIMINGS, timing)
        assert files.forget_infra_failures() == 1
        assert files.forget_infra_failures() == 0
    kept = [("a", 0), ("b", 0)]
    assert [(g.task_id, g.sample_index) for g in store.generations(tmp_path)] == kept
    assert [(v.task_id, v.sample_index) for v in store.verdicts(tmp_path)] == kept
    assert [t.task_id for t in store.timings(tmp_path)] == ["b"]


def test_a_failed_run_takes_the_folders_with_it_that_were_made_for_it(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "notes").write_text("mine")
    with RunFolder(tmp_path / "results" / "model" / "core") as folder:
        folder.discard_if_empty()
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["notes"]


def test_a_folder_that_was_there_or_holds_more_stays(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    with RunFolder(there / "run") as folder:
        folder.discard_if_empty()
    assert there.is_dir() and not list(there.iterdir())
    with RunFolder(there / "run") as folder:
        (folder.path / "notes").write_text("mine")
        folder.discard_if_empty()
    assert [path.name for path in (there / "run").iterdir()] == ["notes"]
    with RunFolder(there / "other") as folder:
        folder.append(GENERATIONS, answer(0))
        folder.discard_if_empty()
    assert len(list(store.generations(there / "other"))) == 1


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_what_is_no_folder_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "file":
        path.write_text("")
    words = {
        "missing": "x is not a run folder: there is no such folder",
        "file": "x is a file, not a run folder",
    }[kind]
    with pytest.raises(DataError, match=words):
        store.load_manifest(path)


@pytest.mark.parametrize("line", ["xx{}", '{"x": ' + "[" * 100_000, "\x00", "[]"])
def test_a_malformed_file_is_an_error_with_the_next_step(tmp_path: Path, line: str) -> None:
    (tmp_path / "manifest.json").write_text("")
    with pytest.raises(DataError, match=r"manifest\.json: malformed: .*copy the whole folder"):
        store.load_manifest(tmp_path)
    (tmp_path / "verdicts.jsonl").write_text(line + "\n")
    with pytest.raises(DataError, match=r"jsonl, line 1: malformed: .*copy the whole folder"):
        list(store.verdicts(tmp_path))
