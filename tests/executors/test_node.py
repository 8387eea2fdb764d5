"""A node's worker without a cluster: bytes in, bytes out, and failures as answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import msgspec
import pytest

from effbench.executors.jobs import (
    FailedWire,
    JudgedWire,
    Node,
    TimedWire,
    WiredAnswer,
    WiredAudit,
    WiredJudge,
    WiredTiming,
    packed,
    source_bytes,
)
from effbench.executors.node import NodeSettings, NodeWorker, _Lane
from effbench.judging.judge import CorrectnessJudge
from effbench.measure import PLANS, QUICK_TARGET
from effbench.measure.fitness import effort
from effbench.measure.known import AUDITS
from effbench.sandbox import Sandbox
from effbench.tasks.suite import Suite

SOURCES = (
    "def squares(values):\n    return sum(v * v for v in values)",
    "def squares(values):\n    return sum(values)",
    "def squares(values):\n    raise ValueError('bad \\ud800')",
    "def squares(values):\n    return '\ud800'",
    "no code (",
)


def loaded(suite: Suite, _: Sandbox) -> Suite:
    return suite


def settings(suite: Suite, **changes: object) -> NodeSettings:
    load = partial(loaded, suite)
    made = NodeSettings(load, suite.name, suite.digest, "auto", 3, PLANS["quick"])
    return replace(made, **changes)  # type: ignore[arg-type]  # of NodeSettings


def answers(worker: NodeWorker, *jobs: object) -> list[WiredAnswer]:
    return msgspec.msgpack.decode(worker.work(packed(jobs)), type=list[WiredAnswer])


Opened = Callable[..., tuple[NodeWorker, Node | FailedWire]]


@pytest.fixture
def opened(tiny_suite: Suite, sandbox: Sandbox) -> Iterator[Opened]:
    """Return a worker with changed settings, and its description of the node."""
    made: list[NodeWorker] = []

    def open_worker(slots: int = 1, **changes: object) -> tuple[NodeWorker, Node | FailedWire]:
        made.append(NodeWorker(settings(tiny_suite, **changes), "node-1", slots, True))
        return made[-1], made[-1].open()

    yield open_worker
    for worker in made:
        worker.close()


@pytest.fixture
def worker(opened: Opened) -> NodeWorker:
    return opened()[0]


@pytest.mark.parametrize("for_rewards", [False, True])
def test_verdicts_are_those_of_this_machine(
    tiny_suite: Suite, sandbox: Sandbox, opened: Opened, for_rewards: bool
) -> None:
    worker, node = opened(for_rewards=for_rewards)
    assert isinstance(node, Node) and node.tier == sandbox.tier and node.name == "node-1"
    jobs = [
        WiredJudge(id=number, task_id="squares", source=source_bytes(source))
        for number, source in enumerate(SOURCES)
    ]
    judge = CorrectnessJudge(sandbox, 3)
    for answer, source in zip(answers(worker, *jobs), SOURCES, strict=True):
        assert isinstance(answer, JudgedWire)
        wanted = judge.judge(tiny_suite.tasks[0], source)
        assert answer.judgement.status == wanted.status
        assert answer.judgement.n_passed == wanted.n_passed


def test_a_task_is_timed_whole_and_names_its_node(worker: NodeWorker) -> None:
    (answer,) = answers(
        worker, WiredTiming(id=1, task_id="squares", sources={"a": SOURCES[0].encode()})
    )
    assert isinstance(answer, TimedWire)
    assert [(t.size, t.node) for t in answer.timings] == [(size, "node-1") for size in "SML"]
    assert {r.arm for r in answer.timings[0].repetitions} == {"reference", "noop", "a"}


def test_what_is_wrong_with_one_job_is_its_answer_alone(worker: NodeWorker) -> None:
    bad = WiredJudge(id=1, task_id="no such task", source=b"")
    good = WiredJudge(id=2, task_id="squares", source=SOURCES[0].encode())
    first, second = answers(worker, bad, good)
    assert isinstance(first, FailedWire) and first.kind == "UsageError"
    assert isinstance(second, JudgedWire) and second.judgement.status == "pass"


def test_other_task_files_than_the_drivers_are_refused(opened: Opened) -> None:
    failed = opened(suite_digest="other")[1]
    assert isinstance(failed, FailedWire) and failed.kind == "UsageError"
    assert "are not the driver's" in failed.text


def test_more_lanes_than_cores_are_refused(opened: Opened) -> None:
    failed = opened(timing_lanes=10_000)[1]
    assert isinstance(failed, FailedWire)
    assert failed.text.startswith("--timing-lanes 10000: it has ")


def test_a_lane_stays_on_its_cores_while_it_times() -> None:
    before = os.sched_getaffinity(0)
    one = min(before)
    with Sandbox() as sandbox, _Lane(sandbox, [one]).reserved():
        assert os.sched_getaffinity(0) == {one}
    assert os.sched_getaffinity(0) == before


def test_lanes_are_examined_together(opened: Opened) -> None:
    lanes = min(2, len(os.sched_getaffinity(0)))
    worker, node = opened(2, timing_lanes=lanes)
    assert isinstance(node, Node)
    shared = {"squares": SOURCES[0].encode()}
    (answer,) = answers(worker, WiredAudit(id=1, node="n", when="start", shared=shared))
    assert not isinstance(answer, FailedWire), answer
    counts = {arm.task_id: len(arm.log_ratios) for arm in answer.arms}
    wanted = effort(QUICK_TARGET)
    assert counts == dict.fromkeys(("squares", "squares_again"), wanted.task_blocks * lanes)
    audits = {(arm.task_id, arm.truth): len(arm.log_ratios) for arm in answer.audits}
    assert audits.keys() == AUDITS
    assert min(audits.values()) >= wanted.audit_blocks * lanes
    assert max(audits.values()) <= wanted.most_audit_blocks * lanes
    assert [arm.task_id for arm in answer.shared] == ["squares"]
