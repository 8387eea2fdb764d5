"""The first failure of a source in a case, and the record of the input that failed."""

from __future__ import annotations

from dataclasses import dataclass

from effbench.base import STATUS_OF, FailedInput, Status, shown
from effbench.judging.cases import Case
from effbench.sandbox import Outcome
from effbench.tasks import SuiteTask


@dataclass(frozen=True)
class Failure:
    """The first failure in a case."""

    status: Status
    detail: str
    returned: str = ""
    index: int | None = 0
    """Index of the failing input in the case; None if the child process ended before telling."""
    forgiven: bool = False
    """The failure affects the speed score only, not correctness."""


def failed_input(case: Case, failure: Failure) -> FailedInput:
    """Return the record of the input that failed."""
    if failure.index is None and len(case.instances) > 1:
        label = f"one of {len(case.instances)} calls in one process"
        return FailedInput(label=label, arguments="", expected="", returned=failure.returned)
    index = failure.index or 0
    return FailedInput(
        label=case.instances[index].label,
        arguments=shown(case.instances[index].arguments),
        expected=shown(case.expected[index]),
        returned=failure.returned,
    )


def failure_of(task: SuiteTask, case: Case, outcome: Outcome) -> Failure | None:
    """Return the first failure, or None if every answer is correct."""
    several = len(case.instances) > 1
    if outcome.ended != "returned":
        status = STATUS_OF[outcome.ended]
        return Failure(status, outcome.detail, index=None if several else 0)
    if len(outcome.values) != len(case.instances):
        return Failure("runtime_error", "an answer for other calls than were made", index=None)
    if task.verify_all is not None:
        asked = [instance.arguments for instance in case.instances]
        fault = task.verify_all(asked, outcome.values)
        if fault is None:
            return None
        answer = "" if fault.index is None else shown(outcome.values[fault.index])
        return Failure("wrong_answer", fault.words, answer, fault.index)
    for index, (instance, returned, expected) in enumerate(
        zip(case.instances, outcome.values, case.expected, strict=True)
    ):
        wrong = task.verify(instance.arguments, returned, expected)
        if wrong is not None:
            return Failure("wrong_answer", wrong, shown(returned), index)
    return None
