"""Make asyncio work without sockets: threads wake event loops through a semaphore.

An event loop creates a socket pair for one purpose: another thread writes to it to wake the loop.
The system-call filter denies all sockets, including socket pairs. Every socket takes a number from
a machine-wide counter, so the next child could tell from its own pipes' numbers how many sockets
were created. When asyncio is imported, its loops therefore get another wake-up mechanism.

Until a candidate imports asyncio, this changes nothing and costs no time. Standard library only.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_TICK_SECONDS = 0.01  # polling interval of the semaphore in a loop that also watches descriptors


def prepare() -> None:
    """Make future event loops work without sockets. Call this before candidates run."""
    loaded = sys.modules.get("selectors")
    if loaded is not None and hasattr(loaded, "PollSelector"):
        loaded.DefaultSelector = loaded.PollSelector  # type: ignore[attr-defined]
    for name, change in _CHANGES.items():
        if name in sys.modules:
            change(sys.modules[name])
    sys.meta_path.insert(0, _Finder())


class _Finder:
    """Finds asyncio's modules as usual, and patches them after their execution."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        change = _CHANGES.get(name)
        if change is None:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        loader: Any = spec.loader
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            change(module)

        loader.exec_module = exec_module
        return spec


def _give_bell(module: ModuleType) -> None:
    loop: Any = vars(module)["BaseSelectorEventLoop"]
    loop._make_self_pipe = _make_self_pipe
    loop._close_self_pipe = _close_self_pipe
    loop._write_to_self = _write_to_self


def _make_self_pipe(loop: Any) -> None:
    loop._ssock = loop._csock = None
    loop._internal_fds += 1
    loop._selector = _Bell(loop._selector)


def _close_self_pipe(loop: Any) -> None:
    loop._internal_fds -= 1


def _write_to_self(loop: Any) -> None:
    loop._selector.ring()


def _give_handlers(module: ModuleType) -> None:
    """Replace the signal handlers, which otherwise wake a loop through its socket pair."""
    loop: Any = vars(module)["_UnixSelectorEventLoop"]
    loop.add_signal_handler = _add_signal_handler
    loop.remove_signal_handler = _remove_signal_handler


def _add_signal_handler(loop: Any, sig: int, callback: Callable[..., object], *args: Any) -> None:
    signal.signal(sig, lambda *_: loop.call_soon_threadsafe(callback, *args))
    loop._signal_handlers[sig] = callback


def _remove_signal_handler(loop: Any, sig: int) -> bool:
    if loop._signal_handlers.pop(sig, None) is None:
        return False
    signal.signal(sig, signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL)
    return True


_CHANGES: dict[str, Callable[[ModuleType], None]] = {
    "asyncio.selector_events": _give_bell,
    "asyncio.unix_events": _give_handlers,
}


class _Bell:
    """A selector that another thread can wake. Other attributes are the wrapped selector's."""

    def __init__(self, selector: Any) -> None:
        self._selector = selector
        self._rung = threading.Semaphore(0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._selector, name)

    def ring(self) -> None:
        self._rung.release()

    def select(self, timeout: float | None = None) -> list[Any]:
        """Return the descriptors' events; none if another thread rang or the timeout expired."""
        if not self._selector.get_map():
            if timeout is not None and timeout <= 0:
                self._rung.acquire(blocking=False)
            else:
                self._rung.acquire(timeout=timeout)
            return self._quiet([])
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            left = _TICK_SECONDS if until is None else min(_TICK_SECONDS, until - time.monotonic())
            events = self._selector.select(max(0.0, left))
            if events or self._rung.acquire(blocking=False) or left <= 0:
                return self._quiet(events)

    def _quiet(self, events: list[Any]) -> list[Any]:
        while self._rung.acquire(blocking=False):
            pass
        return events
