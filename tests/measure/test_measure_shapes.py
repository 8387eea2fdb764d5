"""Input shapes take turns: the inputs of each block, and the effect on the ratio."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from fakes import FakeSandbox
from scipy.special import stdtrit

from effbench.base.records import Timing, Verdict
from effbench.measure import PLANS, Plan, measure
from effbench.score import summarise
from effbench.stats.ratio import LOOKING_LEVEL, balanced, centre, located
from effbench.tasks import registry
from effbench.tasks.suite import Instance, SuiteTask, TimedSize

SHAPES = ("even", "odd", "flat", "steep", "wild")
SLOWER = dict(zip(SHAPES, (1.2, 1.5, 2.0, 4.0, 6.0), strict=True))
"""Shape -> the candidate's time over the reference's."""
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
    """Records the shapes in each call of the candidate."""

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
    """An earlier `quick` with seven blocks ran two of five shapes more often than the others."""
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
    """If shapes are drawn at random, they add so much noise that no look reaches the target."""
    plan = Plan(precision=0.05, max_blocks=96)
    turns = timed(make_task(), plan, Watching(noise=0.05))
    drawn = timed(make_task(shapes=()), plan, Watching(noise=0.05))
    blocks = [sum(r.arm == "other" for r in t.repetitions) for t in (turns, drawn)]
    assert blocks[0] <= 24 and blocks[1] == 96  # 12: the first look with 2 per shape


def test_records_name_the_shape_of_each_block() -> None:
    sandbox = Watching()
    timing = timed(make_task(), Plan(min_blocks=12), sandbox)
    assert [SHAPES[turn] for turn in timing.turns] == [met[0] for met in sandbox.met]
    assert timed(make_task(batch=4), Plan(), Watching()).turns == ()


@pytest.mark.parametrize("n_blocks", [5, 8, 12, 16, 33])
def test_every_shape_weighs_the_same_however_often_it_was_met(n_blocks: int) -> None:
    timing = timed(make_task(), Plan(min_blocks=n_blocks), Watching())
    (size,) = summarise_one(timing).samples[0].sizes
    assert size.ratio == pytest.approx(math.exp(TRUTH))
    assert size.ci is not None
    wide = math.log(size.ci[1] / size.ci[0]) > 0.5
    assert wide == (n_blocks < 2 * len(SHAPES))  # the shapes' differences count as noise


@pytest.mark.parametrize("n_blocks", [5, 8, 12, 33])
def test_older_records_without_names_are_read_by_whole_cycles(n_blocks: int) -> None:
    timing = timed(make_task(), Plan(min_blocks=n_blocks), Watching())
    (size,) = summarise_one(msgspec.structs.replace(timing, turns=())).samples[0].sizes
    assert size.ratio == pytest.approx(math.exp(TRUTH))
    assert (size.ci is None) == (n_blocks < 6 * len(SHAPES))


def test_an_older_record_without_a_whole_cycle_claims_no_precision() -> None:
    assert located([0.1] * 7, 8).interval is None
    with pytest.raises(ValueError, match="cycle is 0"):
        located([0.1], 0)


def test_one_shape_is_the_plain_centre_and_shapes_must_fit_the_values() -> None:
    values = [0.1, 0.3, 0.2, 0.25, 0.1, 0.0]
    assert located(values) == balanced(values, [3] * 6) == centre(values)
    with pytest.raises(ValueError, match="not one a value"):
        balanced(values, [0, 1])


def test_the_interval_is_that_of_a_mean_of_independent_means() -> None:
    # Variances 0.02 and 0.08 of two values: (0.01 + 0.04) / 4 = 0.0125 of the mean of means, with
    # 0.0125^2 / (0.0025^2 + 0.01^2) = 1.4706 degrees of freedom. Ranks of the residuals: 2 4 3 1.
    found = balanced([0.0, 1.4, 0.2, 1.0], [0, 1, 0, 1])
    assert found.log_ratio == pytest.approx(0.65)
    assert found.interval is not None
    half = (found.interval[1] - found.interval[0]) / 2
    quantile = float(stdtrit(1.470588, (1 + LOOKING_LEVEL) / 2))
    assert half == pytest.approx(quantile * math.sqrt(0.0125), rel=1e-4)


def standard(
    rng: np.random.Generator, n_shapes: int, scales: Sequence[float], slow: float
) -> tuple[bool, float]:
    """Return if the interval at the stop of `standard` contains the truth, and the estimate's
    error.

    The candidate is 1.1 times as slow as the reference, and `slow` times that on one shape.
    """
    effects = np.full(n_shapes, math.log(1.1))
    effects[-1] += math.log(slow)
    plan = PLANS["standard"]
    assert plan is not None and plan.precision is not None
    n = plan.max_blocks
    order = np.concatenate([rng.permutation(n_shapes) for _ in range(n // n_shapes + 1)])[:n]
    values = effects[order] + np.resize(scales, n_shapes)[order] * rng.standard_t(4, n)
    for look in plan.stops:
        found = located(values[:look], n_shapes, list(order[:look]))
        if found.within(math.log1p(plan.precision)):
            break
    low, high = found.interval or (-math.inf, math.inf)
    return low <= effects.mean() <= high, found.log_ratio - float(effects.mean())


@pytest.mark.parametrize("scales", [(0.04,), (0.03, 0.03, 0.1, 0.2, 0.2)])
@pytest.mark.parametrize("n_shapes", [2, 4, 5, 6, 7, 8])
def test_stopping_keeps_the_promise_though_one_shape_is_five_times_slower(
    n_shapes: int, scales: tuple[float, ...]
) -> None:
    rng = np.random.default_rng(20_261_130)
    runs = [standard(rng, n_shapes, scales, slow=5.0) for _ in range(200)]
    held, errors = zip(*runs, strict=True)
    assert np.mean(held) > 0.93
    assert abs(np.mean(errors)) < 0.006


def test_eight_blocks_of_four_shapes_hold_the_truth() -> None:
    """If a suite limits the blocks to eight, each of four shapes has two."""
    rng = np.random.default_rng(20_261_130)
    effects, hits, runs = np.log([1.0, 1.2, 2.0, 6.0]), 0, 400
    for _ in range(runs):
        order = np.concatenate([rng.permutation(4) for _ in range(2)])
        values = effects[order] + 0.1 * rng.standard_t(4, 8)
        low, high = located(values, 4, list(order)).interval or (1.0, 0.0)
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
