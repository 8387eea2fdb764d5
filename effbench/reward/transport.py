"""One request to a reward server, tried again until it is answered or patience runs out.

Decides what an answer's status means: 408, 429, 502 to 504, broken connections and replies that
aren't JSON are tried again, with full jitter and not before `Retry-After`; 413 and 500 are given
up at once; what else is refused is the caller's mistake. Each request has a connection of its own:
it is nothing beside the time of judging, and no connection goes stale. Proxies of the environment
aren't used.
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

from effbench.errors import EffbenchError, UsageError
from effbench.foreign import one_line

MAX_ITEMS = 1024
"""Completions in one request; the server refuses more."""
MAX_BODY_BYTES = 32 << 20
"""Of one request; the server refuses more."""
MAX_REPLY_BYTES = 64 << 20
PATIENCE_SECONDS = 900.0
FIRST_DELAY_SECONDS = 0.5
MAX_DELAY_SECONDS = 30.0
CONNECT_SECONDS = 20.0
REPLY_SECONDS = 1800.0
"""A reply takes as long as the judging. A peer that is gone is found out by the probes below."""
_KEEPALIVE = {"TCP_KEEPIDLE": 20, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 6}
_TRANSIENT = frozenset({408, 425, 429, 502, 503, 504})
log = logging.getLogger("effbench.reward")


class UnavailableError(EffbenchError):
    """The server could not be reached, was busy or failed, for as long as we were to try."""


class _Again(Exception):
    """Control flow within this module: worth another try after `wait` seconds at least."""

    def __init__(self, words: str, wait: float = 0.0) -> None:
        super().__init__(words)
        self.wait = wait


class Transport:
    """Sends to one server. Thread-safe. Raises UsageError for a URL or token that can't be."""

    def __init__(self, url: str, token: str | None, patience_seconds: float) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"url {one_line(url)!r}: it begins with http:// or https://")
        if parts.username or parts.password:
            raise UsageError("the url holds a password: give it as token=, it is then not shown")
        if token is not None and not (token.isascii() and token.isprintable()):
            raise UsageError("the token has characters that no HTTP header may hold")
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
        """A fork's copy begins anew, open."""
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._open: set[http.client.HTTPConnection] = set()

    def get(self, path: str) -> Any:
        """The reply's JSON. Raises UsageError, UnavailableError."""
        return self._patiently("GET", path, None)

    def post(self, path: str, body: bytes) -> Any:
        """The reply's JSON to a JSON body. Raises UsageError, UnavailableError."""
        return self._patiently("POST", path, body)

    def close(self) -> None:
        """End the waiting, and the requests that are under way."""
        self._closed.set()
        with self._lock:
            sockets = [connection.sock for connection in self._open]
        for sock in sockets:
            try:
                if sock is not None:
                    sock.shutdown(socket.SHUT_RDWR)
            except OSError:  # it ended by itself
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
                    log.warning("%s: %s; trying again", self.shown, again)
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
    """From now on, wait as long as judging takes, but not for a machine that is gone."""
    sock.settimeout(REPLY_SECONDS)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        if hasattr(socket, name):  # not everywhere
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _said(data: bytes) -> str:
    """The server's own words, where it has any."""
    try:
        words = json.loads(data)["error"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return f": {one_line(words)}"


def _seconds(retry_after: str | None) -> float:
    try:
        return min(MAX_DELAY_SECONDS, max(0.0, float(retry_after or 0)))
    except ValueError:  # a date, or nonsense
        return 0.0
