"""The jobs that the bridge has not answered yet, and the callers that wait for them."""

from __future__ import annotations

import queue
from collections.abc import Callable

from effbench.base import EffbenchError
from effbench.executors.jobs import (
    AuditedWire,
    FailedWire,
    JudgedWire,
    TimedWire,
    WiredJob,
    WiredJudge,
    WiredTiming,
)

WireAnswer = JudgedWire | TimedWire | AuditedWire | FailedWire
Inbox = queue.SimpleQueue[tuple[str, WireAnswer] | EffbenchError]
"""A caller's answers, each with its node, or the error that ends the call."""


class OpenJobs:
    """The jobs by number, until they are answered or cancelled. Not thread-safe."""

    def __init__(self) -> None:
        self.n_bytes = 0
        """Bytes of the sources of all jobs."""
        self._open: dict[int, tuple[WiredJob, Inbox]] = {}
        self._number = 0

    def add(self, wired: Callable[[int], WiredJob], inbox: Inbox) -> WiredJob:
        """Number a job, keep it and return it. `wired` makes it from its number."""
        self._number += 1
        job = wired(self._number)
        self._open[job.id] = (job, inbox)
        self.n_bytes += _n_bytes(job)
        return job

    def remove(self, number: int) -> Inbox | None:
        """Remove a job and return its caller's inbox; None if it was removed before."""
        job, inbox = self._open.pop(number, (None, None))
        if job is not None:
            self.n_bytes -= _n_bytes(job)
        return inbox

    def all(self) -> list[WiredJob]:
        """Return all jobs, in the order in which they were added."""
        return [job for job, _ in self._open.values()]

    def inboxes(self, kind: type) -> list[Inbox]:
        """Return the inboxes of the callers that wait for jobs of that kind, each once."""
        found = {id(i): i for job, i in self._open.values() if isinstance(job, kind)}
        return list(found.values())


def _n_bytes(job: WiredJob) -> int:
    if isinstance(job, WiredJudge):
        return len(job.source)
    sources = job.sources if isinstance(job, WiredTiming) else job.shared
    return sum(map(len, sources.values()))
