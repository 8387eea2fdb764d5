"""JSON Schemas of the files in a run folder and in a submission, generated from the records.

The schema of a file with one record per line describes a line. Readers ignore fields that a schema
does not have, and a schema allows them.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from effbench.base import (
    CODE,
    SAMPLES,
    SUBMISSION,
    TIMINGS,
    CodeRow,
    Generation,
    JsonObject,
    Manifest,
    Record,
    Summary,
    Timing,
    UsageError,
    Verdict,
)
from effbench.runs import GENERATIONS, MANIFEST, SUMMARY, VERDICTS, write_atomically
from effbench.runs import TIMINGS as RUN_TIMINGS
from effbench.submissions import files as f

DIALECT = "https://json-schema.org/draft/2020-12/schema"
RECORDS: dict[str, type[Record]] = {
    MANIFEST: Manifest,
    SUMMARY: Summary,
    GENERATIONS: Generation,
    VERDICTS: Verdict,
    RUN_TIMINGS: Timing,
    SUBMISSION: f.SubmissionRecord,
    SAMPLES: f.SampleRow,
    CODE: CodeRow,
    TIMINGS: Timing,
    f.VERIFICATION: f.Verification,
}
"""File -> the record that it holds, or that each of its lines holds."""


def schema_of(file: str) -> JsonObject:
    """Return the schema of a file of RECORDS. Raises UsageError for any other name."""
    if file not in RECORDS:
        raise UsageError(f"{file}: no schema; choose one of {', '.join(RECORDS)}")
    lines = ".jsonl" in file
    described = "One line of " if lines else ""
    return {
        "$schema": DIALECT,
        "title": file,
        "description": f"{described}{file}, written by effbench.",
        **msgspec.json.schema(RECORDS[file]),
    }


def schema_text(file: str) -> str:
    """Return the schema of a file of RECORDS as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(schema_of(file))).decode() + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write `FILE.schema.json` for every file of RECORDS, and return the paths."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"can't write to {folder}: {error.strerror}") from None
    written = []
    for file in RECORDS:
        path = folder / f"{file}.schema.json"
        write_atomically(path, schema_text(file).encode())
        written.append(path)
    return written
