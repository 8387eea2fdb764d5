"""Connections: who is cut off, and whose place a new one takes.

Decides how long a connection may be idle, and which one is closed when there is no room for another
one. There is room for a new client at any time, unless as many requests as there are places are
being judged: connections without a request, or with one that has not arrived, give way first.
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
"""For a connection to say what it wants; then it is cut off."""
MAX_CONNECTIONS = 1024
_SHARE_OF_DESCRIPTORS = 0.5
"""The judge needs descriptors as well: without them it fails samples that are not at fault."""
ACCEPTED_AT_ONCE = 32
"""New connections that one turn of the event loop accepts. It counts them three turns later, and a
closed one gives its descriptor back a turn after that: four times as many are open uncounted."""
BACKLOG = 1024
"""Connections that the kernel keeps until they are accepted."""
_NO_PLACE = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)


def most_connections() -> int:
    """MAX_CONNECTIONS, or half of the descriptors that this process may open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(1, min(MAX_CONNECTIONS, int(soft * _SHARE_OF_DESCRIPTORS)))


class Connection(H11Protocol):
    """One of a bounded number. It is cut off when it says nothing, or when others need its place.

    When all places are taken, the address that holds the most of those which can be closed loses
    the one that has waited longest. So an address with many connections makes room for others, and
    a client whose requests are being judged loses nothing.
    """

    _timer: Any = None
    _since = 0.0
    """When it became idle, or when its request began."""

    def connection_made(self, transport: Any) -> None:
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
        if self.transport.is_closing():
            return
        was_idle = self._is_idle()
        super().data_received(data)
        if was_idle and not self._is_idle():
            self._since = time.monotonic()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.flow is not None:  # it had a place
            super().connection_lost(exc)
        self._unwatch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._since = time.monotonic()
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._watch()

    def can_be_closed(self) -> bool:
        """Is no whole request here that is being judged or answered?"""
        return self._is_idle() or self.conn.their_state is h11.SEND_BODY

    def closing_order(self) -> tuple[int, float]:
        """First who never asked, then who is idle after an answer, then who sends a body; of each
        sort the one that has been so for longest.
        """
        if self.cycle is None:
            return 0, self._since
        return (1 if self._is_idle() else 2), self._since

    def address(self) -> str:
        return self.client[0] if self.client else ""

    def cut_off(self) -> None:
        """Close it now. What it has not read of its answers is dropped."""
        self._unwatch()
        self.transport.abort()
        self.connections.discard(self)  # its place is free now, not when the loop comes to it

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
            self.transport.abort()  # `close` would wait for a client that reads nothing
        else:
            self.transport.close()

    def _is_idle(self) -> bool:
        """Does everything wait for the client: for a request, or for it to read its answer?"""
        return self.cycle is None or self.cycle.response_complete or self.flow.write_paused


def _make_room(connections: Iterable[Connection]) -> bool:
    """Close one connection. False when each has a request that is being judged."""
    closable = [c for c in connections if c.can_be_closed()]
    if not closable:
        return False
    held = Counter(c.address() for c in closable)
    most = max(held.values())
    of_those = [c for c in closable if held[c.address()] == most]
    min(of_those, key=Connection.closing_order).cut_off()
    return True
