"""Read a folder strictly, for validation: bound every file, collect every problem, raise nothing.

This module only reads; the checks test whether the contents are consistent. No content is trusted:
a path that a file names is never opened.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from effbench.base import (
    CODE,
    MAX_UNPACKED_BYTES,
    SAMPLES,
    SCHEMA_VERSION,
    SUBMISSION,
    TIMINGS,
    CodeRow,
    DataError,
    Manifest,
    Record,
    Summary,
    Timing,
    Verdict,
    foreign,
)
from effbench.runs import MANIFEST, SUMMARY, store
from effbench.submissions import files as f
from effbench.submissions import plain
from effbench.submissions.problems import MAKE_AGAIN, Problems

AnyRecord = TypeVar("AnyRecord", bound=Record)
_OF_SUBMISSIONS = (SUBMISSION, SAMPLES, CODE, TIMINGS)
_OF_RUNS = (store.GENERATIONS, store.VERDICTS, store.TIMINGS, MANIFEST, "LOCK")
_RUN_FILE_BYTES = {MANIFEST: 16 << 20, SUMMARY: 256 << 20}
"""Limits for reading a run folder. They are wide, as a run folder is not published."""
_RUN_UNPACKED_BYTES = foreign.MAX_FILE_BYTES


@dataclass
class Contents:
    """The records that could be read. None or empty if not; the problems then say why."""

    folder: Path
    is_submission: bool
    record: f.SubmissionRecord | None = None
    manifest: Manifest | None = None
    summary: Summary | None = None
    rows: list[f.SampleRow] = field(default_factory=list)
    """A submission's rows; empty for a run folder."""
    verdicts: list[Verdict] = field(default_factory=list)
    """A submission's rows as verdicts without the source, or a run's verdicts."""
    timings: list[Timing] = field(default_factory=list)
    code: dict[str, str] = field(default_factory=dict)
    """The judged sources by their recorded digests."""
    torn: bool = False
    """True if a file of rows could not be read to its end."""

    @property
    def verdicts_name(self) -> str:
        """The name of the file that holds the verdicts."""
        return SAMPLES if self.is_submission else store.VERDICTS

    @property
    def timings_name(self) -> str:
        """The name of the file that holds the timings."""
        return TIMINGS if self.is_submission else store.TIMINGS


def load(folder: Path, problems: Problems) -> Contents:
    """Read a submission or a run folder as far as possible."""
    is_submission = not is_run(folder)
    problems.of_run = not is_submission
    contents = Contents(folder, is_submission)
    if is_submission:
        _check_folder(folder, problems)
        contents.record = _whole(folder, SUBMISSION, f.SubmissionRecord, problems)
    contents.manifest = _whole(folder, MANIFEST, Manifest, problems)
    contents.summary = _whole(folder, SUMMARY, Summary, problems)
    if is_submission:
        contents.rows = _rows(contents, SAMPLES, f.SampleRow, problems)
        contents.verdicts = [as_verdict(row) for row in contents.rows]
        contents.timings = _rows(contents, TIMINGS, Timing, problems, optional=True)
        _take_code(contents, problems)
    else:
        contents.verdicts = _rows(contents, store.VERDICTS, Verdict, problems)
        contents.timings = _rows(contents, store.TIMINGS, Timing, problems, optional=True)
        contents.code = {
            v.source_sha256: v.source for v in contents.verdicts if v.source_sha256 and v.source
        }
    return contents


def is_run(folder: Path) -> bool:
    """True if the folder has a run's files, finished or not, and no file of a submission."""
    return not _has(folder, _OF_SUBMISSIONS) and _has(folder, _OF_RUNS)


def is_neither(folder: Path) -> bool:
    """True if the folder holds neither a run's files nor a submission's."""
    return not _has(folder, _OF_SUBMISSIONS) and not _has(folder, _OF_RUNS)


def _has(folder: Path, names: tuple[str, ...]) -> bool:
    return any((folder / name).exists() for name in names)


def is_regular(path: Path) -> bool:
    """True for a regular file: not a symbolic link, folder, pipe, socket or device."""
    return path.is_file() and not path.is_symlink()


def as_verdict(row: f.SampleRow, source: str | None = None) -> Verdict:
    """Convert a submission's row to a run's verdict."""
    return Verdict(
        task_id=row.task_id,
        sample_index=row.sample_index,
        status=row.status,
        detail=row.detail,
        source=source,
        source_sha256=row.source_sha256,
        extract_rule=row.extract_rule,
        n_inputs=row.n_inputs,
        n_passed=row.n_passed,
        failed_input=row.failed_input,
    )


def _check_folder(folder: Path, problems: Problems) -> None:
    known = {SUBMISSION, *f.DIGESTED}
    for entry in sorted(folder.iterdir()):
        if entry.name == f.VERIFICATION:
            continue  # `validate` reports it; earlier submissions that have one stay readable
        if entry.name not in known:
            fix = "remove it: a submission holds only its own files"
            problems.add(entry.name, "the file", "not a submission's file", fix)
        elif not is_regular(entry):
            problems.add(entry.name, "the file", "not a regular file", "put the file itself there")


def _whole(folder: Path, name: str, kind: type[AnyRecord], problems: Problems) -> AnyRecord | None:
    """Read one JSON file as a record. Return None, with a problem added, if that fails."""
    data = _bytes(folder, name, problems)
    if data is None:
        return None
    newer = store.newer_version(data, f.VERSIONS.get(name, SCHEMA_VERSION))
    if newer:
        wrong, _, fix = newer.partition("; ")
        problems.add(name, "schema_version", wrong.removeprefix("has "), fix)
        return None
    try:
        raw = plain.parse(data)
        found = list(plain.faults(raw))
        for where, wrong, fix in found:
            problems.add(name, where, wrong, fix)
        if found:
            return None
        record = msgspec.convert(raw, kind)
        known = msgspec.to_builtins(record)
    except RecursionError:
        problems.add(name, "the whole file", "nested too deeply", "nest the data less")
    except msgspec.ValidationError as error:
        problems.add(name, *plain.field_of(error))
    except ValueError as error:  # UTF-8, JSON, NaN, repeated keys
        problems.add(name, "the whole file", f"not valid JSON ({error})")
    else:
        for where in plain.unknown_fields(raw, known):
            problems.add(name, where, "no such field", f"remove it, or {MAKE_AGAIN}")
        return record
    return None


def _bytes(folder: Path, name: str, problems: Problems) -> bytes | None:
    path = folder / name
    limits = f.MAX_FILE_BYTES if (folder / SUBMISSION).exists() else _RUN_FILE_BYTES
    most = limits.get(name, _RUN_UNPACKED_BYTES)
    try:
        strict = limits is f.MAX_FILE_BYTES
        if strict and path.exists() and not is_regular(path):
            return None  # `_check_folder` has reported it; a link's target must not be read
        return foreign.read_file(path, most, follow=not strict)
    except FileNotFoundError:
        problems.add(name, "the file", "missing")
        return None
    except OSError as error:
        if error.errno == errno.EFBIG:
            words, fix = f"larger than {most} bytes", "submit fewer samples"
        else:
            words, fix = f"can't be read ({error.strerror})", "put the file itself there"
        problems.add(name, "the file", words, fix)
        return None


def _rows(
    contents: Contents,
    name: str,
    kind: type[AnyRecord],
    problems: Problems,
    optional: bool = False,
) -> list[AnyRecord]:
    """Read the records of a file of lines. Stop at the first unreadable line and report it."""
    path = contents.folder / name
    if not path.exists() and optional:
        return []
    if contents.is_submission and not _fits(path, name, problems):
        contents.torn = True
        return []
    found: list[AnyRecord] = []
    decoder = msgspec.json.Decoder(kind)
    number = 1
    try:
        for line in _bounded_lines(path, name, contents.is_submission):
            found.append(_record(decoder, line))
            number += 1
        return found
    except RecursionError:
        problems.add(name, f"line {number}", "nested too deeply", "nest the data less")
    except msgspec.ValidationError as error:
        where, words = plain.field_of(error)
        problems.add(name, f"line {number}: {where}", words)
    except _TooMuch as error:
        problems.add(name, "the file", str(error), "submit fewer samples")
    except DataError as error:
        problems.add(name, f"line {number}", str(error).partition(": ")[2] or str(error))
    except ValueError as error:  # not JSON, not UTF-8, NaN, an unknown field
        problems.add(name, f"line {number}", f"not a record ({error})")
    contents.torn = True
    return found


class _TooMuch(Exception):
    pass


def _fits(path: Path, name: str, problems: Problems) -> bool:
    if os.path.lexists(path) and not is_regular(path):
        return False  # `_check_folder` has reported it
    try:
        size = path.lstat().st_size
    except OSError:
        problems.add(name, "the file", "missing")
        return False
    if size > f.MAX_FILE_BYTES[name]:
        wrong = f"{size} bytes, more than {f.MAX_FILE_BYTES[name]}"
        problems.add(name, "the file", wrong, "submit fewer samples")
        return False
    return True


def _bounded_lines(path: Path, name: str, is_submission: bool) -> Iterator[bytes]:
    most = MAX_UNPACKED_BYTES[name] if is_submission else _RUN_UNPACKED_BYTES
    n_bytes = 0
    longest = f.MAX_LINE_BYTES if is_submission else None
    for _, line in foreign.lines(path, longest, follow=not is_submission):
        n_bytes += len(line)
        if n_bytes > most:
            raise _TooMuch(f"more than {most} bytes when unpacked")
        if not line.endswith(b"\n"):
            raise ValueError("the line is cut off")
        yield line


def _record(decoder: msgspec.json.Decoder[AnyRecord], line: bytes) -> AnyRecord:
    """Decode one line. Raises ValueError for an unknown field or a repeated key."""
    record = decoder.decode(line)
    if msgspec.json.encode(record) != line[:-1]:
        _explain(record, line)
    return record


def _explain(record: Any, line: bytes) -> None:
    """Raise ValueError if the line holds more than the record. Other spellings are accepted."""
    raw = plain.parse(line)
    for where in plain.unknown_fields(raw, msgspec.to_builtins(record)):
        raise ValueError(f"no such field: {where}")


def _take_code(contents: Contents, problems: Problems) -> None:
    record = contents.record
    there = (contents.folder / CODE).exists()
    if record is not None and (record.code == "included") != there:
        says = f"{record.code!r}, but {CODE} {'exists' if there else 'is missing'}"
        problems.add(SUBMISSION, "code", says)
    for number, row in enumerate(_rows(contents, CODE, CodeRow, problems, optional=True), 1):
        digest = hashlib.sha256(row.source.encode("utf-8", "surrogatepass")).hexdigest()
        if digest != row.source_sha256:
            wrong = f"the code's digest is {digest[:16]}…, not the one in this line"
            problems.add(CODE, f"line {number}: source_sha256", wrong)
        elif digest in contents.code:
            fix = "keep one line for each source"
            problems.add(CODE, f"line {number}: source_sha256", "duplicate code", fix)
        contents.code[row.source_sha256] = row.source
