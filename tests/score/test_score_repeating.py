"""The interval for repeating only the timing: its terms, and its coverage."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from effbench.base.records import SampleResult, SizeResult
from effbench.score import repeating
from effbench.score.metrics import has_bound
from effbench.stats.ratio import centre

TASKS, SIZES, BLOCKS = 20, ("S", "M", "L"), 8


def size(label: str, ratio: float | None, ci: tuple[float, float] | None, censored: bool = False):
    efficiency = 0.0 if ratio is None else max(0.0, 1 - math.log10(ratio))
    return SizeResult(
        size=label, ratio=ratio, ci=ci, n_blocks=8, censored=censored, efficiency=efficiency
    )


def sample(task: str, sizes: list[SizeResult], passed: bool = True) -> SampleResult:
    known = [one.efficiency for one in sizes if one.censored or one.ratio is not None]
    return SampleResult(
        task_id=task,
        sample_index=0,
        status="pass" if passed else "wrong_answer",
        detail="",
        source_sha256=None,
        efficiency=sum(known) / len(known) if passed and known else 0.0,
        sizes=tuple(sizes),
    )


def test_one_ratio_is_its_own_interval() -> None:
    one = [[sample("t", [size("S", 2.0, (1.9, 2.0 / 0.95))])]]
    found = repeating.of_log_ratios(one)
    assert found.around_ratio(2.0) == pytest.approx((1.9, 2.0 / 0.95))
    assert found.how == repeating.HOW
    value = 1 - math.log10(2)
    assert repeating.of_efficiencies(one).around(value) == pytest.approx(
        (1 - math.log10(2.0 / 0.95), 1 - math.log10(1.9))
    )


def test_it_shrinks_with_independent_sizes_and_tasks_but_not_with_samples() -> None:
    ratios = [size(label, 2.0, (1.9, 2.0 / 0.95)) for label in SIZES]
    whole = repeating.of_log_ratios([[sample("t", ratios)]]).half
    assert whole is not None
    many = repeating.of_log_ratios([[sample(f"t{i}", ratios)] for i in range(4)]).half
    assert many == pytest.approx(whole / 2)
    again = repeating.of_log_ratios([[sample("t", ratios)] * 5]).half
    assert again == pytest.approx(whole)  # they share the reference's times


def test_what_timing_cannot_move_adds_nothing() -> None:
    timed = sample("t", [size("S", 2.0, (1.9, 2.0 / 0.95))])
    cut = sample("u", [size("S", None, None, censored=True)])
    wrong = sample("v", [], passed=False)
    alone = repeating.of_efficiencies([[timed]]).half
    assert alone is not None
    assert repeating.of_efficiencies([[timed], [cut], [wrong]]).half == pytest.approx(alone / 3)


def test_without_intervals_there_is_none_and_it_says_why() -> None:
    bare = [[sample(f"t{i}", [size("S", 2.0, None)])] for i in range(3)]
    found = repeating.of_efficiencies(bare)
    assert found.around(0.7) is None and "3 of 3 ratios have too few blocks" in found.how
    assert repeating.of_log_ratios([]).how == repeating.NOTHING
    known = [[sample(f"u{i}", [size("S", 2.0, (1.9, 2.0 / 0.95))])] for i in range(20)]
    mixed = repeating.of_efficiencies([*known, bare[0]])
    assert mixed.half is not None and "1 without one count like the median" in mixed.how


def test_timed_again_the_number_stays_inside() -> None:
    """The true value is that of infinitely many blocks; tasks and samples stay the same."""
    rng = np.random.default_rng(11)
    truth = rng.uniform(0.0, 2.0, (TASKS, len(SIZES)))
    exact = float(np.mean(1 - truth / math.log(10)))
    held = widths = 0.0
    n_runs = 200
    for _ in range(n_runs):
        groups = []
        for task in range(TASKS):
            sizes = []
            for label, log in zip(SIZES, truth[task], strict=True):
                found = centre(rng.normal(log, 0.08, BLOCKS))
                sizes.append(size(label, found.ratio, found.ci))
            groups.append([sample(f"t{task}", sizes)])
        value = float(np.mean([group[0].efficiency for group in groups]))
        interval = repeating.of_efficiencies(groups).around(value)
        assert interval is not None
        held += interval[0] <= exact <= interval[1]
        widths += interval[1] - interval[0]
    assert held / n_runs > 0.93
    # The interval is not too wide: the 95 % spread of the number itself is about this.
    assert widths / n_runs < 2.2 * 2 * 1.96 * 0.08 / math.sqrt(BLOCKS * TASKS * 3) / math.log(10)


def test_a_sample_without_a_ratio_leaves_its_tasks_other_samples() -> None:
    one = sample("t", [size("S", 2.0, (1.9, 2.1))])
    without = sample("t", [size("S", None, None)])
    assert repeating.of_log_ratios([[one, without]]) == repeating.of_log_ratios([[one]])


def test_an_interval_that_is_not_above_zero_is_none_and_one_below_one_is() -> None:
    def half(ci: tuple[float, float]) -> float | None:
        return repeating.of_log_ratios([[sample("t", [size("S", 0.8, ci)])]]).half

    assert half((0.0, 0.9)) is None
    assert half((0.7, 0.9)) is not None


def test_one_size_with_a_bound_makes_the_samples_ratio_a_bound() -> None:
    bound = msgspec.structs.replace(size("S", 2.0, None), bound=True)
    plain = size("M", 2.0, (1.9, 2.1))
    assert has_bound(sample("t", [bound, plain]))
    assert not has_bound(sample("t", [plain, plain]))
