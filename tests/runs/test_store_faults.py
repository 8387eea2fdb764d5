"""Files of a run folder that can't be read or written: one error names the file and the fix."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from effbench.base.errors import DataError, UsageError
from effbench.base.records import SCHEMA_VERSION, Generation, Manifest, Timing
from effbench.runs import files as run_files
from effbench.runs import store
from effbench.runs.store import GENERATIONS, MANIFEST, SUMMARY, TIMINGS, RunFolder

SECTIONS = ("suite", "model", "generation", "judge", "timing", "machine")


def manifest(**more: Any) -> Manifest:
    fields = {"run_id": "r", "created": "2026-01-01T00:00:00+00:00", "effbench_version": "0"}
    sections = {name: {} for name in SECTIONS}
    return msgspec.convert({**fields, **sections, "seed": 0, **more}, Manifest)


def write(folder: Path, made: Manifest) -> None:
    with RunFolder(folder) as files:
        files.replace(MANIFEST, made)


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write(tmp_path, manifest())
    write(tmp_path, manifest(status="generated"))
    assert store.load_manifest(tmp_path).status == "generated"
    assert (tmp_path / MANIFEST).read_bytes().endswith(b"}\n")
    assert not list(tmp_path.glob("*.tmp"))


def test_a_link_in_the_way_is_replaced_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / f"{MANIFEST}.tmp").symlink_to(outside)
    write(tmp_path / "run", manifest())
    assert outside.read_text() == "mine"
    assert store.load_manifest(tmp_path / "run").run_id == "r"


def test_a_file_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as files:
        (tmp_path / MANIFEST).mkdir()
        (tmp_path / GENERATIONS).mkdir()
        with pytest.raises(UsageError, match=rf"can't write .*{MANIFEST}: .*repeat the command"):
            files.replace(MANIFEST, manifest())
        with pytest.raises(UsageError, match=rf"can't write .*{GENERATIONS}: Is a directory"):
            files.append(GENERATIONS, Generation(task_id="t", sample_index=0, text=""))


def test_a_folder_whose_records_can_not_be_mended_is_left_unlocked(tmp_path: Path) -> None:
    (tmp_path / TIMINGS).mkdir()
    with pytest.raises(UsageError, match=rf"can't write .*{TIMINGS}"):
        RunFolder(tmp_path)
    (tmp_path / TIMINGS).rmdir()
    RunFolder(tmp_path).__exit__()


def test_a_line_without_end_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (run_files, store):
        monkeypatch.setattr(module, "MAX_LINE_BYTES", 100)
    (tmp_path / GENERATIONS).write_bytes(b"{" + b" " * 200_000)
    with pytest.raises(DataError, match=r"generations\.jsonl, line 1: longer than 100 bytes"):
        list(store.generations(tmp_path))
    with pytest.raises(UsageError, match=r"no end of a line in 100 bytes"):
        RunFolder(tmp_path)


def test_a_record_of_a_newer_version_says_what_to_upgrade(tmp_path: Path) -> None:
    write(tmp_path, manifest())
    data = json.loads((tmp_path / MANIFEST).read_text())
    newer = SCHEMA_VERSION + 1
    (tmp_path / MANIFEST).write_text(json.dumps(data | {"schema_version": newer}))
    with pytest.raises(DataError, match=rf"has schema version {newer}, .*upgrade effbench"):
        store.load_manifest(tmp_path)
    assert store.newer_version(json.dumps({"schema_version": SCHEMA_VERSION}).encode()) == ""
    assert store.newer_version(b'{"schema_version": "9"}') == ""
    assert store.newer_version(b"no json") == ""


def test_an_unfinished_run_names_the_command_that_finishes_it(tmp_path: Path) -> None:
    write(tmp_path, manifest(command="effbench run --model m", status="running"))
    assert store.load_summary(tmp_path) is None
    with pytest.raises(DataError, match=rf"has no {SUMMARY} yet; .*effbench run --model m$"):
        store.require_summary(tmp_path)
    write(tmp_path, manifest(status="generated"))
    with pytest.raises(DataError, match=rf"finish the run: effbench judge {tmp_path}$"):
        store.require_summary(tmp_path)
    assert store.to_finish(tmp_path, manifest()) == "run its command again"
    assert store.to_finish(tmp_path, manifest(command="a\nb")).splitlines() == ["a b"]


def test_runs_are_found_below_a_folder_in_order(tmp_path: Path) -> None:
    for name in ("b", "a/deep", "c"):
        write(tmp_path / name, manifest())
    found = [str(path.relative_to(tmp_path)) for path in store.find_runs(tmp_path)]
    assert found == ["a/deep", "b", "c"]


def test_a_pipe_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / GENERATIONS)
    with pytest.raises(DataError, match=rf"can't read .*{GENERATIONS}"):
        list(store.generations(tmp_path))
    os.mkfifo(tmp_path / MANIFEST)
    with pytest.raises(DataError, match=rf"can't read .*{MANIFEST}"):
        store.load_manifest(tmp_path)


def test_forgetting_the_times_of_every_task_removes_their_file(tmp_path: Path) -> None:
    timing = Timing(task_id="a", size="S", n=1, batch=1, cutoff_cpu_ns=1, repetitions=())
    with RunFolder(tmp_path) as files:
        files.forget_timings({"a"})  # there are none yet
        files.append(TIMINGS, timing)
        (tmp_path / SUMMARY).write_text("{}")
        files.forget_timings(set())
        assert (tmp_path / SUMMARY).exists() and list(store.timings(tmp_path)) == [timing]
        files.forget_timings({"a"})
        assert not (tmp_path / SUMMARY).exists() and not (tmp_path / TIMINGS).exists()
        assert list(store.timings(tmp_path)) == []


def test_surrogates_are_replaced_wherever_they_are() -> None:
    given = {"a\ud800": ["b\ud800", ("c", 1, None)], "plain": True}
    assert store.clean(given) == {"a?": ["b?", ["c", 1, None]], "plain": True}
