"""APPS and TACO: programs and functions with pairs of input and output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from imported import judged, lines

from effbench.base.errors import DataError
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import apps
from effbench.tasks.suite import Suite

PAIRS = {"inputs": ["2 4\n", ["6", "8"]], "outputs": ["1.0 2.0\n", ["3.0", "4.0"]]}
PROGRAM: dict[str, Any] = {
    "problem_id": 12,
    "question": "Print each number of the input halved.",
    "solutions": json.dumps(
        ["import sys\nfor x in sys.stdin.read().split(): print(int(x) / 2)", "print(0)"]
    ),
    "input_output": json.dumps(PAIRS),
    "starter_code": "",
}
CALLS = {
    "fn_name": "halves",
    "inputs": [[[2, 4]], [[]], [[6]]],
    "outputs": [[[1, 2]], [[]], [3]],  # wrapped, wrapped, not wrapped
}
FUNCTION = PROGRAM | {
    "problem_id": 13,
    "solutions": json.dumps(["def halves(a):\n    return [x // 2 for x in a]"]),
    "input_output": json.dumps(CALLS),
    "starter_code": "def halves(a):\n\t",
}


def load(tmp_path: Path, sandbox: Sandbox, *rows: Any) -> Suite:
    return apps.load_apps(lines(tmp_path / "test.jsonl", *rows), sandbox)


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("import sys\nprint(*[int(x) / 2 for x in sys.stdin.read().split()])", "pass"),
        (
            "import sys\nprint(*[int(x) / 2 + 1e-7 for x in sys.stdin.read().split()])",
            "pass",
        ),
        (
            "import sys\nprint(*[int(x) / 2 + 1e-3 for x in sys.stdin.read().split()])",
            "wrong_answer",
        ),
        (
            "import sys\nprint(*[int(x) / 2 for x in sys.stdin.read().split()[::-1]])",
            "wrong_answer",
        ),
        ("print('nan nan')", "wrong_answer"),
        ("", "wrong_answer"),
    ],
)
def test_programs(tmp_path: Path, sandbox: Sandbox, source: str, status: str) -> None:
    suite = load(tmp_path, sandbox, PROGRAM)
    assert judged(sandbox, suite, source).status == status
    assert judged(sandbox, suite, suite.tasks[0].fast).status == "pass"
    assert "standard input" in suite.tasks[0].prompt


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("def halves(a): return tuple(x // 2 for x in a)", "pass"),
        ("class Solution:\n    def halves(self, a): return [x // 2 for x in a]", "pass"),
        ("def halves(a): return [1, 2]", "wrong_answer"),
        ("def halves(a): return [x // 2 for x in a][::-1]", "wrong_answer"),
        ("def other(a): return a", "runtime_error"),
        ("def halves(a): exit(0)", "runtime_error"),
    ],
)
def test_functions(tmp_path: Path, sandbox: Sandbox, source: str, status: str) -> None:
    suite = load(tmp_path, sandbox, FUNCTION)
    assert suite.tasks[0].entry_point == "halves"
    result = judged(sandbox, suite, source)
    # The last expected answer, [3], is right unchanged; unwrapped it would be 3.
    assert result.status == status, result


def test_keys_are_integers_again(tmp_path: Path, sandbox: Sandbox) -> None:
    calls = {"fn_name": "f", "inputs": [[{"1": 2}]], "outputs": [[{"2": 1}]]}
    suite = load(tmp_path, sandbox, FUNCTION | {"input_output": json.dumps(calls)})
    swap = "def f(d): return {v: k for k, v in d.items()}"
    assert judged(sandbox, suite, swap).status == "pass"
    assert judged(sandbox, suite, "def f(d): return {}").status == "wrong_answer"


def test_rows_of_taco_and_rows_without_tests(tmp_path: Path, sandbox: Sandbox) -> None:
    row = {name: value for name, value in PROGRAM.items() if name != "problem_id"}
    path = lines(tmp_path / "test.jsonl", row | {"input_output": ""}, row | {"solutions": ""})
    suite = apps.load_taco(path, sandbox)
    assert [task.id for task in suite.tasks] == ["1"]
    assert suite.tasks[0].references == {}
    assert any("1 of 2 problems are left out" in note for note in suite.notes)
    with pytest.raises(DataError, match="no row has tests"):
        apps.load_taco(lines(tmp_path / "none.jsonl", row | {"input_output": ""}), sandbox)


@pytest.mark.parametrize(
    ("tests", "words"),
    [
        ("{", "field 'input_output' is not JSON"),
        ([1], "lacks the lists inputs and outputs"),
        ({"inputs": ["1"], "outputs": []}, "1 inputs but 0 outputs"),
        ({"inputs": [], "outputs": []}, "it has no tests"),
        ({"inputs": [3], "outputs": ["1"]}, "an item of inputs is not a list of texts"),
        (CALLS | {"fn_name": "f(); import os; f"}, "is not a function name"),
        (CALLS | {"fn_name": "class"}, "is not a function name"),
        (CALLS | {"inputs": [1, 2, 3]}, "input 0 is not a list of arguments"),
        (CALLS | {"outputs": []}, "3 inputs and 0 outputs"),
    ],
)
def test_malformed(tmp_path: Path, sandbox: Sandbox, tests: Any, words: str) -> None:
    text = tests if isinstance(tests, str) else json.dumps(tests)
    with pytest.raises(DataError, match=words) as caught:
        load(tmp_path, sandbox, PROGRAM, FUNCTION | {"input_output": text})
    assert "test.jsonl, line 2, task 13" in str(caught.value)
