"""A node's worker: it judges and times in a sandbox on its node. It does not import Ray.

The worker loads the suite from the node's own files, because tasks hold functions, which cannot be
sent; it fails if the files differ from the driver's. Jobs and answers are bytes (`jobs`). Errors
are returned as answers, so the worker raises nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import msgspec

from effbench.base import CertificateArm, EffbenchError, SandboxError, TaskError, UsageError
from effbench.executors.jobs import (
    AuditedWire,
    FailedWire,
    JudgedWire,
    Node,
    TimedWire,
    TimingJob,
    WiredAnswer,
    WiredAudit,
    WiredJob,
    WiredJudge,
    WiredTiming,
    packed,
    source_text,
)
from effbench.executors.local import LocalEngine, fault_of
from effbench.machine import Finding
from effbench.machine import facts as machine
from effbench.measure import Audit, Plan, compared_arm
from effbench.sandbox import Sandbox
from effbench.tasks import Suite, SuiteTask, registry

SuiteLoader = Callable[[Sandbox], Suite]
"""Loads the suite from the files of the machine on which it runs. Must be picklable."""


@dataclass(frozen=True)
class NodeSettings:
    """The settings that every node gets."""

    load: SuiteLoader
    suite_name: str
    suite_digest: str
    tier: str
    seed: int
    plan: Plan | None
    timing_lanes: int = 1
    for_rewards: bool = False
    """Judge and time as a reward does: inputs share children, and all slots time."""

    def lanes(self, slots: int, owner: bool) -> int:
        """Return the number of timings that a process with `slots` slots runs at once.

        `owner`: the process owns its node.
        """
        if self.for_rewards:
            return slots
        return self.timing_lanes if owner else 0


class NodeWorker:
    """Judges in at most `slots` threads and times in `timing_lanes`. Thread-safe."""

    def __init__(self, settings: NodeSettings, name: str, slots: int, owner: bool) -> None:
        self._settings, self._name, self._slots = settings, name, slots
        self._n_lanes = settings.lanes(slots, owner)
        self._asked = msgspec.msgpack.Decoder(list[WiredJob])
        self._lanes: queue.SimpleQueue[_Lane] = queue.SimpleQueue()
        self._sandboxes: list[Sandbox] = []
        self._lock = threading.Lock()
        self._variants: dict[str, SuiteTask] = {}

    def open(self) -> Node | FailedWire:
        """Load the suite and test the sandbox; return this machine's description, or the error."""
        try:
            return self._open()
        except Exception as error:
            return _failed(0, error)

    def _open(self) -> Node:
        wanted = self._settings
        niceness = _undo_niceness()
        self._sandbox = self._opened(wanted.tier, self._slots)
        tier, shell = self._sandbox.tier, self._sandbox.shell
        self._suite = wanted.load(self._sandbox)
        if self._suite.digest != wanted.suite_digest:
            raise UsageError(
                f"its files of suite {wanted.suite_name} are not the driver's: put the same task "
                "files, --suite-path and --tasks-path at the same places on every node"
            )
        self._tasks = {task.id: task for task in self._suite.tasks}
        plan = wanted.plan.for_suite(self._suite) if wanted.plan else None
        self._engine = LocalEngine(self._sandbox, wanted.seed, plan, for_rewards=wanted.for_rewards)
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        lanes = self._n_lanes
        if not wanted.for_rewards and lanes > max(1, len(cores)):
            raise UsageError(f"--timing-lanes {lanes}: it has only {len(cores)} cores")
        for number in range(lanes):
            own = slice(number * len(cores) // lanes, (number + 1) * len(cores) // lanes)
            reserved = [] if wanted.for_rewards else cores[own]
            self._lanes.put(_Lane(self._opened(tier, 1), reserved))
        findings = [f for f in machine.findings() if f.rating != "good"]
        if niceness > 0:
            advice = "start Ray's nodes with RAY_worker_niceness=0"
            findings.append(Finding("priority", "poor", f"nice {niceness}", advice))
        return Node(
            name=self._name,
            tier=tier,
            shell=shell,
            slots=self._slots,
            timing_lanes=lanes,
            machine=machine.describe(),
            findings=tuple(dataclasses.asdict(finding) for finding in findings),
        )

    def _opened(self, tier: str, slots: int) -> Sandbox:
        sandbox = Sandbox(tier, slots=slots)
        self._sandboxes.append(sandbox)
        return sandbox

    def work(self, jobs: bytes) -> bytes:
        """Do the jobs and return the answers, in order."""
        return packed([self._answer(job) for job in self._asked.decode(jobs)])

    def beat(self) -> None:
        """Answer a heartbeat."""

    def close(self) -> None:
        """End all zygotes. If the process ends without this, they end by themselves."""
        for sandbox in self._sandboxes:
            sandbox.close()

    def _answer(self, job: WiredJob) -> WiredAnswer:
        try:
            if isinstance(job, WiredJudge):
                task = self._task(job.task_id)
                judgement = self._engine.judge(task, source_text(job.source))
                return JudgedWire(id=job.id, judgement=judgement)
            if isinstance(job, WiredTiming):
                return self._time(job)
            return self._audit(job)
        except Exception as error:
            return _failed(job.id, error)

    def _task(self, task_id: str) -> SuiteTask:
        """Return a task of the suite, or a variant of one (`task~k17`)."""
        if task_id in self._tasks:
            return self._tasks[task_id]
        with self._lock:
            if task_id not in self._variants:
                self._variants[task_id] = registry.load_variant(task_id, self._sandbox)
            return self._variants[task_id]

    def _time(self, wired: WiredTiming) -> TimedWire:
        job = TimingJob(
            wired.task_id,
            {name: source_text(source) for name, source in wired.sources.items()},
            frozen=wired.frozen,
            reference_alone=wired.reference_alone,
        )
        with self._lane() as lane, lane.reserved():
            task, fault = self._task(wired.task_id), ""
            try:
                found = list(self._engine.time(task, job, lane.sandbox))
            except TaskError as error:
                found, fault = [], fault_of(task, error)
        named = [msgspec.structs.replace(timing, node=self._name) for timing in found]
        return TimedWire(id=wired.id, timings=tuple(named), fault=fault)

    def _audit(self, job: WiredAudit) -> AuditedWire:
        """Examine all lanes at once, as they will time, to include their mutual interference."""
        shared = {name: source_text(source) for name, source in job.shared.items()}

        def examine(lane: _Lane) -> Audit:
            with lane.reserved():
                return self._engine.audit(self._suite, job.when, shared, lane.sandbox)

        lanes = [self._lanes.get() for _ in range(self._n_lanes)]
        try:
            with ThreadPoolExecutor(len(lanes)) as pool:
                found = list(pool.map(examine, lanes))
        finally:
            for lane in lanes:
                self._lanes.put(lane)
        return AuditedWire(
            id=job.id,
            arms=_merged([one.arms for one in found]),
            shared=_merged([one.shared for one in found]),
            audits=_merged([one.audits for one in found]),
        )

    @contextlib.contextmanager
    def _lane(self) -> Iterator[_Lane]:
        lane = self._lanes.get()
        try:
            yield lane
        finally:
            self._lanes.put(lane)


@dataclass
class _Lane:
    """A sandbox for timing, and the cores reserved for it."""

    sandbox: Sandbox
    cores: Sequence[int]

    @contextlib.contextmanager
    def reserved(self) -> Iterator[None]:
        """Pin this thread, and the zygotes that it starts, to the lane's cores."""
        if not self.cores:
            yield
            return
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, self.cores)  # this thread only; its child processes inherit it
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)


def _undo_niceness() -> int:
    """Reset the niceness that Ray gives its workers. Return what is left if that is not permitted.

    Each thread has its own priority and passes it on to the processes that it starts.
    """
    with contextlib.suppress(OSError):
        for thread in os.listdir("/proc/self/task"):
            os.setpriority(os.PRIO_PROCESS, int(thread), 0)
    return os.getpriority(os.PRIO_PROCESS, 0)


def _merged(several: Sequence[Sequence[CertificateArm]]) -> tuple[CertificateArm, ...]:
    """Concatenate the lanes' comparisons of each task."""
    if len(several) == 1:
        return tuple(several[0])
    logs: dict[tuple[str, str, float], list[float]] = {}
    for arms in several:
        for arm in arms:
            logs.setdefault((arm.task_id, arm.when, arm.truth), []).extend(arm.log_ratios)
    return tuple(
        compared_arm(task_id, when, ratios, truth)
        for (task_id, when, truth), ratios in logs.items()
    )


def _failed(number: int, error: Exception) -> FailedWire:
    if isinstance(error, EffbenchError):
        return FailedWire(id=number, kind=type(error).__name__, text=str(error))
    return FailedWire(id=number, kind="bug", text=f"{type(error).__name__}: {error}")


def raised(failure: FailedWire, where: str = "") -> EffbenchError:
    """Return the error of a failure, to be raised in another process."""
    from effbench.base import errors

    kind = getattr(errors, failure.kind, None)
    text = f"{where}: {failure.text}" if where else failure.text
    if isinstance(kind, type) and issubclass(kind, EffbenchError):
        return kind(text)
    return SandboxError(text) if failure.kind == "lost" else EffbenchError(text)
