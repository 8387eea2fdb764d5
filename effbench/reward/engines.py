"""Engines: judge one source or time one task, in this process or on a cluster.

An engine knows nothing of rewards. `executors.LocalEngine` is the one of this process. On a
cluster, the executor assigns the work to the nodes. As many threads may call at once as there are
slots.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from effbench.base import SandboxError, Timing
from effbench.executors import Examination, JudgeJob, TimingJob, open_executor
from effbench.judging import Judgement
from effbench.measure import QUICK_TARGET, Plan, certificate_tasks
from effbench.reward.tasks import load_suite
from effbench.sandbox import Sandbox
from effbench.tasks import Suite, SuiteTask

_AGAIN_SECONDS = 300.0  # retry delay after a node's examination was cut short
_log = logging.getLogger("effbench.reward")


class Engine(Protocol):
    """The interface of an engine."""

    @property
    def slots(self) -> int:
        """The number of threads that may call at once."""

    def judge(self, task: SuiteTask, source: str) -> Judgement:
        """Judge the correctness of a source."""
        ...

    def measure(self, task: SuiteTask, sources: Mapping[str, str]) -> Sequence[Timing]:
        """Time the sources at all sizes of the plan, in shared blocks."""

    def close(self) -> None:
        """Release the engine's own resources."""
        ...


class ClusterEngine:
    """Judges and times on a cluster.

    Each node is examined before it times its first task. A node that fails only judges.
    """

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
        """The number of slots of all nodes; 1 without nodes."""
        try:
            return sum(node.slots for node in self._executor.nodes())
        except SandboxError:  # no node: the next call raises the reason
            return 1

    def judge(self, task: SuiteTask, source: str) -> Judgement:
        """Judge the correctness of a source on a node. Raises SandboxError without an answer."""
        for judged in self._executor.judge([JudgeJob(task.id, source)]):
            return judged.judgement
        raise SandboxError("the cluster gave no answer")

    def measure(self, task: SuiteTask, sources: Mapping[str, str]) -> Sequence[Timing]:
        """Time the sources on one usable node. Raises SandboxError without an answer."""
        for timed in self._executor.time(
            [TimingJob(task.id, sources, frozen=task.frozen)], self._usable()
        ):
            return timed.timings
        raise SandboxError("the cluster gave no answer")

    def close(self) -> None:
        """Close the executor."""
        self._executor.close()

    def _usable(self) -> list[str]:
        """Return the nodes that may time now, after examining new ones.

        Other callers wait, so a node times nothing else during its examination. The other
        processes of a node may still judge.
        """
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
