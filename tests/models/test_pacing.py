"""Rate limiting, with a clock that advances only by sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from effbench.models.pacing import Pacer


class FakeTime:
    """A clock that advances when a task sleeps, in the order of waking up."""

    def __init__(self) -> None:
        self.now = 100.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._count = 0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        self._count += 1
        self._sleepers.append((self.now + seconds, self._count, event))
        await event.wait()

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work`. If every task sleeps, wake the one that is due first."""
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(50):
                await asyncio.sleep(0)
            if not task.done() and self._sleepers:
                self._sleepers.sort()
                wake, _, event = self._sleepers.pop(0)
                self.now = max(self.now, wake)
                event.set()
        await task


def drive(work: Coroutine[Any, Any, None], time: FakeTime) -> None:
    asyncio.run(time.run(work))


@pytest.mark.parametrize("most", [1, 3])
def test_never_more_than_the_most_at_once(most: int) -> None:
    time, at_once, seen = FakeTime(), 0, 0

    async def one(pacer: Pacer) -> None:
        nonlocal at_once, seen
        async with pacer.turn(1):
            at_once += 1
            seen = max(seen, at_once)
            await time.sleep(1.0)
            at_once -= 1

    async def work() -> None:
        pacer = Pacer(most, sleep=time.sleep, clock=time.clock)
        await asyncio.gather(*(one(pacer) for _ in range(10)))

    drive(work(), time)
    assert seen == most
    assert time.now == 100 + -(-10 // most)


def test_requests_a_minute_are_spread_evenly() -> None:
    time = FakeTime()
    starts: list[float] = []

    async def one(pacer: Pacer) -> None:
        async with pacer.turn(1):
            starts.append(time.now)

    async def work() -> None:
        pacer = Pacer(100, rpm=30, sleep=time.sleep, clock=time.clock)
        await asyncio.gather(*(one(pacer) for _ in range(5)))

    drive(work(), time)
    assert starts == [100, 102, 104, 106, 108]


def test_tokens_a_minute_bound_what_is_sent_and_the_rest_is_given_back() -> None:
    time = FakeTime()
    starts: list[float] = []

    async def one(pacer: Pacer, cost: int) -> None:
        async with pacer.turn(300) as turn:
            starts.append(time.now)
            turn.tokens = cost

    async def work() -> None:
        pacer = Pacer(1, tpm=600, sleep=time.sleep, clock=time.clock)  # 10 a second
        for cost in (300, 300, 0, 300):
            await one(pacer, cost)

    drive(work(), time)
    # Two fit into the full bucket. The third waits for 300 and costs nothing: the fourth starts.
    assert starts == [100, 100, 130, 130]


def test_a_request_larger_than_a_minutes_tokens_is_let_through_when_the_bucket_is_full() -> None:
    time = FakeTime()
    starts: list[float] = []

    async def work() -> None:
        pacer = Pacer(1, tpm=60, sleep=time.sleep, clock=time.clock)
        for _ in range(2):
            async with pacer.turn(90):
                starts.append(time.now)

    drive(work(), time)
    assert starts == [100, 190]  # 30 below zero, then fills to 60 at one a second


def test_many_refusals_of_one_moment_halve_once_and_successes_win_it_back() -> None:
    time = FakeTime()

    async def work() -> None:
        pacer = Pacer(8, sleep=time.sleep, clock=time.clock)
        async with pacer.turn(1) as first, pacer.turn(1) as second:
            time.now += 1
            pacer.throttled(first)
            pacer.throttled(second)
        assert (int(pacer.limit), pacer.throttlings, pacer.lowest) == (4, 1, 4)
        for _ in range(10):
            time.now += 1
            async with pacer.turn(1) as turn:
                time.now += 1
                pacer.throttled(turn)
        assert (int(pacer.limit), pacer.lowest) == (1, 1)
        for _ in range(100):
            pacer.succeeded()
        assert pacer.limit == 8

    drive(work(), time)


def test_a_turn_ends_when_its_block_raises() -> None:
    time = FakeTime()

    async def work() -> None:
        pacer = Pacer(1, sleep=time.sleep, clock=time.clock)
        for _ in range(3):
            with pytest.raises(ValueError, match="broken"):
                async with pacer.turn(1):
                    raise ValueError("broken")

    drive(work(), time)
