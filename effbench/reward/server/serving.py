"""Run the server: read the token, bind the socket, serve, and shut down.

Without a token, the server listens on loopback addresses only. The port is bound before the judge
starts, so that a port in use fails early. On SIGTERM or Ctrl-C, the server stops accepting
requests; those in flight have a grace period of `drain_seconds`. Then the judge is closed, and the
remaining requests get 503. A second signal skips the grace period.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import shlex
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from effbench.base import UsageError, one_line
from effbench.reward.core import Judge
from effbench.reward.server.app import RewardApp, ServerLimits
from effbench.reward.server.connections import ACCEPTED_AT_ONCE, BACKLOG, Connection

KEEP_ALIVE_SECONDS = 15
_CLOSING_SECONDS = 30.0
MIN_TOKEN_LENGTH = 16
_MAX_TOKEN_BYTES = 4096
TOKEN_VARIABLE = "EFFBENCH_REWARD_TOKEN"
MAKE_A_TOKEN = "python -c 'import secrets; print(secrets.token_urlsafe())' > token"


@dataclass(frozen=True)
class Place:
    """The address to listen on (`port` 0 picks a free port), and the grace period at shutdown."""

    host: str = "127.0.0.1"
    port: int = 8765
    drain_seconds: float = 30.0


def read_token(file: Path | None) -> str | None:
    """Return the token in a file, or in EFFBENCH_REWARD_TOKEN; None if that is not set.

    Raises UsageError if the file cannot be read or the token is invalid.
    """
    if file is not None:
        try:
            with file.open("rb") as opened:  # bounded: a device is endless; <(command) is a pipe
                text, source = opened.read(_MAX_TOKEN_BYTES).decode("ascii").strip(), str(file)
        except FileNotFoundError:
            raise UsageError(
                f"--token-file {file}: there is no such file; create it: "
                f"{MAKE_A_TOKEN.removesuffix('token')}{shlex.quote(str(file))}"
            ) from None
        except OSError as error:
            raise UsageError(f"--token-file {file}: {error.strerror}; name a file") from None
        except UnicodeDecodeError as error:
            raise UsageError(f"--token-file {file}: {one_line(error)}") from None
    else:
        text, source = os.environ.get(TOKEN_VARIABLE, "").strip(), TOKEN_VARIABLE
        if not text:
            return None
    if len(text) < MIN_TOKEN_LENGTH or not text.isascii() or not text.isprintable() or " " in text:
        raise UsageError(
            f"{source}: a token is one word of at least {MIN_TOKEN_LENGTH} plain characters; "
            f"create one: {MAKE_A_TOKEN}"
        )
    return text


def bound_socket(place: Place, token: str | None) -> socket.socket:
    """Return a bound, listening socket.

    Raises UsageError if the host is unknown, the port is in use, or the address is not loopback and
    there is no token.
    """
    try:
        found = socket.getaddrinfo(
            place.host, place.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host {one_line(place.host)}: {one_line(error)}") from None
    family, kind, protocol, _, address = found[0]
    if token is None and not _is_loopback(str(address[0])):
        raise UsageError(
            f"--host {place.host} can be reached from other machines, and any client can run code "
            f"on the server: give it a token (--token-file or {TOKEN_VARIABLE}); create one: "
            f"{MAKE_A_TOKEN}"
        )
    sock = socket.socket(family, kind, protocol)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(address)
        sock.listen()
    except OSError as error:
        sock.close()
        raise UsageError(
            f"port {place.port} on {place.host}: {error.strerror}; choose another with --port, "
            "or 0 for a free one"
        ) from None
    return sock


def serve(
    make_judge: Callable[[], Judge],
    place: Place,
    token: str | None,
    limits: ServerLimits,
    ready: Callable[[str, Judge], None],
) -> None:
    """Serve until a signal arrives. `ready` is called with the URL and the judge when it listens.

    Raises UsageError if the socket cannot be bound, before it creates the judge, and whatever
    `make_judge` raises.
    """
    with bound_socket(place, token) as sock, make_judge() as judge:
        asyncio.run(_served(judge, sock, place, token, limits, ready))


async def _served(
    judge: Judge,
    sock: socket.socket,
    place: Place,
    token: str | None,
    limits: ServerLimits,
    ready: Callable[[str, Judge], None],
) -> None:
    app = RewardApp(judge, token, limits)
    server = _Server(
        uvicorn.Config(
            app.asgi,
            http=Connection,
            backlog=ACCEPTED_AT_ONCE,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=int(place.drain_seconds + _CLOSING_SECONDS),
        )
    )
    ending: list[asyncio.Task[None]] = []

    async def end(wait_seconds: float) -> None:
        await asyncio.sleep(wait_seconds)
        await asyncio.to_thread(judge.close)

    def stop() -> None:
        app.closing = server.should_exit = True
        ending.append(asyncio.ensure_future(end(0.0 if ending else place.drain_seconds)))

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    saying = asyncio.ensure_future(_announce(server, sock, lambda: ready(_url(sock), judge)))
    await server.serve(sockets=[sock])
    for task in (saying, *ending):
        task.cancel()


async def _announce(server: uvicorn.Server, sock: socket.socket, say: Callable[[], None]) -> None:
    while not server.started:
        await asyncio.sleep(0.01)
    sock.listen(BACKLOG)  # asyncio set it to ACCEPTED_AT_ONCE, its limit per iteration
    say()


class _Server(uvicorn.Server):
    """A uvicorn server whose signals are handled in `_served`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _url(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
