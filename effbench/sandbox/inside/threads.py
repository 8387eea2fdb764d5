"""Join threads through a lock, as up to Python 3.12.

From Python 3.13 on, `threading` joins a thread through the C library, which uses a shared futex.
The system-call filter makes that wait fail with EAGAIN, because shared futexes reach other
children. The C library would therefore spin, for some 2 ms of CPU time per thread if it shares a
core with the ending thread. Here a thread releases a lock when it ends, and others wait for the
lock. Standard library only.
"""

from __future__ import annotations

import _thread
import sys
import threading
from collections.abc import Callable


class Handle:
    """The handle that `threading.Thread` uses for a thread that runs or will run."""

    def __init__(self) -> None:
        self.ident: int | None = None
        self._done = False
        self._runs = _thread.allocate_lock()
        self._runs.acquire()

    def is_done(self) -> bool:
        """Tell whether the thread has ended."""
        return self._done

    def _set_done(self) -> None:
        if not self._done:
            self._done = True
            self._runs.release()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the thread; without a limit if `timeout` is None or negative."""
        if self._runs.acquire(timeout=-1 if timeout is None or timeout < 0 else timeout):
            self._runs.release()


def _start(function: Callable[[], object], *, handle: Handle, daemon: bool = True) -> None:
    def run() -> None:
        handle.ident = _thread.get_ident()
        try:
            function()
        finally:
            handle._set_done()

    handle.ident = _thread.start_new_thread(run, ())


def prepare() -> None:
    """Make future threads joinable through locks. Call this before candidates run."""
    if sys.version_info >= (3, 13):
        names = vars(threading)
        names["_ThreadHandle"], names["_start_joinable_thread"] = Handle, _start
