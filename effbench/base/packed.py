"""Read a submission's rows in the form of a run folder's rows.

A submission's files are compressed, and the sources are in a separate file. This module defines the
names of these files and joins them. `submissions` handles everything else in a submission and
validates it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from effbench.base import foreign
from effbench.base.errors import DataError
from effbench.base.records import Record, Timing, Verdict

FORMAT_VERSION = 1
SUBMISSION = "submission.json"
SAMPLES = "samples.jsonl.gz"
CODE = "code.jsonl.gz"
TIMINGS = "timings.jsonl.gz"
MAX_CODE_CHARACTERS = 64 << 20
"""Limit on the total size of all sources, which are kept in memory."""
MAX_UNPACKED_BYTES = {SAMPLES: 64 << 20, CODE: 64 << 20, TIMINGS: 256 << 20}
MAX_RECORD_BYTES = 16 << 20
"""Size limit of `manifest.json` and `summary.json`."""

AnyRecord = TypeVar("AnyRecord", bound=Record)


class CodeRow(Record, frozen=True, kw_only=True):
    """One row of CODE: a source and its digest."""

    source_sha256: str
    source: str


def verdicts(folder: Path) -> Iterator[Verdict]:
    """Yield the verdicts, with their sources unless the code is withheld.

    Raises DataError if a file is malformed or too large.
    """
    code = _sources(folder / CODE)
    for verdict in _rows(folder / SAMPLES, Verdict):
        yield msgspec.structs.replace(verdict, source=code.get(verdict.source_sha256 or ""))


def timings(folder: Path) -> Iterator[Timing]:
    """Yield the timings. Raises DataError if the file is malformed or too large."""
    return _rows(folder / TIMINGS, Timing)


def _sources(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    length = 0
    for row in _rows(path, CodeRow) if path.is_file() else ():
        length += len(row.source)
        if length > MAX_CODE_CHARACTERS:
            raise DataError(f"{path}: more than {MAX_CODE_CHARACTERS} characters of code")
        found[row.source_sha256] = row.source
    return found


def _rows(path: Path, kind: type[AnyRecord]) -> Iterator[AnyRecord]:
    """Yield the records in file order. Raises DataError, naming the file and the line."""
    decoder = msgspec.json.Decoder(kind)
    most = MAX_UNPACKED_BYTES[path.name]
    for number, line in foreign.lines(path, max_bytes=most, follow=False):
        try:
            yield decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            words = f"malformed: {foreign.one_line(error)}; download the submission again"
            raise DataError(f"{path}, line {number}: {words}") from None
