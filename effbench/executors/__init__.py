"""Where judging and timing happen: on this machine, or on the nodes of a Ray cluster.

Decides what an executor is to those above it. Jobs go in, results come out in any order, each once;
who works on what, and what becomes of a lost node's work, is decided below. An executor writes
nothing down: the run folder is its caller's.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from effbench.errors import UsageError
from effbench.executors.jobs import (
    Audited,
    Judged,
    JudgeJob,
    Node,
    NoNodeLeft,
    Stream,
    Timed,
    TimingJob,
)
from effbench.executors.local import LocalExecutor
from effbench.executors.node import NodeSettings, SuiteLoader
from effbench.measure import Plan
from effbench.sandbox import Sandbox
from effbench.suite import Suite

__all__ = [
    "EXECUTORS",
    "Audited",
    "Executor",
    "JudgeJob",
    "Judged",
    "LocalExecutor",
    "NoNodeLeft",
    "Node",
    "SuiteLoader",
    "Timed",
    "TimingJob",
    "open_executor",
    "require",
]

EXECUTORS = ("local", "ray")
Say = Callable[[str], None]


class Executor(Protocol):
    """Iterables of jobs are read by the thread that takes the results, and no further than needed.

    One of `judge`, `time` and `audit` at a time; a caller that stops early closes the iterator.
    """

    is_cluster: bool

    def nodes(self) -> Sequence[Node]:
        """Those that can work now: one at least, or a SandboxError. This machine's name is ""."""

    def judge(self, jobs: Iterable[JudgeJob]) -> Stream[Judged]:
        """Raises what the tasks' own files are guilty of; a sandbox that fails is a judgement."""

    def audit(
        self, when: str, shared: Mapping[str, str], nodes: Collection[str]
    ) -> Stream[Audited]:
        """Known work on each of `nodes`; one that is lost meanwhile gives no result.

        `shared`: task id -> a source that all nodes time on the same inputs.
        """

    def time(self, jobs: Iterable[TimingJob], nodes: Collection[str]) -> Stream[Timed]:
        """On `nodes` alone, a task on one of them. Raises NoNodeLeft."""

    def close(self) -> None:
        """End all its processes."""


def require(name: str) -> None:
    """Raise UsageError when there is no such executor, or it can't work here."""
    if name not in EXECUTORS:
        raise UsageError(f"--executor {name}: choose one of {', '.join(EXECUTORS)}")
    if name == "ray":
        if importlib.util.find_spec("ray") is None:
            raise UsageError('--executor ray needs Ray: pip install "effbench[ray]"')
        from effbench.executors.address import require_address

        require_address(os.environ.get("RAY_ADDRESS", ""))


def open_executor(
    name: str,
    suite: Suite,
    sandbox: Sandbox,
    load: SuiteLoader,
    *,
    seed: int,
    plan: Plan | None,
    tier: str,
    slots: int | None,
    timing_lanes: int = 1,
    for_rewards: bool = False,
    say: Say,
) -> Executor:
    """The executor of that name. `sandbox` is this machine's; `load` loads `suite` on another.

    `slots`: children at once while judging, on each node; None: as many as there are cores.
    `for_rewards`: on a cluster, judge and time as a reward does (`node.NodeSettings`).
    """
    require(name)
    if name == "local":
        return LocalExecutor(suite, sandbox, seed, plan)
    from effbench.executors.cluster import RayExecutor

    settings = NodeSettings(
        load=load,
        suite_name=suite.name,
        suite_digest=suite.digest,
        tier=tier,
        seed=seed,
        plan=plan,
        timing_lanes=timing_lanes,
        for_rewards=for_rewards,
    )
    return RayExecutor(settings, os.environ.get("RAY_ADDRESS", ""), slots, say)
