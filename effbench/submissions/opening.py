"""A submission or a run folder, opened for reading: the same numbers in the same records.

Decides how a submission is turned back into what the rest of effbench reads. It stops at the first
fault with a DataError; `validate` lists them all.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from effbench import store
from effbench.errors import DataError, UsageError
from effbench.foreign import read_file
from effbench.records import Manifest, Summary, Timing, Verdict
from effbench.submissions import files as f
from effbench.submissions.loading import Contents, as_verdict, is_neither, load
from effbench.submissions.problems import Problems


@dataclass(frozen=True)
class Submission:
    """What a folder holds, all of it read. `record` is None for a run folder."""

    folder: Path
    manifest: Manifest
    summary: Summary
    record: f.SubmissionRecord | None
    code: dict[str, str]
    """Source SHA-256 -> source; empty when it is withheld."""
    timings: list[Timing]
    contents: Contents = field(repr=False, kw_only=True)
    """As it was read."""

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """One a sample, as in a run folder: with the source where there is one."""
        if self.record is None:
            return self.contents.verdicts
        return [as_verdict(row, self.code.get(row.source_sha256 or "")) for row in self.rows]

    @property
    def rows(self) -> list[f.SampleRow]:
        """The short rows; empty for a run folder."""
        return self.contents.rows

    @property
    def code_withheld(self) -> bool:
        return self.record is not None and self.record.code == "withheld"


def open_folder(folder: str | Path) -> Submission:
    """Raises DataError naming the first file and field that can't be read, for runs unfinished too.

    What can be read need not be right: `validate` says so.
    """
    folder = Path(folder)
    if not folder.is_dir():
        state = "a file" if folder.exists() else "no such folder"
        raise DataError(f"{folder}: {state}; name a submission or a run folder")
    if is_neither(folder):
        raise DataError(f"{folder}: neither a submission nor a run folder")
    problems = Problems(folder)
    found = load(folder, problems)
    for line in problems.lines():
        raise DataError(line)
    assert found.manifest is not None and found.summary is not None
    return Submission(
        folder,
        found.manifest,
        found.summary,
        found.record,
        found.code,
        found.timings,
        contents=found,
    )


def is_submission(folder: str | Path) -> bool:
    """Whatever stands under the name of `submission.json` makes it one: opening says if it is no
    file.
    """
    return os.path.lexists(Path(folder) / f.SUBMISSION)


def find_submissions(path: str | Path) -> list[Path]:
    """Submission folders at or below `path`, sorted; empty when there is none."""
    path = Path(path)
    return sorted(file.parent for file in path.rglob(f.SUBMISSION)) if path.is_dir() else []


def as_run_folder(folder: str | Path, out: str | Path) -> Path:
    """A run folder with the same manifest, summary, verdicts and timings; the answers are lost.

    What reads run folders (`report`, `show`, `compare`, the page) reads it. `out` must not exist;
    it is written beside its place and renamed. Raises DataError, and UsageError for `out`.
    """
    folder, out = Path(folder), Path(out)
    submission = open_folder(folder)
    if out.exists():
        raise UsageError(f"{out} exists; name a new folder")
    made_for_it = store.missing_folders(out.parent)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as beside:
            made = Path(beside) / "run"
            made.mkdir()
            for name in (f.MANIFEST, f.SUMMARY):
                (made / name).write_bytes(_copied(folder / name, submission))
            (made / store.VERDICTS).write_bytes(b"".join(_lines(submission.verdicts)))
            if submission.timings:
                (made / store.TIMINGS).write_bytes(b"".join(_lines(submission.timings)))
            made.rename(out)
    except OSError as error:
        raise UsageError(f"can't write {out}: {error.strerror}") from None
    finally:
        store.remove_empty(made_for_it)
    return out


def _copied(path: Path, submission: Submission) -> bytes:
    return read_file(path, follow=submission.record is None)


def _lines(records: list[Verdict] | list[Timing]) -> Iterator[bytes]:
    for record in records:
        yield msgspec.json.encode(record) + b"\n"
