"""EffiBench-X: test runners in the candidate's process, evaluators in another one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from imported import judged, lines

from effbench.base.errors import DataError
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import effibench_x
from effbench.tasks.suite import Suite

CASES = [{"input": "3 1 2", "output": "1 2 3"}, {"input": "5", "output": "5"}]
EVALUATE = (
    "def evaluate(output, expected):\n"
    "    return sorted(output.split()) == sorted(expected.split())\n"
)
STREAM: dict[str, Any] = {
    "id": "11",
    "source": "codeforces",
    "title_slug": "any-order",
    "type": "io",
    "description_md": "Print the numbers in any order.",
    "evaluator": EVALUATE,
    "generated_tests": json.dumps(CASES),
    "solutions": {"python3": {"code": "print(*sorted(input().split()))"}, "cpp": None},
    "starter_code": None,
    "test_runners": None,
}
RUNNER = (
    "class Helper:\n    size = 3\n\n==Code Submission==\n\n"
    "def read(text):\n    return list(map(int, text.split()))\n\n"
    "if __name__ == '__main__':\n"
    "    print(*Solution().order(read(sys.stdin.read())))\n"
)
LADDER = json.dumps([[5, 1.0, None], [9, 2.0, "class Solution:\n    order = staticmethod(sorted)"]])
FUNCTION = STREAM | {
    "id": 12,
    "source": "leetcode",
    "type": "functional",
    "starter_code": {"python3": "class Solution:\n    def order(self, a: List[int]):\n        "},
    "test_runners": {"python3": RUNNER, "cpp": "…"},
    "solutions": json.dumps({"python3": {"runtimeDistribution": LADDER, "code": "x"}}),
}


def load(tmp_path: Path, sandbox: Sandbox, *rows: Any) -> Suite:
    return effibench_x.load(lines(tmp_path / "test.jsonl", *rows), sandbox)


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("print(*sorted(input().split()))", "pass"),
        ("print(*reversed(input().split()))", "pass"),  # the evaluator accepts any order
        ("print('1 2 3')", "wrong_answer"),
        ("", "wrong_answer"),  # an empty output fails, unlike in the published report
        ("import sys; sys.exit(0)", "wrong_answer"),
        ("import sys; print('1 2 3'); sys.exit(1)", "runtime_error"),
        ("evaluate = lambda *a: True\nprint(0)", "wrong_answer"),
    ],
)
def test_programs(tmp_path: Path, sandbox: Sandbox, source: str, status: str) -> None:
    suite = load(tmp_path, sandbox, STREAM)
    assert [task.id for task in suite.tasks] == ["codeforces_11_any-order"]
    assert judged(sandbox, suite, source).status == status
    assert judged(sandbox, suite, suite.tasks[0].fast).status == "pass"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("return sorted(a)", "pass"),
        ("return nlargest(len(a), a)", "pass"),
        ("return a * Helper.size", "wrong_answer"),
        ("return [1, 2, 3]", "wrong_answer"),
        ("sys.stdout.write('1 2 3'); sys.exit(0)", "wrong_answer"),
        ("raise KeyError", "runtime_error"),
    ],
)
def test_methods(tmp_path: Path, sandbox: Sandbox, body: str, status: str) -> None:
    suite = load(tmp_path, sandbox, FUNCTION)
    source = f"class Solution:\n    def order(self, a):\n        {body}\n"
    result = judged(sandbox, suite, source)
    assert result.status == status, result
    assert judged(sandbox, suite, suite.tasks[0].fast).status == "pass"


def test_problems_of_other_languages_are_left_out(tmp_path: Path, sandbox: Sandbox) -> None:
    other = FUNCTION | {"id": 13, "test_runners": {"python3": None, "cpp": "…"}}
    suite = load(tmp_path, sandbox, FUNCTION, other)
    assert len(suite.tasks) == 1
    assert any("1 of 2 problems are left out" in note for note in suite.notes)
    with pytest.raises(DataError, match="no problem for Python"):
        load(tmp_path, sandbox, other)


@pytest.mark.parametrize(
    "evaluator",
    [
        "def evaluate(output, expected):\n    while True: pass",
        "def evaluate(output, expected):\n    raise SystemExit(0)",
        "def evaluate(output, expected):\n    open('/tmp/effbench_x', 'w'); return False",
        "import sys\ndef evaluate(output, expected):\n    return open(sys.prefix + '/x', 'w')",
        "def other(): pass",
        "def evaluate(output, expected) return",
    ],
)
def test_hostile_evaluators_pass_nothing_but_the_expected_text(
    tmp_path: Path, sandbox: Sandbox, evaluator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from effbench.sandbox import Limits

    monkeypatch.setattr(effibench_x, "_EVALUATOR_LIMITS", Limits(cpu_seconds=0.5))
    suite = load(tmp_path, sandbox, STREAM | {"evaluator": evaluator})
    result = judged(sandbox, suite, "print(*reversed(input().split()))")
    assert result.status == "wrong_answer"
    assert not Path("/tmp/effbench_x").exists()
    assert judged(sandbox, suite, suite.tasks[0].fast).status == "pass"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"generated_tests": "{"}, "field 'generated_tests' is not JSON"),
        ({"generated_tests": "[3]"}, "not a list of input and output texts"),
        ({"generated_tests": []}, "it has no tests"),
        ({"evaluator": None}, "no field 'evaluator' of type str"),
        ({"test_runners": {"python3": "no place"}}, "0 lines with ==Code Submission=="),
        ({"test_runners": {"python3": 3}}, "test_runners has no text for python3"),
        ({"solutions": {"python3": 3}}, "solutions has no object for python3"),
        ({"source": "a\x1b[1m"}, "is not a valid task id"),
    ],
)
def test_malformed(tmp_path: Path, sandbox: Sandbox, change: Any, words: str) -> None:
    with pytest.raises(DataError, match=words):
        load(tmp_path, sandbox, FUNCTION | change)


def test_a_folder_of_json_files(tmp_path: Path, sandbox: Sandbox) -> None:
    for row in (STREAM, FUNCTION):
        (tmp_path / f"{row['source']}.json").write_text(json.dumps(row, indent=4))
    suite = effibench_x.load(tmp_path, sandbox)
    assert [task.id for task in suite.tasks] == ["codeforces_11_any-order", "leetcode_12_any-order"]
