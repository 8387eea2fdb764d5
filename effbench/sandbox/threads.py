"""Threads that are waited for by a lock, as up to Python 3.12.

From Python 3.13 on `threading` waits for a thread's end by the C library, which waits by a shared
futex. The system-call filter answers that with "look again", because shared futexes reach other
children. So the C library would look again and again: some 2 ms of CPU time for each thread where
it and the ending thread share a core. Here a thread sets a lock free when it ends, and others wait
for that. Standard library only.
"""

from __future__ import annotations

import _thread
import sys
import threading
from collections.abc import Callable
from typing import Any


class Handle:
    """What `threading.Thread` asks of a thread that runs, or will."""

    def __init__(self) -> None:
        self.ident: int | None = None
        self._done = False
        self._runs = _thread.allocate_lock()
        self._runs.acquire()

    def is_done(self) -> bool:
        return self._done

    def _set_done(self) -> None:
        if not self._done:
            self._done = True
            self._runs.release()

    def join(self, timeout: float | None = None) -> None:
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
    """Let threads that are started from now on be waited for by locks. Before candidates run."""
    if sys.version_info >= (3, 13):
        names: dict[str, Any] = vars(threading)
        names["_ThreadHandle"], names["_start_joinable_thread"] = Handle, _start
