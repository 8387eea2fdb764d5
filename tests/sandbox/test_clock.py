"""The CPU clock of another process agrees with that process's own report."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator

import pytest

from effbench.sandbox.host import clock


def burn(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


class Worker:
    """A forked child that uses CPU time on command and then reports how much it has used."""

    def __init__(self) -> None:
        orders, self.orders = os.pipe()
        self.answers, answers = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.orders)
            while order := os.read(orders, 1):
                burn(order[0] / 1000)
                os.write(answers, time.process_time_ns().to_bytes(8, "little"))
            os._exit(0)
        os.close(orders)
        os.close(answers)

    def burn(self, milliseconds: int) -> int:
        os.write(self.orders, bytes([milliseconds]))
        return int.from_bytes(os.read(self.answers, 8), "little")

    def end(self) -> None:
        os.close(self.orders)
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    try:
        os.kill(made.pid, 9)
        os.waitpid(made.pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
    os.close(made.answers)


def test_its_own_clock() -> None:
    before = time.process_time_ns()
    read = time.clock_gettime_ns(clock.cpu_clock_id(os.getpid()))
    assert before <= read <= time.process_time_ns()


def test_a_blocked_process_is_read_exactly(worker: Worker) -> None:
    since_it_said = []
    for milliseconds in (1, 3, 20):
        said = worker.burn(milliseconds)
        assert clock.wait_until_blocked(worker.pid)
        read = clock.read_settled(worker.pid)
        since_it_said.append(read - said)
        assert clock.read_settled(worker.pid) == clock.read_running(worker.pid) == read
    # The reported time plus a few microseconds for the report itself: less than any tick.
    assert min(since_it_said) >= 0 and statistics.median(since_it_said) < 1_000_000


def test_short_work_is_not_rounded_to_ticks(worker: Worker) -> None:
    """A clock with steps of a tick (1 to 10 ms) would give 0 or a whole tick."""
    worker.burn(1)
    readings = []
    for _ in range(20):
        assert clock.wait_until_blocked(worker.pid)
        before = clock.read_settled(worker.pid)
        worker.burn(1)
        assert clock.wait_until_blocked(worker.pid)
        readings.append(clock.read_settled(worker.pid) - before)
    assert min(readings) >= 1_000_000
    assert statistics.median(readings) < 2_000_000


def test_a_dead_process_is_read_until_it_is_buried(worker: Worker) -> None:
    said = worker.burn(5)
    worker.end()
    # Its exit costs a little CPU time too, and several times as much on a busy machine.
    assert said <= clock.read_settled(worker.pid) < 100 * said
    assert not clock.wait_until_blocked(worker.pid)
    os.waitpid(worker.pid, 0)
    with pytest.raises(OSError):
        clock.read_settled(worker.pid)
    with pytest.raises(OSError):
        clock.wait_until_blocked(worker.pid)


def test_a_busy_process_is_not_blocked(worker: Worker) -> None:
    os.write(worker.orders, bytes([250]) * 4)
    assert not clock.wait_until_blocked(worker.pid, timeout_seconds=0.1)


def test_readings_of_a_running_process_never_fall(worker: Worker) -> None:
    os.write(worker.orders, bytes([100]))
    readings = [clock.read_running(worker.pid) for _ in range(2000)]
    assert readings == sorted(readings)


def test_settling_waits_for_two_equal_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    values = iter([5, 7, 9, 9, 100])

    def reading(clock_id: int) -> int:
        return next(values)

    fake: Callable[[int], int] = reading
    monkeypatch.setattr(clock.time, "clock_gettime_ns", fake)
    assert clock.read_settled(1) == 9
