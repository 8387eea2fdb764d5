"""The host's side of tier T4, for systems other than Linux: a keeper in place of the zygote.

This module watches, kills and charges a child without pidfds and without CPU clocks of other
processes. **There is no isolation: the code runs with the user's rights, so use it for trusted code
only.** `keeper.py` describes the processes. The protocol with the candidate, the limits and the
outcomes are the same as at every other tier.

CPU time is the kernel's account of the dead process (in microseconds). While the process runs,
psutil polls its CPU time and memory, which is accurate enough for limits but not for results.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable

import psutil

from effbench.sandbox.host import waiting
from effbench.sandbox.host import zygote as host
from effbench.sandbox.host.conversation import Child, ZygoteError
from effbench.sandbox.host.zygote import Zygote
from effbench.sandbox.inside import guest, orders

_CPU_BYTES = 8  # the child's own CPU time, after "ready"


class Keeper(Zygote):
    """A running keeper, used like a zygote."""

    def _sockets(self) -> tuple[socket.socket, socket.socket]:
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)

    def _lend(self) -> list[int]:
        return []

    def _command(self, config: orders.Config) -> list[str]:
        return host.program(config["python"], "keeper")

    def _started(self, fd_out: int, fd_in: int) -> Child:
        kind, pid = orders.STARTED.unpack(self._exactly(orders.STARTED.size))
        if kind != b"C":
            raise self._died()
        handle = os.dup(self._control.fileno())  # readable when the keeper reports a death
        return PortableChild(self._death, self._kill, pid, handle, fd_out, fd_in)

    def _kill(self) -> None:
        try:
            self._control.send(orders.KILL)
        except OSError as error:
            raise self._died() from error

    def _death(self) -> tuple[int, int, int]:
        """Wait for the child's death. Returns (wait status, CPU nanoseconds, peak RSS in bytes)."""
        kind, status, cpu_ns, peak = orders.DIED.unpack(self._exactly(orders.DIED.size))
        if kind != b"D":
            raise self._died()
        return status, cpu_ns, peak

    def _exactly(self, size: int) -> bytes:
        """Read exactly `size` bytes: the socket is a stream and does not keep messages apart."""
        self._control.settimeout(host._ANSWER_SECONDS)
        data = b""
        while len(data) < size:
            try:
                piece = self._control.recv(size - len(data))
            except OSError as error:
                raise self._died() from error
            if not piece:
                raise self._died()
            data += piece
        return data


class PortableChild(Child):
    """A child that the host knows through its keeper's reports."""

    ready_bytes = len(guest.frame(guest.READY)) + _CPU_BYTES
    longest_wait_seconds = 0.02  # memory is polled, and can grow by gigabytes per second

    def __init__(
        self,
        death: Callable[[], tuple[int, int, int]],
        kill: Callable[[], None],
        pid: int,
        handle: int,
        fd_out: int,
        fd_in: int,
    ) -> None:
        self._death, self._kill, self.pid = death, kill, pid
        self._report: tuple[int, int, int] | None = None
        self._used_when_ready_ns = 0
        self._held_when_ready_bytes = 0
        super().__init__(self._bury, handle, fd_out, fd_in)

    def _find_pid(self) -> int:
        return self.pid

    def is_ready(self, said: bytes) -> bool:
        """Check the ready message, and note the CPU time used so far."""
        own = said[-_CPU_BYTES:]
        self._used_when_ready_ns = int.from_bytes(own, "little")
        return said == guest.frame(guest.READY + own)

    def kill(self) -> None:
        """Let the keeper kill the child; kill it from the host if the keeper is gone."""
        try:
            self._kill()
        except ZygoteError:
            self._end_without_keeper()
            raise

    def _end_without_keeper(self) -> None:
        """Kill the child from the host, because the keeper is dead or hung."""
        with contextlib.suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)

    def is_dead(self, timeout_seconds: float = 0.0) -> bool:
        """Test whether the child has ended."""
        return self._report is not None or super().is_dead(timeout_seconds)

    def cpu_ns_blocked(self) -> int | None:
        """Return the CPU time at the ready message."""
        self._held_when_ready_bytes = self.memory_bytes_running()
        return self._used_when_ready_ns

    def cpu_ns_running(self) -> int:
        """Return the CPU time of the running child."""
        try:
            times = psutil.Process(self.pid).cpu_times()
        except psutil.Error:  # it is dead, and the keeper's report will follow
            return 0
        return int((times.user + times.system) * 1e9)

    def memory_bytes_running(self) -> int:
        """Return the memory that the child took since it was ready."""
        try:
            rss = int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0
        return max(0, rss - self._held_when_ready_bytes)

    def scheduling(self) -> waiting.Scheduling:
        """Return the child's account of running and waiting."""
        if sys.platform == "linux":
            return super().scheduling()
        try:  # without accounting of queueing time, only the current state is known
            runnable = psutil.Process(self.pid).status() == psutil.STATUS_RUNNING
        except psutil.Error:
            runnable = False
        return waiting.Scheduling({}, runnable)

    def cpu_ns_dead(self) -> int:
        """Return the CPU time of the dead child, as the keeper reported it."""
        return self._reported()[1]

    def _bury(self) -> tuple[int, int]:
        status, _, peak = self._reported()
        return status, peak

    def _reported(self) -> tuple[int, int, int]:
        if self._report is None:
            try:
                self._report = self._death()
            except ZygoteError:
                self._end_without_keeper()
                raise
        return self._report
