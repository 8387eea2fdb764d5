"""Where a reward's sources are judged and timed: in this process's sandbox, or on a cluster.

Decides nothing about rewards, and nothing about who times what on a cluster (executors). Both
benches are asked one source or one task at a time, by as many threads as they have slots.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from effbench.errors import SandboxError
from effbench.executors import JudgeJob, TimingJob, open_executor
from effbench.executors.examined import Examination
from effbench.judge import Judgement
from effbench.measure import QUICK_TARGET, Kept, Plan, certificate_tasks, measure
from effbench.records import Timing
from effbench.reward.tasks import OpenTask, load_suite
from effbench.sandbox import Sandbox
from effbench.suite import Suite, SuiteTask

_AGAIN_SECONDS = 300.0  # between two examinations of nodes that could not be examined
_log = logging.getLogger("effbench.reward")


class Bench(Protocol):
    @property
    def slots(self) -> int:
        """How many may ask at once."""

    def judge(self, opened: OpenTask, source: str) -> Judgement: ...

    def measure(self, task: SuiteTask, sources: Mapping[str, str]) -> Sequence[Timing]:
        """All of the plan's sizes, in shared blocks."""

    def close(self) -> None: ...


class LocalBench:
    def __init__(self, sandbox: Sandbox, seed: int, plan: Plan | None) -> None:
        self._sandbox, self._seed, self._plan = sandbox, seed, plan
        self._inputs = Kept()

    @property
    def slots(self) -> int:
        return self._sandbox.slots

    def judge(self, opened: OpenTask, source: str) -> Judgement:
        return opened.judge(source)

    def measure(self, task: SuiteTask, sources: Mapping[str, str]) -> Sequence[Timing]:
        assert self._plan is not None
        sandbox, seed, slots = self._sandbox, self._seed, self.slots
        return list(
            measure(task, sources, sandbox, seed, self._plan, inputs=self._inputs, at_once=slots)
        )

    def close(self) -> None:
        """The sandbox is its owner's to close."""


class ClusterBench:
    """Nodes are examined before they time for the first time, and those refused only judge."""

    def __init__(
        self,
        suite: Suite,
        sandbox: Sandbox,
        seed: int,
        plan: Plan | None,
        tier: str,
        slots: int | None,
    ) -> None:
        self._executor = open_executor(
            "ray",
            suite,
            sandbox,
            partial(_load, suite.name),
            seed=seed,
            plan=plan,
            tier=tier,
            slots=slots,
            for_rewards=True,
            say=_log.info,
        )
        shared = {t.id: t.references["medium"] for t in certificate_tasks(suite)}
        self._examination = Examination(QUICK_TARGET, shared, (), _log.warning)
        self._lock = threading.Lock()
        self._asked: set[str] = set()
        self._asked_at = 0.0

    @property
    def slots(self) -> int:
        try:
            return sum(node.slots for node in self._executor.nodes())
        except SandboxError:  # no node: who asks then is told why
            return 1

    def judge(self, opened: OpenTask, source: str) -> Judgement:
        for judged in self._executor.judge([JudgeJob(opened.task.id, source)]):
            return judged.judgement
        raise SandboxError("the cluster gave no answer")

    def measure(self, task: SuiteTask, sources: Mapping[str, str]) -> Sequence[Timing]:
        for timed in self._executor.time(
            [TimingJob(task.id, sources, frozen=task.frozen)], self._usable()
        ):
            return timed.timings
        raise SandboxError("the cluster gave no answer")

    def close(self) -> None:
        self._executor.close()

    def _usable(self) -> list[str]:
        """Who may time now. Others wait meanwhile, so that a node that is examined times nothing
        else (on one with several processes the others may still judge)."""
        with self._lock:
            nodes = self._executor.nodes()
            new = self._examination.unexamined(nodes)
            rested = time.monotonic() - self._asked_at > _AGAIN_SECONDS
            if new - self._asked or (new and rested):
                self._asked, self._asked_at = new, time.monotonic()
                self._examination.compare(self._executor, "start")
            return self._examination.usable(nodes)


def _load(name: str, _: Sandbox) -> Suite:
    return load_suite(name)
