"""The judge, mostly for a fraction of its processes.

Decides when inputs share a child. First several inputs do, with little time for all of them: a few,
since most wrong answers fail one of those, and then many. What passes so would pass alone, on the
same inputs; whatever else happens is not believed, and from the first input on that did not pass,
those of that child are asked again with a fresh child each. So the verdicts are the judge's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from effbench.allowance import Allowance
from effbench.errors import TaskError
from effbench.judge import Case, Failure, Judge, Judgement, failure_of
from effbench.sandbox import Sandbox
from effbench.sandbox.waiting import FREE_SECONDS
from effbench.suite import Instance, SuiteTask

FIRST_CALLS, LATER_CALLS = 8, 32
"""In a source's first child, and in the others."""
_SHARE = 1 / 64
"""Of one input's limit: what a child has for each of its inputs."""
_TRIES = 2
"""So many children that didn't pass, and the source's other inputs are asked for alone."""


class SharingJudge:
    """`Judge`, faster. Safe to call from several threads."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self._alone, self._shared = Judge(sandbox, seed), _Shared(sandbox, seed)
        self._unshared: set[str] = set()
        """Tasks whose reference itself fails when its inputs share a child."""

    def judge(self, task: SuiteTask, source: str) -> Judgement:
        # Built-in tasks alone: none of their inputs forgives a time-out.
        if task.split and task.calls_per_child == 1 and task.id not in self._unshared:
            try:
                return self._shared.judge(task, source)
            except TaskError:
                self._unshared.add(task.id)
        return self._alone.judge(task, source)


class _Shared(Judge):
    """A case is what shares a child."""

    def _shares(
        self, task: SuiteTask, inputs: Sequence[Instance]
    ) -> Iterator[tuple[Instance, ...]]:
        few, many = (replace(task, calls_per_child=n) for n in (FIRST_CALLS, LATER_CALLS))
        yield from super()._shares(few, inputs[:FIRST_CALLS])
        yield from super()._shares(many, inputs[FIRST_CALLS:])

    def _failures(
        self, task: SuiteTask, job: bytes, cases: Sequence[Case], allowance: Allowance
    ) -> Iterator[tuple[Case, Failure | None]]:
        hurried = replace(task, cpu_limit_seconds=task.cpu_limit_seconds * _SHARE)
        tries = _TRIES
        for case in cases:
            start = 0
            if tries:
                trial = replace(allowance)
                # Alone, each of the inputs might wait so long for nothing.
                free = FREE_SECONDS * (len(case.instances) - 1)
                failure = failure_of(task, case, self._outcome(hurried, job, case, trial, free))
                if failure is None:
                    allowance.waited_seconds = trial.waited_seconds
                    yield case, None
                    continue
                start, tries = failure.index or 0, tries - 1
            yield case, self._first_failure(task, job, case, allowance, start)
