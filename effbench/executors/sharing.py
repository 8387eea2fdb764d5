"""The judge, mostly for a fraction of its processes.

Decides when inputs share a child. First several inputs do, with little time for all of them. What
passes so would pass alone, on the same inputs; whatever else happens is not believed, and the judge
asks again with a fresh child an input. So the verdicts are the judge's own.
"""

from __future__ import annotations

from dataclasses import replace

from effbench.errors import TaskError
from effbench.judge import Judge, Judgement
from effbench.sandbox import Sandbox
from effbench.suite import SuiteTask

CALLS_PER_CHILD = 8


class SharingJudge:
    """`Judge`, faster where most sources pass. Safe to call from several threads."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self._judge, self._first = Judge(sandbox, seed), Judge(sandbox, seed)
        self._unshared: set[str] = set()
        """Tasks whose reference itself needs more than a child's share."""

    def judge(self, task: SuiteTask, source: str) -> Judgement:
        # Built-in tasks alone: none of their inputs forgives a time-out.
        if task.split and task.calls_per_child == 1 and task.id not in self._unshared:
            limit = task.cpu_limit_seconds / CALLS_PER_CHILD**2  # an eighth of one input's for all
            shared = replace(task, calls_per_child=CALLS_PER_CHILD, cpu_limit_seconds=limit)
            try:
                result = self._first.judge(shared, source)
            except TaskError:
                self._unshared.add(task.id)
            else:
                if result.status in ("pass", "syntax_error"):
                    return result
        return self._judge.judge(task, source)
