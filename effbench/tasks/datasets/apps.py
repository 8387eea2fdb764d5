"""APPS and TACO: contest problems with pairs of input and output, as programs or functions.

Both sets have the same row format. `input_output` holds `inputs`, `outputs` and, for a function,
`fn_name`. A program's output is compared token by token; numbers may differ by the tolerance of
`numpy.allclose` (1e-8 absolute plus 1e-5 relative). The published comparison also accepts lines as
sets of tokens and compares 3 decimals. This module doesn't, because that passes wrong answers.

A function's expected answer is often wrapped in a list. As in the published evaluator, wrapped and
unwrapped answers are both right.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from effbench.sandbox import Sandbox
from effbench.tasks.datasets import call_style
from effbench.tasks.datasets.rows import Kinds, Row, read, texts
from effbench.tasks.datasets.standard_streams import ByTokens, instances, no_stress
from effbench.tasks.suite import Arguments, DataSet, Instance, Suite, SuiteTask

APPS, TACO = "apps", "taco"
FIELDS: dict[str, Kinds] = {
    "question": str,
    "solutions": (str, list),
    "input_output": (str, dict),
    "starter_code": (str, type(None)),
}
_WHAT = {
    APPS: "give test.jsonl of codeparrot/apps",
    TACO: "give the test split of BAAI/TACO as parquet or JSON lines",
}
_LICENCE = {APPS: "MIT", TACO: "Apache-2.0, problems under their sites' terms"}
_STREAMS = "Read standard input and write the answer to standard output."
_CPU_SECONDS = 4.0  # as published, for each test
_MEMORY_BYTES = 1 << 30
_allclose = ByTokens(absolute=1e-8, relative=1e-5)


def load_apps(path: Path, sandbox: Sandbox) -> Suite:
    """Load APPS. DataError if the file is malformed."""
    return _load(APPS, path)


def load_taco(path: Path, sandbox: Sandbox) -> Suite:
    """Load TACO. DataError if the file is malformed."""
    return _load(TACO, path)


def _load(name: str, path: Path) -> Suite:
    """Load a set. No code in the file is run until a problem is judged."""
    rows = read(path, FIELDS, _WHAT[name], "test", _id_of)
    with_tests = [row for row in rows if row["input_output"]]
    if not with_tests:
        raise rows[0].broken(f"no row has tests (input_output); {_WHAT[name]}")
    notes: tuple[str, ...] = (
        f"{name.upper()} ({_LICENCE[name]})",
        "no sizes: correctness only (--timing off); the first of its solutions is the reference, "
        "neither chosen for speed nor checked",
        "no checker: one accepted output each",
        "candidates have the standard library only",
    )
    if left_out := len(rows) - len(with_tests):
        notes = (*notes, f"{left_out} of {len(rows)} problems are left out: they have no tests")
    tasks = tuple(_task(row) for row in with_tests)
    return Suite(name=name, version="1", tasks=tasks, notes=notes)


def _id_of(row: Mapping[str, Any], place: int) -> object:
    """APPS numbers its problems; TACO's are identified by their position."""
    return row.get("problem_id", row.get("id", place))


def _task(row: Row) -> SuiteTask:
    found = row.parsed("input_output")
    if not isinstance(found, dict) or not all(
        isinstance(found.get(name), list) for name in ("inputs", "outputs")
    ):
        raise row.broken("input_output lacks the lists inputs and outputs")
    name: Any = found.get("fn_name")
    starter = (row["starter_code"] or "").strip()
    entry_point = "" if name is None else call_style.entry_point(name, starter, row)
    tests = _calls(found, row) if entry_point else _programs(found, row)
    question = row["question"].strip()
    form = f"Starter code:\n\n{starter}" if starter else ""
    if not entry_point:
        form = _STREAMS
    elif not starter:
        form = f"Define a function `{name}`."
    solutions = texts(row.parsed("solutions") or [], row, "solutions") if row["solutions"] else []
    return SuiteTask(
        id=row.id,
        version=1,
        entry_point=entry_point,
        prompt=f"{question}\n\n{form}\n",
        sizes=(),
        references={"fast": solutions[0]} if solutions else {},
        correctness=lambda seed: tests,
        stress=no_stress,
        check=_answer if entry_point else _allclose,
        statement=question,
        prelude=call_style.prelude(name) if entry_point else call_style.IMPORTS,
        forwarder=call_style.FORWARDER if entry_point else "",
        cpu_limit_seconds=_CPU_SECONDS,
        memory_limit_bytes=_MEMORY_BYTES,
        digest=row.digest,
    )


def _programs(found: Mapping[str, Any], row: Row) -> tuple[Instance, ...]:
    """Return a program's tests. Inputs and outputs are texts or lists of lines."""

    def column(name: str) -> list[str]:
        return [
            item if isinstance(item, str) else "\n".join(texts(item, row, f"an item of {name}"))
            for item in found[name]
        ]

    return instances(column("inputs"), column("outputs"), row)


def _calls(found: Mapping[str, Any], row: Row) -> tuple[Instance, ...]:
    inputs, outputs = found["inputs"], found["outputs"]
    if len(inputs) != len(outputs) or not inputs:
        raise row.broken(f"{len(inputs)} inputs and {len(outputs)} outputs")
    tests = []
    for index, (arguments, output) in enumerate(zip(inputs, outputs, strict=True)):
        if not isinstance(arguments, list):
            raise row.broken(f"input {index} is not a list of arguments")
        if arguments and isinstance(arguments[0], dict):
            arguments = [_int_keys(arguments[0])]  # as published
        tests.append(Instance(tuple(arguments), f"test {index}", given=(output,)))
    return tuple(tests)


def _int_keys(value: Any) -> Any:
    """Convert a dict's keys back to integers where possible: JSON keys are always strings."""
    if not isinstance(value, dict):
        return value
    try:
        return {int(key): item for key, item in value.items()}
    except ValueError:
        return value


def _answer(arguments: Arguments, returned: Any, expected: Any) -> str | None:
    wrong = call_style.equal(arguments, returned, _int_keys(expected))
    if wrong is None or not (isinstance(expected, list) and expected):
        return wrong
    unwrapped = call_style.equal(arguments, returned, _int_keys(expected[0]))
    return None if unwrapped is None else wrong


APPS_SET = DataSet(load_apps, "test.jsonl of codeparrot/apps")
TACO_SET = DataSet(load_taco, "the test split of BAAI/TACO")
