"""Judge correctness: run a source on a task's correctness inputs and return a verdict.

Each case runs in a fresh child process. The expected answers come with the inputs, or from the fast
reference, which also runs in the sandbox, once per task and seed. The task's checker compares plain
data in the host. Speed does not matter here, except for the CPU limit.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from effbench.base import (
    STATUS_OF,
    FailedInput,
    Generation,
    SandboxError,
    Status,
    TaskError,
    Verdict,
    one_line,
    shown,
)
from effbench.sandbox import (
    Allowance,
    Limits,
    Outcome,
    Sandbox,
    WireError,
    answers_frame,
    budget_seconds,
    calls_frame,
    job_frame,
)
from effbench.tasks import Instance, SuiteTask, derive_seed

KEPT_BYTES = 512 << 20
"""Cache limit for encoded inputs and answers. Contest sets have gigabytes of tests."""
_UNKNOWN_OUTPUT_BYTES = 16 << 20
_SPARE_OUTPUT_BYTES = 1 << 16  # beyond four times the right answer's size
# For inputs whose timeout is not a failure, ENAMEL's limit: twice the reference's time + 10 ms.
_FORGIVEN_RATIO = 2.0
_FORGIVEN_SPARE_SECONDS = 0.01
_FAULT_CHARACTERS = 600  # room for file paths and an exception's message
_GENEROUS_CPU = 6  # the reference's CPU limit over the candidate's, for loaded machines


@dataclass(frozen=True)
class Case:
    """The correctness inputs that share a child process: one, unless the task asks for more."""

    instances: tuple[Instance, ...]
    frame: bytes
    expected: tuple[Any, ...]
    answer_bytes: int
    output_bytes: int
    reference_cpu_ns: int
    reference_waited_ns: int = 0

    @property
    def strict(self) -> bool:
        """True if a timeout on any of these inputs is a failure."""
        return all(instance.timeout_is_failure for instance in self.instances)

    def first(self, count: int) -> Case:
        """Return a case of the first `count` inputs, which share a child process."""
        instances = self.instances[:count]
        frame = calls_frame([instance.arguments for instance in instances])
        return replace(self, instances=instances, frame=frame, expected=self.expected[:count])

    def single(self, index: int) -> Case:
        """Return a case of one of the inputs."""
        instance = self.instances[index]
        answer_bytes, output_bytes = self.answer_bytes, self.output_bytes
        if output_bytes == _output_bytes(answer_bytes):
            answer_bytes = len(answers_frame([(self.expected[index],)]))
            output_bytes = _output_bytes(answer_bytes)
        return Case(
            (instance,),
            calls_frame([instance.arguments]),
            (self.expected[index],),
            answer_bytes,
            output_bytes,
            self.reference_cpu_ns,
            self.reference_waited_ns,
        )


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

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self._sandbox = sandbox
        self._seed = seed
        self._lock = threading.Lock()
        self._task_locks: dict[str, threading.Lock] = {}
        self._cases: OrderedDict[str, tuple[Case, ...]] = OrderedDict()
        self._at_fault: dict[str, TaskError] = {}
        self._kept_bytes = 0

    def judge(self, task: SuiteTask, source: str) -> Judgement:
        """Judge `source`, stopping at the first failing input.

        The status is `infra_error` if the sandbox fails twice. Raises TaskError if the task's own
        files are broken; a broken task of an imported set, which others wrote, is `left_out`.
        """
        try:
            cases = self._prepared(task)
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
            first = _failed_input(case, failure)
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

    def _prepared(self, task: SuiteTask) -> tuple[Case, ...]:
        with self._lock:
            lock = self._task_locks.setdefault(task.id, threading.Lock())
        with lock:
            cases = self._cases.get(task.id)
            if cases is None:
                if task.id in self._at_fault:
                    raise self._at_fault[task.id]
                try:
                    cases = self._prepare(task)
                except TaskError as error:
                    self._at_fault[task.id] = error
                    raise
                self._keep(task.id, cases)
            return cases

    def _keep(self, task_id: str, cases: tuple[Case, ...]) -> None:
        """Cache the cases. Above KEPT_BYTES, evict the task that was prepared the longest ago."""
        with self._lock:
            self._cases[task_id] = cases
            self._kept_bytes += _n_bytes(cases)
            while self._kept_bytes > KEPT_BYTES and len(self._cases) > 1:
                _, gone = self._cases.popitem(last=False)
                self._kept_bytes -= _n_bytes(gone)

    def _prepare(self, task: SuiteTask) -> tuple[Case, ...]:
        cases = []
        inputs = task.correctness(derive_seed(self._seed, "judge", task.id))
        for instances in self._shares(task, inputs):
            frame = calls_frame([instance.arguments for instance in instances])
            cpu_ns = waited_ns = 0
            if all(instance.given for instance in instances):
                expected = tuple(instance.given[0] for instance in instances)
            else:
                outcome = self._reference(task, instances, frame)
                cpu_ns, waited_ns = outcome.cpu_ns, outcome.waited_ns
                expected = tuple(
                    (instance.given or (value,))[0]
                    for instance, value in zip(instances, outcome.values, strict=True)
                )
            answer_bytes = len(answers_frame([expected]))
            output_bytes = _output_bytes(answer_bytes)
            if task.verify_all is not None and instances[0].given:
                output_bytes = _UNKNOWN_OUTPUT_BYTES  # only the test knows the length of an answer
            cases.append(
                Case(instances, frame, expected, answer_bytes, output_bytes, cpu_ns, waited_ns)
            )
        return tuple(cases)

    def _shares(
        self, task: SuiteTask, inputs: Sequence[Instance]
    ) -> Iterator[tuple[Instance, ...]]:
        """Yield the groups of inputs that share a child process."""
        for start in range(0, len(inputs), task.calls_per_child):
            yield tuple(inputs[start : start + task.calls_per_child])

    def _reference(self, task: SuiteTask, instances: Sequence[Instance], frame: bytes) -> Outcome:
        """Run the fast reference on the inputs of one child process."""
        limits = Limits(
            cpu_seconds=_GENEROUS_CPU * task.cpu_limit_seconds,
            memory_bytes=task.memory_limit_bytes,
            answers=task.answer_types,
        )
        job = job_frame(task.fast, task.called, task.prelude)
        outcome = self._sandbox.run_frames(job, frame, limits, task.imports)
        if outcome.ended != "returned" or len(outcome.values) != len(instances):
            raise TaskError(
                f"task {task.id}: its fast reference fails on {instances[0].label}: "
                f"{outcome.ended} {outcome.detail}"
            )
        return outcome


def _output_bytes(answer_bytes: int) -> int:
    """Return the output limit, generous enough for a correct answer in any encoding."""
    return 4 * answer_bytes + _SPARE_OUTPUT_BYTES


def _n_bytes(cases: Sequence[Case]) -> int:
    return sum(len(case.frame) + case.answer_bytes for case in cases)


def _forgiving_cpu_seconds(task: SuiteTask, cases: Sequence[Case]) -> float:
    """Return the CPU limit of inputs whose timeout is not a failure, at most the task's own."""
    slowest_ns = max((case.reference_cpu_ns for case in cases if not case.strict), default=0)
    limit = _FORGIVEN_RATIO * slowest_ns / 1e9 + _FORGIVEN_SPARE_SECONDS
    return min(task.cpu_limit_seconds, limit)


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


def _failed_input(case: Case, failure: Failure) -> FailedInput:
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
