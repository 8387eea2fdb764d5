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

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from effbench.executors.jobs import WiredJob, WiredJudge
from effbench.executors.ray.queues import Queues, Retries

TARGET_SECONDS = 0.5
MAX_JOBS_A_CALL = 64
ABSENT_SECONDS = 120.0
"""Seconds that an examination waits for its node, whose worker may be starting."""


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


class _Pace:
    """The size of a judging call, from the time that a job takes."""

    def __init__(self) -> None:
        self._seconds_a_job = TARGET_SECONDS

    def learn(self, seconds: float, n_jobs: int, worker: _Worker) -> None:
        """Learn from a call that took `seconds` for `n_jobs`."""
        ahead = max(1.0, len(worker.judging) / worker.slots)  # includes earlier calls' time
        self._seconds_a_job += 0.2 * (seconds / n_jobs / ahead - self._seconds_a_job)

    def most(self, n_waiting: int, n_slots: int) -> int:
        """Return the maximum number of jobs of the next call."""
        most = max(1, min(MAX_JOBS_A_CALL, int(TARGET_SECONDS / max(1e-6, self._seconds_a_job))))
        return min(most, 1 + n_waiting // (2 * n_slots))


class Schedule:
    """Assigns jobs to nodes. Not thread-safe: one thread must make all calls."""

    def __init__(self) -> None:
        self._queues, self._retries, self._pace = Queues(), Retries(), _Pace()
        self._workers: dict[str, _Worker] = {}
        self._open: dict[str, None] = {}  # nodes that may have room for judging (an ordered set)
        self._helpers: Counter[str] = Counter()  # task -> number of nodes that work on it
        self._slots = 0
        self._absent: dict[str, float] = {}  # absent node with queued audits -> since
        self._usable: frozenset[str] = frozenset()
        self._calls: dict[int, Call] = {}
        self._given_up: list[tuple[WiredJob, str]] = []
        self._n_calls = 0

    # --- events ---------------------------------------------------------------------------------

    def add(self, job: WiredJob) -> None:
        """Queue a job. A judging job whose node was lost before gets a call of its own."""
        self._queues.add(job, alone=self._retries.was_lost(job))

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
            self._pace.learn(now - call.started, len(call.jobs), worker)
        for job in call.jobs:
            self._retries.finish(job)
        return call

    def try_again(self, job: WiredJob) -> bool:
        """Requeue a job that failed for no fault of its own. Return whether it was requeued.

        False after `queues.MAX_FAILURES` retries, and for an examination.
        """
        if not self._retries.fail(job):
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
                why = self._retries.lose(job, name)
                if why is None:
                    self.add(job)
                else:
                    self._given_up.append((job, why))

    def forget(self, name: str) -> None:
        """Remove a node that will not return, and drop its examinations."""
        self.leave(name)
        self._absent.pop(name, None)
        while (audit := self._queues.take_audit(name)) is not None:
            self._given_up.append((audit, f"node {name} is gone"))

    def drop(self, ids: Collection[int]) -> None:
        """Cancel the jobs with these ids. The results of those in flight are discarded."""
        gone = frozenset(ids)
        self._queues.drop(gone)
        for call in self._calls.values():
            call.jobs = tuple(job for job in call.jobs if job.id not in gone)
        for number in gone:
            self._retries.forget(number)

    # --- queries --------------------------------------------------------------------------------

    def given_up(self) -> list[tuple[WiredJob, str]]:
        """Return the jobs dropped since the last call, with the reasons."""
        found, self._given_up = self._given_up, []
        return found

    def call(self, number: int) -> Call | None:
        """Return the call in flight with this number, or None."""
        return self._calls.get(number)

    def next_calls(self, now: float) -> Iterator[Call]:
        """Yield the calls to send now. Each counts as in flight from then on."""
        self._forget_absent(now)
        if self._queues.timing or self._queues.audits:
            for name, worker in self._workers.items():
                yield from self._timing_calls(name, worker, now)
        yield from self._judge_calls(now)

    def _forget_absent(self, now: float) -> None:
        audits = self._queues.audits
        for name in [n for n in self._absent if n in self._workers or n not in audits]:
            del self._absent[name]
        for name in list(audits):
            absent = name not in self._workers
            if absent and now - self._absent.setdefault(name, now) > ABSENT_SECONDS:
                self.forget(name)

    @property
    def stalled(self) -> bool:
        """True if tasks wait to be timed but no node that may time is present."""
        return bool(self._queues.timing) and not (self._usable & self._workers.keys())

    @property
    def idle(self) -> bool:
        """True if no job is queued or in flight."""
        return not self._calls and self._queues.empty

    @property
    def nodes(self) -> Collection[str]:
        """The names of the present nodes."""
        return self._workers.keys()

    # --- assignment -----------------------------------------------------------------------------

    def _timing_calls(self, name: str, worker: _Worker, now: float) -> Iterator[Call]:
        if worker.judging:
            return
        if not worker.timing and (audit := self._queues.take_audit(name)) is not None:
            yield self._time(worker, name, audit, now)
        timing = self._queues.timing
        while timing and name in self._usable and name not in self._queues.audits:
            if len(worker.timing) >= worker.lanes:
                return
            yield self._time(worker, name, timing.popleft(), now)

    def _time(self, worker: _Worker, name: str, job: WiredJob, now: float) -> Call:
        call = self._sent(name, (job,), now)
        worker.timing.add(call.number)
        return call

    def _judge_calls(self, now: float) -> Iterator[Call]:
        """Yield one call per node and round, so that a few jobs spread over all nodes."""
        free = list(self._open) if self._queues.n_judging else []
        while free and self._queues.n_judging:
            for name in list(free):
                worker = self._workers[name]
                if not self._has_room(name, worker):
                    free.remove(name)
                    del self._open[name]
                    continue
                if not self._queues.n_judging:
                    return
                call = self._sent(name, self._batch(worker), now)
                worker.judging.add(call.number)
                yield call

    def _has_room(self, name: str, worker: _Worker) -> bool:
        """Return whether a node can take a judging call: one per slot, and a few queued there."""
        if worker.timing or self._queues.audits.get(name):
            return False
        return len(worker.judging) < worker.slots + max(1, worker.slots // 4)

    def _batch(self, worker: _Worker) -> tuple[WiredJudge, ...]:
        alone = self._queues.take_alone()
        if alone is not None:
            return (alone,)
        task = self._task_for(worker)
        jobs = self._queues.take(task, self._pace.most(self._queues.n_judging, self._slots))
        if worker.task != task:
            self._helpers[worker.task] -= 1
            self._helpers[task] += 1
            worker.task = task
        worker.known.add(task)
        return jobs

    def _task_for(self, worker: _Worker) -> str:
        waiting, helpers = self._queues.judging, self._helpers
        if worker.task in waiting:
            return worker.task
        own = [task for task in worker.known if task in waiting]
        if own:
            return max(own, key=lambda task: len(waiting[task]))
        return max(waiting, key=lambda task: len(waiting[task]) / (1 + helpers[task]))

    def _sent(self, name: str, jobs: Sequence[WiredJob], now: float) -> Call:
        self._n_calls += 1
        call = Call(self._n_calls, name, tuple(jobs), now)
        self._calls[call.number] = call
        return call
