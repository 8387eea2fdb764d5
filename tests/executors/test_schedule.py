"""The schedule: every job runs once while nodes leave and join; batches, lanes, locality."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.executors.jobs import WiredAudit, WiredJob, WiredJudge, WiredTiming
from effbench.executors.ray.queues import (
    MAX_AUDIT_LOSSES,
    MAX_BYTES_A_CALL,
    MAX_FAILURES,
    MAX_LOSSES,
)
from effbench.executors.ray.schedule import ABSENT_SECONDS, MAX_JOBS_A_CALL, Call, Schedule


def judging(number: int, task: str = "t", n_bytes: int = 10) -> WiredJudge:
    return WiredJudge(id=number, task_id=task, source=b"x" * n_bytes)


def timing(number: int) -> WiredTiming:
    return WiredTiming(id=number, task_id=f"t{number}", sources={"a": b"x"})


def audit(number: int, node: str) -> WiredAudit:
    return WiredAudit(id=number, node=node, when="start", shared={})


def scheduled(slots: dict[str, int]) -> Schedule:
    schedule = Schedule()
    for name, count in slots.items():
        schedule.join(name, count, 1)
    schedule.allow_timing(slots)
    return schedule


def kinds(calls: list[Call]) -> set[tuple[str, type]]:
    return {(call.node, type(call.jobs[0])) for call in calls}


@given(st.integers(0, 10_000))
def test_every_job_comes_out_once_whatever_leaves_and_joins(seed: int) -> None:
    rng = random.Random(seed)
    schedule = scheduled({"a": 2, "b": 1})
    in_flight: list[Call] = []
    out: Counter[int] = Counter()
    names = ["a", "b", "c", "d"]
    given_in = 0
    for now in range(60):
        for _ in range(rng.randrange(4)):
            given_in += 1
            task = rng.choice("xyz")
            schedule.add(rng.choice([judging(given_in, task), timing(given_in)]))
        if rng.random() < 0.2:
            schedule.leave(rng.choice(names))
        if rng.random() < 0.3:
            schedule.join(rng.choice(names), rng.randint(1, 3), 1)
        in_flight += schedule.next_calls(now)
        rng.shuffle(in_flight)
        for call in in_flight[: rng.randrange(4)]:  # including calls of lost nodes
            in_flight.remove(call)
            done = schedule.finished(call.number, now)
            out.update(job.id for job in done.jobs) if done else None
        out.update(job.id for job, _ in schedule.given_up())
    schedule.join("last", 2, 1)
    schedule.allow_timing(["last", *names])
    while not schedule.idle:
        in_flight += schedule.next_calls(100)
        done = schedule.finished(in_flight.pop(0).number, 100)
        out.update(job.id for job in done.jobs) if done else None
    assert out == dict.fromkeys(range(1, given_in + 1), 1)


def test_a_node_that_times_does_nothing_else() -> None:
    schedule = scheduled({"a": 4})
    for number in range(3):
        schedule.add(timing(number))
    for number in range(3, 9):
        schedule.add(judging(number))
    calls = list(schedule.next_calls(0.0))
    assert kinds(calls) == {("a", WiredTiming)}
    assert len(calls) == 1
    schedule.finished(calls[0].number, 1.0)
    assert kinds(list(schedule.next_calls(1.0))) == {("a", WiredTiming)}


def test_only_allowed_nodes_time_and_the_others_judge() -> None:
    schedule = scheduled({"fit": 1, "unfit": 1})
    schedule.allow_timing(["fit"])
    schedule.add(timing(1))
    schedule.add(judging(2))
    schedule.add(judging(3))
    calls = list(schedule.next_calls(0.0))
    assert kinds(calls) == {("fit", WiredTiming), ("unfit", WiredJudge)}


def test_a_task_is_never_on_two_nodes_at_once() -> None:
    schedule = scheduled({"a": 1, "b": 1})
    schedule.add(timing(1))
    (first,) = schedule.next_calls(0.0)
    schedule.leave(first.node)
    (second,) = schedule.next_calls(1.0)
    assert second.node != first.node
    assert schedule.finished(first.number, 2.0) is None
    assert schedule.finished(second.number, 2.0) is second


def test_it_is_stalled_when_no_node_may_time() -> None:
    schedule = scheduled({"a": 1})
    schedule.allow_timing(["gone"])
    assert not schedule.stalled
    schedule.add(timing(1))
    assert schedule.stalled
    schedule.allow_timing(["a"])
    assert not schedule.stalled


def test_lanes_bound_what_is_timed_at_once() -> None:
    schedule = Schedule()
    schedule.join("a", 8, 3)
    schedule.allow_timing(["a"])
    for number in range(9):
        schedule.add(timing(number))
    assert len(list(schedule.next_calls(0.0))) == 3


def test_a_job_whose_nodes_all_die_is_given_up() -> None:
    schedule = Schedule()
    schedule.add(judging(1))
    for number in range(MAX_LOSSES + 1):
        schedule.join(f"n{number}", 1, 1)
        assert len(list(schedule.next_calls(0.0))) == 1
        schedule.leave(f"n{number}")
    ((job, why),) = schedule.given_up()
    assert job.id == 1
    assert "nodes went away" in why
    assert schedule.idle


def test_what_a_node_could_not_do_is_tried_again_a_few_times() -> None:
    schedule = scheduled({"a": 1})
    job = timing(1)
    schedule.add(job)
    for _ in range(MAX_FAILURES):
        (call,) = schedule.next_calls(0.0)
        schedule.finished(call.number, 1.0)
        assert schedule.try_again(job)
    (call,) = schedule.next_calls(0.0)
    schedule.finished(call.number, 1.0)
    assert not schedule.try_again(job)
    assert schedule.idle


def test_what_was_lost_once_travels_alone() -> None:
    schedule = scheduled({"a": 1})
    for number in range(40):
        schedule.add(judging(number))
    for now in range(20):  # quick jobs: calls grow
        for call in list(schedule.next_calls(now)):
            schedule.finished(call.number, now + 0.001)
            for job in call.jobs:
                schedule.add(judging(job.id + 1000))
    calls = list(schedule.next_calls(30.0))
    assert max(len(call.jobs) for call in calls) > 1
    lost = {job.id for call in calls for job in call.jobs}
    schedule.leave("a")
    schedule.join("b", 1, 1)
    for call in schedule.next_calls(31.0):
        assert len(call.jobs) == 1
        assert call.jobs[0].id in lost


def test_calls_are_bounded_in_number_and_bytes() -> None:
    schedule = scheduled({"a": 1})
    for number in range(3000):
        schedule.add(judging(number, n_bytes=MAX_BYTES_A_CALL // 3))
    largest = 0
    for now in range(200):
        calls = list(schedule.next_calls(now))
        assert len(calls) <= 2, "one for the slot, and one queued"
        for call in calls:
            largest = max(largest, len(call.jobs))
            assert sum(len(job.source) for job in call.jobs) <= MAX_BYTES_A_CALL  # type: ignore[union-attr]
            schedule.finished(call.number, now + 1e-4)
    assert largest == 3
    assert largest <= MAX_JOBS_A_CALL


def test_few_jobs_spread_over_all_nodes() -> None:
    schedule = scheduled({"a": 1, "b": 1, "c": 1})
    for number in range(3):
        schedule.add(judging(number, task=f"t{number}"))
    assert {call.node for call in schedule.next_calls(0.0)} == {"a", "b", "c"}


def test_nodes_keep_to_tasks_that_they_know() -> None:
    schedule = scheduled({"a": 1, "b": 1})
    jobs: list[WiredJob] = [judging(10 * t + n, task=f"t{t}") for t in range(4) for n in range(10)]
    for job in jobs:
        schedule.add(job)
    tasks: dict[str, list[str]] = {"a": [], "b": []}
    now = 0.0
    while not schedule.idle:
        for call in list(schedule.next_calls(now)):
            now += 1.0
            tasks[call.node] += [job.task_id for job in call.jobs]  # type: ignore[union-attr]
            schedule.finished(call.number, now)
    for seen in tasks.values():
        changes = sum(one != other for one, other in itertools.pairwise(seen))
        assert changes <= 3


def test_an_audit_waits_until_its_node_is_quiet_and_ends_with_it() -> None:
    schedule = scheduled({"a": 1, "b": 1})
    schedule.add(judging(1))
    schedule.add(judging(2))
    busy = {call.node: call for call in schedule.next_calls(0.0)}
    schedule.add(audit(3, "a"))
    schedule.add(audit(4, "b"))
    schedule.add(audit(5, "elsewhere"))
    assert not list(schedule.next_calls(0.5))
    schedule.finished(busy["a"].number, 1.0)
    assert kinds(list(schedule.next_calls(1.0))) == {("a", WiredAudit)}
    schedule.forget("a")
    schedule.forget("b")
    assert sorted(job.id for job, _ in schedule.given_up()) == [3, 4]
    assert not list(schedule.next_calls(0.5 + ABSENT_SECONDS))
    assert not schedule.given_up()
    assert not list(schedule.next_calls(0.6 + ABSENT_SECONDS))
    assert [job.id for job, _ in schedule.given_up()] == [5]


def test_an_examination_goes_on_when_its_node_comes_back() -> None:
    schedule = scheduled({})
    schedule.add(audit(1, "a"))  # after a reconnect, before the node joins
    for moment in range(MAX_AUDIT_LOSSES + 1):
        assert not list(schedule.next_calls(100.0 * moment))
        schedule.join("a", 1, 1)
        (call,) = schedule.next_calls(100.0 * moment + 99)
        assert not schedule.given_up()
        if moment < MAX_AUDIT_LOSSES:
            schedule.leave("a")
    schedule.finished(call.number, 1000.0)
    assert schedule.idle
    schedule.add(audit(2, "a"))
    for _ in range(MAX_AUDIT_LOSSES + 1):
        assert list(schedule.next_calls(1000.0))
        schedule.leave("a")
        schedule.join("a", 1, 1)
    assert [job.id for job, _ in schedule.given_up()] == [2]


def test_what_is_dropped_never_comes_back() -> None:
    schedule = scheduled({"a": 1})
    for number in range(5):
        schedule.add(judging(number))
    calls = list(schedule.next_calls(0.0))
    schedule.drop(range(5))
    for call in calls:
        done = schedule.finished(call.number, 1.0)
        assert done is not None
        assert done.jobs == ()
    assert schedule.idle


@pytest.mark.parametrize("n_jobs", [1, 7, 64])
def test_the_end_of_a_queue_is_cut_into_small_calls(n_jobs: int) -> None:
    schedule = scheduled({"a": 2, "b": 2})
    for number in range(n_jobs):
        schedule.add(judging(number))
    assert max(len(call.jobs) for call in schedule.next_calls(0.0)) <= 1 + n_jobs // 8
