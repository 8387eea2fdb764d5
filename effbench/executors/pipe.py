"""The bridge seen from outside: a child process, and frames to and from it.

Decides framing and the process's life. A frame is its length (8 bytes, little-endian) and as much
MessagePack. The bridge dies with this process: its end of the socket closes.
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
from effbench.executors.jobs import Fatal, FromBridge, Hello, ToBridge, packed
from effbench.foreign import one_line

_LENGTH = struct.Struct("<Q")
_PROGRAM = "from effbench.executors.bridge import main; main()"
_END_SECONDS = 15.0
CONNECT_SECONDS = 90.0
"""For Ray to load and to reach, or to start, its cluster."""


class BridgeDied(Exception):
    """The bridge's process is gone."""


class Unreachable(Exception):
    """The cluster does not answer, or is none."""


def send_frame(sock: socket.socket, message: Any) -> None:
    data = packed(message)
    sock.sendall(_LENGTH.pack(len(data)) + data)


def receive_frame(sock: socket.socket) -> bytes | None:
    """None at the end of the stream."""
    head = _exactly(sock, _LENGTH.size)
    if head is None:
        return None
    return _exactly(sock, _LENGTH.unpack(head)[0])


def _is_readable(sock: socket.socket, seconds: float) -> bool:
    """Whether there is something to read within `seconds`, the end of the stream included.

    OSError when the socket is closed. Not by `select`, which takes no descriptor above 1023:
    a trainer has more files open than that.
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
                cwd="/",  # Ray would put this folder before its workers' own packages
                start_new_session=True,  # Ctrl-C is for us; we end the bridge in order
            )
        with contextlib.suppress(BridgeDied):  # said when something is received
            self.send(hello)

    def send(self, message: ToBridge) -> None:
        try:
            send_frame(self._socket, message)
        except OSError:
            raise BridgeDied("it is gone") from None

    def receive(self, seconds: float) -> Any:
        """The next message; None when there is none for so long."""
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
        """Raises Unreachable when that fails or takes more than CONNECT_SECONDS."""
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
        """End it, in order if it can: a cluster that was started for it ends, too."""
        with contextlib.suppress(OSError):  # a thread may be listening: it and the bridge hear this
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(OSError):  # what a killed Ray left in its session
            os.killpg(self._process.pid, signal.SIGKILL)
        self._errors.close()

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)
        lines: list[str] = []
        with contextlib.suppress(ValueError):  # closed meanwhile
            size = self._errors.seek(0, os.SEEK_END)
            self._errors.seek(max(0, size - 4000))
            lines = self._errors.read().decode(errors="replace").strip().splitlines()
        status = self._process.poll()
        said = f": {one_line(lines[-1])}" if lines else ""
        return f"exit status {status}{said}"


def _environment() -> dict[str, str]:
    """This very effbench, and Ray without its reports home or its second thoughts about GPUs."""
    here = str(Path(effbench.__file__).parents[1])
    path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "PYTHONPATH": path,
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
        "RAY_worker_niceness": "0",  # of a cluster that is started here; 15 is Ray's own choice
    }
