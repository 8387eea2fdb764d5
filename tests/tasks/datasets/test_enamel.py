"""A table in ENAMEL's format as a suite: loading, inputs and verdicts."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from enamel_rows import ADD, BRACKETS, HALVE, LEFT_OUT, PLAIN, only_task, table

from effbench.judging.judge import CorrectnessJudge
from effbench.measure import Plan, measure
from effbench.sandbox import Limits, Sandbox
from effbench.tasks.datasets import enamel, enamel_file
from effbench.tasks.suite import Suite


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "enamel.csv"


@pytest.fixture
def suite(path: Path, sandbox: Sandbox) -> Suite:
    path.write_bytes(table(ADD, HALVE, BRACKETS, LEFT_OUT))
    return enamel.load(path, sandbox)


# --- loading ----------------------------------------------------------------------------------


def test_the_table_becomes_a_suite_without_the_problems_that_do_not_count(suite: Suite) -> None:
    assert suite.name == "enamel"
    assert [task.id for task in suite.tasks] == ["HumanEval/3", "HumanEval/4", "HumanEval/7"]
    add = suite.tasks[0]
    assert add.prompt == ADD["prompt"]
    assert add.fast == ADD["prompt"] + "\n" + ADD["reference_solution"]
    assert add.memory_limit_bytes == 4 << 30
    assert [(s.label, s.n, s.batch) for s in add.sizes] == [
        ("1", 100, None),
        ("2", 1000, None),
        ("3", 3000, None),
    ]


def test_the_digest_covers_every_column(path: Path, sandbox: Sandbox) -> None:
    digests = {only_task(path, sandbox).digest}
    for column in enamel_file.COLUMNS:
        if column != "entry_point":
            changed = {column: ADD[column] + ("0" if column == "task_id" else " ")}
            digests.add(only_task(path, sandbox, **changed).digest)
    prompt = 'add_up = None\n\n\ndef add_more(values):\n    """Sum."""'
    digests.add(only_task(path, sandbox, prompt=prompt, entry_point="add_more").digest)
    assert len(digests) == len(enamel_file.COLUMNS) + 1


def test_a_byte_order_mark_and_windows_line_ends_are_read(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + table(ADD))  # the csv writer ends rows with \r\n
    assert [row.task_id for row in enamel_file.read(path)] == ["HumanEval/3"]


def test_loading_and_generating_run_no_code_of_the_table_in_the_host(
    path: Path, sandbox: Sandbox
) -> None:
    mark = "import os\nos.environ['EFFBENCH_TABLE_RAN'] = '1'\n"
    columns = {name: mark + ADD[name] for name in ("prompt", "input_generator", "checker")}
    task = only_task(path, sandbox, **columns)
    (first, *_) = task.correctness(0)
    assert task.verify(first.arguments, (1, 2), (1, 2)) is None
    assert "EFFBENCH_TABLE_RAN" not in os.environ


# --- inputs -----------------------------------------------------------------------------------


def test_correctness_inputs_follow_the_published_seeds(suite: Suite) -> None:
    instances = suite.tasks[0].correctness(1)
    assert [i.label for i in instances] == [
        f"level {level} case {case}"
        for level, cases in enumerate((8, 4, 4, 4))
        for case in range(cases)
    ]
    assert [i.timeout_is_failure for i in instances] == [True] * 8 + [False] * 12
    rng = random.Random(998244353 ^ 3 ^ (8 + 4 + 1))  # the 14th input of problem 3
    assert instances[13].arguments == ([rng.randint(-1000, 1000) for _ in range(1000 + 2 + 1)],)


def test_correctness_inputs_do_not_depend_on_the_seed_and_are_made_once(suite: Suite) -> None:
    task = suite.tasks[0]
    assert task.correctness(1) is task.correctness(2)


def test_inputs_do_not_depend_on_the_process(suite: Suite, path: Path, sandbox: Sandbox) -> None:
    """Inputs are the same even if a generator iterates over a set of strings."""
    again = enamel.load(path, sandbox)
    for task, same in zip(suite.tasks, again.tasks, strict=True):
        assert task.correctness(0) == same.correctness(0)


def test_timed_inputs_are_fresh_and_follow_from_the_seed(suite: Suite) -> None:
    task = suite.tasks[0]
    size = task.sizes[0]
    batch = task.stress(size, 5, 6)
    assert batch == task.stress(size, 5, 6)
    assert len({repr(instance.arguments) for instance in batch}) == 6
    assert batch[0].arguments != task.stress(size, 6, 1)[0].arguments
    lengths = [len(instance.arguments[0]) for instance in batch]  # size + level + case
    assert sorted(lengths[:4]) == [101, 102, 103, 104] and lengths[:2] == lengths[4:]
    first = {len(task.stress(size, seed, 1)[0].arguments[0]) for seed in range(24)}
    assert first == {101, 102, 103, 104}  # batches of one cover every case, too
    for case, shape in enumerate(task.shapes):
        asked = task.stress(replace(size, shape=shape), 5, 3)
        assert [len(instance.arguments[0]) for instance in asked] == [101 + case] * 3
        assert len({repr(instance.arguments) for instance in asked}) == 3


# --- judging and timing -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index", "body", "status"),
    [
        (0, "return sum(values), len(values)", "pass"),
        (0, "return [sum(values), len(values)]", "wrong_answer"),
        (0, "return sum(values), 0", "wrong_answer"),
        (0, "return {1, 2}.pop", "wrong_answer"),
        (1, "return half_of(x)", "pass"),
        (1, "return x / 2 + 1e-6", "pass"),
        (1, "return x / 2 + 1e-3", "wrong_answer"),
        (1, "return 0", "wrong_answer"),
        (1, "return [[x]]", "wrong_answer"),
        (2, "return len(brackets + letters)", "pass"),
    ],
)
def test_solutions_are_judged(
    suite: Suite, sandbox: Sandbox, index: int, body: str, status: str
) -> None:
    task = suite.tasks[index]
    source = task.prompt + f"\n    {body}\n"
    assert CorrectnessJudge(sandbox, 1).judge(task, source).status == status


def test_a_solution_without_the_prompt_finds_the_prompts_helpers(
    suite: Suite, sandbox: Sandbox
) -> None:
    result = CorrectnessJudge(sandbox, 1).judge(
        suite.tasks[1], "def halve(x):\n    return half_of(x)\n"
    )
    assert result.status == "pass"


def test_a_task_can_be_timed_and_its_own_checker_reads_the_timed_outputs(
    suite: Suite, sandbox: Sandbox
) -> None:
    task = suite.tasks[1]
    sources = {"right": task.fast, "wrong": "def halve(x):\n    return x\n"}
    timings = list(measure(task, sources, sandbox, 1, Plan(sizes=1, min_blocks=1)))
    wrong = {r.wrong is not None for r in timings[0].repetitions if r.arm == "wrong"}
    right = {r.wrong for r in timings[0].repetitions if r.arm == "right"}
    assert (wrong, right) == ({True}, {None})


@pytest.mark.parametrize(
    ("returned", "expected", "words"),
    [
        ([1, 2], [1, 2], None),
        ([1.0], [1], None),  # only the top-level type is compared
        (True, 1, "a bool where a int belongs"),
        ((1,), [1], "a tuple where a list belongs"),
        ([1, 3], [1, 2], "at [1]: 3, not 2"),
        ([(1,)], [[1]], "in some part"),
        ({1: 2}, {1: 2}, None),
        (None, 0, "NoneType"),
    ],
)
def test_the_common_check_in_the_host(returned: object, expected: object, words: str) -> None:
    said = enamel.check_plainly((), returned, expected)
    assert said is None if words is None else words in said


def test_the_common_checker_is_known_by_its_meaning_not_by_its_layout() -> None:
    assert enamel.is_plain(PLAIN)
    assert enamel.is_plain(PLAIN.replace("\n    return ", " return ") + "# the same\n")
    assert not enamel.is_plain(PLAIN.replace(" and ", " or "))
    assert not enamel.is_plain(PLAIN + "import os\n")
    assert not enamel.is_plain(HALVE["checker"])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 1", None),
        ("return ''", "rejects the answer"),
        ("raise ValueError('odd')", "ValueError: odd"),
        ("import os; os._exit(0)", "died"),
        ("while True: pass", "timeout"),
    ],
)
def test_a_checker_of_any_kind_comes_to_an_answer(
    path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, body: str, words: str | None
) -> None:
    monkeypatch.setattr(enamel, "_CHECKER_LIMITS", Limits(cpu_seconds=0.3))
    checker = f"def __check(input, answer, output):\n    {body}\n"
    said = only_task(path, sandbox, checker=checker).verify(([1],), 1, 1)
    assert said is None if words is None else said is not None and words in said


def test_a_loop_that_swallows_every_exception_is_ended(suite: Suite, sandbox: Sandbox) -> None:
    """The published evaluator can't stop such samples; it replaces two of them by hand."""
    task = replace(suite.tasks[0], cpu_limit_seconds=0.3)
    loop = "while True:\n        try: pass\n        except BaseException: pass"
    source = task.prompt + f"\n    {loop}\n"
    assert CorrectnessJudge(sandbox, 1).judge(task, source).status == "timeout"
