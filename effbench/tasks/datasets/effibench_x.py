"""EffiBench-X (EffiBench/effibench-x, Apache-2.0), its Python part: one evaluator per problem.

Every problem reads text and writes text. A LeetCode problem has a test runner: a script around the
candidate that reads the text and calls `Solution`. The runner contains no answers and runs in the
candidate's process. The problem's `evaluate(output, expected)` judges in a separate process.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from effbench.base import DataError
from effbench.sandbox import Limits, Sandbox
from effbench.tasks.datasets.rows import Kinds, Row, read
from effbench.tasks.datasets.standard_streams import instances, no_stress
from effbench.tasks.suite import Arguments, DataSet, Suite, SuiteTask

NAME = "effibench-x"
LANGUAGE = "python3"
PLACEHOLDER = "==Code Submission=="
FIELDS: dict[str, Kinds] = {
    "id": (str, int),
    "source": str,
    "title_slug": (str, type(None)),
    "description_md": str,
    "evaluator": str,
    "generated_tests": (str, list),
    "solutions": (str, dict),
}
_WHAT = "give the parquet files of EffiBench/effibench-x, or the folder of its JSON files"
_STREAMS = "Read standard input and write the answer to standard output."
_CPU_SECONDS = 10.0  # as published, for each test
_MEMORY_BYTES = 1 << 30
_EVALUATOR_LIMITS = Limits(cpu_seconds=10.0, wall_seconds=30.0)
_FORWARDER = "_effbench_run"
_IMPORTS = """\
import bisect, collections, copy, functools, heapq, itertools, json, math, operator, random, re
import string, sys
from re import match, search, sub, split, findall, finditer
from sys import maxsize, stdin
from json import loads
from math import floor, ceil, factorial, sqrt, isqrt, inf, log2, log10, sin, cos, tan, pi, e
from math import comb, perm, gcd, lcm
from heapq import heappush, heappop, heapify, heappushpop, nlargest, nsmallest
from bisect import bisect_left, bisect_right
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits, whitespace
from string import punctuation, hexdigits
from itertools import combinations, permutations, product, groupby, chain, accumulate
from itertools import zip_longest
from functools import lru_cache, cache, reduce
from collections import OrderedDict, defaultdict, Counter, deque
from typing import Set, Dict, List, Optional, Tuple
"""
_RUN = """

def _effbench_run(text):
    import builtins, io
    coding = {"encoding": "utf-8", "errors": "surrogateescape"}
    written = io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogateescape")), **coding)
    sys.stdout = io.TextIOWrapper(written, **coding)
    scope = globals()
    scope.update(__name__="__main__", stdin=sys.stdin)
    try:
        exec(builtins.compile(RUNNER, "<runner>", "exec"), scope)
    except SystemExit as end:
        if end.code not in (None, 0):
            raise
    sys.stdout.flush()
    return written.getvalue().decode("utf-8", "replace")
"""
_EVALUATE = """

def _effbench_evaluate(output, expected):
    return bool(evaluate(output, expected))
"""
_ANSI = re.compile(r"\x1b(?:[@-Z\\-_]|\[[0-?]*[ -/]*[@-~])")


def load(path: Path, sandbox: Sandbox) -> Suite:
    """Load the set. No code in the files is run until a problem is judged.

    Raises DataError if a file is malformed or has no problem for Python.
    """
    rows = read(path, FIELDS, _WHAT, "test", _id_of)
    tasks = [_task(row, sandbox) for row in rows]
    kept = tuple(task for task in tasks if task is not None)
    if not kept:
        raise DataError(f"{path}: no problem for Python in it; {_WHAT}")
    notes: tuple[str, ...] = (
        "EffiBench-X (EffiBench/effibench-x, Apache-2.0; texts of the contest sites), Python",
        "correctness only (--timing off): its generators have no size and no seed; the reference "
        "is the canonical solution for run time, which is not checked",
        "candidates have the standard library only (published: sortedcontainers as well)",
    )
    if left_out := len(rows) - len(kept):
        notes = (*notes, f"{left_out} of {len(rows)} problems are left out: none for Python")
    return Suite(name=NAME, version="1", tasks=kept, notes=notes)


def _id_of(row: Mapping[str, Any], place: int) -> object:
    parts = (row["source"], row["id"], row.get("title_slug"))
    return "_".join(str(part) for part in parts if part not in (None, ""))


def _task(row: Row, sandbox: Sandbox) -> SuiteTask | None:
    """Return the task, or None for a LeetCode problem without starter code or runner for Python."""
    functional = _text_for_python(row, "starter_code") if _is_functional(row) else ""
    runner = _text_for_python(row, "test_runners") if _is_functional(row) else ""
    if _is_functional(row) and not (functional and runner):
        return None
    cases = row.parsed("generated_tests")
    if not isinstance(cases, list) or not all(
        isinstance(case, dict)
        and isinstance(case.get("input"), str)
        and isinstance(case.get("output"), str)
        for case in cases
    ):
        raise row.broken("generated_tests is not a list of input and output texts")
    tests = instances([c["input"] for c in cases], [c["output"] for c in cases], row)
    statement = row["description_md"].strip()
    form = f"Starter code:\n\n{functional}" if functional else _STREAMS
    reference = _reference(row)
    return SuiteTask(
        id=row.id,
        version=1,
        entry_point="Solution" if functional else "",
        prompt=f"{statement}\n\n{form}\n",
        sizes=(),
        references={} if reference is None else {"fast": reference},
        correctness=lambda seed: tests,
        stress=no_stress,
        check=_Evaluator(row, sandbox),
        statement=statement,
        prelude=_prelude(runner, row) if functional else "",
        forwarder=_FORWARDER if functional else "",
        cpu_limit_seconds=_CPU_SECONDS,
        memory_limit_bytes=_MEMORY_BYTES,
        digest=row.digest,
    )


def _is_functional(row: Row) -> bool:
    return bool(row.fields.get("type", "functional") == "functional")


def _text_for_python(row: Row, name: str) -> str:
    """Return `row[name][LANGUAGE]`, or "" if absent."""
    if row.fields.get(name) is None:
        return ""
    value = row.parsed(name)
    text = value.get(LANGUAGE) if isinstance(value, dict) else 0
    if not isinstance(text, str | type(None)):
        raise row.broken(f"{name} has no text for {LANGUAGE}")
    return text or ""


def _prelude(runner: str, row: Row) -> str:
    """Return the prelude: the runner's lines before the candidate, and a function that executes
    those after it.
    """
    lines = runner.split("\n")
    places = [i for i, line in enumerate(lines) if PLACEHOLDER in line]
    if len(places) != 1:
        raise row.broken(f"its test runner has {len(places)} lines with {PLACEHOLDER}, not one")
    before, after = lines[: places[0]], lines[places[0] + 1 :]
    run = _RUN.replace("RUNNER", repr("\n".join(after)))
    return _IMPORTS + "\n".join(before) + run


def _reference(row: Row) -> str | None:
    """Return the canonical solution for run time, or else the plain one, or None."""
    solutions = row.parsed("solutions")
    mine = solutions.get(LANGUAGE) if isinstance(solutions, dict) else None
    if mine is None:
        return None
    if not isinstance(mine, dict):
        raise row.broken(f"solutions has no object for {LANGUAGE}")
    ladder = (
        Row(row.id, row.where, mine, "").parsed("runtimeDistribution")
        if (mine.get("runtimeDistribution"))
        else []
    )
    for item in ladder if isinstance(ladder, list) else []:
        if isinstance(item, list) and len(item) > 2 and isinstance(item[2], str):
            return item[2]
    code = mine.get("code")
    return code if isinstance(code, str) and code else None


class _Evaluator:
    """A `check` that runs the problem's own `evaluate` in a child process.

    An output equal to the expected text is accepted without running it.
    """

    def __init__(self, row: Row, sandbox: Sandbox) -> None:
        self._source = _IMPORTS + "\n" + row["evaluator"] + _EVALUATE
        self._sandbox = sandbox

    def __call__(self, arguments: Arguments, returned: Any, expected: Any) -> str | None:
        if not isinstance(returned, str):
            return "the answer is not text"
        output, right = _cleaned(returned), _cleaned(expected)
        if output == right:
            return None
        outcome = self._sandbox.run(
            self._source, "_effbench_evaluate", [(output, right)], _EVALUATOR_LIMITS
        )
        if outcome.ended != "returned":
            return f"the problem's evaluator fails: {outcome.ended} {outcome.detail}".rstrip()
        return None if outcome.values == (True,) else "the problem's evaluator rejects the answer"


def _cleaned(text: str) -> str:
    """Normalise a text as published: no terminal colours, plain line ends, stripped."""
    return _ANSI.sub("", text).replace("\r\r\n", "\n").replace("\r\n", "\n").strip()


DATA_SET = DataSet(load, "the files of EffiBench/effibench-x")
