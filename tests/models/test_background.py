"""Iterating over the items of a coroutine in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from effbench.models.background import iterate


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "effbench-iterate"]


async def three(emit: Callable[[int], None]) -> None:
    for number in range(3):
        await asyncio.sleep(0)
        emit(number)


def test_items_come_in_order_and_the_thread_ends() -> None:
    assert list(iterate(three)) == [0, 1, 2]
    assert threads() == []


def test_its_exception_comes_after_its_items() -> None:
    async def produce(emit: Callable[[int], None]) -> None:
        await three(emit)
        raise ValueError("late")

    items = iterate(produce)
    assert [next(items), next(items), next(items)] == [0, 1, 2]
    with pytest.raises(ValueError, match="late"):
        next(items)
    assert threads() == []


def test_closing_cancels_it() -> None:
    ended: list[str] = []

    async def produce(emit: Callable[[int], None]) -> None:
        emit(1)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    items = iterate(produce)
    assert next(items) == 1
    items.close()  # type: ignore[attr-defined]  # iterate is a generator function
    assert ended == ["cancelled"]
    assert threads() == []


def test_it_works_within_a_running_loop() -> None:
    async def notebook() -> list[int]:
        return list(iterate(three))

    assert asyncio.run(notebook()) == [0, 1, 2]


def test_nothing_runs_before_the_first_item_is_asked_for() -> None:
    started: list[int] = []

    async def produce(emit: Callable[[int], None]) -> None:
        started.append(1)

    items = iterate(produce)
    assert started == []
    assert list(items) == []
    assert started == [1]
