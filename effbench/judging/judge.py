"""Judge correctness: run a source on a task's correctness inputs and return a verdict.

Each case runs in a fresh child process. The expected answers come with the inputs, or from the fast
reference, which also runs in the sandbox, once per task and seed. The task's checker compares plain
data in the host. Speed does not matter here, except for the CPU limit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from effbench.base import (
    STATUS_OF,
    FailedInput,
    Generation,
    SandboxError,
    Status,
    TaskError,
    Verdict,
    one_line,
)
from effbench.judging.cases import Case, Cases, Grouping, by_task
from effbench.judging.failures import Failure, failed_input, failure_of
from effbench.sandbox import (
    Allowance,
    Limits,
    Outcome,
    Sandbox,
    WireError,
    budget_seconds,
    job_frame,
)
from effbench.tasks import SuiteTask

# For inputs whose timeout is not a failure, ENAMEL's limit: twice the reference's time + 10 ms.
_FORGIVEN_RATIO = 2.0
_FORGIVEN_SPARE_SECONDS = 0.01
_FAULT_CHARACTERS = 600  # room for file paths and an exception's message


@dataclass(frozen=True)
class Judgement:
    """The result of one source on one task."""

    status: Status
    detail: str = ""
    n_inputs: int = 0
    n_passed: int = 0
    failed_input: FailedInput | None = None
    waited_seconds: float = field(default=0.0, compare=False)
    """Waiting time of its child processes over all inputs (`sandbox.waiting`)."""


class CorrectnessJudge:
    """Judges sources. Thread-safe. Expected answers are computed once per task and cached."""

    def __init__(self, sandbox: Sandbox, seed: int, grouping: Grouping = by_task) -> None:
        self._sandbox = sandbox
        self._cases = Cases(sandbox, seed, grouping)

    def judge(self, task: SuiteTask, source: str) -> Judgement:
        """Judge `source`, stopping at the first failing input.

        The status is `infra_error` if the sandbox fails twice. Raises TaskError if the task's own
        files are broken; a broken task of an imported set, which others wrote, is `left_out`.
        """
        try:
            cases = self._cases.of(task)
            return self._run(task, source, cases)
        except SandboxError as error:
            return Judgement("infra_error", str(error))
        except TaskError as error:
            if not task.is_imported:
                raise
            return Judgement("left_out", one_line(error, _FAULT_CHARACTERS))

    def _run(self, task: SuiteTask, source: str, cases: Sequence[Case]) -> Judgement:
        try:
            job = job_frame(source, task.called, task.prelude)
        except (WireError, UnicodeError) as error:
            return Judgement("syntax_error", f"the source is not text: {error}", len(cases))
        waited_ns = sum(case.reference_waited_ns for case in cases)
        forgiving = _forgiving_cpu_seconds(task, cases)
        allowance = Allowance(budget_seconds(waited_ns), forgiving)
        found = self._first(task, job, cases, allowance)
        return replace(found, waited_seconds=round(allowance.waited_seconds, 3))

    def _first(
        self, task: SuiteTask, job: bytes, cases: Sequence[Case], allowance: Allowance
    ) -> Judgement:
        n_inputs = sum(len(case.instances) for case in cases)
        passed = 0
        for case, failure in self._failures(task, job, cases, allowance):
            if failure is None:
                passed += len(case.instances)
                continue
            if failure.forgiven:  # slow, not wrong; later inputs are even larger
                detail = f"{case.instances[0].label}: {failure.status}; no larger input was tried"
                return Judgement("pass", detail, n_inputs, passed)
            passed += failure.index or 0
            first = failed_input(case, failure)
            return Judgement(failure.status, failure.detail, n_inputs, passed, first)
        return Judgement("pass", "", n_inputs, n_inputs)

    def _failures(
        self, task: SuiteTask, job: bytes, cases: Sequence[Case], allowance: Allowance
    ) -> Iterator[tuple[Case, Failure | None]]:
        """Run the cases lazily and yield each with its first failure, or None."""
        for case in cases:
            outcome = self._outcome(task, job, case, allowance)
            failure = failure_of(task, case, outcome)
            if not case.strict and outcome.ended in ("timeout", "memory"):
                failure = Failure(STATUS_OF[outcome.ended], outcome.detail, forgiven=True)
            elif failure is not None and failure.index is None and len(case.instances) > 1:
                if task.verify_all is None:
                    failure = self._first_failure(task, job, case, allowance) or failure
                elif outcome.ended in ("raised", "died"):
                    index = self._failing_call(task, job, case, allowance)
                    failure = replace(failure, index=index)
            yield case, failure

    def _outcome(
        self,
        task: SuiteTask,
        job: bytes,
        case: Case,
        allowance: Allowance,
        more_wait_seconds: float = 0.0,
    ) -> Outcome:
        seconds = task.cpu_limit_seconds if case.strict else allowance.forgiving_seconds
        limits = Limits(
            cpu_seconds=seconds * len(case.instances),
            wall_seconds=task.wall_limit_seconds,
            memory_bytes=task.memory_limit_bytes,
            output_bytes=case.output_bytes,
            answers=task.answer_types,
        )
        limits = allowance.limits(limits, more_wait_seconds)
        outcome = self._sandbox.run_frames(job, case.frame, limits, task.imports)
        return allowance.charged(outcome, limits, more_wait_seconds)

    def _first_failure(
        self,
        task: SuiteTask,
        job: bytes,
        case: Case,
        allowance: Allowance,
        start: int = 0,
    ) -> Failure | None:
        """Return the first failure when each input runs in its own child process, or None."""
        for index in range(start, len(case.instances)):
            single = case.single(index)
            outcome = self._outcome(task, job, single, allowance)
            failure = failure_of(task, single, outcome)
            if failure is not None:
                return replace(failure, index=index)
        return None

    def _failing_call(self, task: SuiteTask, job: bytes, case: Case, allowance: Allowance) -> int:
        """Return the index of the call that ends the child process, found by bisection.

        A call may depend on earlier calls, so each attempt runs all calls up to a given one.
        """
        low, high = 0, len(case.instances) - 1
        while low < high:
            middle = (low + high) // 2
            outcome = self._outcome(task, job, case.first(middle + 1), allowance)
            if outcome.ended == "returned":
                low = middle + 1
            else:
                high = middle
        return low


def _forgiving_cpu_seconds(task: SuiteTask, cases: Sequence[Case]) -> float:
    """Return the CPU limit of inputs whose timeout is not a failure, at most the task's own."""
    slowest_ns = max((case.reference_cpu_ns for case in cases if not case.strict), default=0)
    limit = _FORGIVEN_RATIO * slowest_ns / 1e9 + _FORGIVEN_SPARE_SECONDS
    return min(task.cpu_limit_seconds, limit)


def verdict(
    generation: Generation, source: str | None, rule: str, result: Judgement, node: str = ""
) -> Verdict:
    """Return the verdict record of one sample."""
    return Verdict(
        task_id=generation.task_id,
        sample_index=generation.sample_index,
        status=result.status,
        detail=result.detail,
        source=source,
        source_sha256=None if source is None else source_sha256(source),
        extract_rule=rule,
        n_inputs=result.n_inputs,
        n_passed=result.n_passed,
        failed_input=result.failed_input,
        waited_seconds=result.waited_seconds,
        node=node,
    )


def source_sha256(source: str) -> str:
    """Return the SHA-256 digest of a source in UTF-8, lone surrogates included."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
