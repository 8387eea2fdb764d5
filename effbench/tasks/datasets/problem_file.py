"""Read JSONL files of problems, as HumanEval, EvalPlus and others publish them.

The file may be gzipped, and reading is bounded. Each line must be an object with the fields that
the caller names. Code in the fields is plain text here and is never run. A malformed line raises
DataError with file and line.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from effbench.base import DataError, JsonObject, foreign

_MAX_LINE_BYTES = 256 << 20
"""A line holds one problem with all its inputs."""
_MAX_INT_DIGITS = 100_000
"""EvalPlus has integers with thousands of digits; Python's default limit is 4300."""
Problem = TypeVar("Problem")
"""A TypedDict with the fields of a problem."""


def read(
    path: Path,
    fields: Mapping[str, type | tuple[type, ...]],
    what: str,
    kind: type[Problem],
) -> list[Problem]:
    """Read the file's rows as `kind`. Each has a `task_id`, and `fields` with these types. `what`
    ends error messages: it says which file to give.

    Raises DataError if the file is unreadable, malformed or empty, a field is missing or has
    another type, or an id occurs twice.
    """
    rows: dict[str, JsonObject] = {}
    for number, line in _lines(path, what):
        if not line.strip():
            continue
        row = _object(path, number, line)
        for name, types in fields.items():
            if not isinstance(row.get(name), types):
                kinds = types if isinstance(types, tuple) else (types,)
                wanted = " or ".join(k.__name__ for k in kinds)
                raise DataError(
                    f"{path}, line {number}: no field {name!r} of type {wanted}; {what}"
                )
        task_id = str(row["task_id"])
        if task_id in rows:
            raise DataError(f"{path}, line {number}: {task_id!r} occurs twice; {what}")
        rows[task_id] = row
    if not rows:
        raise DataError(f"{path}: it has no problems; {what}")
    return cast("list[Problem]", list(rows.values()))


def digest(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 over all fields of a row."""
    with long_integers():
        text = json.dumps(row, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(path: Path, what: str) -> Iterator[tuple[int, bytes]]:
    try:
        yield from foreign.lines(path, _MAX_LINE_BYTES)
    except DataError as error:
        raise DataError(f"{error}; {what}") from None


def _object(path: Path, number: int, line: bytes) -> JsonObject:
    try:
        with long_integers():
            row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}, line {number}: not JSON: {error}") from None
    if not isinstance(row, dict) or not isinstance(row.get("task_id"), str):
        raise DataError(f"{path}, line {number}: not an object with a task_id")
    return row


class long_integers:
    """Context manager: allow longer decimal integers than Python's default."""

    def __enter__(self) -> None:
        self._before = sys.get_int_max_str_digits()
        sys.set_int_max_str_digits(_MAX_INT_DIGITS)

    def __exit__(self, *_: object) -> None:
        sys.set_int_max_str_digits(self._before)
