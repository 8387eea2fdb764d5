"""Mercury (Elfsong/Mercury, CC-BY-NC-4.0): LeetCode problems with converters and evaluators.

A row's `test_cases` are raw inputs and expected answers. `convert_offline` turns them into
arguments, and `evaluate_offline` judges an answer. Both are the set's own code and run in a
separate process from the candidate (`forwarding.py`). The published solution with the shortest
recorded run time is the reference. The recorded times come from another machine and have no other
use.

Converters use the package `lctk` for linked lists and trees. It is not available in the sandbox; a
substitute provides its four functions for them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from effbench.base import TaskError
from effbench.sandbox import Sandbox
from effbench.tasks.datasets.call_style import entry_point
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

NAME = "mercury"
FIELDS: dict[str, Kinds] = {
    "slug_name": str,
    "pretty_content": (list, str),
    "prompt": str,
    "convert_offline": str,
    "evaluate_offline": str,
    "entry_point": str,
    "test_cases": (str, list),
    "solutions": (str, list),
}
_WHAT = "give the eval split of Elfsong/Mercury as parquet or JSON lines"
_CPU_SECONDS = 30.0  # as published, for all cases of a problem
_MEMORY_BYTES = 2 << 30
_LCTK = """
def _effbench_lctk():
    import types
    lctk = types.ModuleType("lctk")

    def linkedList(values, cyclePos=-1):
        nodes = [ListNode(value) for value in values]
        for node, after in zip(nodes, nodes[1:]):
            node.next = after
        if nodes and cyclePos >= 0:
            nodes[-1].next = nodes[cyclePos]
        return nodes[0] if nodes else None

    def linkedList2Arr(head):
        values, seen = [], set()
        while head is not None and id(head) not in seen:
            seen.add(id(head))
            values.append(head.val)
            head = head.next
        return values

    def binaryTree(values):
        if not values:
            return None
        rest = iter(values)
        root = TreeNode(next(rest))
        open_nodes = collections.deque([root])
        while open_nodes:
            node = open_nodes.popleft()
            for side in ("left", "right"):
                value = next(rest, None)
                if value is not None:
                    setattr(node, side, TreeNode(value))
                    open_nodes.append(getattr(node, side))
        return root

    def binaryTree2Arr(root):
        values, level = [], collections.deque([root])
        while level:
            node = level.popleft()
            values.append(None if node is None else node.val)
            if node is not None:
                level.extend((node.left, node.right))
        while values and values[-1] is None:
            values.pop()
        return values

    for function in (linkedList, linkedList2Arr, binaryTree, binaryTree2Arr):
        setattr(lctk, function.__name__, function)
    return lctk


lctk = sys.modules["lctk"] = _effbench_lctk()
"""
_TEST = """

def _effbench_test(Solution):
    import json
    solution = Solution()
    for number, case in enumerate(json.loads(_effbench_cases)):
        inputs, expected = convert_offline((case["input"], case["expected"]))
        outputs = solution.ENTRY_POINT(*inputs)
        if not _effbench_asking:
            assert evaluate_offline(inputs, outputs, expected), f"case {number} is wrong"
"""


def load(path: Path, sandbox: Sandbox) -> Suite:
    """Load the set. No code in the file is run until a problem is judged.

    Raises DataError if the file is malformed.
    """
    rows = read(path, FIELDS, _WHAT, "eval", lambda row, place: row["slug_name"])
    notes = (
        "Mercury (Elfsong/Mercury, CC-BY-NC-4.0: not for commercial use)",
        "correctness only (--timing off): its generators have no size, and its cases together take "
        "the references under a millisecond",
        "candidates have the standard library only (published: sortedcontainers as well)",
    )
    tasks = tuple(_task(row, sandbox) for row in rows)
    return Suite(name=NAME, version="1", tasks=tasks, notes=notes)


def _task(row: Row, sandbox: Sandbox) -> SuiteTask:
    method = row["entry_point"]
    entry_point(method, "", row)  # raises if it is not a valid name
    test = f"_effbench_cases = {_cases(row)!r}\n{_TEST.replace('ENTRY_POINT', method)}"
    helpers = f"{_LCTK}\n\n{row['convert_offline']}\n\n{row['evaluate_offline']}"
    source = leetcode_source(test, helpers=helpers)
    where = f"{row.where}, task {row.id}"
    forwarded = ForwardedTest(source, where, sandbox, "can't convert its cases")
    content = row["pretty_content"]
    if isinstance(content, list):
        content = "\n".join(str(part) for part in content)
    statement = content.strip()
    reference = _fastest(row)
    return SuiteTask(
        id=row.id,
        version=1,
        entry_point="Solution",
        prompt=f"{statement}\n\nStarter code:\n\n{row['prompt'].strip()}\n",
        sizes=(),
        references={} if reference is None else {"fast": reference},
        correctness=forwarded.answerless,
        stress=no_stress,
        check=_judged_together,
        verify_all=forwarded.verify,
        calls_per_child=ALL,
        statement=statement,
        prelude=leetcode_prelude(),
        forwarder=LEETCODE_FORWARDER,
        cpu_limit_seconds=_CPU_SECONDS,
        wall_limit_seconds=2 * _CPU_SECONDS,
        memory_limit_bytes=_MEMORY_BYTES,
        digest=row.digest,
    )


def _cases(row: Row) -> str:
    """Check the cases and return them as JSON text."""
    cases = row.parsed("test_cases")
    if not isinstance(cases, list) or not cases:
        raise row.broken("test_cases is not a list with cases in it")
    for index, case in enumerate(cases):
        if not isinstance(case, dict) or not {"input", "expected"} <= case.keys():
            raise row.broken(f"test_cases: case {index} lacks input or expected")
    return json.dumps(cases)


def _fastest(row: Row) -> str | None:
    """Return the solution with the shortest recorded run time, or the first if none has one."""
    solutions = row.parsed("solutions")
    if not isinstance(solutions, list) or not all(
        isinstance(item, dict) and isinstance(item.get("solution"), str) for item in solutions
    ):
        raise row.broken("solutions is not a list of objects with a solution")
    ordered = sorted(solutions, key=lambda item: _milliseconds(item.get("runtime")))
    return ordered[0]["solution"] if ordered else None


def _milliseconds(text: object) -> float:
    found = re.match(r"\s*(\d{1,12}(?:\.\d{1,12})?)", str(text))
    return float(found[1]) if found else float("inf")


def _judged_together(arguments: object, returned: object, expected: object) -> str | None:
    raise TaskError(f"suite {NAME} judges all answers of a problem together")


DATA_SET = DataSet(load, "the eval split of Elfsong/Mercury")
