"""The bridge as a child process, and the frames to and from it.

A frame is a length (8 bytes, little-endian) followed by that many bytes of MessagePack. When this
process ends, its end of the socket closes, and the bridge exits.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

import effbench
from effbench.base import one_line
from effbench.executors.jobs import Fatal, FromBridge, Hello, ToBridge, packed

_LENGTH = struct.Struct("<Q")
_PROGRAM = "from effbench.executors.ray.bridge import main; main()"
_END_SECONDS = 15.0
CONNECT_SECONDS = 90.0
"""Timeout for Ray to load and to connect to its cluster or start one."""


class BridgeDied(Exception):
    """The bridge process has ended."""


class Unreachable(Exception):
    """There is no cluster, or it does not answer."""


def send_frame(sock: socket.socket, message: Any) -> None:
    """Send one message. Raises OSError if the peer is gone."""
    data = packed(message)
    sock.sendall(_LENGTH.pack(len(data)) + data)


def receive_frame(sock: socket.socket) -> bytes | None:
    """Receive one frame; None at the end of the stream."""
    head = _exactly(sock, _LENGTH.size)
    if head is None:
        return None
    return _exactly(sock, _LENGTH.unpack(head)[0])


def _is_readable(sock: socket.socket, seconds: float) -> bool:
    """Return whether data or the end of the stream arrives within `seconds`.

    Raises OSError if the socket is closed. `select` is unsuitable, as it rejects file descriptors
    above 1023 and a trainer has more open files than that.
    """
    descriptor = sock.fileno()
    if descriptor < 0:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    ((_, events),) = poller.poll(max(0.0, seconds) * 1000) or [(descriptor, 0)]
    if events & select.POLLNVAL:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return bool(events)


def _exactly(sock: socket.socket, count: int) -> bytes | None:
    parts = []
    while count:
        try:
            part = sock.recv(min(count, 1 << 20))
        except ConnectionError:
            return None
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


class BridgeProcess:
    """A running bridge. The constructor starts it."""

    def __init__(self, hello: Hello) -> None:
        self._decoder = msgspec.msgpack.Decoder(FromBridge)
        self._heard: list[Any] = []
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed in `close`
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=self._errors,
                stderr=self._errors,
                env=_environment(),
                cwd="/",  # Ray's workers would import packages from this folder first
                start_new_session=True,  # Ctrl-C must not reach it: `close` ends it cleanly
            )
        with contextlib.suppress(BridgeDied):  # `receive` raises it, too
            self.send(hello)

    def send(self, message: ToBridge) -> None:
        """Send a message. Raises BridgeDied."""
        try:
            send_frame(self._socket, message)
        except OSError:
            raise BridgeDied("it has ended") from None

    def receive(self, seconds: float) -> Any:
        """Return the next message; None if there is none within `seconds`. Raises BridgeDied."""
        if self._heard:
            return self._heard.pop(0)
        try:
            if not _is_readable(self._socket, seconds):
                return None
            data = receive_frame(self._socket)
        except OSError:  # closed by another thread
            raise BridgeDied("it was closed") from None
        if data is None:
            raise BridgeDied(self._last_words())
        return self._decoder.decode(data)

    def wait_until_connected(self) -> None:
        """Wait for the connection.

        Raises Unreachable if it fails or takes longer than CONNECT_SECONDS.
        """
        try:
            message = self.receive(CONNECT_SECONDS)
        except BridgeDied as death:
            raise Unreachable(f"Ray ended while it was connecting: {death}") from None
        if message is None:
            raise Unreachable(f"Ray has not connected within {CONNECT_SECONDS:.0f} s")
        if isinstance(message, Fatal):
            raise Unreachable(message.text)
        self._heard.append(message)

    def close(self) -> None:
        """End the bridge, cleanly if possible. A cluster that was started for it ends, too."""
        with contextlib.suppress(OSError):  # wakes a listening thread and the bridge
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(OSError):  # processes that a killed Ray left behind
            os.killpg(self._process.pid, signal.SIGKILL)
        self._errors.close()

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)
        lines: list[str] = []
        with contextlib.suppress(ValueError):  # closed by another thread
            size = self._errors.seek(0, os.SEEK_END)
            self._errors.seek(max(0, size - 4000))
            lines = self._errors.read().decode(errors="replace").strip().splitlines()
        status = self._process.poll()
        said = f": {one_line(lines[-1])}" if lines else ""
        return f"exit status {status}{said}"


def _environment() -> dict[str, str]:
    """Return an environment with this effbench first, without Ray's reports and GPU checks."""
    here = str(Path(effbench.__file__).parents[1])
    path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "PYTHONPATH": path,
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
        "RAY_worker_niceness": "0",  # for a cluster started here; Ray's default is 15
    }
