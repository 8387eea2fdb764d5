"""Cached inputs: equal blocks are made once, memory is bounded, and times are never cached."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from fakes import FakeSandbox
from test_measure_shapes import make_task

from effbench.base.records import NOOP_ARM, REFERENCE_ARM, Timing
from effbench.measure import Kept, Plan, measure
from effbench.measure.inputs import CALIBRATION_SECONDS, Calibration
from effbench.sandbox import Limits
from effbench.tasks.suite import Instance, SuiteTask, TimedSize

SIZE = TimedSize("S", 10, 1)
SOURCES = {"other": "def f(x): return x  # OTHER\n"}


def counting(made: Counter[int]) -> SuiteTask:
    task = make_task()

    def stress(size: TimedSize, seed: int, count: int) -> list[Instance]:
        made[seed] += 1
        return list(task.stress(size, seed, count))

    return replace(task, stress=stress)


def run(task: SuiteTask, inputs: Kept | None) -> Timing:
    sandbox = FakeSandbox({"FAST": lambda calls: 0.01, "OTHER": lambda calls: 0.02}, noise=0.1)
    plan = Plan(min_blocks=8)
    return next(iter(measure(task, SOURCES, sandbox, 1, plan, inputs=inputs)))  # type: ignore[arg-type]


def test_kept_inputs_are_made_once_and_every_arm_still_runs_in_every_block() -> None:
    made: Counter[int] = Counter()
    task, inputs = counting(made), Kept()
    first, second = run(task, inputs), run(task, inputs)
    assert set(made.values()) == {1}
    for timing in (first, second):
        arms = Counter(r.arm for r in timing.repetitions)
        assert arms == {REFERENCE_ARM: 8, NOOP_ARM: 8, "other": 8}
    assert first.cutoff_cpu_ns == second.cutoff_cpu_ns


def test_kept_inputs_change_nothing_of_what_is_run() -> None:
    fresh, kept = run(make_task(), None), run(make_task(), Kept())
    told = [(r.block, r.position, r.arm, r.ended) for r in fresh.repetitions]
    assert told == [(r.block, r.position, r.arm, r.ended) for r in kept.repetitions]


def test_the_least_used_inputs_go_when_there_are_too_many_bytes() -> None:
    made: Counter[int] = Counter()
    task = counting(made)
    inputs = Kept(max_bytes=1)
    for _ in range(2):
        inputs.block(task, SIZE, 7, 1)
    assert made[7] == 2
    roomy = Kept(max_bytes=1 << 20)
    for seed in (1, 2, 1, 2):
        roomy.block(task, SIZE, seed, 1)
    assert made[1] == made[2] == 1


def test_a_calibration_is_made_anew_when_it_is_old() -> None:
    now, made = [0.0], []
    inputs = Kept(now=lambda: now[0])

    def make() -> Calibration:
        made.append(now[0])
        return Calibration(1, Limits(), 10)

    for when in (0.0, CALIBRATION_SECONDS, CALIBRATION_SECONDS + 1, CALIBRATION_SECONDS + 2):
        now[0] = when
        inputs.calibration(make_task(), SIZE, 1, make)
    assert made == [0.0, CALIBRATION_SECONDS + 1]


def test_a_changed_task_shares_nothing_with_its_former_self() -> None:
    made: Counter[int] = Counter()
    task, inputs = counting(made), Kept()
    for digest in ("a", "b"):
        inputs.block(replace(task, digest=digest), SIZE, 3, 1)
    assert made[3] == 2
