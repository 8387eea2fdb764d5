"""Verdicts, in the real sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from effbench.judging import cases
from effbench.judging.judge import CorrectnessJudge
from effbench.sandbox import Sandbox
from effbench.sandbox.host import allowance
from effbench.tasks.suite import Instance, Suite, SuiteTask

HEAD = "def squares(values):\n    "


@pytest.fixture(scope="module")
def task(tiny_suite: Suite) -> SuiteTask:
    return tiny_suite.tasks[0]


@pytest.fixture(scope="module")
def judge(sandbox: Sandbox) -> CorrectnessJudge:
    return CorrectnessJudge(sandbox, seed=1)


def test_all_reference_tiers_pass(judge: CorrectnessJudge, tiny_suite: Suite) -> None:
    for task in tiny_suite.tasks:
        for source in task.references.values():
            result = judge.judge(task, source)
            assert (result.status, result.n_passed) == ("pass", 7)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("return sum(values)", "wrong_answer", "3, not 5"),
        ("return None", "wrong_answer", "None, not 5"),
        ("return float(sum(v * v for v in values))", "wrong_answer", "5.0, not 5"),
        ("return 1 / 0", "runtime_error", "ZeroDivisionError"),
        ("return unknown", "runtime_error", "NameError"),
        ("import numpy", "runtime_error", "ModuleNotFoundError"),
        ("return [0] * 10**12", "memory", "MemoryError"),
        ("return object()", "runtime_error", "not plain data"),
        ("return (v for v in values)", "runtime_error", "not plain data"),
        ("raise SystemExit(0)", "runtime_error", "SystemExit"),
        ("import os; os._exit(0)", "runtime_error", "exited with status 0"),
        ("return b'x' * 10**6", "runtime_error", "bytes of output"),
        ("return ((", "syntax_error", "SyntaxError"),
        ("return '\\ud800'", "wrong_answer", "not 5"),
        ("return 10 ** 6000", "wrong_answer", "too long to show"),
    ],
)
def test_failures_have_their_names(
    judge: CorrectnessJudge, task: SuiteTask, body: str, status: str, words: str
) -> None:
    result = judge.judge(task, HEAD + body)
    assert result.status == status
    assert words in result.detail


def test_a_missing_entry_point_is_a_runtime_error(judge: CorrectnessJudge, task: SuiteTask) -> None:
    result = judge.judge(task, "def other(values): return 5")
    assert result.status == "runtime_error"
    assert "squares" in result.detail


def test_an_endless_loop_is_a_timeout(sandbox: Sandbox, task: SuiteTask) -> None:
    hasty = replace(task, id="hasty", cpu_limit_seconds=0.3)
    assert CorrectnessJudge(sandbox, 1).judge(hasty, HEAD + "while True: pass").status == "timeout"


def test_a_timeout_where_only_speed_is_at_stake_is_no_failure(
    sandbox: Sandbox, task: SuiteTask
) -> None:
    lenient = replace(
        task,
        id="lenient",
        cpu_limit_seconds=0.3,
        correctness=lambda seed: [
            replace(i, timeout_is_failure=False) for i in task.correctness(seed)
        ],
    )
    source = HEAD + "while len(values) > 3: pass\n    return sum(v * v for v in values)"
    assert CorrectnessJudge(sandbox, 1).judge(lenient, source).status == "pass"


def test_the_first_failed_input_is_kept_for_reading(
    judge: CorrectnessJudge, task: SuiteTask
) -> None:
    failed = judge.judge(task, HEAD + "return 5").failed_input
    assert failed is not None
    assert (failed.label, failed.arguments, failed.expected) == ("input 1", "([],)", "0")
    assert failed.returned == "5"


def test_a_surrogate_in_the_source_ends_as_a_verdict(
    judge: CorrectnessJudge, task: SuiteTask
) -> None:
    assert judge.judge(task, "x = '\ud800'").status in ("syntax_error", "runtime_error")


def test_a_checker_that_chokes_on_hostile_data_means_wrong(
    sandbox: Sandbox, task: SuiteTask
) -> None:
    fragile = replace(task, id="fragile", check=lambda a, got, want: got.nonsense)
    result = CorrectnessJudge(sandbox, 1).judge(fragile, task.fast)
    assert result.status == "wrong_answer"
    assert "could not read" in result.detail


@pytest.mark.parametrize("calls_per_child", [3, 100])
@pytest.mark.parametrize(
    ("body", "status", "n_passed"),
    [
        ("return sum(v * v for v in values)", "pass", 7),
        ("return sum(v * v for v in values) if len(values) < 2 else -1", "wrong_answer", None),
        ("return sum(v * v for v in values) if len(values) < 2 else 1 / 0", "runtime_error", None),
        ("import os; os._exit(0)", "runtime_error", 0),
    ],
)
def test_inputs_that_share_a_child_give_the_same_verdict(
    sandbox: Sandbox,
    task: SuiteTask,
    calls_per_child: int,
    body: str,
    status: str,
    n_passed: int | None,
) -> None:
    alone = CorrectnessJudge(sandbox, seed=1).judge(task, HEAD + body)
    shared = replace(task, calls_per_child=calls_per_child)
    together = CorrectnessJudge(sandbox, seed=1).judge(shared, HEAD + body)
    assert together == alone
    assert together.status == status
    assert n_passed is None or together.n_passed == n_passed


def test_what_fails_only_together_is_a_failure(sandbox: Sandbox, task: SuiteTask) -> None:
    body = "global n; n = globals().get('n', 0) + 1; assert n < 5\n    "
    shared = replace(task, calls_per_child=100)
    result = CorrectnessJudge(sandbox, seed=1).judge(
        shared, HEAD + body + "return sum(v * v for v in values)"
    )
    assert result.status == "runtime_error"
    assert "AssertionError" in result.detail


def test_cases_of_few_tasks_are_kept_where_they_are_large(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def task(name: str) -> SuiteTask:
        def correctness(seed: int) -> Sequence[Instance]:
            asked.append(name)
            return [Instance(("x" * 5_000,), given=(5_000,))]

        return SuiteTask(
            id=name,
            version=1,
            entry_point="size",
            prompt="",
            sizes=(),
            references={},
            correctness=correctness,
            stress=lambda size, seed, batch: [],
            check=lambda arguments, returned, expected: None if returned == expected else "no",
        )

    monkeypatch.setattr(cases, "KEPT_BYTES", 12_000)
    judge = CorrectnessJudge(sandbox, 1)
    right = "def size(text): return len(text)"
    for name in ("a", "b", "a", "c", "c", "b", "a"):
        assert judge.judge(task(name), right).status == "pass"
    assert asked == ["a", "b", "c", "a"]
    assert judge.judge(task("c"), "def size(text): return 0").status == "wrong_answer"


SLEEPS = (
    "def squares(values):\n    import time; time.sleep({})\n    return sum(v * v for v in values)"
)


def test_waiting_is_told_and_has_a_budget_over_all_inputs(
    judge: CorrectnessJudge, task: SuiteTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = judge.judge(task, SLEEPS.format(0.2))
    assert (result.status, result.n_passed) == ("pass", 7)
    assert result.waited_seconds > 0.5
    monkeypatch.setattr(allowance, "MAX_WAIT_SECONDS", 0.5)
    result = judge.judge(task, SLEEPS.format(0.2))
    assert result.status == "timeout" and 0 < result.n_passed < 7
    assert result.detail.startswith("waited 0.") and "in all (budget 0.5 s)" in result.detail
    result = judge.judge(task, SLEEPS.format(600))
    assert result.status == "timeout" and result.n_passed == 0
    assert judge.judge(task, task.fast).waited_seconds == 0


def test_a_reference_that_waits_lets_others_wait(
    sandbox: Sandbox, task: SuiteTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "MAX_WAIT_SECONDS", 0.1)
    slow = replace(task, id="slow", references={"fast": SLEEPS.format(0.2)})
    judge = CorrectnessJudge(sandbox, seed=1)
    assert judge.judge(slow, SLEEPS.format(0.25)).status == "pass"
    assert judge.judge(slow, SLEEPS.format(1)).status == "timeout"
