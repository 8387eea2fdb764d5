"""Ray's processes on a node: the probe of its effbench, and its worker processes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

import effbench
from effbench.executors.node import NodeSettings, NodeWorker
from effbench.executors.ray.member import Member, Process, process_name
from effbench.executors.ray.version import code_digest

MARK = "effbench"
"""If any node has this custom resource, only nodes that have it are used."""
SLOTS_A_PROCESS = 4
"""Maximum children per Python process. It makes inputs and reads and checks answers, which takes
about a sixth of a sample's time. Nodes with more slots get several processes."""


def probe() -> Callable[[], dict[str, str]]:
    """Return a function that reports a node's effbench.

    It is a closure, so that it travels by value: the node may have no effbench.
    """

    def look() -> dict[str, str]:
        try:
            import effbench
        except ImportError:
            return {"error": "no effbench"}
        try:
            from effbench.executors.ray.version import code_digest

            return {"version": effbench.__version__, "code": code_digest()}
        except ImportError:
            return {"version": effbench.__version__, "code": "an effbench without executors"}

    return look


def start_probe(member: Member) -> Any:
    """Start the probe on a node and return its future result."""
    task = ray.remote(num_cpus=0, max_retries=0)(probe())
    return task.options(scheduling_strategy=_on(member)).remote()


def difference(found: dict[str, str]) -> str:
    """Return why a node with this effbench cannot be used; "" if its effbench is this one."""
    own = {"version": effbench.__version__, "code": code_digest()}
    if found == own:
        return ""
    theirs = found.get("version")
    if theirs is None:
        what = f"has {found['error']}, but this is effbench {effbench.__version__}"
    elif theirs != effbench.__version__:
        what = f"has effbench {theirs}, but this is {effbench.__version__}"
    else:
        what = f"has an effbench {theirs} with other files than this one"
    return (
        f"{what}: install the same effbench on every node, or mark the nodes to use with "
        f"""`ray start --resources '{{"{MARK}": 1}}'`"""
    )


def start_workers(member: Member, settings: NodeSettings) -> Iterator[tuple[str, Process]]:
    """Start a node's workers, and yield each with its name. The owner reserves all used CPUs."""
    count = -(-member.slots // SLOTS_A_PROCESS)
    for number in range(count):
        slots = member.slots // count + (number < member.slots % count)
        worker = ray.remote(NodeWorker).options(
            num_cpus=0 if number else member.cpus,
            max_restarts=0,
            max_task_retries=0,
            max_concurrency=2 * slots + settings.timing_lanes + 4,
            scheduling_strategy=_on(member),
        )
        actor: Any = worker.remote(settings, member.name, slots, number == 0)
        yield process_name(member.name, number), Process(actor, slots)


def end_worker(process: Process) -> None:
    """End a worker. Its node may be gone."""
    with contextlib.suppress(Exception):
        ray.kill(process.actor)


def _on(member: Member) -> NodeAffinitySchedulingStrategy:
    return NodeAffinitySchedulingStrategy(member.ray_id, soft=False)
