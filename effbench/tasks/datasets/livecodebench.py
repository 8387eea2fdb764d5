"""LiveCodeBench, code generation: contest problems with public and private tests.

Problems of AtCoder and Codeforces are programs; those of LeetCode are a method of `Solution`.
Outputs are compared as in LiveCodeBench. Private tests are JSON, or base64 of zlib of a pickled
string that contains JSON. The string is extracted without unpickling.

Tests are decoded twice: when the file is read, to reject malformed rows, and when a task is judged.
Only the packed form is kept in between.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from effbench.base import one_line
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import call_style, plain_pickle
from effbench.tasks.datasets.rows import Kinds, Row, from_json, read
from effbench.tasks.datasets.standard_streams import by_lines, instances, no_stress
from effbench.tasks.suite import DataSet, Instance, Suite, SuiteTask

NAME = "livecodebench"
FIELDS: dict[str, Kinds] = {
    "question_id": (str, int),
    "question_content": str,
    "starter_code": str,
    "public_test_cases": str,
    "private_test_cases": str,
    "metadata": str,
}
_WHAT = "give a test*.jsonl file of livecodebench/code_generation_lite, or a folder of them"
_STREAMS = "Read standard input and write the answer to standard output."
_CPU_SECONDS = 6.0  # as published, for each test
_MEMORY_BYTES = 4 << 30
_MAX_TEST_BYTES = 512 << 20


def load(path: Path, sandbox: Sandbox) -> Suite:
    """Load the set. DataError if the file is malformed. Nothing in it is run or unpickled."""
    rows = read(path, FIELDS, _WHAT, "test", lambda row, place: row["question_id"])
    notes = (
        "LiveCodeBench, code generation (code MIT; problems under their sites' terms)",
        "no sizes and no solutions: correctness only (--timing off)",
        "no checker: one accepted output each (its ERRATA names problems with several, two "
        "interactive ones and wrong tests)",
        "candidates have the standard library only",
    )
    return Suite(name=NAME, version="1", tasks=tuple(_task(row) for row in rows), notes=notes)


def _task(row: Row) -> SuiteTask:
    tests(row)  # raises for a malformed row
    name = _function_name(row)
    starter = row["starter_code"].strip()
    content = row["question_content"].strip()
    prompt = f"{content}\n\nStarter code:\n\n{starter}\n" if name else f"{content}\n\n{_STREAMS}\n"
    return SuiteTask(
        id=row.id,
        version=1,
        entry_point=call_style.entry_point(name, starter, row) if name else "",
        prompt=prompt,
        sizes=(),
        references={},
        correctness=partial(_instances, row),
        stress=no_stress,
        check=call_style.equal if name else by_lines,
        statement=content,
        prelude=call_style.prelude(name) if name else call_style.IMPORTS,
        forwarder=call_style.FORWARDER if name else "",
        cpu_limit_seconds=_CPU_SECONDS,
        memory_limit_bytes=_MEMORY_BYTES,
        digest=row.digest,
    )


def _function_name(row: Row) -> str:
    """Return the method to implement, or "" for a program."""
    metadata = row.parsed("metadata")
    name = metadata.get("func_name") if isinstance(metadata, dict) else None
    if name is not None:
        call_style.entry_point(name, "", row)
    return name or ""


def _instances(row: Row, seed: int) -> Sequence[Instance]:
    """Return all tests, public ones first. `seed` has no effect."""
    return tests(row)


def tests(row: Row) -> tuple[Instance, ...]:
    """Return a row's tests. DataError if one is malformed or its pickle is not just a string."""
    found = [*_cases(row.parsed("public_test_cases"), "public_test_cases", row)]
    found += _cases(_private(row), "private_test_cases", row)
    if not _function_name(row):
        return instances([case["input"] for case in found], [case["output"] for case in found], row)
    if not found:
        raise row.broken("it has no tests")
    return tuple(
        Instance(
            tuple(from_json(line, row, "input") for line in case["input"].split("\n")),
            f"test {i}",
            given=(from_json(case["output"], row, "output"),),
        )
        for i, case in enumerate(found)
    )


def _cases(value: Any, field: str, row: Row) -> list[Mapping[str, str]]:
    if not isinstance(value, list):
        raise row.broken(f"{field} is not a list of tests")
    for index, case in enumerate(value):
        ok = isinstance(case, dict) and all(
            isinstance(case.get(name), str) for name in ("input", "output")
        )
        if not ok:
            raise row.broken(f"{field}: test {index} lacks an input or output text")
    return value


def _private(row: Row) -> Any:
    text = row["private_test_cases"]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass  # not JSON: try the packed form
    try:
        packed = base64.b64decode(text, validate=True)
        inner = plain_pickle.text(plain_pickle.inflated(packed, _MAX_TEST_BYTES))
    except (ValueError, binascii.Error) as error:
        words = f"private_test_cases is neither JSON nor packed JSON: {one_line(error)}"
        raise row.broken(words) from None
    return from_json(inner, row, "private_test_cases")


DATA_SET = DataSet(load, "test*.jsonl of code_generation_lite")
