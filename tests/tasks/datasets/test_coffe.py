"""COFFE: functions and programs from a small folder, and the published functions."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from imported import judged, require_left_out

from effbench.base.errors import DataError
from effbench.judging.judge import CorrectnessJudge
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import coffe
from effbench.tasks.suite import SuiteTask

PUBLISHED = Path(__file__).parents[4] / "shared" / "data" / "coffe" / "function"
there = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="COFFE is not beside the checkout")

ASK = "Write a function that halves every value. Please write a Python function halves(values)."
ROW = {
    "final_prompt": f"{ASK}\n```python",
    "prompt": ASK,
    "entry_point": "halves",
    "task_id": 7,
    "dataset": "mbpp",
}
BEST = "def solution(values):\n    return [value / 2 for value in values]\n"
PROGRAM = {"final_prompt": "Print the sum of the numbers of the only line.\n```python"}
SUM = "print(sum(map(int, input().split())))"
GENERATOR = (
    "import random\n\ndef generate_input():\n"
    "    return ' '.join(str(random.randint(0, 9)) for _ in range(500))\n"
)


def folder(path: Path, row: dict[str, Any], **parts: Any) -> Path:
    path.mkdir(exist_ok=True)
    key = row["final_prompt"]
    (path / "data.json").write_text(json.dumps([row]))
    for name, value in parts.items():
        (path / f"{name}.json").write_text(json.dumps({key: value}))
    return path


def functions(path: Path, row: dict[str, Any] | None = None, **parts: Any) -> Path:
    usual = {
        "testcases": [{"input": [[1, 2]], "output": [[0.5, 1.0]]}],
        "stressful_testcases": [{"input": "[[i % 7 for i in range(3000)]]", "output": None}],
        "best_solutions": [BEST, False],
    }
    return folder(path, ROW if row is None else row, **{**usual, **parts})


def programs(path: Path, **parts: Any) -> Path:
    usual = {
        "testcases": [{"input": ["1 2 3\n"], "output": ["6\n"]}],
        "stressful_testcases": [GENERATOR],
        "best_solutions": [SUM, True],
    }
    return folder(path, PROGRAM, **{**usual, **parts})


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("return [v / 2 for v in values]", "pass", ""),
        ("return tuple(v / 2 + 1e-9 for v in values)", "pass", ""),
        ("return [v / 2 for v in values] if len(values) < 5 else []", "wrong_answer", ""),
        ("return [v / 2 + 1e-3 for v in values]", "wrong_answer", "not [0.5, 1.0]"),
        (
            "class Liar(list):\n        def __eq__(self, other): return True\n    return Liar()",
            "wrong_answer",  # judged as the underlying list, which is empty
            "[], not [0.5, 1.0]",
        ),
        (
            "import builtins\n    builtins.isinstance = lambda *a: True\n    return [0.0, 0.0]",
            "wrong_answer",
            "",
        ),
    ],
)
def test_functions(tmp_path: Path, sandbox: Sandbox, body: str, status: str, words: str) -> None:
    suite = coffe.load_function(functions(tmp_path), sandbox)
    assert [task.id for task in suite.tasks] == ["Mbpp/7"]
    assert suite.tasks[0].prompt == ASK
    result = judged(sandbox, suite, f"def halves(values):\n    {body}\n")
    assert result.status == status, result
    assert words in result.detail
    assert judged(sandbox, suite, suite.tasks[0].fast).n_passed == 2


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("print(sum(int(x) for x in input().split()))", "pass"),
        ("import sys\nsys.stdout.write(str(sum(map(int, sys.stdin.read().split()))))", "pass"),
        ("print(6)", "wrong_answer"),
        ("print(sum(map(int, input().split())), 0)", "wrong_answer"),
        ("raise SystemExit(0)", "wrong_answer"),
    ],
)
def test_programs(tmp_path: Path, sandbox: Sandbox, source: str, status: str) -> None:
    suite = coffe.load_file(programs(tmp_path), sandbox)
    assert judged(sandbox, suite, source).status == status
    assert [task.id for task in suite.tasks] == ["file/0"]


def test_timed_inputs_are_fresh_and_follow_from_the_seed(tmp_path: Path, sandbox: Sandbox) -> None:
    (task,) = coffe.load_file(programs(tmp_path), sandbox).tasks
    (size,) = task.sizes
    once, again, other = (task.stress(size, seed, 3) for seed in (1, 1, 2))
    assert once == again
    texts = {instance.arguments[0] for instance in (*once, *other)}
    assert len(texts) == 6
    assert all(len(text.split()) == 500 for text in texts)


def test_generators_of_older_pythons_work(tmp_path: Path, sandbox: Sandbox) -> None:
    older = "import random\n\ndef generate_input():\n"
    older += "    return ' '.join(map(str, random.sample(set(range(9)), 3)))\n"
    suite = coffe.load_file(programs(tmp_path, stressful_testcases=[older]), sandbox)
    assert judged(sandbox, suite, SUM).n_passed == 2


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"testcases": []}, r"testcases.json, task Mbpp/7: it has no tests"),
        ({"testcases": [{"input": 3, "output": [1]}]}, "case 0 is not an input with one output"),
        ({"testcases": [{"input": [3], "output": []}]}, "case 0 is not an input with one output"),
        ({"testcases": {"a": 1}}, "no list under this task's prompt"),
        ({"stressful_testcases": [{"output": 3}]}, "stressful.*case 0 has no input text"),
        ({"best_solutions": [None, False]}, "it has no source"),
        ({"row": ROW | {"entry_point": "f(); import os"}}, "is not a function name"),
        ({"row": ROW | {"task_id": "a\nb\x1b[2J", "dataset": "x"}}, "is not a valid task id"),
        ({"row": ROW | {"entry_point": 3}}, "no field 'entry_point' of type str"),
    ],
)
def test_malformed(tmp_path: Path, sandbox: Sandbox, parts: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        coffe.load_function(functions(tmp_path, **parts), sandbox)
    assert str(caught.value).isprintable()


def test_a_folder_without_its_files(tmp_path: Path, sandbox: Sandbox) -> None:
    with pytest.raises(DataError, match=r"no data.json or data.json.gz in it; give COFFE's folder"):
        coffe.load_function(tmp_path, sandbox)
    functions(tmp_path)
    (tmp_path / "testcases.json").write_text("{")
    with pytest.raises(DataError, match=r"testcases.json: not JSON"):
        coffe.load_function(tmp_path, sandbox)
    with pytest.raises(DataError, match=r"stressful_testcases.json, task file/0: no list"):
        coffe.load_file(programs(tmp_path, stressful_testcases=None), sandbox)


@pytest.mark.parametrize(
    "text",
    [
        "[open('/etc/passwd', 'w')]",
        "[__import__('os').system('touch /tmp/effbench_was_here')]; 1",
        "[object()]",
        "3",
    ],
)
def test_hostile_stress_cases_fail_inside(tmp_path: Path, sandbox: Sandbox, text: str) -> None:
    path = functions(tmp_path, stressful_testcases=[{"input": text, "output": None}])
    (task,) = coffe.load_function(path, sandbox).tasks
    require_left_out(sandbox, task, task.fast, "Mbpp/7: its stress cases generate no inputs")
    assert not Path("/tmp/effbench_was_here").exists()


@pytest.mark.parametrize(
    ("returned", "expected", "right"),
    [
        ((1, [2]), [1, (2,)], True),
        ("a [b]\n", "ab", True),
        ("ab", "ba", False),
        (1.0000001, 1.0, True),
        ([1.0, 2.0], [1.0, 2.00001], False),
        ([1, 2.0], [1.0, 2.0], True),
        (float("nan"), float("nan"), True),
        (1e400, 1.0, False),
        ([0.5], [0.5, 1.0], False),
        (None, 0, False),
    ],
)
def test_comparison(returned: Any, expected: Any, right: bool) -> None:
    assert (coffe.check((), returned, expected) is None) is right


@there
def test_the_published_functions(sandbox: Sandbox) -> None:
    suite = coffe.load_function(PUBLISHED, sandbox)
    assert len(suite.tasks) == 398
    assert sum(task.id.startswith("HumanEval/") for task in suite.tasks) == 164
    statuses = Counter(_own(CorrectnessJudge(sandbox, 1), task) for task in suite.tasks[::40])
    assert statuses == {"pass": 10}


def _own(judge: CorrectnessJudge, task: SuiteTask) -> str:
    return judge.judge(task, task.fast).status


@there
@pytest.mark.nightly
def test_all_published_best_solutions_pass(sandbox: Sandbox) -> None:
    suite = coffe.load_function(PUBLISHED, sandbox)
    judge = CorrectnessJudge(sandbox, 1)
    failed = [task.id for task in suite.tasks if _own(judge, task) != "pass"]
    assert not failed


@there
def test_originals_are_told_from_wrong_ones(sandbox: Sandbox) -> None:
    """The sets' own solutions pass; the same functions returning None fail."""
    suite = coffe.load_function(PUBLISHED, sandbox)
    with gzip.open(PUBLISHED / "data.json.gz") as file:
        rows = {row["final_prompt"]: row for row in json.load(file)}
    judge = CorrectnessJudge(sandbox, 1)
    for task in [task for task in suite.tasks if task.id.startswith("Mbpp/")][1:3]:
        row = next(row for row in rows.values() if row["task_id"] == int(task.id[5:]))
        assert judge.judge(task, row["code"]).status == "pass"
        nothing = f"def {task.entry_point}(*arguments):\n    return None\n"
        assert judge.judge(task, nothing).status == "wrong_answer"
