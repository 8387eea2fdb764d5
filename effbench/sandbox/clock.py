"""The CPU clock of another process, read from outside.

Decides how a reading is made exact. The kernel keeps a process's CPU time exactly, but brings it up
to date only at ticks and when the process leaves the processor: read while the process runs, it
moves in steps of a tick (4 ms at HZ=250). So it is read only while the process is blocked or dead,
and again until two readings agree, since "dead" is announced microseconds before the last update.
"""

from __future__ import annotations

import time

_SETTLE_SECONDS = 20e-6  # two readings this far apart agree once the last switch has happened
_BLOCKED_SECONDS = 60.0  # a runnable child on a crowded core was seen to wait 10 s (Linux 6.18)
_YIELDS = 20
_NAP_SECONDS = 200e-6


def cpu_clock_id(pid: int) -> int:
    """Clock id of all CPU time of process `pid` (CPUCLOCK_SCHED in the kernel's encoding)."""
    return (~pid << 3) | 2


def read_running(pid: int) -> int:
    """CPU nanoseconds so far; may lag by a tick. Good for deadlines, not for results."""
    return time.clock_gettime_ns(cpu_clock_id(pid))


def read_settled(pid: int) -> int:
    """CPU nanoseconds of a process that is blocked or a zombie. OSError when it is reaped."""
    clock = cpu_clock_id(pid)
    last = time.clock_gettime_ns(clock)
    for _ in range(50):
        until = time.perf_counter() + _SETTLE_SECONDS
        while time.perf_counter() < until:
            pass
        now = time.clock_gettime_ns(clock)
        if now == last:
            break
        last = now
    return last


def wait_until_blocked(pid: int, timeout_seconds: float = _BLOCKED_SECONDS) -> bool:
    """Wait until the process sleeps (it has nothing to do but read its input).

    Mostly it does so at once. Where it does not, others want the core, and the waiter must not.
    """
    until = time.monotonic() + timeout_seconds
    path = f"/proc/{pid}/stat"
    tries = 0
    while True:
        with open(path, "rb") as file:
            state = file.read().rsplit(b")", 1)[1].split()[0]
        if state == b"S":
            return True
        if state in (b"Z", b"X") or time.monotonic() > until:
            return False
        tries += 1
        time.sleep(0 if tries < _YIELDS else _NAP_SECONDS)
