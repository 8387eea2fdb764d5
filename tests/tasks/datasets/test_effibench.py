"""EffiBench: a script of assertions that the candidate's process never sees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from imported import judged, lines, require_left_out

from effbench.base.errors import DataError
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import effibench
from effbench.tasks.suite import Suite

ROW: dict[str, Any] = {
    "problem_idx": "7",
    "task_name": "Pairs",
    "markdown_description": "Return the sorted values, and sort them in place.",
    "canonical_solution": (
        "class Solution:\n    def order(self, values):\n        values.sort()\n"
        "        return values\n"
    ),
    "test_case": (
        "solution = Solution()\n"
        "assert solution.order([3, 1]) == [1, 3]\n"
        "values = [2, 9, 4]\nsolution.order(values)\nassert values == [2, 4, 9]\n"
        "for n in range(3):\n    drawn = sample(range(9), n)\n"
        "    assert solution.order(drawn) == sorted(drawn), f'n is {n}'\n"
    ),
    "small_test_cases": "solution = Solution()\nassert solution.order([3, 1]) == [1, 3]",
}


def load(tmp_path: Path, sandbox: Sandbox, **change: Any) -> Suite:
    return effibench.load(lines(tmp_path / "dataset.jsonl", ROW | change), sandbox)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("values[:] = sorted(values); return values", "pass", ""),
        ("values.sort(key=lambda v: pow(v, 1, 99)); return values", "pass", ""),
        ("return sorted(values)", "wrong_answer", "AssertionError"),  # not in place
        ("values.sort()", "wrong_answer", "AssertionError"),
        ("values.sort(); return [1, 3]", "wrong_answer", "n is 0"),
        ("return values / 0", "runtime_error", "TypeError"),
        ("while True: pass", "timeout", ""),
        (
            "import builtins\n        builtins.AssertionError = Warning\n"
            "        globals()['_effbench_replay'] = lambda *a: True\n        return 1",
            "wrong_answer",
            "",
        ),
        (
            "class Any(list):\n            def __eq__(self, other): return True\n"
            "        return Any()",
            "wrong_answer",  # judged as the underlying list, which is empty
            "AssertionError",
        ),
    ],
)
def test_verdicts(
    tmp_path: Path, sandbox: Sandbox, monkeypatch: Any, body: str, status: str, words: str
) -> None:
    monkeypatch.setattr(effibench, "_CPU_SECONDS", 0.3)
    suite = load(tmp_path, sandbox)
    source = f"class Solution:\n    def order(self, values):\n        {body}\n"
    result = judged(sandbox, suite, source)
    assert result.status == status, result
    assert words in result.detail


def test_the_canonical_solution_passes_and_examples_are_shown(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    suite = load(tmp_path, sandbox)
    assert judged(sandbox, suite, suite.tasks[0].fast).status == "pass"
    assert "assert solution.order([3, 1]) == [1, 3]" in suite.tasks[0].prompt
    assert suite.tasks[0].entry_point == "Solution"


def test_a_wrong_canonical_solution_stops_nobody_else(tmp_path: Path, sandbox: Sandbox) -> None:
    wrong = "class Solution:\n    def order(self, values):\n        return 0\n"
    suite = load(tmp_path, sandbox, canonical_solution=wrong)
    assert judged(sandbox, suite, wrong).status == "wrong_answer"
    assert judged(sandbox, suite, ROW["canonical_solution"]).status == "pass"


def test_objects_of_the_candidate_keep_their_state(tmp_path: Path, sandbox: Sandbox) -> None:
    counter = "class Solution:\n    n = 0\n    def up(self):\n        self.n += 1\n"
    counter += "        return self.n\n"
    test = "a, b = Solution(), Solution()\nassert [a.up(), a.up(), b.up()] == [1, 2, 1]"
    suite = load(tmp_path, sandbox, canonical_solution=counter, test_case=test)
    assert judged(sandbox, suite, counter).status == "pass"
    shared = counter.replace("self.n", "Solution.n")
    assert judged(sandbox, suite, shared).status == "wrong_answer"


@pytest.mark.parametrize(
    "test",
    [
        "assert True",
        "assert",
        "raise SystemExit(0)  # assert",
        "open('/tmp/effbench_effibench', 'w')  # assert",
        "solution.order(object())  # assert",
    ],
)
def test_hostile_tests_stop_their_own_task(tmp_path: Path, sandbox: Sandbox, test: str) -> None:
    (task,) = load(tmp_path, sandbox, test_case=test).tasks
    require_left_out(sandbox, task, task.fast, r"dataset.jsonl, line 1, task 7: its test ")
    assert not Path("/tmp/effbench_effibench").exists()


def test_a_script_that_only_mentions_assertions_passes_nobody(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    suite = load(tmp_path, sandbox, test_case="solution.order([1])  # assert")
    result = judged(sandbox, suite, ROW["canonical_solution"])
    assert result.status == "wrong_answer"
    assert "the test asserts nothing" in result.detail


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"test_case": "print(1)"}, "test_case asserts nothing"),
        ({"test_case": 3}, "no field 'test_case' of type str"),
        ({"problem_idx": None}, "no field 'problem_idx' of type str or int"),
        ({"problem_idx": "7\n8"}, "is not a valid task id"),
    ],
)
def test_malformed(tmp_path: Path, sandbox: Sandbox, change: Any, words: str) -> None:
    with pytest.raises(DataError, match=words):
        load(tmp_path, sandbox, **change)


def test_the_published_file_is_a_list(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "dataset.json"
    path.write_text(json.dumps([ROW, ROW | {"problem_idx": 8}]))
    assert [task.id for task in effibench.load(path, sandbox).tasks] == ["7", "8"]
