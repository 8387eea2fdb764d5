"""The correctness inputs of a task, with the expected answers, in the groups that share a child.

The expected answers come with the inputs, or from the fast reference, which runs in the sandbox,
once per task and seed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from effbench.base import TaskError
from effbench.sandbox import Limits, Outcome, Sandbox, answers_frame, calls_frame, job_frame
from effbench.tasks import Instance, SuiteTask, derive_seed

KEPT_BYTES = 512 << 20
"""Cache limit for encoded inputs and answers. Contest sets have gigabytes of tests."""
_UNKNOWN_OUTPUT_BYTES = 16 << 20
_SPARE_OUTPUT_BYTES = 1 << 16  # beyond four times the right answer's size
_GENEROUS_CPU = 6  # the reference's CPU limit over the candidate's, for loaded machines

Grouping = Callable[[SuiteTask, Sequence[Instance]], Iterator[tuple[Instance, ...]]]
"""Divides a task's inputs into the groups that share a child process."""


def by_task(task: SuiteTask, inputs: Sequence[Instance]) -> Iterator[tuple[Instance, ...]]:
    """Yield groups of the size that the task specifies."""
    for start in range(0, len(inputs), task.calls_per_child):
        yield tuple(inputs[start : start + task.calls_per_child])


@dataclass(frozen=True)
class Case:
    """The correctness inputs that share a child process: one, unless the task specifies more."""

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


class Cases:
    """Prepares the cases of a task on request, and caches them. Thread-safe."""

    def __init__(self, sandbox: Sandbox, seed: int, grouping: Grouping = by_task) -> None:
        self._sandbox, self._seed, self._grouping = sandbox, seed, grouping
        self._lock = threading.Lock()
        self._task_locks: dict[str, threading.Lock] = {}
        self._cases: OrderedDict[str, tuple[Case, ...]] = OrderedDict()
        self._at_fault: dict[str, TaskError] = {}
        self._kept_bytes = 0

    def of(self, task: SuiteTask) -> tuple[Case, ...]:
        """Return the cases of a task. Raises TaskError if its own files are broken."""
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
            self._kept_bytes -= _n_bytes(self._cases.pop(task_id, ()))
            self._cases[task_id] = cases
            self._kept_bytes += _n_bytes(cases)
            while self._kept_bytes > KEPT_BYTES and len(self._cases) > 1:
                name, gone = self._cases.popitem(last=False)
                self._kept_bytes -= _n_bytes(gone)
                self._task_locks.pop(name, None)

    def _prepare(self, task: SuiteTask) -> tuple[Case, ...]:
        cases = []
        inputs = task.correctness(derive_seed(self._seed, "judge", task.id))
        for instances in self._grouping(task, inputs):
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
