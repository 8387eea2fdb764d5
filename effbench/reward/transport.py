"""Send requests to a reward server and retry them until they succeed or patience runs out.

The HTTP status decides: 408, 425, 429, 502 to 504, broken connections and replies that are not JSON
are retried, with full jitter and not before `Retry-After`. 413 and 500 fail at once. Any other
refusal is the caller's mistake. Each request opens its own connection, so that no connection goes
stale; the cost is negligible compared with judging. Proxy settings of the environment are ignored.
"""

from __future__ import annotations

import http.client
import itertools
import json
import logging
import random
import socket
import ssl
import threading
import time
import urllib.parse
from collections import Counter
from typing import Any

from effbench.base import EffbenchError, UsageError, one_line

MAX_ITEMS = 1024
"""Maximum completions per request; the server rejects more."""
MAX_BODY_BYTES = 32 << 20
"""Maximum size of a request's body; the server rejects more."""
MAX_REPLY_BYTES = 64 << 20
PATIENCE_SECONDS = 900.0
FIRST_DELAY_SECONDS = 0.5
MAX_DELAY_SECONDS = 30.0
CONNECT_SECONDS = 20.0
REPLY_SECONDS = 1800.0
"""Reply timeout: judging may take long. The keep-alive probes below detect a dead peer."""
_KEEPALIVE = {"TCP_KEEPIDLE": 20, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 6}
_TRANSIENT = frozenset({408, 425, 429, 502, 503, 504})
log = logging.getLogger("effbench.reward")


class UnavailableError(EffbenchError):
    """The server was unreachable, busy or failing until patience ran out."""


class _Again(Exception):
    """Internal control flow: retry after at least `wait` seconds."""

    def __init__(self, words: str, wait: float = 0.0) -> None:
        super().__init__(words)
        self.wait = wait


class Transport:
    """Sends requests to one server. Thread-safe. Raises UsageError for an invalid URL or token."""

    def __init__(self, url: str, token: str | None, patience_seconds: float) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"url {one_line(url)!r}: it must begin with http:// or https://")
        if parts.username or parts.password:
            raise UsageError("the url holds a password: pass it as token=, which is never shown")
        if token is not None and not (token.isascii() and token.isprintable()):
            raise UsageError("the token has characters that an HTTP header cannot hold")
        if not patience_seconds >= 0:
            raise UsageError(f"patience_seconds={patience_seconds}: at least 0")
        try:
            self._port = parts.port
        except ValueError as error:
            raise UsageError(f"url {one_line(url)!r}: {error}") from None
        self.shown = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
        self._host, self._path = parts.hostname, parts.path.rstrip("/")
        self._secure = parts.scheme == "https"
        self._token, self._patience = token, patience_seconds
        self.counts: Counter[str] = Counter()
        self.after_fork()

    def after_fork(self) -> None:
        """Reset the state after a fork; the copy is open."""
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._open: set[http.client.HTTPConnection] = set()

    def get(self, path: str) -> Any:
        """GET a path and return the reply's JSON. Raises UsageError or UnavailableError."""
        return self._patiently("GET", path, None)

    def post(self, path: str, body: bytes) -> Any:
        """POST a JSON body and return the reply's JSON. Raises UsageError or UnavailableError."""
        return self._patiently("POST", path, body)

    def close(self) -> None:
        """Abort the requests in flight, and those that wait for a retry."""
        self._closed.set()
        with self._lock:
            sockets = [connection.sock for connection in self._open]
        for sock in sockets:
            try:
                if sock is not None:
                    sock.shutdown(socket.SHUT_RDWR)
            except OSError:  # already closed
                pass

    def _patiently(self, method: str, path: str, body: bytes | None) -> Any:
        failed_since: float | None = None
        for attempt in itertools.count():
            if self._closed.is_set():
                raise UnavailableError("the judge was closed")
            try:
                self.counts["requests"] += 1
                return self._once(method, path, body)
            except _Again as again:
                now = time.monotonic()
                if failed_since is None:
                    failed_since = now
                    log.warning("%s: %s; retrying", self.shown, again)
                wait = min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** min(attempt, 10))
                wait = max(again.wait, wait * random.random())
                if now + wait - failed_since > self._patience:
                    words = f"{self.shown}: {again}; given up after {now - failed_since:.0f} s"
                    raise UnavailableError(words) from None
                self.counts["retries"] += 1
                self._closed.wait(wait)
        raise AssertionError

    def _once(self, method: str, path: str, body: bytes | None) -> Any:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=CONNECT_SECONDS)
        headers = {"Content-Type": "application/json", "Connection": "close"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        with self._lock:
            self._open.add(connection)
        try:
            connection.connect()
            _watch(connection.sock)
            connection.request(method, self._path + path, body=body, headers=headers)
            reply = connection.getresponse()
            data = reply.read(MAX_REPLY_BYTES + 1)
            torn = bool(reply.length) and len(data) <= MAX_REPLY_BYTES
        except ssl.SSLCertVerificationError as error:
            raise UsageError(
                f"the certificate of {self.shown} is not trusted: {error.verify_message}. Set "
                "SSL_CERT_FILE to a file with the certificate of the authority that signed it"
            ) from None
        except (OSError, http.client.HTTPException) as error:
            raise _Again(one_line(f"{type(error).__name__}: {error}")) from None
        finally:
            connection.close()
            with self._lock:
                self._open.discard(connection)
        if torn:
            raise _Again("the reply broke off")
        return self._meaning(reply.status, data, reply.getheader("Retry-After"))

    def _meaning(self, status: int, data: bytes, retry_after: str | None) -> Any:
        if len(data) > MAX_REPLY_BYTES:
            raise UnavailableError(f"{self.shown}: a reply of more than {MAX_REPLY_BYTES} bytes")
        if status == 200:
            try:
                return json.loads(data)
            except (ValueError, RecursionError):
                raise _Again("a reply that isn't JSON") from None
        words = f"HTTP {status}{_said(data)}"
        if status in _TRANSIENT:
            raise _Again(words, _seconds(retry_after))
        if status in (413, 500):
            raise UnavailableError(f"{self.shown}: {words}")
        if status in (401, 403):
            raise UsageError(f"{self.shown}: the token is refused (EFFBENCH_REWARD_TOKEN): {words}")
        if status == 404:
            raise UsageError(f"{self.shown}: not a reward server (effbench serve-reward): {words}")
        raise UsageError(f"{self.shown}: {words}")


def _watch(sock: socket.socket) -> None:
    """Wait up to REPLY_SECONDS for the reply, but notice a dead peer by TCP keep-alive."""
    sock.settimeout(REPLY_SECONDS)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        if hasattr(socket, name):  # not on every platform
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _said(data: bytes) -> str:
    """Return the error message of a reply, or ""."""
    try:
        words = json.loads(data)["error"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return f": {one_line(words)}"


def _seconds(retry_after: str | None) -> float:
    try:
        return min(MAX_DELAY_SECONDS, max(0.0, float(retry_after or 0)))
    except ValueError:  # a date, or invalid
        return 0.0
