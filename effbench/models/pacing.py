"""When the next request may go out: concurrency that adapts, requests and tokens a minute.

Decides waiting only. It sends nothing and knows no server. Additive increase, multiplicative
decrease, as TCP does it: the number of requests at once starts at its maximum, is halved when the
server says that there are too many (once for all requests that were under way then), and grows by
one after as many successes as it is large.
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
    """One request under way. `tokens` is what it may cost; set it to what it did cost."""

    started: float
    tokens: int


class Pacer:
    """`most` requests at once, `rpm` requests and `tpm` tokens a minute (None: no such limit).

    Requests are spread evenly: the rpm-th one of a minute does not have to wait for the next.
    Tokens are a bucket that holds one minute's worth; a request that may cost more than that is
    let through when the bucket is full, so nothing waits for ever.
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
        """Wait for a turn; it ends with the block, and what it did not cost is given back."""
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
        self.limit = min(self.most, self.limit + 1 / self.limit)

    def throttled(self, turn: Turn) -> None:
        """The server wants fewer. Requests sent before the last cut say nothing new."""
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
        self._next_start = start + _MINUTE / self._rpm  # reserved before waiting: first come first
        if start > now:
            await self._sleep(start - now)

    async def _wait_for_tokens(self, tokens: int) -> None:
        if self._tpm is None:
            return
        self._fill(self._tpm)
        self._tokens -= tokens  # reserved: the bucket may owe, and then the next one waits
        short = -(self._tokens + max(0, tokens - self._tpm))
        if short > 0:
            await self._sleep(short * _MINUTE / self._tpm)

    def _fill(self, tpm: float) -> None:
        now = self._clock()
        self._tokens = min(tpm, self._tokens + (now - self._filled) * tpm / _MINUTE)
        self._filled = now
