"""Faults that are not the candidate's, and answers that are judged in a group."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from effbench.base.errors import SandboxError, TaskError
from effbench.base.records import Generation
from effbench.judging import judge as judging
from effbench.judging.cases import Cases
from effbench.judging.failures import failure_of
from effbench.judging.judge import CorrectnessJudge, Judgement
from effbench.sandbox import Outcome, Sandbox
from effbench.tasks.suite import Fault, Instance, Suite, SuiteTask

IMPORTED = ""  # the split of an imported task
BROKEN = "def squares(values):\n    return 1 / 0"


@pytest.fixture(scope="module")
def task(tiny_suite: Suite) -> SuiteTask:
    return tiny_suite.tasks[0]


class Failing:
    """A sandbox that always fails, and counts its calls."""

    def __init__(self) -> None:
        self.asked = 0

    def run_frames(self, *_: object) -> Outcome:
        self.asked += 1
        raise SandboxError("no zygote starts")


def test_a_sandbox_that_fails_is_an_infra_error_and_not_the_candidates(task: SuiteTask) -> None:
    found = CorrectnessJudge(Failing(), seed=1).judge(task, task.fast)  # type: ignore[arg-type]
    assert (found.status, found.detail, found.n_passed) == ("infra_error", "no zygote starts", 0)


def test_a_broken_reference_ends_the_run_of_a_built_in_task(
    sandbox: Sandbox, task: SuiteTask
) -> None:
    judge = CorrectnessJudge(sandbox, seed=1)
    broken = replace(task, id="broken", references={"fast": BROKEN})
    with pytest.raises(TaskError, match="task broken: its fast reference fails on input 0: raised"):
        judge.judge(broken, task.fast)
    with pytest.raises(TaskError, match="its fast reference fails"):  # cached, not run again
        judge.judge(replace(broken, references=task.references), task.fast)


def test_a_broken_reference_leaves_out_an_imported_task(sandbox: Sandbox, task: SuiteTask) -> None:
    broken = replace(task, id="broken", references={"fast": BROKEN}, split=IMPORTED)
    assert broken.is_imported
    found = CorrectnessJudge(sandbox, seed=1).judge(broken, task.fast)
    assert found.status == "left_out" and "its fast reference fails" in found.detail


def grouped(task: SuiteTask, faults: Sequence[Fault | None]) -> SuiteTask:
    """A task with six inputs in one child, judged together. Each judgement gives the next fault."""
    said = iter(faults)
    return replace(
        task,
        id="grouped",
        calls_per_child=6,
        correctness=lambda seed: [Instance(([n],), f"call {n}") for n in range(6)],
        verify_all=lambda asked, answers: next(said),
    )


@pytest.mark.parametrize(
    ("fault", "label", "returned"),
    [(Fault("not equal", 4), "call 4", "16"), (Fault("not equal"), "one of 6 calls", "")],
)
def test_a_group_has_the_fault_that_its_test_names(
    sandbox: Sandbox, task: SuiteTask, fault: Fault, label: str, returned: str
) -> None:
    found = CorrectnessJudge(sandbox, seed=1).judge(grouped(task, [fault]), task.fast)
    assert (found.status, found.detail, found.n_passed) == (
        "wrong_answer", "not equal", fault.index or 0
    )  # fmt: skip
    assert found.failed_input is not None
    assert found.failed_input.label.startswith(label)
    assert found.failed_input.returned == returned


@pytest.mark.parametrize("failing", range(6))
def test_the_call_that_ends_a_group_is_found(
    sandbox: Sandbox, task: SuiteTask, failing: int
) -> None:
    source = (
        "n = 0\ndef squares(values):\n    global n\n    n += 1\n"
        f"    if n > {failing}:\n        raise ValueError('the end')\n    return values[0] ** 2"
    )
    found = CorrectnessJudge(sandbox, seed=1).judge(grouped(task, []), source)
    assert (found.status, found.n_passed) == ("runtime_error", failing)
    assert found.failed_input is not None and found.failed_input.label == f"call {failing}"


def test_answers_to_other_calls_than_were_made_are_a_failure(
    sandbox: Sandbox, task: SuiteTask
) -> None:
    case = Cases(sandbox, seed=1).of(task)[0]
    found = failure_of(task, case, Outcome("returned", (0, 0)))
    assert found is not None and found.index is None
    assert (found.status, found.detail) == (
        "runtime_error", "an answer for other calls than were made"
    )  # fmt: skip


def test_a_verdict_has_the_judgement_and_the_digest_of_the_source() -> None:
    generation = Generation(task_id="t", sample_index=3, text="x")
    result = Judgement("wrong_answer", "1, not 2", 7, 4, None, 0.25)
    made = judging.verdict(generation, "x = '\ud800'", "fence", result, node="n1")
    fields: dict[str, Any] = {
        "task_id": "t", "sample_index": 3, "status": "wrong_answer", "detail": "1, not 2",
        "n_inputs": 7, "n_passed": 4, "waited_seconds": 0.25, "extract_rule": "fence", "node": "n1",
    }  # fmt: skip
    assert {name: getattr(made, name) for name in fields} == fields
    assert made.source_sha256 == hashlib.sha256(b"x = '\xed\xa0\x80'").hexdigest()
    assert judging.verdict(generation, None, "none", result).source_sha256 is None
