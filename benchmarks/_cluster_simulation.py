"""Simulate a cluster: the executor's own schedule, on nodes that only take time.

This module computes the duration of a run on N nodes from costs measured on one, and its first
bottleneck. Judging runs `executors.ray.schedule` event by event on a simulated clock, so batches,
locality, idle slots at the end and the single driver are real; Ray's own limits are not modelled.
Timing places whole tasks, as the executor does, longest first, which is the best possible order.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

from effbench.executors.jobs import WiredJudge
from effbench.executors.ray.schedule import Call, Schedule
from effbench.sandbox import Sandbox
from effbench.tasks import registry
from effbench.tasks.suite import Suite

SLOTS_A_PROCESS = 4  # as in effbench.executors.ray.workers, which needs Ray


def some_tasks(ids: tuple[str, ...], _: Sandbox) -> Suite:
    """Load tasks by name from an importable module, as a real node does."""
    return registry.select(registry.load_core(), ids)


@dataclass(frozen=True)
class Costs:
    """Costs measured on one slot, in seconds. `judging`, `preparing` and `timing` are by task."""

    judging: dict[str, float]
    """Per sample."""
    preparing: dict[str, float]
    """Inputs and expected answers, once for each process that judges the task."""
    host_share: float
    """The judging process's share of a sample's time: its Python code runs one sample at a time."""
    answer: float
    call: float
    """The driver's slowest part: per answer, and per call that returns several answers."""
    timing: dict[str, float]
    """One source, with reference and no-op."""
    audit: float
    """One examination of a node."""

    @property
    def mean_judging(self) -> float:
        """The mean time of a sample over the tasks."""
        return sum(self.judging.values()) / len(self.judging)


@dataclass(frozen=True)
class Simulated:
    """The result of a simulated stage."""

    seconds: float
    efficiency: float
    """The time of the work alone, spread over all slots, divided by `seconds`."""
    limit: str


def judging(costs: Costs, n_nodes: int, slots: int, n_models: int, n_samples: int) -> Simulated:
    """Simulate judging on `n_nodes` nodes with `slots` slots each."""
    schedule = Schedule()
    processes = -(-slots // SLOTS_A_PROCESS)
    each = slots // processes
    for node, number in itertools.product(range(n_nodes), range(processes)):
        schedule.join(f"{node}/{number}", each, 0)
    tasks = sorted(costs.judging)
    numbers = itertools.count()
    for _, task in itertools.product(range(n_models), tasks):
        for _ in range(n_samples):
            schedule.add(WiredJudge(id=next(numbers), task_id=task, source=b""))
    slowed = max(1.0, each * costs.host_share)
    free = {name: [0.0] * each for name in schedule.nodes}
    known: dict[str, set[str]] = {name: set() for name in schedule.nodes}
    events: list[tuple[float, int, Call]] = []
    driver_free, driver_busy, prepared = 0.0, 0.0, 0.0

    def send(now: float) -> float:
        """The CPU time of choosing also occupies the driver."""
        nonlocal prepared
        begun = time.process_time()
        calls = list(schedule.next_calls(now))
        spent = time.process_time() - begun
        for call in calls:
            seconds = 0.0
            for job in call.jobs:
                task = job.task_id  # type: ignore[union-attr]  # judging jobs alone
                if task not in known[call.node]:
                    known[call.node].add(task)
                    seconds += costs.preparing[task]
                    prepared += costs.preparing[task]
                seconds += costs.judging[task] * slowed
            slot = heapq.heappop(free[call.node])
            done = max(slot, now) + seconds
            heapq.heappush(free[call.node], done)
            heapq.heappush(events, (done, call.number, call))
        return spent

    send(0.0)
    while events:
        done, _, call = heapq.heappop(events)
        begun = time.process_time()
        n_jobs = len(call.jobs)
        schedule.finished(call.number, done)
        spent = time.process_time() - begun
        spent += costs.answer * n_jobs + costs.call
        driver_free = max(driver_free, done) + spent
        driver_busy += spent
        spent = send(driver_free)
        driver_free += spent
        driver_busy += spent
    total = next(numbers)
    ideal = costs.mean_judging * total / (n_nodes * each * processes)
    seconds = driver_free
    shares = {
        "the driver, one process that takes all answers": driver_busy / seconds,
        "making inputs and expected answers, once a process": prepared
        / (n_nodes * each * processes)
        / seconds,
        "a node's Python processes": 1 - 1 / slowed,
        "too few samples for so many slots": 0.3,
    }
    efficiency = ideal / seconds
    limit = "nothing: the cores" if efficiency > 0.8 else max(shares, key=lambda k: shares[k])
    return Simulated(seconds, efficiency, limit)


def timing(costs: Costs, n_nodes: int, n_models: int, n_distinct: int) -> Simulated:
    """Simulate one run after the other; one node does all of a task, whatever else waits."""
    arms = (2 + n_distinct) / 3
    tasks = sorted((seconds * arms for seconds in costs.timing.values()), reverse=True)
    audits = costs.audit * (3 if len(tasks) >= 4 * n_nodes else 2)
    used = min(n_nodes, len(tasks))
    seconds = n_models * (longest_first(tasks, used) + audits)
    ideal = n_models * sum(tasks) / n_nodes
    efficiency = ideal / seconds
    shares = {
        f"a run has {len(tasks)} tasks, and one is one node's work": n_models * tasks[0] / seconds,
        "examining the nodes": n_models * audits / seconds,
    }
    limit = "nothing: the lanes" if efficiency > 0.8 else max(shares, key=lambda k: shares[k])
    return Simulated(seconds, efficiency, limit)


def longest_first(tasks: Sequence[float], n_nodes: int) -> float:
    """Return the time at which the last task finishes."""
    free = [0.0] * n_nodes
    for seconds in tasks:
        heapq.heapreplace(free, free[0] + seconds)
    return max(free)
