"""Apply a function to many items in threads that end with the items."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")
_log = logging.getLogger("effbench.reward")


def each(act: Callable[[T], None], items: Sequence[T], n_threads: int) -> None:
    """Apply `act` to the items and return once all are done."""
    for _ in as_done(act, items, n_threads):
        pass


def as_done(act: Callable[[T], None], items: Sequence[T], n_threads: int) -> Iterator[T]:
    """Apply `act` to the items in at most `n_threads` threads; yield each item once it is done.

    Exceptions of `act` are logged. The threads are daemons, because an executor of the standard
    library would wait for them at the interpreter's exit.
    """
    left = iter(items)
    lock = threading.Lock()
    done: SimpleQueue[T] = SimpleQueue()

    def serve() -> None:
        while True:
            with lock:
                item = next(left, None)
            if item is None:
                return
            try:
                act(item)
            except Exception:
                _log.exception("grading")
            finally:
                done.put(item)

    wanted = min(n_threads, len(items))
    for started in range(wanted):
        try:
            threading.Thread(target=serve, daemon=True).start()
        except RuntimeError as error:  # thread limit reached: continue with fewer
            _log.warning("%d threads of %d: %s", started, wanted, error)
            if not started:
                serve()
            break
    for _ in items:
        yield done.get()
