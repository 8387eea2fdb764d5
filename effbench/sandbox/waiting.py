"""How long a child has waited: time in which it neither computed nor could have. Read from outside.

Decides what of a child's wall time is its own waiting (sleeping, locks, an input that never comes):

    wall time - CPU time of all threads - time in the queue for a processor - what is excused

The queue's time is the kernel's account of every thread (`schedstat`), so a loaded machine makes
nobody wait. Excused is the time up to a look at which a thread was runnable (a limit of the
container holds it back, or the kernel keeps no such account) or waited for the disk, or at which so
much output came that the child may have waited for us to read it. FREE_SECONDS of each child are
excused, too: the host's own delays at both ends.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE_SECONDS = 0.05
_RUNNABLE = (b"R", b"D")  # running or in the queue; in a call to the disk that nothing interrupts


@dataclass(frozen=True)
class Scheduling:
    """What the kernel says of a process at one moment."""

    queued_ns: dict[int, int]
    """Thread -> time in the queue so far; of those that live."""
    runnable: bool


def queued_at_first(pid: int) -> dict[int, int]:
    """`Scheduling.queued_ns` of a child with one thread. Every child is asked, so it is cheap.

    Empty on systems that have no such account.
    """
    if sys.platform != "linux":
        return {}
    queued = _queued_ns(f"/proc/{pid}")
    return {} if queued is None else {pid: queued}


def scheduling(pid: int) -> Scheduling:
    """Empty for a process that is gone, or where the kernel says nothing."""
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
    """None for a thread that has ended, and in a kernel that does not count."""
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
    """One child's waiting, from the hand-over of its input on. `ask` says how it is scheduled."""

    def __init__(self, ask: Callable[[], Scheduling]) -> None:
        self._ask = ask
        self._start_ns = 0
        self._start_cpu_ns = 0
        self._queued: dict[int, int] = {}
        self._queued_before = 0
        self._unexplained = 0
        self._excused = 0

    def begin(self, cpu_ns: int, queued_ns: dict[int, int]) -> None:
        """The whole input is handed over: from now on waiting is the child's."""
        self._queued = queued_ns
        self._queued_before = sum(queued_ns.values())
        self._start_cpu_ns = cpu_ns
        self._start_ns = time.perf_counter_ns()

    def look(self, cpu_ns: int, excused: bool | None = None) -> int:
        """Nanoseconds waited so far; `cpu_ns` is the child's clock.

        `excused`: whether the time since the last look is; None where the child's state decides.
        """
        if not self._start_ns:
            return 0
        idle = time.perf_counter_ns() - self._start_ns - (cpu_ns - self._start_cpu_ns)
        free = int(FREE_SECONDS * 1e9)
        if idle - self._queued_since() - self._excused <= free:
            return 0  # without asking: nearly every child
        now = self._ask()
        self._queued.update(now.queued_ns)
        unexplained = idle - self._queued_since()
        if now.runnable if excused is None else excused:
            self._excused += max(0, unexplained - self._unexplained)
        self._unexplained = unexplained
        return max(0, unexplained - self._excused - free)

    def _queued_since(self) -> int:
        return sum(self._queued.values()) - self._queued_before
