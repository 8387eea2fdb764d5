"""Shared children change nothing: every judgement equals the plain judge's in all fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from effbench.base.errors import TaskError
from effbench.judging.judge import CorrectnessJudge
from effbench.judging.sharing import FIRST_CALLS, LATER_CALLS, SharingJudge
from effbench.sandbox import Sandbox
from effbench.sandbox.host import allowance
from effbench.tasks.suite import Instance, Suite, SuiteTask

N_INPUTS = FIRST_CALLS + LATER_CALLS + 3


@pytest.fixture(scope="module")
def task(tiny_suite: Suite) -> SuiteTask:
    """A task whose n-th input has n values, 1 to n."""

    def correctness(seed: int) -> Sequence[Instance]:
        return [Instance(([*range(1, n + 1)],), f"n={n}") for n in range(N_INPUTS)]

    return replace(
        tiny_suite.tasks[0],
        split="dev",
        correctness=correctness,
        cpu_limit_seconds=0.4,
        memory_limit_bytes=64 << 20,
    )


RIGHT = "return sum(v * v for v in values)"
COUNT = "global seen; seen = globals().get('seen', 0) + 1\n    "


@pytest.mark.parametrize(
    "body",
    [
        RIGHT,
        "return -1",
        f"if len(values) == {FIRST_CALLS - 1}: return -1\n    {RIGHT}",
        f"if len(values) >= {FIRST_CALLS}: return -1\n    {RIGHT}",
        f"if len(values) == {N_INPUTS - 1}: return 'x' * 10**5\n    {RIGHT}",
        f"if len(values) == 3: 1 / 0\n    {RIGHT}",
        f"if len(values) == 11: 1 / 0\n    {RIGHT}",
        f"if len(values) == 12: import os; os._exit(3)\n    {RIGHT}",
        f"if len(values) == 13:\n        while True: pass\n    {RIGHT}",
        f"if len(values) == 14: return len([0] * 10**9)\n    {RIGHT}",
        f"for _ in range(100_000 * len(values)): pass\n    {RIGHT}",  # slow, not too slow
        f"{COUNT}if seen > 1: return -1\n    {RIGHT}",  # right only in a fresh process
        f"{COUNT}if seen > 3: 1 / 0\n    {RIGHT}",
        f"{COUNT}if seen > 2 and len(values) == 10: return -1\n    "
        f"if len(values) == 12: return -2\n    {RIGHT}",
        "return ((",
    ],
)
def test_judgements_are_the_plain_judges(sandbox: Sandbox, task: SuiteTask, body: str) -> None:
    source = f"def squares(values):\n    {body}"
    sharing, plain = SharingJudge(sandbox, 1), CorrectnessJudge(sandbox, 1)
    found, wanted = sharing.judge(task, source), plain.judge(task, source)
    if wanted.status == "timeout":  # the detail has the seconds
        found, wanted = replace(found, detail=""), replace(wanted, detail="")
    assert found == wanted


@pytest.mark.parametrize(("seconds", "status"), [(0.03, "pass"), (0.6, "timeout"), (60, "timeout")])
def test_sleepers_get_the_plain_judges_verdict(
    sandbox: Sandbox,
    task: SuiteTask,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    status: str,
) -> None:
    monkeypatch.setattr(allowance, "MAX_WAIT_SECONDS", 1.5)
    source = f"def squares(values):\n    import time; time.sleep({seconds})\n    {RIGHT}"
    for judge in (SharingJudge(sandbox, 1), CorrectnessJudge(sandbox, 1)):
        assert judge.judge(task, source).status == status


def test_what_passes_takes_few_children(
    sandbox: Sandbox, task: SuiteTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = SharingJudge(sandbox, 1)
    judge.judge(task, task.fast)
    asked: list[object] = []
    real = Sandbox.run_frames

    def counted(self: Sandbox, *arguments: object, **options: object) -> object:
        asked.append(arguments)
        return real(self, *arguments, **options)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(Sandbox, "run_frames", counted)
    assert judge.judge(task, task.fast + "\n# again").status == "pass"
    assert len(asked) == 3, "the first few inputs, many, the rest"
    asked.clear()
    wrong = f"def squares(values):\n    if len(values) == 10: return -1\n    {RIGHT}"
    assert judge.judge(task, wrong).status == "wrong_answer"
    assert len(asked) == 3, "a child that passes, one that doesn't, the input that failed"


def test_a_reference_that_can_not_share_is_asked_alone(
    sandbox: Sandbox, task: SuiteTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = SharingJudge(sandbox, 1)

    def refused(*_: object) -> None:
        raise TaskError("too much for one child")

    monkeypatch.setattr(judge._shared, "judge", refused)
    assert judge.judge(task, task.fast).status == "pass"
    assert judge._unshared == {task.id}
