"""Rate limiting: adaptive concurrency, and limits on requests and tokens per minute.

Concurrency follows TCP's additive increase, multiplicative decrease. It starts at its maximum and
is halved when the server reports too many requests (once for all requests in flight at that time).
It grows by one after as many successes as its current value. The module sends nothing itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]
_MINUTE = 60.0


@dataclass
class Turn:
    """One request in flight. `tokens` is its estimated cost; set it to the actual cost."""

    started: float
    tokens: int


class Pacer:
    """Limits `most` concurrent requests, `rpm` requests and `tpm` tokens a minute (None: no limit).

    Request starts are spread evenly over the minute. The token limit is a bucket that holds one
    minute's quota. A request that may cost more than the whole bucket starts when the bucket is
    full, so no request waits forever.
    """

    def __init__(
        self,
        most: int,
        rpm: float | None = None,
        tpm: float | None = None,
        *,
        sleep: Sleep = asyncio.sleep,
        clock: Clock = time.monotonic,
    ) -> None:
        self.most = max(1, most)
        self.limit = float(self.most)
        self.lowest = self.most
        self.throttlings = 0
        self._rpm, self._tpm = rpm, tpm
        self._sleep, self._clock = sleep, clock
        self._under_way = 0
        self._changed = asyncio.Condition()
        self._next_start = self._last_cut = float("-inf")
        self._tokens = tpm or 0.0
        self._filled = clock()

    @contextlib.asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[Turn]:
        """Wait until a request may start. When the block ends, unused tokens are given back."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._under_way < int(self.limit))
            self._under_way += 1
        try:
            await self._wait_for_start()
            await self._wait_for_tokens(tokens)
            turn = Turn(self._clock(), tokens)
            try:
                yield turn
            finally:
                self._tokens += tokens - turn.tokens
        finally:
            async with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def succeeded(self) -> None:
        """Record a success: raise the concurrency limit a little."""
        self.limit = min(self.most, self.limit + 1 / self.limit)

    def throttled(self, turn: Turn) -> None:
        """Halve the concurrency limit, unless the request was sent before the last cut."""
        if turn.started <= self._last_cut:
            return
        self._last_cut = self._clock()
        self.throttlings += 1
        self.limit = max(1.0, self.limit / 2)
        self.lowest = min(self.lowest, int(self.limit))

    async def _wait_for_start(self) -> None:
        if self._rpm is None:
            return
        now = self._clock()
        start = max(now, self._next_start)
        self._next_start = start + _MINUTE / self._rpm  # reserved before waiting: keeps the order
        if start > now:
            await self._sleep(start - now)

    async def _wait_for_tokens(self, tokens: int) -> None:
        if self._tpm is None:
            return
        self._fill(self._tpm)
        self._tokens -= tokens  # reserved: may go below zero, then the next one waits
        short = -(self._tokens + max(0, tokens - self._tpm))
        if short > 0:
            await self._sleep(short * _MINUTE / self._tpm)

    def _fill(self, tpm: float) -> None:
        now = self._clock()
        self._tokens = min(tpm, self._tokens + (now - self._filled) * tpm / _MINUTE)
        self._filled = now
