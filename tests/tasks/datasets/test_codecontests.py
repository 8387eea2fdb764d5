"""CodeContests: programs, all three kinds of tests, limits from the row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from imported import judged, lines

from effbench.base.errors import DataError
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import codecontests
from effbench.tasks.suite import Suite


def pairs_of(*pairs: tuple[str, str]) -> dict[str, list[str]]:
    return {"input": [one for one, _ in pairs], "output": [other for _, other in pairs]}


RIGHT = "print('YES' if int(input()) % 2 == 0 else 'NO', 1 / 3)"
ROW: dict[str, Any] = {
    "name": "1_A. Even and a Third",
    "description": "Say whether the number is even, and what a third is.",
    "public_tests": pairs_of(("2\n", "YES 0.333333\n")),
    "private_tests": pairs_of(("3\n", "NO 0.333333\n")),
    "generated_tests": pairs_of(("10\n", "YES 0.333333\n")),
    "solutions": {"language": [2, 1, 3], "solution": ["int main;", "print 3", RIGHT]},
    "time_limit": {"seconds": 2, "nanos": 500000000},
    "memory_limit_bytes": 256000000,
    "input_file": "",
    "output_file": "",
}


def load(tmp_path: Path, sandbox: Sandbox, *rows: Any) -> Suite:
    return codecontests.load(lines(tmp_path / "test.jsonl", *rows), sandbox)


@pytest.mark.parametrize(
    ("source", "status"),
    [
        (RIGHT, "pass"),
        ("print('yes' if int(input()) % 2 == 0 else 'no')\nprint(0.33333)", "pass"),
        ("print('YES' if int(input()) < 3 else 'NO', 1 / 3)", "wrong_answer"),
        ("print('YES' if int(input()) % 2 == 0 else 'NO', 0.3)", "wrong_answer"),
        ("print('YES' if int(input()) % 2 == 0 else 'NO', 'nan')", "wrong_answer"),
        ("import sys\nsys.exit(3)", "runtime_error"),
        ("import builtins\nbuiltins.abs = lambda x: 0\nprint('YES', 7)", "wrong_answer"),
    ],
)
def test_verdicts(tmp_path: Path, sandbox: Sandbox, source: str, status: str) -> None:
    suite = load(tmp_path, sandbox, ROW)
    result = judged(sandbox, suite, source)
    assert result.status == status, result
    assert result.n_inputs == 3


def test_what_a_task_takes_from_its_row(tmp_path: Path, sandbox: Sandbox) -> None:
    (task,) = load(tmp_path, sandbox, ROW).tasks
    assert task.references == {"fast": RIGHT}
    assert task.cpu_limit_seconds == 7.5
    assert task.memory_limit_bytes == 512 << 20
    bare = ROW | {
        "time_limit": None,
        "memory_limit_bytes": 0,
        "solutions": pairs_of() | {"language": [], "solution": []},
    }
    (task,) = load(tmp_path, sandbox, bare).tasks
    assert task.references == {}
    assert task.cpu_limit_seconds == 6.0


def test_names_may_repeat(tmp_path: Path, sandbox: Sandbox) -> None:
    suite = load(tmp_path, sandbox, ROW, ROW | {"source": 3})
    assert [task.id for task in suite.tasks] == [ROW["name"], f"{ROW['name']} #1"]


def test_problems_that_name_files_are_left_out(tmp_path: Path, sandbox: Sandbox) -> None:
    other = ROW | {"name": "b", "input_file": "input.txt"}
    suite = load(tmp_path, sandbox, ROW, other)
    assert len(suite.tasks) == 1
    assert any("1 of 2 problems are left out: they name files" in note for note in suite.notes)
    with pytest.raises(DataError, match="no problem uses standard input"):
        load(tmp_path, sandbox, other)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"public_tests": {"input": ["1"], "output": []}}, "not as many outputs as inputs"),
        ({"public_tests": {"input": [1], "output": ["1"]}}, "public_tests.input is not a list"),
        ({"private_tests": None}, "no field 'private_tests' of type dict"),
        ({"solutions": {"language": [3], "solution": []}}, "not as many languages"),
        ({"time_limit": 3}, "time_limit is not seconds and nanos"),
        ({"time_limit": {"seconds": -1}}, "time_limit is not seconds and nanos"),
        ({"memory_limit_bytes": "x"}, "memory_limit_bytes is not a number"),
        ({"name": "../../etc\n"}, "is not a valid task id"),
        ({name: pairs_of() for name in codecontests.TESTS}, "it has no tests"),
    ],
)
def test_malformed(tmp_path: Path, sandbox: Sandbox, change: Any, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        load(tmp_path, sandbox, ROW | change)
    assert "test.jsonl, line 1" in str(caught.value)
