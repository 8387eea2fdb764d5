"""A faster judge: several inputs share a child process.

A source's first child gets a few inputs, as most wrong answers fail one of those; later children
get many. Each shared child has little CPU time. A pass in a shared child is accepted, as the source
would pass alone on the same inputs. After any other outcome, the first input that did not pass and
those after it in that child are rerun, each in its own child. The verdicts therefore equal those of
`CorrectnessJudge`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from effbench.base import TaskError
from effbench.judging.cases import Case, by_task
from effbench.judging.failures import Failure, failure_of
from effbench.judging.judge import CorrectnessJudge, Judgement
from effbench.sandbox import FREE_SECONDS, Allowance, Sandbox
from effbench.tasks import Instance, SuiteTask

FIRST_CALLS, LATER_CALLS = 8, 32
"""Inputs in a source's first child, and in each later child."""
_SHARE = 1 / 64
"""CPU time per input in a shared child, as a fraction of one input's limit."""
_TRIES = 2
"""After this many shared children fail, the source's other inputs run in a child each."""


class SharingJudge:
    """`CorrectnessJudge`, but faster. Thread-safe."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self._alone, self._shared = CorrectnessJudge(sandbox, seed), _Shared(sandbox, seed)
        self._unshared: set[str] = set()
        """Tasks whose reference fails when its inputs share a child."""

    def judge(self, task: SuiteTask, source: str) -> Judgement:
        """Judge a source, in shared children if the task allows it."""
        # Built-in tasks only: none of their inputs tolerates a timeout.
        if task.split and task.calls_per_child == 1 and task.id not in self._unshared:
            try:
                return self._shared.judge(task, source)
            except TaskError:
                self._unshared.add(task.id)
        return self._alone.judge(task, source)


class _Shared(CorrectnessJudge):
    """A judge whose cases are the groups of inputs that share a child."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        super().__init__(sandbox, seed, grouping=_few_then_many)

    def _failures(
        self, task: SuiteTask, job: bytes, cases: Sequence[Case], allowance: Allowance
    ) -> Iterator[tuple[Case, Failure | None]]:
        hurried = replace(task, cpu_limit_seconds=task.cpu_limit_seconds * _SHARE)
        tries = _TRIES
        for case in cases:
            start = 0
            if tries:
                trial = replace(allowance)
                # FREE_SECONDS of waiting are excused per child: excuse them for every input.
                free = FREE_SECONDS * (len(case.instances) - 1)
                failure = failure_of(task, case, self._outcome(hurried, job, case, trial, free))
                if failure is None:
                    allowance.waited_seconds = trial.waited_seconds
                    yield case, None
                    continue
                start, tries = failure.index or 0, tries - 1
            yield case, self._first_failure(task, job, case, allowance, start)


def _few_then_many(task: SuiteTask, inputs: Sequence[Instance]) -> Iterator[tuple[Instance, ...]]:
    few, many = (replace(task, calls_per_child=n) for n in (FIRST_CALLS, LATER_CALLS))
    yield from by_task(few, inputs[:FIRST_CALLS])
    yield from by_task(many, inputs[FIRST_CALLS:])
