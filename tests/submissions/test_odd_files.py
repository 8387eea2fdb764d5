"""Pipes, sockets, devices, folders, links and endless files in place of a submission's files.

No command waits for such a file or reads it to its end, and the error names the file.
"""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from odd_files import ODD, put
from submission_runs import known

from effbench import submissions
from effbench.base import CODE, SAMPLES, SUBMISSION, TIMINGS, packed
from effbench.base.errors import EffbenchError
from effbench.leaderboard.reading import read_run
from effbench.results import terminal as report
from effbench.results.comparison import compare
from effbench.runs import MANIFEST, SUMMARY, store, write_atomically
from effbench.submissions import files as f
from effbench.submissions.vouching import is_intact

pytestmark = pytest.mark.timeout(120)
FILES = (SUBMISSION, MANIFEST, SUMMARY, SAMPLES, CODE, TIMINGS)


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / good.parent.name / good.name))


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", FILES)
def test_a_submission_with_one_is_refused(copy: Path, name: str, kind: str) -> None:
    opened = submissions.open(copy)
    put(kind, copy / name)
    (found,) = submissions.validate([copy], known())
    assert any(name in line for line in found.problems.lines()), list(found.problems.lines())
    assert not is_intact(opened) or name == SUBMISSION
    with pytest.raises(EffbenchError):
        submissions.open(copy)
    with pytest.raises(EffbenchError):
        read_run(copy)


@pytest.mark.parametrize("kind", ODD)
def test_a_verification_of_its_own_is_named_and_not_read(copy: Path, kind: str) -> None:
    put(kind, copy / f.VERIFICATION)
    (copy / "the-pipe").unlink(missing_ok=True)
    (found,) = submissions.validate([copy], known())
    assert [problem.file for problem in found.problems.found] == [str(copy / f.VERIFICATION)]
    assert submissions.open(copy).record is not None


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", [store.MANIFEST, store.SUMMARY, store.VERDICTS, store.TIMINGS])
def test_a_run_folder_with_one_is_an_error(
    good_run: Path, tmp_path: Path, name: str, kind: str
) -> None:
    run = Path(shutil.copytree(good_run, tmp_path / "run"))
    put(kind, run / name)
    (found,) = submissions.validate([run], known())
    assert found.problems.count
    with pytest.raises(EffbenchError):
        list(store.timings(run))
        list(store.verdicts(run))
        store.load_manifest(run)
        store.require_summary(run)
    if name in (store.MANIFEST, store.SUMMARY):
        with pytest.raises(EffbenchError):
            compare(run, good_run)
    if name == store.MANIFEST:
        with pytest.raises(EffbenchError):
            report.find_sample(run, "task0#0")


@pytest.mark.parametrize("kind", [kind for kind in ODD if kind != "a link to itself"])
def test_the_lines_of_a_run_are_not_appended_to_one(
    good_run: Path, tmp_path: Path, kind: str
) -> None:
    run = Path(shutil.copytree(good_run, tmp_path / "run"))
    put(kind, run / store.VERDICTS)
    with pytest.raises(EffbenchError):
        store.RunFolder(run)


@pytest.mark.parametrize("kind", ["a pipe", "a link to a device", "a link to a pipe"])
def test_a_file_is_not_written_through_one(tmp_path: Path, kind: str) -> None:
    put(kind, tmp_path / "x.json.tmp")
    write_atomically(tmp_path / "x.json", b"{}")
    assert (tmp_path / "x.json").read_bytes() == b"{}\n"
    assert not (tmp_path / "x.json").is_symlink()


def test_packed_rows_that_unpack_without_end_have_one(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = gzip.decompress((copy / SAMPLES).read_bytes()).split(b"\n")[0] + b"\n"
    (copy / SAMPLES).write_bytes(gzip.compress(line * 1000))
    monkeypatch.setitem(packed.MAX_UNPACKED_BYTES, SAMPLES, 100 * len(line))
    with pytest.raises(EffbenchError, match=rf"more than {100 * len(line)} bytes"):
        list(store.verdicts(copy))


def test_names_with_odd_characters_stay_one_line(copy: Path) -> None:
    (copy / "a\nb\x1b[2J\u202e").write_text("x")
    (copy / "xx").mkdir()
    (found,) = submissions.validate([copy], known())
    lines = list(found.problems.lines())
    assert len(lines) == 2 and all(line.isprintable() for line in lines), lines
