"""The last stage of a run: time the passing sources of every task, and examine the machines.

This module determines when machines are compared with themselves and with each other, which of them
may time, and which times must be repeated. `measure` times a task; the executor chooses the node.

On one machine the order is: known work, half of the tasks, known work, the other half, known work.
On a cluster, every node is compared on known work that all nodes share. A node that is unfit or
disagrees with the others gets no more work; its timings are discarded and redone on other nodes.
Times of nodes that disagree are therefore never pooled in one folder.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from effbench.base import (
    Certificate,
    CertificateArm,
    Manifest,
    Timing,
    UnfitError,
    UsageError,
    one_line,
)
from effbench.executors import Examination, Executor, Node, NoNodeLeft, Timed, TimingJob
from effbench.machine import facts as machine
from effbench.measure import (
    PLANS,
    RULE,
    Plan,
    advice,
    certificate,
    certificate_tasks,
    is_timed,
    target_of,
)
from effbench.pipeline.config import Reporter, RunConfig
from effbench.runs import MANIFEST, TIMINGS, RunFolder, store
from effbench.tasks import Suite

_TASKS_A_NODE_FOR_A_MIDDLE = 4
"""With fewer tasks per node, waiting for all nodes halfway costs more than it reveals."""


def time(
    config: RunConfig,
    suite: Suite,
    files: RunFolder,
    executor: Executor,
    reporter: Reporter,
    manifest: Manifest,
    only: Collection[str] | None = None,
) -> Manifest:
    """Time the passing sources of every task whose times the folder does not hold yet.

    With `only`, do so only for these tasks.
    """
    plan = PLANS[config.timing]
    sources = {
        task_id: found
        for task_id, found in _passing_sources(files.path).items()
        if only is None or task_id in only
    }
    if plan is None or not sources:
        return manifest
    work = _Work(suite, files, plan.for_suite(suite), sources)
    work.require_same_kind(executor)
    work.forget_halves()
    todo = work.todo()
    manifest = _to_compare_again(manifest) if todo else manifest
    audit = _Audit(suite, files, executor, reporter, manifest, plan, sources)
    reporter.stage("time", len(todo))
    while True:
        for when, part in _parts(todo, executor.nodes()):
            audit.compare(when)
            _time_all(part, audit, work, executor, reporter)
        audit.compare("end")
        todo = audit.taken_back()
        files.forget_timings({job.task_id for job in todo})
        if not todo:
            return audit.manifest


def _parts(
    todo: Sequence[TimingJob], nodes: Sequence[Node]
) -> list[tuple[str, Sequence[TimingJob]]]:
    if not todo:
        return []
    lanes = sum(node.timing_lanes for node in nodes)
    if len(nodes) > 1 and len(todo) < _TASKS_A_NODE_FOR_A_MIDDLE * lanes:
        return [("start", todo)]
    half = (len(todo) + 1) // 2
    return [("start", todo[:half]), ("middle", todo[half:])]


def _time_all(
    todo: Sequence[TimingJob],
    audit: _Audit,
    work: _Work,
    executor: Executor,
    reporter: Reporter,
) -> None:
    """Time all of `todo`. If no usable node is left, examine other nodes and continue there."""
    left = {job.task_id: job for job in todo}
    while left:
        results = executor.time(list(left.values()), audit.usable())
        with contextlib.suppress(NoNodeLeft), contextlib.closing(results):
            for timed in results:
                work.write(timed)
                if timed.fault:
                    work.leave_out(timed.job.task_id)
                    reporter.message(f"warning: not timed: {one_line(timed.fault)}")
                if timed.last:
                    del left[timed.job.task_id]
                    reporter.advance(timed.job.task_id)
        if left:
            audit.compare("start")


class _Work:
    """The tasks to time, and their times as they arrive."""

    def __init__(
        self, suite: Suite, files: RunFolder, plan: Plan, sources: dict[str, dict[str, str]]
    ) -> None:
        self._suite, self._files, self._plan, self._sources = suite, files, plan, sources
        self._done: dict[str, list[Timing]] = defaultdict(list)
        for timing in store.timings(files.path):
            self._done[timing.task_id].append(timing)

    def todo(self) -> list[TimingJob]:
        """Return a job for every task that is not fully timed."""
        return [
            TimingJob(task.id, self._sources[task.id], tuple(self._done[task.id]), task.frozen)
            for task in self._suite.tasks
            if task.id in self._sources and not self._is_timed(task.id)
        ]

    def require_same_kind(self, executor: Executor) -> None:
        """Raises UsageError if one machine and a cluster would mix: they share no audit samples."""
        on_cluster = {timing.node != "" for found in self._done.values() for timing in found}
        if on_cluster and on_cluster != {executor.is_cluster}:
            clustered = not executor.is_cluster
            where, other = ("a cluster", "ray") if clustered else ("one machine", "local")
            raise UsageError(
                f"{self._files.path} was timed on {where}, and times of both are never pooled: "
                f"continue with --executor {other}, or choose another --out"
            )

    def forget_halves(self) -> None:
        """Drop the times of tasks that a node did not finish: one node must time all of a task."""
        halves = {
            task_id
            for task_id, found in self._done.items()
            if task_id in self._sources
            and any(timing.node for timing in found)
            and not self._is_timed(task_id)
        }
        self._files.forget_timings(halves)
        for task_id in halves:
            del self._done[task_id]

    def write(self, timed: Timed) -> None:
        """Append the timings to the folder."""
        for timing in timed.timings:
            self._files.append(TIMINGS, timing)

    def leave_out(self, task_id: str) -> None:
        """Drop all times of a task that cannot be timed at every size."""
        self._files.forget_timings({task_id})

    def _is_timed(self, task_id: str) -> bool:
        task = next(task for task in self._suite.tasks if task.id == task_id)
        return is_timed(task, self._sources.get(task_id, {}), self._plan, self._done[task_id])


class _Audit:
    """Certificates and agreement as they grow; every part is saved as soon as it is there."""

    def __init__(
        self,
        suite: Suite,
        files: RunFolder,
        executor: Executor,
        reporter: Reporter,
        manifest: Manifest,
        plan: Plan,
        sources: dict[str, dict[str, str]],
    ) -> None:
        self.manifest = manifest
        self._suite, self._files = suite, files
        self._executor, self._reporter = executor, reporter
        self._sources = sources
        self._target = target_of(plan.precision, len(suite.tasks))
        shared = {
            task.id: source
            for task in certificate_tasks(suite)
            if (source := _shared_source(sources.get(task.id, {}), task.references))
        }
        self._nodes = Examination(self._target, shared, manifest.nodes, reporter.message)

    def compare(self, when: str) -> None:
        """Examine this machine, or every present node that was not examined at this moment."""
        if self._executor.is_cluster:
            self._nodes.count_timed(self._n_timed())
            self._nodes.compare(self._executor, when)
            self._save_nodes()
            return
        found = self.manifest.certificate
        if found is None or all(arm.when != when for arm in found.arms):
            arms, audits = (found.arms, found.audits) if found else ((), ())
            for audited in self._executor.audit(when, {}, ("",)):
                arms, audits = arms + audited.arms, audits + audited.audits
            self._save(certificate=_certificate(arms, audits, self._target))

    def usable(self) -> list[str]:
        """Return the names of the nodes that may time. Raises UnfitError if a cluster has none."""
        if not self._executor.is_cluster:
            return [""]
        return self._nodes.usable(self._executor.nodes())

    def taken_back(self) -> list[TimingJob]:
        """On a cluster, return the tasks whose times come from nodes that were later refused.

        Empty if no other node is left to time them: the run then says so and is not publishable.
        """
        if not self._executor.is_cluster:
            return []
        self._nodes.count_timed(self._n_timed())
        self._save_nodes()
        bad = {record.name for record in self.manifest.nodes if record.refused}
        timed = {t.task_id for t in store.timings(self._files.path) if t.node in bad}
        tasks = timed & self._sources.keys()
        if not tasks or not self._others_left():
            return []
        self._reporter.message(
            f"timing {len(tasks)} tasks again: their nodes were excluded from timing"
        )
        return [
            TimingJob(task.id, self._sources[task.id], frozen=task.frozen)
            for task in self._suite.tasks
            if task.id in tasks
        ]

    def _others_left(self) -> bool:
        try:
            return bool(self.usable())
        except UnfitError:
            return False

    def _n_timed(self) -> dict[str, int]:
        """Node -> number of tasks for which the folder holds its times."""
        tasks: dict[str, set[str]] = defaultdict(set)
        for timing in store.timings(self._files.path):
            tasks[timing.node].add(timing.task_id)
        return {node: len(found) for node, found in tasks.items()}

    def _save_nodes(self) -> None:
        self._save(nodes=self._nodes.records, certificate=self._nodes.worst_certificate())

    def _save(self, **changes: object) -> None:
        self.manifest = msgspec.structs.replace(self.manifest, **changes)
        self._files.replace(MANIFEST, self.manifest)


def _to_compare_again(manifest: Manifest) -> Manifest:
    """If more is timed after the final comparison, keep only the comparisons at the start."""
    found = manifest.certificate
    if found is not None and found.rule != RULE:  # it has no audits
        return msgspec.structs.replace(manifest, certificate=None)
    if found is None or all(arm.when != "end" for arm in found.arms):
        return manifest
    kept = msgspec.structs.replace(
        found,
        arms=tuple(arm for arm in found.arms if arm.when == "start"),
        audits=tuple(audit for audit in found.audits if audit.when == "start"),
    )
    return msgspec.structs.replace(manifest, certificate=kept)


def _certificate(
    arms: Sequence[CertificateArm], audits: Sequence[CertificateArm], target: float
) -> Certificate | None:
    """The certificate; if unfit, its note adds visible causes and advice."""
    found = certificate(arms, audits, target)
    if found is None or found.fit:
        return found
    seen = [f"{f.fact} ({f.advice})" for f in machine.findings() if f.rating != "good"]
    causes = f"Seen on this machine: {'; '.join(seen)}" if seen else "No cause is visible"
    note = f"{found.note}. To do: {advice(found.checks)}. {causes}"
    return msgspec.structs.replace(found, note=note)


def _shared_source(passing: dict[str, str], references: dict[str, str]) -> str | None:
    """The source of a task that all nodes time: its medium reference, else one of the run's own.

    The medium reference is a few times slower than the fast one, never ten times: a source that is
    cut off reveals nothing about a node, since it counts the same everywhere.
    """
    return references.get("medium") or (passing[min(passing)] if passing else None)


def _passing_sources(folder: Path) -> dict[str, dict[str, str]]:
    """task id -> {SHA-256: source} of every distinct source that passed."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for item in store.verdicts(folder):
        if item.status == "pass" and item.source is not None and item.source_sha256 is not None:
            found[item.task_id][item.source_sha256] = item.source
    return {task_id: dict(sorted(sources.items())) for task_id, sources in found.items()}
