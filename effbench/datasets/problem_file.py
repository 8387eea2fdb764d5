"""JSONL files of problems, as HumanEval, EvalPlus and others publish them: lines in, rows out.

Decides how such a file is read: gzip or not, bounded, each line an object with the fields that the
caller names. The code in the fields is text here and never run. What is malformed is a DataError
with file and line.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from effbench.errors import DataError

MAX_FILE_BYTES = 2 << 30
"""Of unpacked data."""
_GZIP_MAGIC = b"\x1f\x8b"
_MAX_INT_DIGITS = 100_000
"""EvalPlus has inputs of thousands of digits; Python's own limit is 4300."""


def read(
    path: Path, fields: Mapping[str, type | tuple[type, ...]], what: str
) -> list[dict[str, Any]]:
    """The file's rows; each holds `fields`, of these types. `what` names the file to ask for.

    Raises DataError: unreadable, malformed, a field missing or of another type, an id twice, empty.
    """
    rows: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(_lines(path, what), 1):
        if not line.strip():
            continue
        row = _object(path, number, line)
        for name, kind in fields.items():
            if not isinstance(row.get(name), kind):
                kinds = kind if isinstance(kind, tuple) else (kind,)
                wanted = " or ".join(k.__name__ for k in kinds)
                raise DataError(
                    f"{path}, line {number}: no field {name!r} of type {wanted}; {what}"
                )
        if row["task_id"] in rows:
            raise DataError(f"{path}, line {number}: {row['task_id']!r} is there twice; {what}")
        rows[row["task_id"]] = row
    if not rows:
        raise DataError(f"{path}: no problem in it; {what}")
    return list(rows.values())


def digest(row: Mapping[str, Any]) -> str:
    """SHA-256 over everything in a row."""
    with _long_integers():
        text = json.dumps(row, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(path: Path, what: str) -> list[bytes]:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            with contextlib.ExitStack() as stack:
                file = stack.enter_context(gzip.open(raw)) if packed else raw
                data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{path}: can't be read ({reason}); {what}") from error
    if len(data) > MAX_FILE_BYTES:
        raise DataError(f"{path}: more than {MAX_FILE_BYTES} bytes of unpacked data; {what}")
    return bytes(data).split(b"\n")


def _object(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        with _long_integers():
            row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}, line {number}: not JSON: {error}") from None
    if not isinstance(row, dict) or not isinstance(row.get("task_id"), str):
        raise DataError(f"{path}, line {number}: no object with a task_id")
    return row


class _long_integers:
    """Allow longer decimal integers than Python does by itself, for this block."""

    def __enter__(self) -> None:
        self._before = sys.get_int_max_str_digits()
        sys.set_int_max_str_digits(_MAX_INT_DIGITS)

    def __exit__(self, *_: object) -> None:
        sys.set_int_max_str_digits(self._before)
