"""The last stage of a run: the passing sources of every task, timed, and the machines examined.

Decides when machines are compared with themselves and with each other, which of them may time, and
which times have to be taken again. How a task is timed is `measure`'s, where is the executor's.

On one machine that is: known work, half of the tasks, known work, the other half, known work. On a
cluster every node is compared so, on known work that all nodes share; one that is unfit, or that
makes of the shared work what the others don't, is given nothing to time, and what it has timed
before is forgotten and timed by others. So times of nodes that disagree are never in one folder.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from effbench import machine, store
from effbench.errors import UnfitError, UsageError
from effbench.executors import Executor, Node, NoNodeLeft, Timed, TimingJob
from effbench.executors.examined import Examination
from effbench.foreign import one_line
from effbench.measure import Plan, certificate, certificate_tasks, is_timed, target_of
from effbench.measure.fitness import RULE, advice
from effbench.pipeline.config import PLANS, Reporter, RunConfig
from effbench.records import Certificate, CertificateArm, Manifest, Timing
from effbench.store import MANIFEST, TIMINGS, RunFolder
from effbench.suite import Suite

_TASKS_A_NODE_FOR_A_MIDDLE = 4
"""With fewer tasks a node than this, waiting for all nodes half-way costs more than it shows."""


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

    With `only`, those of these tasks.
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
    """All of `todo`; when the nodes that may time are gone, others are examined and go on."""
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
    """Which tasks are to be timed, and their times as they come."""

    def __init__(
        self, suite: Suite, files: RunFolder, plan: Plan, sources: dict[str, dict[str, str]]
    ) -> None:
        self._suite, self._files, self._plan, self._sources = suite, files, plan, sources
        self._done: dict[str, list[Timing]] = defaultdict(list)
        for timing in store.timings(files.path):
            self._done[timing.task_id].append(timing)

    def todo(self) -> list[TimingJob]:
        return [
            TimingJob(task.id, self._sources[task.id], tuple(self._done[task.id]), task.frozen)
            for task in self._suite.tasks
            if task.id in self._sources and not self._is_timed(task.id)
        ]

    def require_same_kind(self, executor: Executor) -> None:
        """One machine and a cluster have no shared samples, so their times are not pooled."""
        on_cluster = {timing.node != "" for found in self._done.values() for timing in found}
        if on_cluster and on_cluster != {executor.is_cluster}:
            clustered = not executor.is_cluster
            where, other = ("a cluster", "ray") if clustered else ("one machine", "local")
            raise UsageError(
                f"{self._files.path} was timed on {where}, and times of both are never pooled: go "
                f"on with --executor {other}, or choose another --out"
            )

    def forget_halves(self) -> None:
        """A task that a node did not finish is timed anew, wherever: all of it on one node."""
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
        for timing in timed.timings:
            self._files.append(TIMINGS, timing)

    def leave_out(self, task_id: str) -> None:
        """A task that can't be timed at every size is timed at none."""
        self._files.forget_timings({task_id})

    def _is_timed(self, task_id: str) -> bool:
        task = next(task for task in self._suite.tasks if task.id == task_id)
        return is_timed(task, self._sources.get(task_id, {}), self._plan, self._done[task_id])


class _Audit:
    """Certificates and agreement as they grow; each part is written down as soon as it is there."""

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
        """This machine, or every node that is there and was not examined at this moment."""
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
        """Who may time. UnfitError when there are nodes and none of them may."""
        if not self._executor.is_cluster:
            return [""]
        return self._nodes.usable(self._executor.nodes())

    def taken_back(self) -> list[TimingJob]:
        """Of a cluster: tasks whose times are of nodes that turned out to disagree or to be unfit.

        None where nobody else is left to time them: then the run says so, and is not publishable.
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
            f"{len(tasks)} tasks were timed by nodes that may not time any more; again"
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
        """Node -> tasks of which the folder holds its times."""
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
    """More is timed after the comparison at the end: then only those at the start still hold."""
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
    """With what is visible of the causes, and what to do, in its note."""
    found = certificate(arms, audits, target)
    if found is None or found.fit:
        return found
    seen = [f"{f.fact} ({f.advice})" for f in machine.findings() if f.rating != "good"]
    causes = f"Seen on this machine: {'; '.join(seen)}" if seen else "No cause is visible"
    note = f"{found.note}. To do: {advice(found.checks)}. {causes}"
    return msgspec.structs.replace(found, note=note)


def _shared_source(passing: dict[str, str], references: dict[str, str]) -> str | None:
    """What all nodes time of a task: its medium reference, else a source of the run's own.

    The medium one is some times slower than fast, never ten: a source that is cut off says nothing
    of a node, for it counts the same everywhere.
    """
    return references.get("medium") or (passing[min(passing)] if passing else None)


def _passing_sources(folder: Path) -> dict[str, dict[str, str]]:
    """task id -> {SHA-256: source} of every distinct source that passed."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for item in store.verdicts(folder):
        if item.status == "pass" and item.source is not None and item.source_sha256 is not None:
            found[item.task_id][item.source_sha256] = item.source
    return {task_id: dict(sorted(sources.items())) for task_id, sources in found.items()}
