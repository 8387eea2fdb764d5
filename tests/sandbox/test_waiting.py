"""A child's own waiting counts; delays that the machine causes do not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from effbench.sandbox import Limits, Sandbox
from effbench.sandbox.host import waiting as module
from effbench.sandbox.host.waiting import (
    FREE_SECONDS,
    Scheduling,
    Waiting,
    queued_at_first,
    scheduling,
)

SECOND = 10**9
FREE = int(FREE_SECONDS * SECOND)
HEAD = "import threading, time\ndef solve(x):\n    "
THREAD = "t = threading.Thread(target=lambda: {}); t.start(); t.join(); return x"


class Clock:
    """The wall clock, the child's clock and the kernel's account, all set by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 5 * SECOND
        self.queued: dict[int, int] = {1: 7 * SECOND}  # before the input was sent
        self.runnable = False
        self.asked = 0
        monkeypatch.setattr(module.time, "perf_counter_ns", lambda: self.now)
        self.waiting = Waiting(self.ask)

    def ask(self) -> Scheduling:
        self.asked += 1
        return Scheduling(dict(self.queued), self.runnable)

    def look(self, seconds: float, cpu: float = 0.0, excused: bool | None = None) -> int:
        self.now += int(seconds * SECOND)
        return self.waiting.look(3 * SECOND + int(cpu * SECOND), excused)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(monkeypatch)
    assert made.look(1) == 0  # no input was sent yet
    made.waiting.begin(3 * SECOND, dict(made.queued))
    return made


def test_sleeping_counts_beyond_what_is_free(clock: Clock) -> None:
    assert clock.look(FREE_SECONDS / 2) == 0 and clock.asked == 0
    assert clock.look(1) == SECOND - FREE // 2
    assert clock.look(1) == 2 * SECOND - FREE // 2


def test_computing_does_not(clock: Clock) -> None:
    assert clock.look(2, cpu=2) == 0
    assert clock.look(3, cpu=5) == 0 and clock.asked == 0
    assert clock.look(1, cpu=9) == 0  # on several cores


def test_the_queue_for_a_processor_does_not(clock: Clock) -> None:
    clock.queued[1] += 2 * SECOND
    assert clock.look(2) == 0
    clock.queued[2] = SECOND  # a second thread
    assert clock.look(1) == 0
    del clock.queued[2]  # it has ended
    assert clock.look(1) == SECOND - FREE


def test_what_is_runnable_is_held_back_by_the_machine(clock: Clock) -> None:
    clock.runnable = True
    assert clock.look(2) == 0
    clock.runnable = False
    assert clock.look(1) == SECOND - FREE
    clock.runnable = True
    assert clock.look(1) == SECOND - FREE
    assert clock.look(1, excused=False) == 2 * SECOND - FREE  # it has just woken to answer


def test_who_waits_for_us_to_read_does_not(clock: Clock) -> None:
    assert clock.look(1, excused=True) == 0
    assert clock.look(1) == SECOND - FREE


def test_the_kernels_account_of_this_process_and_of_none() -> None:
    found = scheduling(os.getpid())
    assert found.runnable and os.getpid() in found.queued_ns
    assert scheduling(2**22 + 1) == Scheduling({}, False)
    assert queued_at_first(os.getpid())[os.getpid()] >= found.queued_ns[os.getpid()]
    assert queued_at_first(2**22 + 1) == {}


@pytest.mark.parametrize(
    "body",
    [
        "time.sleep(0.4); return x",
        "[time.sleep(0.01) for _ in range(40)]; return x",
        THREAD.format("time.sleep(0.4)"),
        "threading.Lock().acquire(timeout=0.4); e = threading.Event(); e.wait(0.4); return x",
    ],
)
def test_what_a_child_waits_is_told(sandbox: Sandbox, body: str) -> None:
    outcome = sandbox.run(HEAD + body, "solve", [(1,)])
    assert outcome.values == (1,)
    assert 0.2 * SECOND < outcome.waited_ns <= outcome.wall_ns


@pytest.mark.parametrize(
    "body",
    [
        "return x",
        "sum(range(3 * 10**6)); return x",
        THREAD.format("sum(range(3 * 10**6))"),
        "return 'x' * (8 << 20)",
    ],
)
def test_who_computes_or_answers_at_length_waits_for_nothing(sandbox: Sandbox, body: str) -> None:
    outcome = sandbox.run(HEAD + body, "solve", [(1,)], Limits(wait_seconds=0.5))
    assert outcome.ended == "returned" and outcome.waited_ns < 0.5 * SECOND


def test_a_child_that_waits_too_long_is_ended(sandbox: Sandbox) -> None:
    for body in ("time.sleep(600)", "threading.Event().wait()", "[time.sleep(0.01) for _ in x]"):
        source = f"{HEAD}x = iter(int, 1); {body}"
        outcome = sandbox.run(source, "solve", [(1,)], Limits(wait_seconds=0.3, wall_seconds=300))
        assert outcome.ended == "timeout" and outcome.waited_ns > 0.3 * SECOND


def test_so_is_a_program(sandbox: Sandbox) -> None:
    source = "import time\nprint(input())\ntime.sleep(600)"
    outcome = sandbox.run(source, "", [("a\n",)], Limits(wait_seconds=0.3, wall_seconds=300))
    assert outcome.ended == "timeout" and outcome.waited_ns > 0.3 * SECOND


@pytest.fixture
def crowded_core() -> Iterator[None]:
    """This process and its children share one core with four endless loops."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()
        os.sched_setaffinity(0, before)


def test_on_a_crowded_core_nobody_waits_who_computes(crowded_core: None) -> None:
    with Sandbox() as sandbox:
        source = f"{HEAD}sum(range(2 * 10**7)); return x"
        outcome = sandbox.run(source, "solve", [(1,)], Limits(60, 300, wait_seconds=0.5))
    assert outcome.values == (1,)
    assert outcome.wall_ns > 1.3 * outcome.cpu_ns  # half a core, or less
    assert outcome.waited_ns < 0.2 * SECOND
