"""Tier T4, seen from the host: a keeper in the zygote's place, for systems without Linux's kernel.

Decides how a child is watched, killed and charged where there are no pidfds and no CPU clocks of
other processes. **It isolates nothing: the code runs with the user's rights, so it is for code that
somebody vouches for.** How the processes work: `keeper.py`. The protocol with the candidate, the
limits and the outcomes are those of every other tier.

CPU time is the kernel's account of the dead process (microseconds). While it runs, its CPU time and
memory are looked up by psutil, often enough for limits and too coarsely for results.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import psutil

from effbench.sandbox import guest, host, orders, waiting
from effbench.sandbox.conversation import Child, ZygoteError
from effbench.sandbox.host import Zygote

_CPU_BYTES = 8  # of the child's own account, behind "ready"


class Keeper(Zygote):
    """A running keeper, used exactly like a zygote."""

    def _sockets(self) -> tuple[socket.socket, socket.socket]:
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)

    def _lend(self) -> list[int]:
        return []

    def _command(self, config: dict[str, Any]) -> list[str]:
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
        """(wait status, CPU nanoseconds, peak RSS in bytes), as soon as the child is dead."""
        kind, status, cpu_ns, peak = orders.DIED.unpack(self._exactly(orders.DIED.size))
        if kind != b"D":
            raise self._died()
        return status, cpu_ns, peak

    def _exactly(self, size: int) -> bytes:
        """The next `size` bytes: this socket is a stream, and messages may stick together."""
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
    """A child that is known by its keeper's reports."""

    ready_bytes = len(guest.frame(guest.READY)) + _CPU_BYTES
    longest_wait_seconds = 0.02  # the memory is watched, and can grow by gigabytes a second

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
        own = said[-_CPU_BYTES:]
        self._used_when_ready_ns = int.from_bytes(own, "little")
        return said == guest.frame(guest.READY + own)

    def kill(self) -> None:
        try:
            self._kill()
        except ZygoteError:
            self._end_without_keeper()
            raise

    def _end_without_keeper(self) -> None:
        """The keeper is dead or hung, so nobody but the host can end the child."""
        with contextlib.suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)

    def is_dead(self, timeout_seconds: float = 0.0) -> bool:
        return self._report is not None or super().is_dead(timeout_seconds)

    def cpu_ns_blocked(self) -> int | None:
        self._held_when_ready_bytes = self.memory_bytes_running()
        return self._used_when_ready_ns

    def cpu_ns_running(self) -> int:
        try:
            times = psutil.Process(self.pid).cpu_times()
        except psutil.Error:  # it is dead: the keeper's report is on its way
            return 0
        return int((times.user + times.system) * 1e9)

    def memory_bytes_running(self) -> int:
        try:
            rss = int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0
        return max(0, rss - self._held_when_ready_bytes)

    def scheduling(self) -> waiting.Scheduling:
        if sys.platform == "linux":
            return super().scheduling()
        try:  # no account of the queue: what a look finds is all there is
            runnable = psutil.Process(self.pid).status() == psutil.STATUS_RUNNING
        except psutil.Error:
            runnable = False
        return waiting.Scheduling({}, runnable)

    def cpu_ns_dead(self) -> int:
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
