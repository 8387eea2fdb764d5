"""Open a submission or a run folder and read both as the same records.

This module converts a submission to the records that the rest of effbench reads. It raises
DataError at the first problem; `validate` lists all problems.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from effbench.base import (
    SUBMISSION,
    DataError,
    Manifest,
    Summary,
    Timing,
    UsageError,
    Verdict,
    read_file,
)
from effbench.runs import MANIFEST, SUMMARY, missing_folders, remove_empty, store
from effbench.submissions import files as f
from effbench.submissions.loading import Contents, as_verdict, is_neither, load
from effbench.submissions.problems import Problems


@dataclass(frozen=True)
class Submission:
    """The contents of a folder, read completely. `record` is None for a run folder."""

    folder: Path
    manifest: Manifest
    summary: Summary
    record: f.SubmissionRecord | None
    code: dict[str, str]
    """Source SHA-256 -> source; empty when the code is withheld."""
    timings: list[Timing]
    contents: Contents = field(repr=False, kw_only=True)
    """The records as they were read."""

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """One verdict for each sample, as in a run folder, with the source if it is available."""
        if self.record is None:
            return self.contents.verdicts
        return [as_verdict(row, self.code.get(row.source_sha256 or "")) for row in self.rows]

    @property
    def rows(self) -> list[f.SampleRow]:
        """The short rows; empty for a run folder."""
        return self.contents.rows

    @property
    def code_withheld(self) -> bool:
        """True for a submission without its code."""
        return self.record is not None and self.record.code == "withheld"


def open_folder(folder: str | Path) -> Submission:
    """Open a submission or a run folder.

    Raises DataError with the first file and field that can't be read, also for an unfinished run.
    Readable contents need not be right: `validate` checks them.
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
    """True if an entry named `submission.json` exists, of any kind.

    Opening the folder fails if the entry is not a file.
    """
    return os.path.lexists(Path(folder) / SUBMISSION)


def find_submissions(path: str | Path) -> list[Path]:
    """Return the submission folders at or below `path`, sorted; empty if there are none."""
    path = Path(path)
    return sorted(file.parent for file in path.rglob(SUBMISSION)) if path.is_dir() else []


def as_run_folder(folder: str | Path, out: str | Path) -> Path:
    """Write a run folder with the same manifest, summary, verdicts and timings, and return it.

    It has no answers. Commands that read run folders (`report`, `show`, `compare`, the page) can
    read it. It is written beside `out` and renamed. Raises DataError if the submission can't be
    read, and UsageError if `out` exists or can't be written.
    """
    folder, out = Path(folder), Path(out)
    submission = open_folder(folder)
    if out.exists():
        raise UsageError(f"{out} exists; name a new folder")
    made_for_it = missing_folders(out.parent)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as beside:
            made = Path(beside) / "run"
            made.mkdir()
            for name in (MANIFEST, SUMMARY):
                (made / name).write_bytes(_copied(folder / name, submission))
            (made / store.VERDICTS).write_bytes(b"".join(_lines(submission.verdicts)))
            if submission.timings:
                (made / store.TIMINGS).write_bytes(b"".join(_lines(submission.timings)))
            made.rename(out)
    except OSError as error:
        raise UsageError(f"can't write {out}: {error.strerror}") from None
    finally:
        remove_empty(made_for_it)
    return out


def _copied(path: Path, submission: Submission) -> bytes:
    return read_file(path, follow=submission.record is None)


def _lines(records: list[Verdict] | list[Timing]) -> Iterator[bytes]:
    for record in records:
        yield msgspec.json.encode(record) + b"\n"
