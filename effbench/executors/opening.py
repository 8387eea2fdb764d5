"""Executors judge and time on this machine or on the nodes of a Ray cluster.

An executor takes jobs and yields their results in any order, each once. It assigns the jobs to the
nodes and reassigns the work of a lost node. It stores nothing: the caller owns the run folder.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from effbench.base import UsageError
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
from effbench.tasks import Suite

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
    """The interface of an executor.

    Only the thread that consumes the results reads the iterables of jobs, and only as far as
    needed. `judge`, `time` and `audit` must not run concurrently. A caller that stops early closes
    the iterator.
    """

    is_cluster: bool

    def nodes(self) -> Sequence[Node]:
        """Return the nodes that can work now. Raises SandboxError if there are none.

        The name of this machine is "".
        """

    def judge(self, jobs: Iterable[JudgeJob]) -> Stream[Judged]:
        """Judge the jobs. Raises the errors of the tasks' own files.

        A sandbox failure is a judgement, not an error.
        """

    def audit(
        self, when: str, shared: Mapping[str, str], nodes: Collection[str]
    ) -> Stream[Audited]:
        """Run the known work on each of `nodes`. A node that is lost meanwhile gives no result.

        `shared`: task id -> a source that all nodes time on the same inputs.
        """

    def time(self, jobs: Iterable[TimingJob], nodes: Collection[str]) -> Stream[Timed]:
        """Time the jobs on `nodes` only, each on one node. Raises NoNodeLeft if all are gone."""

    def close(self) -> None:
        """End all processes of the executor."""


def require(name: str) -> None:
    """Raise UsageError if there is no such executor or it cannot work here."""
    if name not in EXECUTORS:
        raise UsageError(f"--executor {name}: choose one of {', '.join(EXECUTORS)}")
    if name == "ray":
        if importlib.util.find_spec("ray") is None:
            raise UsageError('--executor ray needs Ray: pip install "effbench[ray]"')
        from effbench.executors.ray.address import require_address

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
    """Open the executor of that name. `load` loads `suite` on another machine.

    - `sandbox`: this machine's sandbox.
    - `slots`: the maximum number of concurrent children while judging, on each node; None for the
      number of cores.
    - `for_rewards`: on a cluster, judge and time as a reward does (`node.NodeSettings`).

    Raises UsageError if the executor cannot be used (see `require`).
    """
    require(name)
    if name == "local":
        return LocalExecutor(suite, sandbox, seed, plan)
    from effbench.executors.ray.cluster import RayExecutor

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
