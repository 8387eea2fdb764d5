"""Shapes of inputs take turns: what a block gets, and what that does for the ratio."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from fakes import FakeSandbox

from effbench import registry
from effbench.measure import PLANS, Plan, measure
from effbench.records import Timing, Verdict
from effbench.score import summarise
from effbench.stats.ratio import MIN_CYCLES, by_cycle, centre
from effbench.suite import Instance, SuiteTask, TimedSize

SHAPES = ("even", "odd", "flat", "steep", "wild")
SLOWER = dict(zip(SHAPES, (1.2, 1.5, 2.0, 4.0, 6.0), strict=True))
"""How much slower than the reference the candidate is on each shape."""
TRUTH = sum(map(math.log, SLOWER.values())) / len(SHAPES)


def make_task(batch: int = 1, shapes: tuple[str, ...] = SHAPES) -> SuiteTask:
    def stress(size: TimedSize, seed: int, count: int) -> list[Instance]:
        drawn = [size.shape or SHAPES[(seed + i) % len(SHAPES)] for i in range(count)]
        return [Instance((shape,), f"{size.label} {shape}") for shape in drawn]

    return SuiteTask(
        id="t",
        version=1,
        entry_point="f",
        prompt="",
        sizes=(TimedSize("S", 10, batch),),
        references={"fast": "def f(x): return x  # FAST\n"},
        correctness=lambda seed: [],
        stress=stress,
        check=lambda arguments, got, want: None if got == want else "wrong",
        shapes=shapes,
    )


class Watching(FakeSandbox):
    """Notes the shapes that each call of the candidate held."""

    def __init__(self, noise: float = 0.0, seed: int = 0) -> None:
        self.met: list[tuple[str, ...]] = []
        costs = {"FAST": lambda calls: 0.01 * len(calls), "OTHER": self.cost}
        super().__init__(costs, noise=noise, seed=seed)

    def cost(self, calls: list[Any]) -> float:
        self.met.append(tuple(shape for (shape,) in calls))
        return 0.01 * sum(SLOWER[shape] for (shape,) in calls)


def timed(task: SuiteTask, plan: Plan, sandbox: Watching) -> Timing:
    sources = {"other": "def f(x): return x  # OTHER\n"}
    return next(measure(task, sources, sandbox, 7, plan))  # type: ignore[arg-type]


def test_every_cycle_of_blocks_holds_each_shape_once_in_random_order() -> None:
    sandbox = Watching()
    timing = timed(make_task(), Plan(min_blocks=20), sandbox)
    assert timing.cycle == len(SHAPES)
    cycles = [tuple(met[0] for met in sandbox.met[i : i + 5]) for i in range(0, 20, 5)]
    assert all(sorted(cycle) == sorted(SHAPES) for cycle in cycles)
    assert len(set(cycles)) > 1


@pytest.mark.parametrize("task", [make_task(batch=4), make_task(shapes=())])
def test_where_a_call_holds_several_or_shapes_are_unknown_nothing_takes_turns(
    task: SuiteTask,
) -> None:
    assert timed(task, Plan(), Watching()).cycle == 1


@pytest.mark.parametrize(("n_shapes", "blocks"), [(1, 4), (2, 4), (3, 3), (4, 4), (5, 5)])
def test_quick_takes_whole_cycles_at_every_size(n_shapes: int, blocks: int) -> None:
    """Seven blocks of five shapes in turn had two shapes more often than the others."""
    task = make_task(shapes=SHAPES[:n_shapes])
    sizes = tuple(TimedSize(label, n, 1) for label, n in (("S", 10), ("M", 20), ("L", 40)))
    quick = PLANS["quick"]
    assert quick is not None
    sandbox = Watching()
    sources = {"other": "def f(x): return x  # OTHER\n"}
    timings = list(measure(replace(task, sizes=sizes), sources, sandbox, 7, quick))  # type: ignore[arg-type]
    assert [timing.size for timing in timings] == ["S", "M", "L"]
    for timing in timings:
        assert len({r.block for r in timing.repetitions}) == blocks
        assert blocks % timing.cycle == 0
    met = Counter(shape for shapes in sandbox.met for shape in shapes)
    if n_shapes > 1:
        assert set(met.values()) == {3 * blocks // n_shapes}


def test_the_ratio_is_the_geometric_mean_over_shapes_however_often_each_was_met() -> None:
    timing = timed(make_task(), Plan(min_blocks=33), Watching())
    summary = summarise_one(timing)
    (size,) = summary.samples[0].sizes
    assert size.ratio == pytest.approx(math.exp(TRUTH))
    assert size.ci == pytest.approx((size.ratio, size.ratio))
    assert size.n_blocks == 33


def summarise_one(timing: Timing) -> Any:
    verdict = Verdict(task_id="t", sample_index=0, status="pass", source_sha256="other")
    return summarise([verdict], [timing], {"t": ("S",)}, seed=1, speed_measured=True)


def test_turns_save_blocks() -> None:
    """Drawn at random, shapes are noise that no look sees the end of."""
    plan = Plan(precision=0.05, max_blocks=96)
    turns = timed(make_task(), plan, Watching(noise=0.05))
    drawn = timed(make_task(shapes=()), plan, Watching(noise=0.05))
    blocks = [sum(r.arm == "other" for r in t.repetitions) for t in (turns, drawn)]
    assert blocks == [32, 96]  # six cycles of five are 30; the next look is at 32


def test_few_cycles_leave_the_values_single_and_an_incomplete_one_is_left_out() -> None:
    values = [float(v) for v in range(5 * MIN_CYCLES)]
    assert by_cycle(values[:-1], 5) == values[:-1]
    assert by_cycle(values, 5) == [2.0 + 5 * i for i in range(MIN_CYCLES)]
    assert by_cycle([*values, 1e9], 5) == by_cycle(values, 5)
    assert by_cycle(values, 1) == values
    assert by_cycle([], 3) == []
    with pytest.raises(ValueError, match="cycle is 0"):
        by_cycle(values, 0)


@pytest.mark.parametrize("scales", [(0.1,) * 5, (0.03, 0.03, 0.1, 0.2, 0.2)])
def test_intervals_over_cycles_hold_the_truth_though_shapes_differ(
    scales: tuple[float, ...],
) -> None:
    rng = np.random.default_rng(20_240_614)
    effects, hits, runs = np.log(list(SLOWER.values())), 0, 400
    for _ in range(runs):
        order = np.concatenate([rng.permutation(5) for _ in range(10)])[:48]
        noise = np.asarray(scales)[order] * rng.standard_t(4, 48)
        low, high = centre(by_cycle(list(effects[order] + noise), 5)).interval or (1, 0)
        hits += low <= effects.mean() <= high
    assert hits / runs > 0.93


def test_a_built_in_task_gives_the_shape_asked_for_or_each_as_often_as_the_others() -> None:
    task = registry.load_core().tasks[0]
    size, n = task.sizes[0], len(task.shapes)
    asked = task.stress(replace(size, shape=task.shapes[-1]), 3, 4)
    assert Counter(i.label for i in asked) == {f"{size.label} {task.shapes[-1]}": 4}
    mixed = Counter(i.label for i in task.stress(size, 3, 2 * n))
    assert mixed == {f"{size.label} {shape}": 2 for shape in task.shapes}
    orders = {tuple(i.label for i in task.stress(size, seed, n)) for seed in range(8)}
    assert len(orders) > 1
