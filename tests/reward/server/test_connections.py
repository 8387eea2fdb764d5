"""Many idle connections do not lock out clients that send requests."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import resource
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from reward_server import GOOD, TOKEN, Server, started

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
N_IDLE = 1200
ENOUGH_SECONDS = 15.0
"""Less than the 20 s after which every idle connection is closed."""
HEAD = (
    f"POST /score HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    "Content-Type: application/json\r\n"
)


@pytest.fixture(scope="module", autouse=True)
def descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = N_IDLE + 800
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"{wanted} descriptors are needed, this process may have {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def server(tasks_dir: Path, token_file: Path) -> Iterator[Server]:
    """A server with the usual limit of 1,024 descriptors."""
    few = "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (1024, r.getrlimit(7)[1]))"
    with started(tasks_dir, "--token-file", str(token_file), before=few) as made:
        yield made


@contextlib.contextmanager
def many(server: Server, said: bytes, count: int, address: str) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        found = []
        for _ in range(count):
            sock = socket.create_connection(
                ("127.0.0.1", server.port), timeout=30, source_address=(address, 0)
            )
            found.append(stack.enter_context(sock))
            with contextlib.suppress(OSError):  # evicted already
                sock.sendall(said)
        yield found


def kept_alive(connection: http.client.HTTPConnection) -> None:
    body = json.dumps({"task": "squares", "completion": GOOD}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    connection.auto_open = 0  # type: ignore[assignment]  # the same connection, or an error
    connection.request("POST", "/score", body=body, headers=headers)
    reply = connection.getresponse()
    assert (reply.status, json.loads(reply.read())["passed"]) == (200, True)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"POST /score HTTP/1.1\r\nHost: loc",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        f"{HEAD}Content-Length: 100\r\n\r\n{{".encode(),
    ],
    ids=["nothing", "a part of a head", "once and no more", "a part of a body"],
)
def test_idle_connections_keep_nobody_out(server: Server, said: bytes, address: str) -> None:
    server.score(GOOD)
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    client.connect()
    kept_alive(client)
    start = time.monotonic()
    with many(server, said, N_IDLE, address):
        asked = time.monotonic()
        status, found, _ = server.score(GOOD)
        assert (status, found["verdicts"][0]["passed"]) == (200, True)
        assert server.ask("GET", "/health", token=None)[0] == 200
        if address != "127.0.0.1" or not said.endswith((b"\r\n\r\n", b"{")):
            kept_alive(client)  # may be evicted if its address has open requests
        if asked - start < ENOUGH_SECONDS / 2:  # else the machine is too busy
            assert time.monotonic() - asked < ENOUGH_SECONDS / 2
        assert psutil.Process(server.process.pid).num_fds() < 900
    client.close()
    assert server.errors.read_text() == ""


def test_requests_that_are_judged_are_not_cut_off(server: Server) -> None:
    """Clients with a complete request keep their connections, however many others arrive."""
    body = json.dumps({"task": "squares", "completion": GOOD}).encode()
    whole = f"{HEAD}Content-Length: {len(body)}\r\n\r\n".encode() + body
    with many(server, whole, 40, "127.0.0.1") as asking, many(server, b"", N_IDLE, "127.0.0.1"):
        for sock in asking:
            assert sock.recv(100).startswith(b"HTTP/1.1 200 ")


def test_without_any_place_the_answer_is_to_come_again(tasks_dir: Path) -> None:
    none = "import effbench.reward.server.connections as c; c.most_connections = lambda: 0"
    with started(tasks_dir, before=none) as full:
        with socket.create_connection(("127.0.0.1", full.port), timeout=30) as sock:
            head = sock.recv(1000)
        assert head.startswith(b"HTTP/1.1 503 ") and b"Retry-After" in head
        full.process.terminate()
        assert full.process.wait(60) == 0


def test_who_reads_no_answer_is_cut_off(tasks_dir: Path) -> None:
    """The unread part of its answer would make a graceful close wait forever."""
    small = "import effbench.reward.server.connections as c; c.HEAD_SECONDS = 1.5"
    with started(tasks_dir, before=small) as server:
        asked = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.connect(("127.0.0.1", server.port))
            sock.settimeout(5)
            with contextlib.suppress(OSError):
                for _ in range(5000):
                    sock.sendall(asked)
            process = psutil.Process(server.process.pid)
            end = time.monotonic() + 30
            while any(c.status == "ESTABLISHED" for c in process.net_connections()):
                assert time.monotonic() < end
                time.sleep(0.1)


def test_a_burst_leaves_descriptors_for_the_judge(server: Server) -> None:
    server.score(GOOD)
    os.kill(server.process.pid, signal.SIGSTOP)  # so that all arrive at once
    with contextlib.ExitStack() as stack:
        stack.callback(os.kill, server.process.pid, signal.SIGCONT)
        for _ in range(1020):  # the server itself has some twenty descriptors
            address = ("127.0.0.1", server.port)
            stack.enter_context(socket.create_connection(address, timeout=30))
        os.kill(server.process.pid, signal.SIGCONT)
        assert server.score(GOOD)[1]["verdicts"][0]["passed"]
    assert server.errors.read_text() == ""
