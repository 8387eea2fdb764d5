"""Run one job in one child process: send the job, read the clock, enforce limits, kill, reap.

This module decides when a child is killed and when its CPU clock is read. `answer.py` interprets
the child's output.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from effbench.base import Ended, SandboxError
from effbench.sandbox.host import answer, clock, waiting
from effbench.sandbox.host.answer import Outcome
from effbench.sandbox.inside import guest
from effbench.sandbox.inside.cursor import Types

# From the fork to "ready": confinement, and compiling a hostile source, which can take quadratic
# time. A megabyte of plain code takes 1 s of CPU.
_START_SECONDS, _START_CPU_SECONDS = 30.0, 5.0
_AFTERMATH_SECONDS = 10.0  # grace period for a killed child to exit
_MUCH_BYTES = 32 << 10  # of output per read: the pipe, which holds twice that, may have been full


class ZygoteError(SandboxError):
    """The zygote is dead, hung or refused a request: replace it and retry."""


@dataclass(frozen=True)
class Limits:
    """The limits of one child, and the types that its answer may have.

    If `wall_seconds` is None, it is 5 x the CPU limit + 10 s (for sleeping code and load).
    """

    cpu_seconds: float = 10.0
    wall_seconds: float | None = None
    memory_bytes: int = 1 << 30
    output_bytes: int = 64 << 20
    answers: Types = "plain"
    """The types that an answer may have; see `reader.Types`."""
    wait_seconds: float | None = None
    """Limit on its total waiting time (`waiting`), independent of wall time. None: no limit."""

    @property
    def wall(self) -> float:
        """The wall limit in seconds."""
        return 5 * self.cpu_seconds + 10 if self.wall_seconds is None else self.wall_seconds


class Child:
    """One child process: its descriptors, host-side pid and CPU clock."""

    ready_bytes = len(guest.frame(guest.READY))
    longest_wait_seconds = 0.1  # between two checks of a silent child

    def __init__(
        self, bury: Callable[[], tuple[int, int]], handle: int, fd_out: int, fd_in: int
    ) -> None:
        self.bury, self.handle = bury, handle
        self.fd_out, self.fd_in = fd_out, fd_in
        self.reaped = False
        os.set_blocking(fd_out, False)
        os.set_blocking(fd_in, False)
        self.pid = self._find_pid()

    def _find_pid(self) -> int:
        return _pid_of(self.handle)

    def is_ready(self, said: bytes) -> bool:
        """Tell whether this is the message that a child sends before it blocks."""
        return said == guest.frame(guest.READY)

    def cpu_ns_blocked(self) -> int | None:
        """Return the CPU clock of the child, which is ready. None if it does not block."""
        if not clock.wait_until_blocked(self.pid):
            return None
        return clock.read_settled(self.pid)

    def cpu_ns_running(self) -> int:
        """Return the CPU clock of the running child. For limits; too coarse for results."""
        return clock.read_running(self.pid)

    def cpu_ns_dead(self) -> int:
        """Return the CPU clock of the dead child, which has not been reaped yet."""
        return clock.read_settled(self.pid)

    def memory_bytes_running(self) -> int:
        """Return the memory in use if only polling can limit it; otherwise 0."""
        return 0

    def scheduling(self) -> waiting.Scheduling:
        """Return the kernel's scheduling information about the child."""
        return waiting.scheduling(self.pid)

    def kill(self) -> None:
        """Send SIGKILL to the child if it is still alive."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def is_dead(self, timeout_seconds: float = 0.0) -> bool:
        """Wait up to `timeout_seconds` for the child to die; return True if it is dead."""
        poller = select.poll()  # select() is limited to descriptors below 1024; trainers have more
        poller.register(self.handle, select.POLLIN)
        return bool(poller.poll(timeout_seconds * 1000))

    def close(self) -> None:
        """Kill and reap the child if necessary, so that the zygote can fork the next one."""
        try:
            if not self.reaped:
                self.kill()
                self.is_dead(_AFTERMATH_SECONDS)
                self.reap()
        finally:
            for fd in (self.handle, self.fd_out, self.fd_in):
                os.close(fd)

    def reap(self) -> tuple[int, int]:
        """Reap the dead child. Returns (wait status, peak RSS in bytes)."""
        self.reaped = True
        return self.bury()


def _pid_of(handle: int) -> int:
    """Return the pid of a pidfd from this process's /proc. The child can't forge it."""
    with open(f"/proc/self/fdinfo/{handle}", "rb") as file:
        for line in file:
            if line.startswith(b"Pid:"):
                pid = int(line.split()[1])
                if pid > 0:
                    return pid
                break
    raise ZygoteError("a child died before it started")


class Conversation:
    """One job, from sending it to reaping the child."""

    def __init__(self, child: Child, limits: Limits) -> None:
        self.child, self.limits = child, limits
        self.received = bytearray()
        self.too_much = False
        self.shot = False  # killed by the host
        self.waiting = waiting.Waiting(child.scheduling)
        self.waited_ns = 0

    def hold(self, job: bytes, calls: bytes) -> Outcome:
        """Run the job and return its outcome. Raises ZygoteError if the sandbox fails."""
        try:
            return self._hold(job, calls)
        except OSError as error:  # no clock or /proc entry: another process reaped the child
            raise ZygoteError(f"a child and its zygote disappeared: {error}") from error

    def _hold(self, job: bytes, calls: bytes) -> Outcome:
        failure = self._start(job)
        if failure is not None:
            return failure
        start_cpu = self.child.cpu_ns_blocked()
        if start_cpu is None:
            if not self.child.is_dead():
                raise ZygoteError("a child does not block on its input")
            return self._bury(0, time.perf_counter_ns(), None)
        start_wall = time.perf_counter_ns()
        killed = self._exchange(calls, start_cpu)
        return self._bury(start_cpu, start_wall, killed)

    def _start(self, job: bytes) -> Outcome | None:
        """Send the job and wait for "ready". Returns an outcome if the child never gets ready."""
        limit_ns = int(_START_CPU_SECONDS * 1e9)
        want = self.child.ready_bytes
        killed = self._pump(job, _START_SECONDS, want=want, cpu_limit_ns=limit_ns)
        if self.child.is_ready(bytes(self.received)):
            self.received.clear()
            return None
        if killed:
            self._finish()
            ended: Ended = "memory" if killed == "memory" else "timeout"
            what = "memory" if killed == "memory" else "time"
            return Outcome(
                ended, detail=f"the source could not be compiled within the {what} limit"
            )
        self._drain()
        status, peak = self._finish()
        said = answer.decode(bytes(self.received))
        if said is not None and said[0] == "confinement":
            raise SandboxError(str(said[1]))
        if said is not None and said[0] == "syntax_error":
            return Outcome("syntax_error", detail=answer.describe(said), peak_rss_bytes=peak)
        return Outcome("died", detail=answer.status_text(status), peak_rss_bytes=peak)

    def _exchange(self, calls: bytes, start_cpu: int) -> Ended | None:
        """Send the input and wait until the child is dead. Returns why it was killed, or None."""
        limit_ns = int(self.limits.cpu_seconds * 1e9)
        return self._pump(calls, self.limits.wall, start_cpu=start_cpu, cpu_limit_ns=limit_ns)

    def _pump(
        self,
        outgoing: bytes,
        wall_seconds: float,
        *,
        want: int = 0,
        start_cpu: int = 0,
        cpu_limit_ns: int,
    ) -> Ended | None:
        """Write `outgoing` and read until the child dies, sends `want` bytes or hits a limit.

        A child over a limit is killed. Returns the reason, or None.
        """
        child, view = self.child, memoryview(outgoing)
        deadline = time.monotonic() + wall_seconds
        poller = select.poll()
        poller.register(child.fd_in, select.POLLIN)
        poller.register(child.fd_out, select.POLLOUT)
        poller.register(child.handle, select.POLLIN)
        wait_seconds = 0.01
        while True:
            events = dict(poller.poll(max(1, int(wait_seconds * 1000))))
            n_before = len(self.received)
            if child.fd_out in events:
                view = self._write(view)
                if not view:
                    poller.unregister(child.fd_out)
                    if not want:
                        self._begin_waiting()
            if child.fd_in in events and not self._read():
                poller.unregister(child.fd_in)
            if child.handle in events:
                return None
            if self.too_much:
                return self._kill("output_limit")
            if want and len(self.received) >= want:
                return None
            left = deadline - time.monotonic()
            used = child.cpu_ns_running() - start_cpu
            # A child that has just woken up to write is runnable, but has waited until now, so its
            # state alone must not excuse the time.
            much = len(self.received) - n_before >= _MUCH_BYTES
            over = self._over(left, used, cpu_limit_ns, much if events else None)
            if over is not None:
                return self._kill(over)
            # With a few threads, CPU time can't pass the limit within this interval. The interval
            # is random because a child that sleeps in step with the checks would otherwise be seen
            # awake at each check, or at none.
            longest = child.longest_wait_seconds * random.uniform(0.5, 1)
            wait_seconds = min(left, max(0.002, (cpu_limit_ns - used) / 2e9), longest)

    def _begin_waiting(self) -> None:
        queued_ns = waiting.queued_at_first(self.child.pid)
        self.waiting.begin(self.child.cpu_ns_running(), queued_ns)

    def _over(
        self, left: float, used_ns: int, cpu_limit_ns: int, excused: bool | None
    ) -> Ended | None:
        """Return the limit that a living child exceeds, or None. `excused`: see `Waiting.look`."""
        if used_ns > cpu_limit_ns or left <= 0:
            return "timeout"
        if self.child.memory_bytes_running() > self.limits.memory_bytes:
            return "memory"
        allowed = self.limits.wait_seconds
        self.waited_ns = self.waiting.look(self.child.cpu_ns_running(), excused)
        return "timeout" if allowed is not None and self.waited_ns > allowed * 1e9 else None

    def _kill(self, why: Ended) -> Ended:
        self.shot = True
        self.child.kill()
        if not self.child.is_dead(_AFTERMATH_SECONDS):
            raise ZygoteError("a killed child does not exit")
        return why

    def _write(self, view: memoryview) -> memoryview:
        try:
            return view[os.write(self.child.fd_out, view[: 1 << 20]) :]
        except BlockingIOError:
            return view
        except BrokenPipeError:  # the child died or closed its input
            return view[:0]

    def _read(self) -> bool:
        """Read the available output. False at the end of the stream or above the output limit."""
        while True:
            try:
                piece = os.read(self.child.fd_in, 1 << 20)
            except BlockingIOError:
                return True
            if not piece:
                return False
            self.received += piece
            if len(self.received) > self.limits.output_bytes + answer.HEAD_BYTES:
                self.too_much = True
                return False

    def _drain(self) -> None:
        while not self.too_much and self._read():
            if self.child.is_dead():
                self._read()
                break
            self.child.is_dead(0.05)

    def _finish(self) -> tuple[int, int]:
        """Wait for the end, killing the child if necessary. Returns (wait status, peak RSS)."""
        if not self.child.is_dead(_AFTERMATH_SECONDS):
            self._kill("timeout")
        status, peak = self.child.reap()
        # A candidate can't send signals, so either the kernel killed it because memory ran out, or
        # a person did. The candidate is to blame only if it holds much memory.
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if killed and not self.shot and peak < self.limits.memory_bytes // 2:
            raise ZygoteError("a child was killed from outside")
        return status, peak

    def _bury(self, start_cpu: int, start_wall: int, killed: Ended | None) -> Outcome:
        wall_ns = time.perf_counter_ns() - start_wall
        cpu_clock = self.child.cpu_ns_dead()
        cpu_ns = cpu_clock - start_cpu
        # With a coarse clock (T4), two readings may differ by more than the CPU time that the child
        # used, so the result is bounded.
        self.waited_ns = min(wall_ns, max(self.waited_ns, self.waiting.look(cpu_clock)))
        if not self.too_much:
            self._read()
        status, peak = self._finish()
        facts = Outcome(
            "died",
            cpu_ns=cpu_ns,
            wall_ns=wall_ns,
            peak_rss_bytes=peak,
            waited_ns=self.waited_ns,
        )
        if self.too_much:
            detail = f"more than {self.limits.output_bytes} bytes of output"
            return replace(facts, ended="output_limit", detail=detail)
        if killed is not None:
            cpu_seconds = cpu_ns / 1e9
            detail = f"stopped after {cpu_seconds:.3g} s of CPU, {wall_ns / 1e9:.3g} s of wall time"
            if killed == "memory":
                detail = f"stopped at {peak >> 20} MiB"
            return replace(facts, ended=killed, detail=detail)
        data = bytes(self.received)
        self.received.clear()
        limits = self.limits
        return answer.read(data, status, facts, limits.answers, limits.output_bytes)
