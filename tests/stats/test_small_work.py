"""Small work compared with the harness's cost: a bound, or an unbiased ratio.

The times are distributed as in `test_floor`: log-normal children, one in 25 takes half as long
again, and all arms of a block run at the same speed.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from test_floor import BLOCKS, measured

from effbench.stats.location import hodges_lehmann
from effbench.stats.log_scale import CAP, CAP_LOG_RATIO, efficiency, uncapped_efficiency
from effbench.stats.paired import CENSOR_RATIO, paired_log_ratios
from effbench.stats.ratio import centre
from effbench.stats.small_work import Times

IN_TIME = np.zeros(BLOCKS, dtype=bool)
ONE_SHAPE = [0] * BLOCKS


def runs(
    share: float, ratio: float, deviation: float, inputs: float = 0.0, n: int = 200
) -> list[Times]:
    rng = np.random.default_rng(20_261_130)
    found = []
    for _ in range(n):
        candidate, reference, noop = measured(rng, share, ratio, deviation, inputs)
        found.append(Times.of(candidate, reference, noop, IN_TIME, ONE_SHAPE))
    return found


@pytest.mark.parametrize("deviation", [0.05, 0.1])
@pytest.mark.parametrize("ratio", [0.05, 0.2, 0.3, 0.5, 0.8, 1.0, 3.0, 8.0])
@pytest.mark.parametrize("share", [0.5, 1.0])
def test_work_from_half_the_noop_on_has_a_bound_or_an_efficiency_that_is_right(
    share: float, ratio: float, deviation: float
) -> None:
    found = runs(share, ratio, deviation)
    bounds = [times.bound() for times in found]
    held = [bound >= math.log(ratio) for bound in bounds if bound is not None]
    if len(held) < 0.5 * len(found):
        logs = [centre(times.log_ratios()).log_ratio for times in found]
        errors = [uncapped_efficiency(log) - uncapped_efficiency(math.log(ratio)) for log in logs]
        assert abs(np.mean(errors)) <= 0.02
    assert held.count(False) <= 0.025 * len(found)


def test_the_centre_of_logarithms_was_bent_by_a_fifth_of_a_decade() -> None:
    """This bias is the reason for the bound: work of a tenth of a no-op that varies by 10 %."""
    bent = [
        hodges_lehmann(paired_log_ratios(t.candidate, t.reference, IN_TIME, baseline_ns=t.noop))
        for t in runs(0.5, 0.2, 0.1)
    ]
    errors = [uncapped_efficiency(log) - uncapped_efficiency(math.log(0.2)) for log in bent]
    assert np.mean(errors) > 0.1
    assert np.mean([times.bound() is not None for times in runs(0.5, 0.2, 0.1)]) > 0.97


@pytest.mark.parametrize("ratio", [0.3, 1.0, 3.0])
def test_work_that_is_large_is_the_centre_of_its_logarithms(ratio: float) -> None:
    for times in runs(20.0, ratio, 0.05, n=20):
        plain = paired_log_ratios(times.candidate, times.reference, IN_TIME, baseline_ns=times.noop)
        assert times.bound() is None
        assert list(times.log_ratios()) == list(plain)


@pytest.mark.parametrize("inputs", [0.3, 1.0])
def test_inputs_that_take_longer_to_decode_are_no_noise(inputs: float) -> None:
    assert not any(times.bound() for times in runs(2.0, 1.0, 0.05, inputs))


def test_intervals_of_little_work_hold_the_truth() -> None:
    for ratio in (0.5, 1.0, 3.0):
        held = []
        for times in runs(0.5, ratio, 0.1):
            low, high = centre(times.log_ratios()).interval or (1.0, 0.0)
            held.append(low <= math.log(ratio) <= high or times.bound() is not None)
        assert np.mean(held) > 0.93


def test_every_shape_weighs_the_same_in_a_bound() -> None:
    """The bound is above the geometric mean of the two shapes' ratios, however they differ."""
    rng = np.random.default_rng(7)
    shapes = [0, 1] * 12
    size = np.array([1.0, 9.0] * 12)
    for _ in range(50):
        noise = [4e6 * np.exp(0.08 * rng.standard_normal(24)) for _ in range(3)]
        times = Times.of(
            noise[0] + 2e4 * size, noise[1] + 2e6 * size, noise[2], np.zeros(24, dtype=bool), shapes
        )
        bound = times.bound()
        assert bound is not None and math.log(0.05) <= bound < math.log(0.25)


def test_a_reference_that_works_as_little_gives_no_bound() -> None:
    for times in runs(0.2, 1.0, 0.2, n=50):
        noise = times._noise()
        assert noise is not None
        if np.median(times.reference - times.noop) < 1.5 * noise:
            assert times.bound() is None


def exact(candidate: list[float], noop: list[float], **changes: object) -> Times:
    n = len(noop)
    fields = {"cut_off": [False] * n, "shapes": [0] * n, **changes}
    return Times.of(candidate, [n + 9e6 for n in noop], noop, **fields)  # type: ignore[arg-type]


def test_the_bound_by_hand() -> None:
    # Differences of the work in two blocks have the median 1.5e5, less than sqrt(2) times that of
    # the no-op's: noise of 1.11e5. Six values: the interval's upper end is the largest.
    noop = [1.0e6, 1.1e6, 1.2e6, 1.3e6, 1.4e6, 1.5e6]
    times = exact([value + 1e5 for value in noop], noop)
    assert times.bound() is None  # the work does not vary: no noise
    work = [0.5e5, 2.5e5, 0.0, 3.0e5, 1.0e5, 1.5e5]
    times = exact([a + b for a, b in zip(noop, work, strict=True)], noop, shapes=[0] * 6)
    varied = Times.of(
        times.candidate, times.reference + np.array([0, 4e5, 1e5, 3e5, 2e5, 5e5]), noop,
        [False] * 6, [0] * 6,
    )  # fmt: skip
    bound = varied.bound()
    assert bound is not None
    assert hodges_lehmann(work) < 2 * 1.0483 * 1.5e5 / math.sqrt(2) < max(work)
    middle = hodges_lehmann(varied.reference - varied.noop)
    assert bound == pytest.approx(math.log(max(work) / middle))


@pytest.mark.parametrize(
    "changes", [{"shapes": None}, {"cut_off": [True] + [False] * 5}, {"shapes": list(range(6))}]
)
def test_where_noise_can_not_be_told_nothing_is_bounded(changes: dict[str, object]) -> None:
    noop = [1.0e6, 1.1e6, 1.4e6, 1.3e6, 1.2e6, 1.5e6]
    times = exact([value + 1e4 * i for i, value in enumerate(noop)], noop, **changes)
    assert times.bound() is None
    assert max(times.log_ratios()) <= math.log(CENSOR_RATIO)


def test_shapes_must_fit_the_blocks() -> None:
    with pytest.raises(ValueError, match="not one a block"):
        exact([1e6], [1e6], shapes=[0, 1])


def test_no_size_is_worth_more_than_the_cap() -> None:
    logs: NDArray[np.float64] = np.linspace(-5, 3, 200)
    assert [efficiency(log) for log in logs] == pytest.approx(
        [min(CAP, max(0.0, 1 - log / math.log(10))) for log in logs]
    )
    assert efficiency(CAP_LOG_RATIO) == pytest.approx(CAP) and efficiency(-50.0) == CAP
    assert uncapped_efficiency(math.log(0.1)) == pytest.approx(2.0)
    assert uncapped_efficiency(math.log(20)) == efficiency(math.log(20)) == 0.0
