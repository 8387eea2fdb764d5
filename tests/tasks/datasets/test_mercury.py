"""Mercury: converters and evaluators in a separate process, including lists and trees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from imported import judged, lines, require_left_out

from effbench.base.errors import DataError
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import mercury
from effbench.tasks.suite import Suite

ROW: dict[str, Any] = {
    "slug_name": "any-larger",
    "pretty_content": ["Return a number larger than all values."],
    "prompt": "class Solution:\n    def larger(self, values: List[int]) -> int:\n        ",
    "convert_offline": "def convert_offline(case):\n    return case",
    "evaluate_offline": (
        "def evaluate_offline(inputs, outputs, expected):\n"
        "    return type(outputs) is int and outputs > max(inputs[0])"
    ),
    "entry_point": "larger",
    "test_cases": json.dumps([{"input": [[1, 2]], "expected": 3}, {"input": [[5]], "expected": 6}]),
    "solutions": [
        {"runtime": "80 ms", "solution": "class Solution:\n    def larger(self, v): return 9**9"},
        {
            "runtime": "9ms",
            "solution": "class Solution:\n    def larger(self, v): return sum(v) + 1",
        },
    ],
}
REVERSE = ROW | {
    "slug_name": "reverse",
    "convert_offline": (
        "def convert_offline(case):\n    import lctk\n    inputs, expected = case\n"
        "    return (lctk.linkedList(inputs[0]),), expected"
    ),
    "evaluate_offline": (
        "def evaluate_offline(inputs, outputs, expected):\n    import lctk\n"
        "    return lctk.linkedList2Arr(outputs) == expected"
    ),
    "entry_point": "reverse",
    "test_cases": json.dumps(
        [{"input": [[1, 2, 3]], "expected": [3, 2, 1]}, {"input": [[]], "expected": []}]
    ),
    "solutions": "[]",
}
REVERSED = (
    "class Solution:\n    def reverse(self, head):\n        before = None\n"
    "        while head:\n            head.next, before, head = before, head, head.next\n"
    "        return before\n"
)
MIRROR = REVERSE | {
    "slug_name": "mirror",
    "convert_offline": (
        "def convert_offline(case):\n    import lctk\n    inputs, expected = case\n"
        "    return (lctk.binaryTree(inputs[0]),), expected"
    ),
    "evaluate_offline": (
        "def evaluate_offline(inputs, outputs, expected):\n    import lctk\n"
        "    return outputs is None and lctk.binaryTree2Arr(inputs[0]) == expected"
    ),
    "entry_point": "mirror",
    "test_cases": json.dumps(
        [{"input": [[1, 2, 3, None, 4]], "expected": [1, 3, 2, None, None, 4]}]
    ),
}


def load(tmp_path: Path, sandbox: Sandbox, *rows: Any) -> Suite:
    return mercury.load(lines(tmp_path / "eval.jsonl", *rows), sandbox)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("return max(v) + 1", "pass"),
        ("return 10 ** 9", "pass"),  # several answers are right
        ("return 3", "wrong_answer"),
        ("return True", "wrong_answer"),
        ("v.clear(); v.append(-1); return 0", "pass"),  # the published check reads these
        ("raise ValueError", "runtime_error"),
        (
            "class Huge(int):\n            def __gt__(self, other): return True\n"
            "        return Huge()",
            "wrong_answer",  # judged as the underlying int, which is 0
        ),
        (
            "import sys\n        sys.modules['__main__'].evaluate_offline = lambda *a: True\n"
            "        globals()['evaluate_offline'] = lambda *a: True\n        return 0",
            "wrong_answer",
        ),
        ("return (('\\0node', 5), [])", "wrong_answer"),
    ],
)
def test_verdicts(tmp_path: Path, sandbox: Sandbox, body: str, status: str) -> None:
    suite = load(tmp_path, sandbox, ROW)
    source = f"class Solution:\n    def larger(self, v):\n        {body}\n"
    result = judged(sandbox, suite, source)
    assert result.status == status, result


def test_the_fastest_recorded_solution_is_the_reference(tmp_path: Path, sandbox: Sandbox) -> None:
    suite = load(tmp_path, sandbox, ROW, REVERSE)
    assert "sum(v) + 1" in suite.tasks[0].fast
    assert judged(sandbox, suite, suite.tasks[0].fast).status == "pass"
    assert suite.tasks[1].references == {}


def test_linked_lists(tmp_path: Path, sandbox: Sandbox) -> None:
    suite = load(tmp_path, sandbox, REVERSE)
    assert judged(sandbox, suite, REVERSED).status == "pass"
    own = "class ListNode:\n    def __init__(self, val=0, next=None):\n"
    own += "        self.val, self.next = val, next\n\n"
    copied = REVERSED.replace(
        "return before", "return before and ListNode(before.val, before.next)"
    )
    assert judged(sandbox, suite, own + copied).status == "pass"
    keep = REVERSED.replace("return before", "return head")
    assert judged(sandbox, suite, keep).status == "wrong_answer"
    ring = REVERSED.replace(
        "return before", "if before: before.next = before\n        return before"
    )
    assert judged(sandbox, suite, ring).status == "wrong_answer"


def test_trees_changed_in_place(tmp_path: Path, sandbox: Sandbox) -> None:
    suite = load(tmp_path, sandbox, MIRROR)
    source = (
        "class Solution:\n    def mirror(self, root):\n        if root:\n"
        "            root.left, root.right = root.right, root.left\n"
        "            self.mirror(root.left); self.mirror(root.right)\n"
    )
    assert judged(sandbox, suite, source).status == "pass"
    assert judged(sandbox, suite, source.replace("root.right = ", "root.next = ", 1)).status == (
        "wrong_answer"
    )


@pytest.mark.parametrize(
    "code",
    [
        "def convert_offline(case): return exec('raise SystemExit')",
        "open('/tmp/effbench_mercury', 'w')",
        "while True: pass",
        "def convert_offline(case: return",
        "def convert_offline(case):\n    return (object(),), 3",
    ],
)
def test_hostile_converters_stop_their_own_task(
    tmp_path: Path, sandbox: Sandbox, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from effbench.sandbox import Limits
    from effbench.tasks.datasets import forwarding

    monkeypatch.setattr(forwarding, "_TEST_LIMITS", Limits(cpu_seconds=1.0))
    (task,) = load(tmp_path, sandbox, ROW | {"convert_offline": code}).tasks
    require_left_out(sandbox, task, task.fast, r"line 1, task any-larger: its test ")
    assert not Path("/tmp/effbench_mercury").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"test_cases": "{"}, "field 'test_cases' is not JSON"),
        ({"test_cases": "[]"}, "not a list with cases"),
        ({"test_cases": "[{}]"}, "case 0 lacks input or expected"),
        ({"entry_point": "f(); x"}, "is not a function name"),
        ({"solutions": [3]}, "solutions is not a list of objects"),
        ({"evaluate_offline": None}, "no field 'evaluate_offline' of type str"),
        ({"slug_name": "a\x00b"}, "is not a valid task id"),
    ],
)
def test_malformed(tmp_path: Path, sandbox: Sandbox, change: Any, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        load(tmp_path, sandbox, ROW | change)
    assert "eval.jsonl, line 1" in str(caught.value)
