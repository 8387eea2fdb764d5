"""Connection limits: idle timeouts, and eviction when all places are taken.

A new client always gets a place, unless every place holds a request that is being judged. Idle
connections, and those whose request is incomplete, are evicted for it.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0
"""Idle timeout: the time for a request to arrive before its connection is closed."""
MAX_CONNECTIONS = 1024
_SHARE_OF_DESCRIPTORS = 0.5
"""The judge needs file descriptors, too: without them, it fails samples that are not at fault."""
ACCEPTED_AT_ONCE = 32
"""Connections accepted in one iteration of the event loop. They are counted three iterations later,
and a closed one releases its descriptor one iteration after that, so four times as many can be open
without being counted."""
BACKLOG = 1024
"""Length of the kernel's queue of connections not yet accepted."""
_NO_PLACE = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)


def most_connections() -> int:
    """Return MAX_CONNECTIONS, or half of this process's file descriptor limit if that is less."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(1, min(MAX_CONNECTIONS, int(soft * _SHARE_OF_DESCRIPTORS)))


class Connection(H11Protocol):
    """One of a limited number of connections. It is closed when it is idle or evicted.

    If all places are taken, the address with the most evictable connections loses the one that
    `closing_order` puts first. An address with many connections thus makes room for others, and a
    client whose requests are being judged loses nothing.
    """

    _timer: Any = None
    _since = 0.0
    """The time at which it became idle, or its request began."""

    def connection_made(self, transport: Any) -> None:
        """Take a place, after an eviction if none is free; without any, answer 503 and close."""
        self._since = time.monotonic()
        others = [c for c in self.connections if isinstance(c, Connection)]
        if len(others) >= most_connections() and not _make_room(others):
            self.transport = transport
            transport.write(_NO_PLACE)
            transport.close()
            return
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Parse the data; a new request ends the idle time."""
        if self.transport.is_closing():
            return
        was_idle = self._is_idle()
        super().data_received(data)
        if was_idle and not self._is_idle():
            self._since = time.monotonic()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Release the place and the timer."""
        if self.flow is not None:  # it had a place
            super().connection_lost(exc)
        self._unwatch()

    def on_response_complete(self) -> None:
        """Start the idle time after an answer."""
        super().on_response_complete()
        self._since = time.monotonic()
        self._watch()

    def pause_writing(self) -> None:
        """Start the idle timeout, as the client does not read its answer."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Stop the idle timeout unless the connection is idle otherwise."""
        super().resume_writing()
        self._watch()

    def can_be_closed(self) -> bool:
        """Return whether it may be evicted: no complete request is being judged or answered."""
        return self._is_idle() or self.conn.their_state is h11.SEND_BODY

    def closing_order(self) -> tuple[int, float]:
        """Return the eviction order: without any request first, then idle after an answer, then
        sending a body; within each group the one that has been so for longest.
        """
        if self.cycle is None:
            return 0, self._since
        return (1 if self._is_idle() else 2), self._since

    def address(self) -> str:
        """Return the client's address, or ""."""
        return self.client[0] if self.client else ""

    def cut_off(self) -> None:
        """Close it now, and drop the unread part of its answers."""
        self._unwatch()
        self.transport.abort()
        self.connections.discard(self)  # frees its place now, not in a later iteration

    def _watch(self) -> None:
        if not self._is_idle():
            self._unwatch()
        elif self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._say_goodbye)

    def _unwatch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _say_goodbye(self) -> None:
        self._timer = None
        if not self._is_idle():
            return
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # `close` would wait for the client to read
        else:
            self.transport.close()

    def _is_idle(self) -> bool:
        """Return whether it waits for the client, to send a request or to read an answer."""
        return self.cycle is None or self.cycle.response_complete or self.flow.write_paused


def _make_room(connections: Iterable[Connection]) -> bool:
    """Evict one connection. Return False if each has a request that is being judged."""
    closable = [c for c in connections if c.can_be_closed()]
    if not closable:
        return False
    held = Counter(c.address() for c in closable)
    most = max(held.values())
    of_those = [c for c in closable if held[c.address()] == most]
    min(of_those, key=Connection.closing_order).cut_off()
    return True
