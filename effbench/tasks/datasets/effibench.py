"""EffiBench (huangd1999/EffiBench, Apache-2.0): LeetCode problems whose tests are assertions.

`test_case`, a script of assertions on `solution`, runs in a separate process from the candidate
(`forwarding.py`). Its calls are recorded by running it against the canonical solution with
assertions disabled, so a canonical solution that fails its own test does not block other
candidates.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from effbench.base import TaskError
from effbench.sandbox import Sandbox
from effbench.tasks.datasets.forwarding import (
    ALL,
    LEETCODE_FORWARDER,
    ForwardedTest,
    leetcode_prelude,
    leetcode_source,
)
from effbench.tasks.datasets.rows import Kinds, Row, read
from effbench.tasks.datasets.standard_streams import no_stress
from effbench.tasks.suite import DataSet, Suite, SuiteTask

NAME = "effibench"
FIELDS: dict[str, Kinds] = {
    "problem_idx": (str, int),
    "markdown_description": str,
    "canonical_solution": str,
    "test_case": str,
}
_WHAT = "give EffiBench's dataset.json, or the train split of DONG19/EffiBench"
_CPU_SECONDS = 10.0  # for all calls of a problem; published: 5 s of wall time including start-up
_MEMORY_BYTES = 2 << 30
_STARS = """
from copy import *
from datetime import *
from re import *
from string import *
from random import *
from operator import *
import bisect, collections, copy, datetime, functools, heapq, itertools, math, operator, random
import re, string, sys
from builtins import *
"""
"""The published harness's imports in addition to LeetCode's environment."""
_TEST = '''
class _EffbenchHeard(__import__("ast").NodeTransformer):
    """Assertions become their expressions: what they call is called, nothing is judged."""

    def visit_Assert(self, node):
        import ast
        return ast.copy_location(ast.Expr(node.test), node)


def _effbench_test(Solution):
    import ast, builtins
    tree = ast.parse(SCRIPT, "<test>")
    if not _effbench_asking and not any(isinstance(node, ast.Assert) for node in ast.walk(tree)):
        raise RuntimeError("the test asserts nothing")
    if _effbench_asking:
        tree = ast.fix_missing_locations(_EffbenchHeard().visit(tree))
    scope = dict(globals(), Solution=Solution, solution=Solution())
    exec(builtins.compile(tree, "<test>", "exec"), scope)
'''


def load(path: Path, sandbox: Sandbox) -> Suite:
    """Load the set. No code in the file is run until a problem is judged.

    Raises DataError if the file is malformed.
    """
    rows = read(path, FIELDS, _WHAT, "train", _id_of)
    notes = (
        "EffiBench (huangd1999/EffiBench, Apache-2.0; LeetCode's texts)",
        "no sizes: correctness only (--timing off); one canonical solution, which is not checked",
        "no checker: assertions with one answer each",
        "candidates have the standard library only",
    )
    tasks = tuple(_task(row, sandbox) for row in rows)
    return Suite(name=NAME, version="1", tasks=tasks, notes=notes)


def _id_of(row: Mapping[str, Any], place: int) -> object:
    return row["problem_idx"]


def _task(row: Row, sandbox: Sandbox) -> SuiteTask:
    if "assert" not in row["test_case"]:
        raise row.broken("test_case asserts nothing")
    source = leetcode_source(
        _TEST.replace("SCRIPT", repr(row["test_case"])),
        reference=row["canonical_solution"],
        helpers=_STARS,
    )
    where = f"{row.where}, task {row.id}"
    forwarded = ForwardedTest(source, where, sandbox, "fails beside the canonical solution")
    statement = row["markdown_description"].strip()
    small = row.fields.get("small_test_cases")
    shown = f"\n\nExamples:\n\n{small.strip()}" if isinstance(small, str) and small.strip() else ""
    return SuiteTask(
        id=row.id,
        version=1,
        entry_point="Solution",
        prompt=f"{statement}{shown}\n",
        sizes=(),
        references={"fast": row["canonical_solution"]},
        correctness=forwarded.answerless,
        stress=no_stress,
        check=_judged_together,
        verify_all=forwarded.verify,
        calls_per_child=ALL,
        statement=statement,
        prelude=leetcode_prelude() + _STARS,
        forwarder=LEETCODE_FORWARDER,
        cpu_limit_seconds=_CPU_SECONDS,
        wall_limit_seconds=2 * _CPU_SECONDS,
        memory_limit_bytes=_MEMORY_BYTES,
        digest=row.digest,
    )


def _judged_together(arguments: object, returned: object, expected: object) -> str | None:
    raise TaskError(f"suite {NAME} judges all answers of a problem together")


DATA_SET = DataSet(load, "dataset.json of EffiBench")
