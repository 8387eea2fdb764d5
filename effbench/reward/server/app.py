"""The ASGI application: it authenticates requests, applies limits and calls the judge.

A request passes these checks in order: the token; whether the server is closing; the body's type,
size and time to arrive; and room for its completions (429 with Retry-After if there is none). The
judge then runs until the deadline (504) or until the client disconnects, which drops the
completions that were not begun. A request gets all of its verdicts or none.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from effbench import __version__
from effbench.base import EffbenchError, UsageError, one_line
from effbench.reward.adapters.openrlhf import shaped
from effbench.reward.adapters.settings import number
from effbench.reward.core import Judge
from effbench.reward.server import shapes
from effbench.reward.server.prometheus import Metrics
from effbench.reward.transport import MAX_BODY_BYTES
from effbench.reward.verdict import RewardVerdict

RETRY_AFTER_SECONDS = 2
BODY_SECONDS = 60.0
MAX_BYTES_AT_ONCE = 8 * MAX_BODY_BYTES
"""Limit for all bodies together that are being read or judged."""
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
_Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class ServerLimits:
    """The limits of the server.

    `max_pending`: the maximum number of completions queued or being judged. `deadline_seconds`: the
    time limit for one request.
    """

    max_pending: int = 4096
    deadline_seconds: float = 600.0


class _Refusal(Exception):
    """Internal control flow: answer with an error."""

    def __init__(self, code: int, words: str, **headers: str) -> None:
        super().__init__(words)
        self.code, self.headers = code, headers


class RewardApp:
    """The application around one judge.

    `token`: the token that clients must present. With None, none is needed, but the Host header
    must be a loopback name.
    """

    def __init__(self, judge: Judge, token: str | None, limits: ServerLimits) -> None:
        self._judge, self._token, self._limits = judge, token, limits
        self._pending = self._bytes = 0
        self.closing = False
        self.metrics = Metrics(lambda: judge.stats)
        self.asgi = Starlette(
            routes=[
                self._route("/health", self._health, "GET", everybody=True),
                self._route("/info", self._info, "GET"),
                self._route("/metrics", self._metrics, "GET"),
                self._route("/score", self._score, "POST"),
                self._route("/probe", self._probe, "POST"),
                self._route("/openrlhf", self._openrlhf, "POST"),
                self._route("/slime", self._slime, "POST"),
            ]
        )

    # --- endpoints ------------------------------------------------------------------------------

    async def _health(self, request: Request) -> Response:
        state = "closing" if self.closing else "ok"
        code = 503 if self.closing else 200
        return _json({"status": state, "version": __version__}, code)

    async def _info(self, request: Request) -> Response:
        judge = self._judge
        return _json(
            {
                "suite": judge.suite.name,
                "profile": judge.profile,
                "spec": str(judge.spec),
                "seed": judge.seed,
                "version": __version__,
            }
        )

    async def _metrics(self, request: Request) -> Response:
        self.metrics.pending.set(self._pending)
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return Response(self.metrics.text(), headers={"Content-Type": kind})

    async def _score(self, request: Request) -> Response:
        async with self._body(request) as body:
            pairs, alone = await asyncio.to_thread(shapes.score_items, body)
            verdicts = await self._judged(request, pairs)
        plain = [verdict.as_dict() for verdict in verdicts]
        return _json(plain[0] if alone else {"verdicts": plain})

    async def _probe(self, request: Request) -> Response:
        async with self._body(request) as body:
            task = shapes.probed_task(body)
        with self._room(1):
            return _json((await asyncio.to_thread(self._judge.probe, task)).as_dict())

    async def _openrlhf(self, request: Request) -> Response:
        async with self._body(request) as body:
            pairs = await asyncio.to_thread(shapes.openrlhf_items, body)
            verdicts = await self._judged(request, pairs)
        return _json(shaped(verdicts, await self._numbers(verdicts)))

    async def _slime(self, request: Request) -> Response:
        async with self._body(request) as body:
            pair = await asyncio.to_thread(shapes.slime_item, body)
            verdicts = await self._judged(request, [pair])
        return _json((await self._numbers(verdicts))[0])

    async def _numbers(self, verdicts: Sequence[RewardVerdict]) -> list[float]:
        """Return floats for trainers that cannot drop a completion (`adapters.settings.number`)."""
        return [await asyncio.to_thread(number, self._judge, verdict) for verdict in verdicts]

    # --- around every request -------------------------------------------------------------------

    def _route(self, path: str, handler: _Handler, method: str, everybody: bool = False) -> Route:
        async def answered(request: Request) -> Response:
            response = await self._answered(handler, request, everybody)
            self.metrics.requested(path, response.status_code)
            return response

        return Route(path, answered, methods=[method])

    async def _answered(self, handler: _Handler, request: Request, everybody: bool) -> Response:
        try:
            if not everybody:
                self._admit(request)
            return await handler(request)
        except _Refusal as refusal:
            return _json({"error": str(refusal)}, refusal.code, **refusal.headers)
        except shapes.TooMuchError as error:
            return _json({"error": str(error)}, 413)
        except UsageError as error:
            return _json({"error": one_line(error, 1000)}, 400)
        except RecursionError:
            return _json({"error": "a completion is nested too deeply"}, 400)
        except EffbenchError as error:  # the machine cannot judge: not the client's fault
            return _json({"error": one_line(error, 1000)}, 503, **_later())
        except ClientDisconnect:
            return Response(status_code=499)

    def _admit(self, request: Request) -> None:
        if self._token is None:
            if _host(request.headers.get("host", "")) not in _LOOPBACK_NAMES:  # DNS rebinding
                raise _Refusal(403, "without a token only loopback names are answered")
        elif not _shows(request.headers.get("authorization", ""), self._token):
            raise _Refusal(401, "token missing or wrong", **{"WWW-Authenticate": "Bearer"})

    @contextlib.asynccontextmanager
    async def _body(self, request: Request) -> AsyncIterator[bytes]:
        """Read the body. Its bytes count against MAX_BYTES_AT_ONCE while it is in use."""
        if self.closing:
            raise _Refusal(503, "the server is closing", **_later())
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":  # browsers preflight it across origins
            raise _Refusal(415, "the body's Content-Type has to be application/json")
        body = bytearray()
        try:
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    await self._read(request, body)
            except TimeoutError:
                raise _Refusal(408, f"the body took more than {BODY_SECONDS:g} s") from None
            yield bytes(body)
        finally:
            self._bytes -= len(body)

    async def _read(self, request: Request, body: bytearray) -> None:
        async for part in request.stream():
            self._bytes += len(part)
            body += part
            if len(body) > MAX_BODY_BYTES:
                raise _Refusal(413, f"the body has more than {MAX_BODY_BYTES} bytes")
            if self._bytes > MAX_BYTES_AT_ONCE:
                raise _Refusal(429, "too many large requests at once", **_later())

    @contextlib.contextmanager
    def _room(self, count: int) -> Iterator[None]:
        """Reserve room for `count` completions. If none are pending, any count is accepted."""
        if self._pending and self._pending + count > self._limits.max_pending:
            words = f"{self._pending} completions are pending, {self._limits.max_pending} at most"
            raise _Refusal(429, words, **_later())
        self._pending += count
        try:
            yield
        finally:
            self._pending -= count

    async def _judged(self, request: Request, pairs: Sequence[shapes.Pair]) -> list[RewardVerdict]:
        start = time.monotonic()
        with self._room(len(pairs)):
            asked = asyncio.ensure_future(self._judge.ascore_many(pairs))
            gone = asyncio.ensure_future(_hung_up(request))
            try:
                await asyncio.wait(
                    {asked, gone},
                    timeout=self._limits.deadline_seconds,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if not asked.done():
                    if gone.done():
                        raise ClientDisconnect
                    words = f"not judged within {self._limits.deadline_seconds:g} s"
                    raise _Refusal(504, words, **_later())
                verdicts = asked.result()
            finally:
                asked.cancel()
                gone.cancel()
        if self._judge.closed and any(verdict.infra_error for verdict in verdicts):
            raise _Refusal(503, "the server is closing", **_later())
        self.metrics.scored(verdicts, time.monotonic() - start)
        return verdicts


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _shows(authorization: str, token: str) -> bool:
    """Check the header: `Bearer TOKEN`, or Basic with the token as the password.

    Basic is for clients that can only be configured with a URL.
    """
    kind, _, value = authorization.partition(" ")
    shown = value.strip()
    if kind.lower() == "basic":
        try:
            shown = base64.b64decode(shown, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return False
    elif kind.lower() != "bearer":
        return False
    return hmac.compare_digest(shown.encode("utf-8", "replace"), token.encode())


def _host(header: str) -> str:
    """Return the name in a Host header, without the port and the brackets of an address."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].lower()


def _later() -> dict[str, str]:
    return {"Retry-After": str(RETRY_AFTER_SECONDS)}


def _json(value: Any, code: int = 200, **headers: str) -> Response:
    """Encode as ASCII, because a model's text may hold a lone surrogate, which UTF-8 cannot."""
    body = json.dumps(value, allow_nan=False)
    return Response(body, code, {"Content-Type": "application/json", **headers})
