"""The connection to the bridge, in a process with many open files."""

from __future__ import annotations

import fcntl
import os
import resource
import socket
import time
from collections.abc import Iterator

import pytest

from effbench.executors.jobs import Fatal
from effbench.executors.ray import pipe
from effbench.executors.ray.pipe import BridgeDied, BridgeProcess

HIGH = 1100  # select() is limited to 1023


@pytest.fixture
def many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * HIGH
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"no more than {hard} descriptors may be open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connected(at_least: int) -> tuple[BridgeProcess, socket.socket]:
    """A bridge process reduced to a socket, with a descriptor of `at_least` this number."""
    low, theirs = socket.socketpair()
    ours = socket.socket(fileno=fcntl.fcntl(low.fileno(), fcntl.F_DUPFD_CLOEXEC, at_least))
    low.close()
    bridge = BridgeProcess.__new__(BridgeProcess)
    bridge._socket, bridge._heard = ours, []
    bridge._decoder = pipe.msgspec.msgpack.Decoder(pipe.FromBridge)
    return bridge, theirs


@pytest.mark.parametrize("at_least", [0, HIGH])
def test_a_message_is_received_whatever_the_descriptor(many_files: None, at_least: int) -> None:
    bridge, theirs = connected(at_least)
    with bridge._socket, theirs:
        assert bridge._socket.fileno() >= at_least
        assert bridge.receive(0.0) is None
        pipe.send_frame(theirs, Fatal(kind="usage", text="said"))
        assert bridge.receive(5.0) == Fatal(kind="usage", text="said")


def test_waiting_takes_as_long_as_asked(many_files: None) -> None:
    bridge, theirs = connected(HIGH)
    with bridge._socket, theirs:
        start = time.monotonic()
        assert bridge.receive(0.05) is None
        assert time.monotonic() - start >= 0.05


def test_a_closed_socket_is_a_bridge_that_died() -> None:
    bridge, theirs = connected(0)
    theirs.close()
    bridge._socket.close()
    with pytest.raises(BridgeDied, match="closed"):
        bridge.receive(1.0)


def test_a_descriptor_that_others_closed_is_a_bridge_that_died() -> None:
    bridge, theirs = connected(0)
    with theirs:
        os.close(bridge._socket.fileno())
        with pytest.raises(BridgeDied, match="closed"):
            bridge.receive(1.0)
        bridge._socket.detach()
