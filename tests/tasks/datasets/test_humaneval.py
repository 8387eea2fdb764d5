"""HumanEval: assertions judged in a separate process, with a small and the published file."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import Quiet
from imported import require_left_out

from effbench import pipeline
from effbench.base.errors import DataError, UsageError
from effbench.judging.judge import CorrectnessJudge
from effbench.pipeline import RunConfig
from effbench.runs import store
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import humaneval
from effbench.tasks.suite import SuiteTask

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "human-eval"
PUBLISHED = FOLDER / "HumanEval.jsonl.gz"
there = pytest.mark.skipif(not PUBLISHED.is_file(), reason="HumanEval is not beside the checkout")

ROW = {
    "task_id": "HumanEval/0",
    "prompt": 'def twice(values):\n    """Twice the sum."""\n',
    "entry_point": "twice",
    "canonical_solution": "    return 2 * sum(values)\n",
    "test": (
        "import random\n\ndef check(candidate):\n"
        "    assert candidate([1, 2]) == 6\n"
        "    for _ in range(5):\n"
        "        values = [random.random() for _ in range(3)]\n"
        "        assert abs(candidate(values) - 2 * sum(values)) < 1e-9, 'not twice'\n"
    ),
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def task(tmp_path: Path, sandbox: Sandbox) -> SuiteTask:
    return humaneval.load(write(tmp_path / "set.jsonl", ROW), sandbox).tasks[0]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("return 2 * sum(values)", "pass", ""),
        ("return sum(values)", "wrong_answer", "AssertionError"),
        ("return 2 * sum(values) if values[0] == 1 else 0", "wrong_answer", "not twice"),
        ("return None", "wrong_answer", "the test fails"),
        ("raise ValueError('no')", "runtime_error", "no"),
        ("while True: pass", "timeout", ""),
        (
            "class Liar(float):\n        def __sub__(self, other): return 0.0\n"
            "        def __eq__(self, other): return True\n    return Liar()",
            "wrong_answer",  # judged as the underlying float, which is 0
            "AssertionError",
        ),
        (
            "import sys\n    sys.modules['__main__'].check = lambda c: None\n    return 0",
            "wrong_answer",
            "AssertionError",
        ),
    ],
)
def test_verdicts(sandbox: Sandbox, task: SuiteTask, body: str, status: str, words: str) -> None:
    quick = replace(task, cpu_limit_seconds=1.0, wall_limit_seconds=4.0)  # the set says more
    result = CorrectnessJudge(sandbox, 1).judge(quick, f"def twice(values):\n    {body}\n")
    assert result.status == status, result
    assert words in result.detail


@pytest.mark.parametrize(
    ("body", "status", "words", "label"),
    [
        (
            "return 6 if values == [1, 2] else values[9]",
            "runtime_error",
            "IndexError: list index out of range",
            "call 1",
        ),
        ("global n; n = globals().get('n', 0) + 1; assert n < 4, 'four'; return 2 * sum(values)",
         "runtime_error", "AssertionError: four", "call 3"),
        ("import os; os._exit(0)", "runtime_error", "exited with status 0", "call 0"),
        ("return 6 if values == [1, 2] else 'text'", "wrong_answer",
         "the test fails after the answer to call 1: TypeError", "call 1"),
        ("return 7", "wrong_answer", "the test fails after the answer to call 0: AssertionError",
         "call 0"),
        ("return (v for v in values)", "wrong_answer", "after the answer to call 0", "call 0"),
    ],
)  # fmt: skip
def test_the_diagnosis_names_what_happened_and_in_which_call(
    sandbox: Sandbox, task: SuiteTask, body: str, status: str, words: str, label: str
) -> None:
    result = CorrectnessJudge(sandbox, 1).judge(task, f"def twice(values):\n    {body}\n")
    assert (result.status, words in result.detail) == (status, True), result
    assert result.failed_input is not None
    assert result.failed_input.label == label
    assert "the test calls" not in result.detail


def test_an_assertion_whose_message_asks_again_is_told_as_what_it_is(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    test = "def check(candidate):\n    assert candidate([1]) == 2, f'got {candidate([1])}'\n"
    test += "    assert candidate([2]) == 4\n"
    (task,) = humaneval.load(write(tmp_path / "set.jsonl", ROW | {"test": test}), sandbox).tasks
    result = CorrectnessJudge(sandbox, 1).judge(task, "def twice(values):\n    return 3\n")
    assert result.status == "wrong_answer"
    assert result.detail == "the test fails after the answer to call 0: AssertionError: got 3"
    assert result.failed_input is not None
    assert result.failed_input.returned == "3"
    assert result.failed_input.expected == "2"


def test_a_test_that_asks_by_what_was_answered_fails_and_ends(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    test = "def check(candidate):\n    while candidate([1]) != 2: pass\n    candidate([3])\n"
    (task,) = humaneval.load(write(tmp_path / "set.jsonl", ROW | {"test": test}), sandbox).tasks
    result = CorrectnessJudge(sandbox, 1).judge(task, "def twice(values):\n    return 3\n")
    assert result.status == "wrong_answer"
    assert result.detail == (
        "after the answer to call 0 the test makes other calls than those recorded"
    )


RIGHT = [
    "collections.Counter({'a': 1, 'b': 2})", "collections.OrderedDict(b=2, a=1)",
    "collections.defaultdict(int, a=1, b=2)", "{'a': True, 'b': 2.0}",
    "{'a': fractions.Fraction(1), 'b': decimal.Decimal(2)}", "collections.UserDict(a=1, b=2)",
    "type('Own', (dict,), {'__eq__': lambda *a: False})({'a': 1, 'b': 2})",
    "{enum.StrEnum('S', 'A')(1 and 'a'): enum.IntEnum('I', 'ONE')(1), 'b': 2 + 0j}",
]  # fmt: skip
WRONG = [
    "collections.Counter({'a': 1, 'b': 3})", "[('a', 1), ('b', 2)]", "{'a': 1, 'b': 2}.items()",
    "type('Own', (dict,), {'__eq__': lambda *a: True})()", "iter({'a': 1, 'b': 2})",
    "type('Any', (), {'__eq__': lambda *a: True, '__hash__': lambda s: 0})()",
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "status"),
    [*((a, "pass") for a in RIGHT), *((a, "wrong_answer") for a in WRONG)],
)
def test_whatever_equals_the_right_answer_is_right(
    tmp_path: Path, sandbox: Sandbox, answer: str, status: str
) -> None:
    changed = {
        "canonical_solution": "    return {'a': 1, 'b': 2}\n",
        "test": "def check(candidate):\n    assert candidate([]) == {'a': 1, 'b': 2}\n",
    }
    (task,) = humaneval.load(write(tmp_path / "set.jsonl", ROW | changed), sandbox).tasks
    source = "import collections, decimal, enum, fractions\n\ndef twice(values):\n"
    assert (
        CorrectnessJudge(sandbox, 1).judge(task, f"{source}    return {answer}\n").status == status
    )


@pytest.mark.parametrize(
    ("right", "answer", "status"),
    [
        ("list(candidate(3)) == [0, 1, 2]", "range(n)", "pass"),
        ("candidate(3) == [0, 1, 2]", "range(n)", "wrong_answer"),
        ("candidate(3) == range(3)", "range(n)", "pass"),
        ("list(candidate(3)) == [0, 1, 2]", "(i for i in range(n))", "pass"),
        ("list(candidate(3)) == [0, 1, 2]", "collections.deque(range(n))", "pass"),
        ("candidate(3) == [0, 1, 2]", "collections.deque(range(n))", "wrong_answer"),
        ("set(candidate(3)) == {0, 1, 2}", "dict.fromkeys(range(n)).keys()", "pass"),
        ("candidate(3) == {0, 1, 2}", "dict.fromkeys(range(n)).keys()", "pass"),
        ("candidate(3) == {0, 1, 2}", "frozenset(range(n))", "pass"),
        ("candidate(3) == (0, 1, 2)", "collections.namedtuple('P', 'x y z')(0, 1, 2)", "pass"),
        ("candidate(3) == [0, 1, 2]", "collections.namedtuple('P', 'x y z')(0, 1, 2)",
         "wrong_answer"),
        ("candidate(3)['new'] == 0", "collections.Counter()", "pass"),
        ("candidate(3) is not None", "re.match('a', 'a')", "pass"),
        ("math.isnan(candidate(float('nan')))", "n", "pass"),
        ("candidate(float('nan')) == 3", "3", "pass"),
        ("candidate(3) == b'ab'", "bytearray(b'ab')", "pass"),
        ("candidate(3) == int", "int", "pass"),
        ("list(candidate(3)) == [0, 1, 2]", "itertools.count()", "wrong_answer"),
    ],
)  # fmt: skip
def test_the_test_sees_the_type_that_was_answered(
    tmp_path: Path, sandbox: Sandbox, right: str, answer: str, status: str
) -> None:
    changed = {
        "canonical_solution": "    return values\n",
        "test": "import math\n\ndef check(candidate):\n    try:\n"
        f"        assert {right}\n"
        "    except Exception:  # the canonical solution need not be right here\n"
        "        if not _effbench_asking: raise\n",
    }
    (task,) = humaneval.load(write(tmp_path / "set.jsonl", ROW | changed), sandbox).tasks
    source = "import collections, itertools, re\n\ndef twice(n):\n"
    result = CorrectnessJudge(sandbox, 1).judge(task, f"{source}    return {answer}\n")
    assert result.status == status, result


def test_a_test_that_refuses_the_canonical_solution_is_named(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    broken = ROW | {"canonical_solution": "    return 0\n"}
    (task,) = humaneval.load(write(tmp_path / "set.jsonl", broken), sandbox).tasks
    words = r"HumanEval/0 of .*its test fails the canonical solution"
    require_left_out(sandbox, task, task.fast, words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it has no problems"),
        ("{", "line 1: not JSON"),
        ("[]", "not an object with a task_id"),
        (json.dumps(ROW | {"test": 3}), "no field 'test' of type str"),
        (json.dumps(ROW) + "\n" + json.dumps(ROW), "line 2: 'HumanEval/0' occurs twice"),
    ],
)
def test_malformed_files(tmp_path: Path, sandbox: Sandbox, content: str, words: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(content)
    with pytest.raises(DataError, match=words):
        humaneval.load(path, sandbox)
    with pytest.raises(DataError, match="can't be read"):
        humaneval.load(tmp_path / "nowhere", sandbox)


def test_it_can_not_be_timed(tmp_path: Path, sandbox: Sandbox) -> None:
    path = write(tmp_path / "set.jsonl", ROW)
    with pytest.raises(UsageError, match="add --timing off"):
        pipeline.load_suite(RunConfig(suite="humaneval", suite_path=path), sandbox)
    with pytest.raises(UsageError, match="needs --suite-path FILE"):
        pipeline.load_suite(RunConfig(suite="humaneval"), sandbox)


@there
def test_the_canonical_solutions_pass(sandbox: Sandbox) -> None:
    suite, judge = humaneval.load(PUBLISHED, sandbox), CorrectnessJudge(sandbox, 1)
    assert len(suite.tasks) == 164
    failed = [task.id for task in suite.tasks if judge.judge(task, task.fast).status != "pass"]
    assert not failed


@there
def test_the_example_samples_give_one_half(tmp_path: Path, sandbox: Sandbox) -> None:
    config = RunConfig(
        model=f"replay:{FOLDER / 'example_samples.jsonl'}",
        suite="humaneval",
        suite_path=FOLDER / "example_problem.jsonl",
        n_samples=6,
        timing="off",
        results=tmp_path,
    )
    result = pipeline.run(config, Quiet())
    values = {metric.id: metric.value for metric in result.summary.metrics}
    assert values["pass@1"] == pytest.approx(0.5)
    assert len(list(store.verdicts(result.folder))) == 6


def test_packed_files_are_read(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "set.jsonl.gz"
    path.write_bytes(gzip.compress((json.dumps(ROW) + "\n").encode()))
    assert [task.id for task in humaneval.load(path, sandbox).tasks] == ["HumanEval/0"]
    path.write_bytes(path.read_bytes()[:30])
    with pytest.raises(DataError, match="damaged gzip data"):
        humaneval.load(path, sandbox)
