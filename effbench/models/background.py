"""Iterate, from ordinary code, over what a coroutine produces in a thread of its own.

Decides how the two worlds meet: one thread, one event loop, one queue. It knows no requests.
Works inside a running event loop too (a notebook), as the loop here is never the caller's.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
CLOSE_SECONDS = 10.0
"""How long closing waits for the coroutine to take its cancellation; the thread is a daemon."""


@dataclass(frozen=True)
class _End:
    error: BaseException | None


def iterate(produce: Callable[[Callable[[T], None]], Coroutine[Any, Any, None]]) -> Iterator[T]:
    """Run `produce(emit)` in a thread and yield what it emits, at once and in that order.

    Its exception is raised here after everything emitted before. Closing the iterator early, or an
    exception in the consumer's thread such as KeyboardInterrupt, cancels the coroutine and waits.
    """
    items: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
    loop = asyncio.new_event_loop()
    task = loop.create_task(produce(items.put))

    def run() -> None:
        error: BaseException | None = None
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pass  # only the consumer cancels, and it no longer listens
        except BaseException as caught:  # whatever it is, it belongs to the consumer's thread
            error = caught
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()
            items.put(_End(error))

    thread = threading.Thread(target=run, name="effbench-iterate", daemon=True)
    thread.start()
    try:
        while not isinstance(item := items.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        with contextlib.suppress(RuntimeError):  # the loop is closed: it has ended by itself
            loop.call_soon_threadsafe(task.cancel)
        thread.join(CLOSE_SECONDS)
