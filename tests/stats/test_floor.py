"""The subtraction of the harness's cost is accurate, in simulations with fixed seeds.

A child's time consists of the harness's cost (decoding, the end of the process) and the program's
own. The harness's cost varies from child to child. These figures set the minimum work of a
reference, and the choice of one no-op per block over the median of all (docs/decisions).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from effbench.stats.location import hodges_lehmann
from effbench.stats.paired import MIN_SHARE, paired_log_ratios
from effbench.stats.ratio import centre

Array = NDArray[np.float64]
BLOCKS = 24
FLOOR_NS = 4e6
BUSY, QUIET = 0.10, 0.05
"""Relative standard deviation of the no-op's cost from child to child, as recorded."""


def varied(rng: np.random.Generator, deviation: float) -> Array:
    """One factor per child: log-normal; one child in 25 takes half as long again."""
    usual = np.exp(deviation * rng.standard_normal(BLOCKS))
    return usual * np.where(rng.random(BLOCKS) < 0.04, 1.5, 1.0)


def measured(
    rng: np.random.Generator, share: float, ratio: float, deviation: float, inputs: float
) -> tuple[Array, Array, Array]:
    """Return (candidate, reference, no-op). `inputs`: the spread of decoding times over blocks."""
    mood = np.exp(0.08 * rng.standard_normal(BLOCKS))
    floor = FLOOR_NS * mood * np.exp(inputs * rng.standard_normal(BLOCKS))
    work = share * FLOOR_NS * mood
    noop = floor * varied(rng, deviation)
    reference = floor * varied(rng, deviation) + work * varied(rng, deviation)
    candidate = floor * varied(rng, deviation) + ratio * work * varied(rng, deviation)
    return candidate, reference, noop


def errors(
    share: float,
    ratio: float,
    deviation: float,
    *,
    inputs: float = 0.0,
    per_block: bool = True,
    runs: int = 300,
) -> tuple[float, float, float]:
    """Return (mean error of the log-ratio, its root mean square, coverage of the intervals)."""
    rng = np.random.default_rng(20_240_613)
    found, hits = [], 0
    for _ in range(runs):
        candidate, reference, noop = measured(rng, share, ratio, deviation, inputs)
        baseline = noop if per_block else np.median(noop)
        in_time = np.zeros(BLOCKS, dtype=bool)
        log_ratios = paired_log_ratios(candidate, reference, in_time, baseline_ns=baseline)
        found.append(hodges_lehmann(log_ratios) - math.log(ratio))
        low, high = centre(log_ratios).interval or (-math.inf, math.inf)
        hits += low <= math.log(ratio) <= high
    return float(np.mean(found)), math.sqrt(float(np.mean(np.square(found)))), hits / runs


@pytest.mark.parametrize("ratio", [1.1, 3.0, 8.0])
def test_at_the_least_share_the_error_is_within_what_standard_asks_for(ratio: float) -> None:
    busy, _, covered = errors(MIN_SHARE, ratio, BUSY)
    quiet, _, covered_quietly = errors(MIN_SHARE, ratio, QUIET)
    assert abs(quiet) < 0.02 < 0.05
    assert abs(busy) < 0.05
    assert min(covered, covered_quietly) > 0.91


def test_below_it_the_error_soon_is_not() -> None:
    assert errors(MIN_SHARE / 2, 3.0, BUSY)[0] > 0.08


@pytest.mark.parametrize("inputs", [0.0, 0.3])
@pytest.mark.parametrize("share", [1.0, 5.0])
def test_intervals_hold_the_truth_whatever_the_inputs(share: float, inputs: float) -> None:
    bias, _, covered = errors(share, 3.0, BUSY, inputs=inputs)
    assert abs(bias) < 0.02
    assert covered > 0.917


def test_a_noop_a_block_is_much_better_where_decoding_differs_and_hardly_worse_elsewhere() -> None:
    _, block, _ = errors(MIN_SHARE, 8.0, BUSY, inputs=0.3)
    _, median, _ = errors(MIN_SHARE, 8.0, BUSY, inputs=0.3, per_block=False)
    assert block < 0.7 * median
    _, block, _ = errors(1.0, 8.0, BUSY)
    _, median, _ = errors(1.0, 8.0, BUSY, per_block=False)
    assert block < 1.15 * median
