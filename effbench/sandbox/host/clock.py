"""Read the CPU clock of another process exactly.

The kernel counts a process's CPU time exactly, but updates it only at ticks and when the process
leaves the processor. While the process runs, the clock therefore moves in steps of a tick (4 ms at
HZ=250). It is read only while the process is blocked or dead, and repeatedly until two readings
agree, because death is reported microseconds before the last update.
"""

from __future__ import annotations

import time

_SETTLE_SECONDS = 20e-6  # readings this far apart agree once the last context switch is done
_BLOCKED_SECONDS = 60.0  # a runnable child on a crowded core has waited 10 s (Linux 6.18)
_YIELDS = 20
_NAP_SECONDS = 200e-6


def cpu_clock_id(pid: int) -> int:
    """Return the id of the clock of all CPU time of `pid` (the kernel's CPUCLOCK_SCHED)."""
    return (~pid << 3) | 2


def read_running(pid: int) -> int:
    """Return the CPU nanoseconds so far. May lag by a tick: use it for limits, not for results."""
    return time.clock_gettime_ns(cpu_clock_id(pid))


def read_settled(pid: int) -> int:
    """Return the CPU nanoseconds of a blocked or zombie process; OSError once it is reaped."""
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
    """Wait until the process sleeps, which it does when it only has to read its input.

    It usually sleeps at once. If not, other processes compete for the core, so this function must
    not spin. Returns False if the process is dead or the timeout expires.
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
