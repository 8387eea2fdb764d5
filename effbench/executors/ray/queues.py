"""The jobs of a cluster that wait for a node, and the retries after a loss or a failure."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import TypeVar

from effbench.executors.jobs import WiredAudit, WiredJob, WiredJudge, WiredTiming

J = TypeVar("J", WiredJudge, WiredAudit)

MAX_BYTES_A_CALL = 1 << 20
"""Maximum bytes of sources per judging call."""
MAX_LOSSES = 6
"""Maximum losses of its node before a job is dropped: the job itself may kill the nodes."""
MAX_AUDIT_LOSSES = 2
"""The same limit for an examination, which only its own node can do."""
MAX_FAILURES = 2
"""Maximum retries, usually on another node, after a node reports a failure."""


class Queues:
    """The waiting jobs: for judging, by task; for timing; and the examinations, by node."""

    def __init__(self) -> None:
        self.timing: deque[WiredTiming] = deque()
        self.audits: dict[str, deque[WiredAudit]] = {}
        self.judging: dict[str, deque[WiredJudge]] = {}
        self.n_judging = 0
        """The number of judging jobs, with those that get a call of their own."""
        self._alone: deque[WiredJudge] = deque()

    def add(self, job: WiredJob, *, alone: bool = False) -> None:
        """Queue a job. `alone`: a judging job gets a call of its own."""
        if isinstance(job, WiredJudge):
            queue = self._alone if alone else self.judging.setdefault(job.task_id, deque())
            queue.append(job)
            self.n_judging += 1
        elif isinstance(job, WiredTiming):
            self.timing.append(job)
        else:
            self.audits.setdefault(job.node, deque()).append(job)

    def drop(self, gone: Collection[int]) -> None:
        """Remove the jobs with these ids."""
        self.judging = _without(self.judging, gone)
        self.audits = _without(self.audits, gone)
        self._alone = deque(job for job in self._alone if job.id not in gone)
        self.timing = deque(job for job in self.timing if job.id not in gone)
        self.n_judging = len(self._alone) + sum(map(len, self.judging.values()))

    def take_alone(self) -> WiredJudge | None:
        """Remove and return a judging job that gets a call of its own; None if there is none."""
        if not self._alone:
            return None
        self.n_judging -= 1
        return self._alone.popleft()

    def take(self, task: str, most: int) -> tuple[WiredJudge, ...]:
        """Remove and return at least one and at most `most` judging jobs of a task."""
        queue = self.judging[task]
        jobs = [queue.popleft()]
        n_bytes = len(jobs[0].source)
        while queue and len(jobs) < most and n_bytes + len(queue[0].source) <= MAX_BYTES_A_CALL:
            jobs.append(queue.popleft())
            n_bytes += len(jobs[-1].source)
        if not queue:
            del self.judging[task]
        self.n_judging -= len(jobs)
        return tuple(jobs)

    def take_audit(self, node: str) -> WiredAudit | None:
        """Remove and return an examination of a node; None if there is none."""
        audits = self.audits.get(node)
        if not audits:
            return None
        found = audits.popleft()
        if not audits:
            del self.audits[node]
        return found

    @property
    def empty(self) -> bool:
        """True if no job waits."""
        return not (self.n_judging or self.timing or any(self.audits.values()))


class Retries:
    """Counts the losses and failures of each job."""

    def __init__(self) -> None:
        self._losses: dict[int, int] = {}
        self._failures: dict[int, int] = {}

    def was_lost(self, job: WiredJob) -> bool:
        """True if a node was lost while it worked on the job, which is still not done."""
        return job.id in self._losses

    def lose(self, job: WiredJob, node: str) -> str | None:
        """Count a loss of the job's node. Return why the job is dropped, or None to retry it."""
        count = self._losses[job.id] = self._losses.get(job.id, 0) + 1
        audit = isinstance(job, WiredAudit)
        if count <= (MAX_AUDIT_LOSSES if audit else MAX_LOSSES):
            return None
        del self._losses[job.id]
        who = f"node {node} went away {count} times" if audit else f"{count} nodes went away"
        return f"{who} while they worked on it"

    def fail(self, job: WiredJob) -> bool:
        """Count a failure that the job did not cause. Return whether to retry the job."""
        count = self._failures[job.id] = self._failures.get(job.id, 0) + 1
        if isinstance(job, WiredAudit) or count > MAX_FAILURES:
            del self._failures[job.id]
            return False
        return True

    def finish(self, job: WiredJob) -> None:
        """Forget the losses of a job that a node answered."""
        self._losses.pop(job.id, None)

    def forget(self, number: int) -> None:
        """Forget a job."""
        self._losses.pop(number, None)
        self._failures.pop(number, None)


def _without(queues: dict[str, deque[J]], gone: Collection[int]) -> dict[str, deque[J]]:
    left = {name: deque(j for j in queue if j.id not in gone) for name, queue in queues.items()}
    return {name: queue for name, queue in left.items() if queue}
