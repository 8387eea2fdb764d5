"""The scheduler: queues of jobs, calls in flight, and retries after a node is lost. No Ray here.

The caller supplies the time and the nodes, so the same rules run on a cluster, in a test and in a
simulation. Each job (`jobs.WiredJob`) leaves once, by `finished`, `given_up` or `drop`.

- A node never times and judges at the same time: nothing else may use its cores while it times.
- A task's sources and reference are one job. One node times them all; if it is lost, another node
  starts over.
- A task's samples go to nodes that already know the task, because each node must compute its inputs
  and expected answers once. Another node helps if the queue is too long.
- Calls grow until each takes about TARGET_SECONDS, to keep the cluster's overhead small. They
  shrink towards the end, so that no node waits long for the last call.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from effbench.executors.jobs import WiredAudit, WiredJob, WiredJudge, WiredTiming

TARGET_SECONDS = 0.5
MAX_JOBS_A_CALL = 64
MAX_BYTES_A_CALL = 1 << 20
"""Maximum bytes of sources per judging call (`_has_room` limits the calls in flight)."""
MAX_LOSSES = 6
"""Maximum losses of its node before a job is dropped: the job itself may kill the nodes."""
MAX_AUDIT_LOSSES = 2
"""The same limit for an examination, which only its own node can do."""
ABSENT_SECONDS = 120.0
"""How long an examination waits for its node, whose worker may be starting."""
MAX_FAILURES = 2
"""Maximum retries, usually on another node, after a node reports a failure."""


@dataclass
class Call:
    """Jobs in flight on one node."""

    number: int
    node: str
    jobs: tuple[WiredJob, ...]
    started: float


@dataclass
class _Worker:
    slots: int
    lanes: int
    judging: set[int] = field(default_factory=set)
    timing: set[int] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    """Tasks whose inputs and expected answers it has."""
    task: str = ""
    """The task of its latest judging call."""


class Schedule:
    """Assigns jobs to nodes. Not thread-safe: one thread must make all calls."""

    def __init__(self) -> None:
        self._workers: dict[str, _Worker] = {}
        self._open: dict[str, None] = {}  # nodes that may have room for judging (an ordered set)
        self._helpers: Counter[str] = Counter()  # task -> number of nodes that work on it
        self._slots = 0
        self._judging: dict[str, deque[WiredJudge]] = {}
        self._alone: deque[WiredJudge] = deque()
        self._timing: deque[WiredTiming] = deque()
        self._audits: dict[str, deque[WiredAudit]] = {}
        self._absent: dict[str, float] = {}  # absent node with queued audits -> since
        self._usable: frozenset[str] = frozenset()
        self._calls: dict[int, Call] = {}
        self._losses: dict[int, int] = {}
        self._failures: dict[int, int] = {}
        self._given_up: list[tuple[WiredJob, str]] = []
        self._n_calls = 0
        self._n_queued = 0
        self._seconds_a_job = TARGET_SECONDS

    # --- events ---------------------------------------------------------------------------------

    def add(self, job: WiredJob) -> None:
        """Queue a job. A judging job whose node was lost before gets a call of its own."""
        if isinstance(job, WiredJudge):
            if job.id in self._losses:
                self._alone.append(job)
            else:
                self._judging.setdefault(job.task_id, deque()).append(job)
            self._n_queued += 1
        elif isinstance(job, WiredTiming):
            self._timing.append(job)
        else:
            self._audits.setdefault(job.node, deque()).append(job)

    def allow_timing(self, names: Iterable[str]) -> None:
        """From now on, let only these nodes time."""
        self._usable = frozenset(names)

    def join(self, name: str, slots: int, lanes: int) -> None:
        """Add a node; ignore one that is present."""
        if name not in self._workers:
            self._workers[name] = _Worker(slots, lanes)
            self._open[name] = None
            self._slots += slots

    def finished(self, number: int, now: float) -> Call | None:
        """Remove and return a finished call; None if it was lost and its jobs reassigned."""
        call = self._calls.pop(number, None)
        if call is None:
            return None
        worker = self._workers[call.node]
        worker.judging.discard(number)
        worker.timing.discard(number)
        self._open[call.node] = None
        if call.jobs and isinstance(call.jobs[0], WiredJudge):
            ahead = max(1.0, len(worker.judging) / worker.slots)  # includes earlier calls' time
            each = (now - call.started) / len(call.jobs) / ahead
            self._seconds_a_job += 0.2 * (each - self._seconds_a_job)
        for job in call.jobs:
            self._losses.pop(job.id, None)
        return call

    def try_again(self, job: WiredJob) -> bool:
        """Requeue a job that failed for no fault of its own. Return whether it was requeued.

        False after MAX_FAILURES retries, and for an examination.
        """
        count = self._failures[job.id] = self._failures.get(job.id, 0) + 1
        if isinstance(job, WiredAudit) or count > MAX_FAILURES:
            del self._failures[job.id]
            return False
        self.add(job)
        return True

    def leave(self, name: str) -> None:
        """Remove a node that is lost for now and requeue its jobs."""
        worker = self._workers.pop(name, None)
        if worker is None:
            return
        self._open.pop(name, None)
        self._helpers[worker.task] -= 1
        self._slots -= worker.slots
        for number in worker.judging | worker.timing:
            for job in self._calls.pop(number).jobs:
                self._lost(job, name)

    def forget(self, name: str) -> None:
        """Remove a node that will not return, and give up its examinations."""
        self.leave(name)
        self._absent.pop(name, None)
        for audit in self._audits.pop(name, ()):
            self._given_up.append((audit, f"node {name} is gone"))

    def _lost(self, job: WiredJob, name: str) -> None:
        count = self._losses[job.id] = self._losses.get(job.id, 0) + 1
        audit = isinstance(job, WiredAudit)
        if count > (MAX_AUDIT_LOSSES if audit else MAX_LOSSES):
            del self._losses[job.id]
            who = f"node {name} went away {count} times" if audit else f"{count} nodes went away"
            self._given_up.append((job, f"{who} while they worked on it"))
        else:
            self.add(job)

    def drop(self, ids: Collection[int]) -> None:
        """Cancel the jobs with these ids. The results of those in flight are discarded."""
        gone = frozenset(ids)
        for task, waiting in list(self._judging.items()):
            self._judging[task] = deque(job for job in waiting if job.id not in gone)
            if not self._judging[task]:
                del self._judging[task]
        self._alone = deque(job for job in self._alone if job.id not in gone)
        self._timing = deque(job for job in self._timing if job.id not in gone)
        for name, audits in list(self._audits.items()):
            self._audits[name] = deque(job for job in audits if job.id not in gone)
            if not self._audits[name]:
                del self._audits[name]
        self._n_queued = len(self._alone) + sum(map(len, self._judging.values()))
        for call in self._calls.values():
            call.jobs = tuple(job for job in call.jobs if job.id not in gone)
        for number in gone:
            self._losses.pop(number, None)
            self._failures.pop(number, None)

    # --- queries --------------------------------------------------------------------------------

    def given_up(self) -> list[tuple[WiredJob, str]]:
        """Return the jobs given up since the last call, with the reasons."""
        found, self._given_up = self._given_up, []
        return found

    def call(self, number: int) -> Call | None:
        """Return the call in flight with this number, or None."""
        return self._calls.get(number)

    def next_calls(self, now: float) -> Iterator[Call]:
        """Yield the calls to send now. Each counts as in flight from then on."""
        self._forget_absent(now)
        if self._timing or self._audits:
            for name, worker in self._workers.items():
                yield from self._timing_calls(name, worker, now)
        yield from self._judge_calls(now)

    def _forget_absent(self, now: float) -> None:
        here = [name for name in self._absent if name in self._workers or name not in self._audits]
        for name in here:
            del self._absent[name]
        for name in list(self._audits):
            absent = name not in self._workers
            if absent and now - self._absent.setdefault(name, now) > ABSENT_SECONDS:
                self.forget(name)

    @property
    def stalled(self) -> bool:
        """Whether tasks wait to be timed but no node that may time is present."""
        return bool(self._timing) and not (self._usable & self._workers.keys())

    @property
    def idle(self) -> bool:
        """Whether no job is queued or in flight."""
        return not (self._calls or self._n_queued or self._timing or any(self._audits.values()))

    @property
    def in_flight_bytes(self) -> int:
        """The bytes of the sources in flight."""
        return sum(_n_bytes(job) for call in self._calls.values() for job in call.jobs)

    @property
    def nodes(self) -> Collection[str]:
        """The names of the present nodes."""
        return self._workers.keys()

    # --- assignment -----------------------------------------------------------------------------

    def _timing_calls(self, name: str, worker: _Worker, now: float) -> Iterator[Call]:
        if worker.judging:
            return
        audits = self._audits.get(name)
        if audits and not worker.timing:
            yield self._time(worker, name, audits.popleft(), now)
            if not audits:
                del self._audits[name]
        while not audits and name in self._usable and self._timing:
            if len(worker.timing) >= worker.lanes:
                return
            yield self._time(worker, name, self._timing.popleft(), now)

    def _time(self, worker: _Worker, name: str, job: WiredJob, now: float) -> Call:
        call = self._sent(name, (job,), now)
        worker.timing.add(call.number)
        return call

    def _judge_calls(self, now: float) -> Iterator[Call]:
        """Yield one call per node and round, so that a few jobs spread over all nodes."""
        free = list(self._open) if self._n_queued else []
        while free and self._n_queued:
            for name in list(free):
                worker = self._workers[name]
                if not self._has_room(name, worker):
                    free.remove(name)
                    del self._open[name]
                    continue
                if not self._n_queued:
                    return
                call = self._sent(name, self._batch(worker), now)
                worker.judging.add(call.number)
                yield call

    def _has_room(self, name: str, worker: _Worker) -> bool:
        """Return whether a node can take a judging call: one per slot, and a few queued there."""
        if worker.timing or self._audits.get(name):
            return False
        return len(worker.judging) < worker.slots + max(1, worker.slots // 4)

    def _batch(self, worker: _Worker) -> tuple[WiredJudge, ...]:
        if self._alone:
            self._n_queued -= 1
            return (self._alone.popleft(),)
        task = self._task_for(worker)
        queue = self._judging[task]
        most = max(1, min(MAX_JOBS_A_CALL, int(TARGET_SECONDS / max(1e-6, self._seconds_a_job))))
        most = min(most, 1 + self._n_queued // (2 * self._slots))
        jobs = [queue.popleft()]
        n_bytes = len(jobs[0].source)
        while queue and len(jobs) < most and n_bytes + len(queue[0].source) <= MAX_BYTES_A_CALL:
            jobs.append(queue.popleft())
            n_bytes += len(jobs[-1].source)
        if not queue:
            del self._judging[task]
        if worker.task != task:
            self._helpers[worker.task] -= 1
            self._helpers[task] += 1
            worker.task = task
        worker.known.add(task)
        self._n_queued -= len(jobs)
        return tuple(jobs)

    def _task_for(self, worker: _Worker) -> str:
        if worker.task in self._judging:
            return worker.task
        own = [task for task in worker.known if task in self._judging]
        if own:
            return max(own, key=lambda task: len(self._judging[task]))
        helpers = self._helpers
        return max(self._judging, key=lambda t: len(self._judging[t]) / (1 + helpers[t]))

    def _sent(self, name: str, jobs: Sequence[WiredJob], now: float) -> Call:
        self._n_calls += 1
        call = Call(self._n_calls, name, tuple(jobs), now)
        self._calls[call.number] = call
        return call


def _n_bytes(job: WiredJob) -> int:
    if isinstance(job, WiredJudge):
        return len(job.source)
    sources = job.sources if isinstance(job, WiredTiming) else job.shared
    return sum(map(len, sources.values()))
