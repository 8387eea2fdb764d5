"""Measure from outside how long a child has waited, instead of computing or queueing for a CPU.

A child's waiting (sleeping, locks, an input that never comes) is

    wall time - CPU time of all threads - time in the run queue - excused time

The queueing time is the kernel's accounting of every thread (`schedstat`), so load on the machine
does not count as waiting. Excused is the interval before a check at which a thread was runnable (a
container's limit throttles it, or the kernel does no such accounting) or waited for the disk. Also
excused is an interval with so much output that the child may have waited for the host to read it.
FREE_SECONDS per child are excused for the host's own delays at both ends.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE_SECONDS = 0.05
_RUNNABLE = (b"R", b"D")  # running or queued; in an uninterruptible (disk) sleep


@dataclass(frozen=True)
class Scheduling:
    """The kernel's scheduling information about a process at one moment."""

    queued_ns: dict[int, int]
    """Living thread -> nanoseconds in the run queue so far."""
    runnable: bool


def queued_at_first(pid: int) -> dict[int, int]:
    """Return `Scheduling.queued_ns` of a child with one thread. Cheap, as every child needs it.

    Empty on systems without this accounting.
    """
    if sys.platform != "linux":
        return {}
    queued = _queued_ns(f"/proc/{pid}")
    return {} if queued is None else {pid: queued}


def scheduling(pid: int) -> Scheduling:
    """Return the scheduling information of a process; empty if it is gone or not accounted."""
    found: dict[int, int] = {}
    runnable = False
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        threads = []
    for thread in threads:
        folder = f"/proc/{pid}/task/{thread}"
        runnable |= _state(folder) in _RUNNABLE
        queued = _queued_ns(folder)
        if queued is not None:
            found[int(thread)] = queued
    return Scheduling(found, runnable)


def _queued_ns(folder: str) -> int | None:
    """Read a thread's queueing time; None if it has ended or the kernel lacks the accounting."""
    try:
        with open(f"{folder}/schedstat", "rb") as file:
            return int(file.read().split()[1])
    except (OSError, IndexError, ValueError):
        return None


def _state(folder: str) -> bytes:
    try:
        with open(f"{folder}/stat", "rb") as file:
            return file.read().rsplit(b")", 1)[1].split()[0]
    except (OSError, IndexError):
        return b""


class Waiting:
    """The waiting time of one child, from the end of its input on. `ask` reads its scheduling."""

    def __init__(self, ask: Callable[[], Scheduling]) -> None:
        self._ask = ask
        self._start_ns = 0
        self._start_cpu_ns = 0
        self._queued: dict[int, int] = {}
        self._queued_before = 0
        self._unexplained = 0
        self._excused = 0

    def begin(self, cpu_ns: int, queued_ns: dict[int, int]) -> None:
        """Start to count, because the whole input has been sent to the child."""
        self._queued = queued_ns
        self._queued_before = sum(queued_ns.values())
        self._start_cpu_ns = cpu_ns
        self._start_ns = time.perf_counter_ns()

    def look(self, cpu_ns: int, excused: bool | None = None) -> int:
        """Return the nanoseconds waited so far. `cpu_ns` is the child's CPU clock.

        `excused`: whether to excuse the time since the last call; None: if the child is runnable.
        """
        if not self._start_ns:
            return 0
        idle = time.perf_counter_ns() - self._start_ns - (cpu_ns - self._start_cpu_ns)
        free = int(FREE_SECONDS * 1e9)
        if idle - self._queued_since() - self._excused <= free:
            return 0  # the usual case, which needs no scheduling information
        now = self._ask()
        self._queued.update(now.queued_ns)
        unexplained = idle - self._queued_since()
        if now.runnable if excused is None else excused:
            self._excused += max(0, unexplained - self._unexplained)
        self._unexplained = unexplained
        return max(0, unexplained - self._excused - free)

    def _queued_since(self) -> int:
        return sum(self._queued.values()) - self._queued_before
