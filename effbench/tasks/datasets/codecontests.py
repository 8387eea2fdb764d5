"""CodeContests (google-deepmind/code_contests, CC-BY-4.0): programs with very many tests.

A task has public, private and generated tests and a time limit derived from the problem's own.
Outputs are compared as in AlphaCode's tester: token by token, ignoring case, numbers within 1e-5.
The first Python 3 solution is the reference. Problems that read or write named files are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from effbench.base import DataError
from effbench.sandbox import Sandbox
from effbench.tasks.datasets.rows import Kinds, Row, read, texts
from effbench.tasks.datasets.standard_streams import ByTokens, instances, no_stress
from effbench.tasks.suite import DataSet, Suite, SuiteTask

NAME = "codecontests"
TESTS = ("public_tests", "private_tests", "generated_tests")
FIELDS: dict[str, Kinds] = {
    "name": str,
    "description": str,
    "solutions": dict,
    **dict.fromkeys(TESTS, dict),
}
_WHAT = "give the parquet files of deepmind/code_contests (test-*.parquet) or JSON lines of them"
PYTHON3 = (3, "PYTHON3")
"""Python 3 in the published schema's enum `Language`: its number or its name."""
_STREAMS = "Read standard input and write the answer to standard output."
_LEAST_CPU_SECONDS = 6.0
"""The sites' limits are meant for compiled languages."""
_TIMES_THE_LIMIT = 3.0
_MAX_CPU_SECONDS = 60.0
_LEAST_MEMORY_BYTES, _MAX_MEMORY_BYTES = 512 << 20, 4 << 30
_near = ByTokens(absolute=1e-5, any_case=True)


def load(path: Path, sandbox: Sandbox) -> Suite:
    """Load the set. No code in the file is run until a problem is judged.

    Raises DataError if the file is malformed or all of its problems use named files.
    """
    rows = read(path, FIELDS, _WHAT, "test", lambda row, place: row["name"], ids_repeat=True)
    fit = [row for row in rows if not _names_files(row)]
    if not fit:
        raise DataError(f"{path}: no problem uses standard input and output; {_WHAT}")
    notes: tuple[str, ...] = (
        "CodeContests (google-deepmind/code_contests, CC-BY-4.0)",
        "no sizes: correctness only (--timing off); the first Python 3 solution is the reference, "
        "not chosen for speed",
        "no checker: one accepted output each; generated tests agree with most right solutions",
        f"time limit: {_TIMES_THE_LIMIT:g} times the site's, {_LEAST_CPU_SECONDS:g} s at least",
        "candidates have the standard library only",
    )
    if left_out := len(rows) - len(fit):
        notes = (*notes, f"{left_out} of {len(rows)} problems are left out: they name files")
    return Suite(name=NAME, version="1", tasks=tuple(_task(row) for row in fit), notes=notes)


def _names_files(row: Row) -> bool:
    return any(row.fields.get(name) for name in ("input_file", "output_file"))


def _task(row: Row) -> SuiteTask:
    inputs: list[str] = []
    outputs: list[str] = []
    for field in TESTS:
        inputs += texts(row[field].get("input"), row, f"{field}.input")
        outputs += texts(row[field].get("output"), row, f"{field}.output")
        if len(inputs) != len(outputs):
            raise row.broken(f"{field}: not as many outputs as inputs")
    tests = instances(inputs, outputs, row)
    reference = _reference(row)
    description = row["description"].strip()
    return SuiteTask(
        id=row.id,
        version=1,
        entry_point="",
        prompt=f"{description}\n\n{_STREAMS}\n",
        sizes=(),
        references={} if reference is None else {"fast": reference},
        correctness=lambda seed: tests,
        stress=no_stress,
        check=_near,
        statement=description,
        cpu_limit_seconds=_cpu_seconds(row),
        memory_limit_bytes=_memory_bytes(row),
        digest=row.digest,
    )


def _reference(row: Row) -> str | None:
    solutions = row["solutions"]
    sources = texts(solutions.get("solution"), row, "solutions.solution")
    languages = solutions.get("language")
    if not isinstance(languages, list) or len(languages) != len(sources):
        raise row.broken("solutions: not as many languages as solutions")
    fits = (s for s, language in zip(sources, languages, strict=True) if language in PYTHON3)
    return next(fits, None)


def _cpu_seconds(row: Row) -> float:
    limit = row.fields.get("time_limit")
    if limit is None:
        return _LEAST_CPU_SECONDS
    if not isinstance(limit, Mapping) or not all(_is_amount(v) for v in limit.values()):
        raise row.broken("time_limit is not seconds and nanos")
    seconds: float = (limit.get("seconds") or 0) + (limit.get("nanos") or 0) / 1e9
    return min(_MAX_CPU_SECONDS, max(_LEAST_CPU_SECONDS, _TIMES_THE_LIMIT * seconds))


def _memory_bytes(row: Row) -> int:
    limit: Any = row.fields.get("memory_limit_bytes") or 0
    if not _is_amount(limit):
        raise row.broken("memory_limit_bytes is not a number of bytes")
    return int(min(_MAX_MEMORY_BYTES, max(_LEAST_MEMORY_BYTES, limit)))


def _is_amount(value: object) -> bool:
    return value is None or (type(value) is int and 0 <= value < 2**62)


DATA_SET = DataSet(load, "test-*.parquet of deepmind/code_contests")
