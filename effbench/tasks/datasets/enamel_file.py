"""Read and check ENAMEL's published table, `dataset/enamel.csv`.

The code in its columns is parsed to check that it defines the required functions. It is never run
here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from dataclasses import astuple, dataclass
from pathlib import Path

from effbench.base import DataError, confined, read_file
from effbench.tasks.datasets import enamel_source

COLUMNS = (
    "task_id",
    "prompt",
    "input_generator",
    "input_levels",
    "reference_solution",
    "checker",
    "entry_point",
)
GENERATOR = "generate_input"
CHECKER = "__check"
N_LEVELS = 4
_TASK_ID = re.compile(r"HumanEval/(0|[1-9][0-9]{0,5})")
_LEVELS = re.compile(rf"\s*[0-9]{{1,19}}(\s+[0-9]{{1,19}}){{{N_LEVELS - 1}}}\s*")
_NEXT_STEP = "take the file again from ENAMEL's repository (dataset/enamel.csv)"


@dataclass(frozen=True)
class Row:
    """One problem with its unmodified columns."""

    task_id: str
    prompt: str
    input_generator: str
    input_levels: str
    reference_solution: str
    checker: str
    entry_point: str

    @property
    def number(self) -> int:
        """The problem's number. The published seeds depend on it."""
        return int(self.task_id.rpartition("/")[2])

    @property
    def levels(self) -> tuple[int, ...]:
        """The generator's size at levels 0 (correctness) to 3."""
        return tuple(int(level) for level in self.input_levels.split())

    @property
    def prompt_code(self) -> str:
        """The prompt as executable code: its last function gets a body."""
        return self.prompt + "\n    pass\n"

    @property
    def reference(self) -> str:
        """The reference solution as a whole module."""
        return self.prompt + "\n" + self.reference_solution

    @property
    def digest(self) -> str:
        """SHA-256 over all columns."""
        return hashlib.sha256(json.dumps([*COLUMNS, *astuple(self)]).encode()).hexdigest()


def read(path: Path) -> tuple[Row, ...]:
    """Read all rows in the file's order.

    Raises DataError, which names the file, row and column, if the file is unreadable or malformed.
    """
    try:
        text = read_file(path).decode("utf-8-sig")
    except OSError as error:
        raise DataError(
            f"{path}: can't be read ({error.strerror}); give the path of ENAMEL's "
            "dataset/enamel.csv"
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 at byte {error.start}; {_NEXT_STEP}") from error
    # No valid field is near the csv module's limit of 128 KiB. A longer one lacks a closing quote.
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows: dict[str, Row] = {}
    number = 0
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise DataError(f"{path}: no column {', '.join(missing)}; {_NEXT_STEP}")
        for number, fields in enumerate(reader, start=1):
            row = _row(path, number, fields)
            if row.task_id in rows:
                raise _wrong(path, number, "task_id", f"{row.task_id} occurs twice")
            rows[row.task_id] = row
    except csv.Error as error:
        place = f"after row {number} (line {reader.line_num})"
        raise DataError(f"{path}: not a CSV file {place}: {error}; {_NEXT_STEP}") from error
    return tuple(rows.values())


def _row(path: Path, number: int, fields: dict[str, str]) -> Row:
    for name in COLUMNS:
        if fields[name] is None:
            raise _wrong(path, number, name, "the row ends before it")
        if not fields[name].strip():
            raise _wrong(path, number, name, "empty")
    if None in fields:  # DictReader stores excess values under the key None
        raise _wrong(path, number, "the last", "the row has more fields after it")
    row = Row(**{name: fields[name] for name in COLUMNS})
    if not _TASK_ID.fullmatch(row.task_id):
        raise _wrong(path, number, "task_id", f"{row.task_id[:60]!r} is not HumanEval/<number>")
    if not _LEVELS.fullmatch(row.input_levels):
        wrong = f"{row.input_levels[:60]!r} is not {N_LEVELS} whole numbers"
        raise _wrong(path, number, "input_levels", wrong)
    for column, source, name in (
        ("prompt", row.prompt_code, row.entry_point),
        ("input_generator", row.input_generator, GENERATOR),
        ("reference_solution", row.reference, row.entry_point),
        ("checker", row.checker, CHECKER),
    ):
        try:
            wrong_code = confined.call(
                enamel_source.__name__, enamel_source.what_is_wrong.__name__, source, name
            )
        except confined.OverBudgetError as error:
            wrong_code = str(error)
        if wrong_code:
            raise _wrong(path, number, column, f"{row.task_id}: {wrong_code}")
    return row


def _wrong(path: Path, number: int, column: str, what: str) -> DataError:
    return DataError(f"{path}: row {number}, column {column}: {what}; {_NEXT_STEP}")
