"""Iterate, from synchronous code, over the items that a coroutine produces in its own thread.

There is one thread, one event loop and one queue. This also works inside a running event loop (a
notebook), because the thread never uses the caller's loop.
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
"""The time that closing waits for the cancelled coroutine to end. The thread is a daemon."""


@dataclass(frozen=True)
class _End:
    error: BaseException | None


def iterate(produce: Callable[[Callable[[T], None]], Coroutine[Any, Any, None]]) -> Iterator[T]:
    """Run `produce(emit)` in a thread and yield each emitted item immediately, in order.

    An exception in the coroutine is raised here, after all items emitted before it. If the iterator
    is closed early, or if the consumer's thread gets an exception such as KeyboardInterrupt, the
    coroutine is cancelled and awaited for up to CLOSE_SECONDS.
    """
    items: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
    loop = asyncio.new_event_loop()
    task = loop.create_task(produce(items.put))

    def run() -> None:
        error: BaseException | None = None
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pass  # only the consumer cancels, and it no longer reads the queue
        except BaseException as caught:  # re-raised in the consumer's thread
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
        with contextlib.suppress(RuntimeError):  # the loop is already closed: the coroutine ended
            loop.call_soon_threadsafe(task.cancel)
        thread.join(CLOSE_SECONDS)
