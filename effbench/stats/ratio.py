"""The ratio of two programs from the log-ratios of their blocks: one number and its 95 % interval.

Decides what is claimed of log-ratios, wherever a ratio is stopped at, scored or certified. It does
not decide where they come from (paired) nor how long is measured.

The signed-rank interval of `location` supposes independent blocks and one look. Measurements look
several times and stop when the interval is narrow, which prefers the moments when it is too narrow;
and blocks that follow one another may err alike. So the interval is taken at LOOKING_LEVEL and
widened by what autocorrelation there is. In simulations (tests/test_timing_statistics.py) 94-97 %
of such intervals hold the truth for skewed, drifting, two-speed and slightly autocorrelated series
stopped at 5 or 2 %, where plain ones come to 92-95 %; docs/decisions has the table.

Where the shapes of inputs take turns, the estimand is the mean over shapes of each one's own
centre. `located` weighs every shape the same, however often it was met.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from effbench.stats.location import hodges_lehmann, signed_rank_interval, student_interval

LEVEL = 0.95
"""What is promised."""
LOOKING_LEVEL = 0.965
"""What is asked of the signed-rank interval, so that the promise survives the looks. Not 97 %: six
blocks could not give that."""
MIN_VALUES = 6
"""Fewer values of one shape have no signed-rank interval at LOOKING_LEVEL."""
MAX_AUTOCORRELATION = 0.6
"""More than this is not read out of a few blocks: the widening is at most by a factor of 2."""
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Centre:
    """Where log-ratios are centred. `interval` is None where there are too few values for one."""

    log_ratio: float
    interval: tuple[float, float] | None

    @property
    def ratio(self) -> float:
        return math.exp(self.log_ratio)

    @property
    def ci(self) -> tuple[float, float] | None:
        """The interval of the ratio."""
        if self.interval is None:
            return None
        return math.exp(self.interval[0]), math.exp(self.interval[1])

    def within(self, half_width: float) -> bool:
        """Does the interval of the log-ratio reach at most `half_width` to either side?"""
        return self.interval is not None and _half_width(self.interval) <= half_width


def centre(log_ratios: ArrayLike) -> Centre:
    """Hodges-Lehmann and its interval; `log_ratios` has shape (n,), in the order of the blocks.

    Both ends keep their distance from the estimate, times sqrt((1 + a) / (1 - a)), which is what an
    autocorrelation of a does to the spread of a mean. Of 3 to 5 values the interval is Student's t,
    fewer have none; equal ones have one of no width. Raises ValueError when there are none or one
    isn't finite.
    """
    estimate = hodges_lehmann(log_ratios)
    plain = signed_rank_interval(log_ratios, LOOKING_LEVEL)
    plain = plain or student_interval(log_ratios, LOOKING_LEVEL)
    if plain is None:
        return Centre(estimate, None)
    stretch = _stretch(log_ratios)
    low, high = (estimate + stretch * (end - estimate) for end in plain)
    return Centre(estimate, (low, high))


def located(log_ratios: ArrayLike, cycle: int = 1, shapes: Sequence[int] | None = None) -> Centre:
    """The centre of log-ratios of blocks whose `cycle` shapes take turns; all in block order.

    `log_ratios` has shape (n,); `shapes` says of which shape each block was, as a number below
    `cycle`. With one shape this is `centre`, with several `balanced`. Older records don't name the
    shapes (`shapes` is None): then the mean of each complete cycle is one value, since it holds
    every shape once, and `centre` takes those. Without a complete cycle the estimate is that of the
    single values, and nothing is claimed of its precision. Raises ValueError as `centre` does, when
    cycle < 1, or when there is not one shape a value.
    """
    if cycle < 1:
        raise ValueError(f"cycle is {cycle}; a cycle has one block at least")
    values = np.asarray(log_ratios, dtype=np.float64)
    if cycle == 1:
        return centre(values)
    if shapes is not None:
        return balanced(values, shapes)
    complete = values.size // cycle
    if complete:
        return centre(values[: complete * cycle].reshape(complete, cycle).mean(axis=1))
    return Centre(centre(values).log_ratio, None)


def balanced(log_ratios: ArrayLike, shapes: Sequence[int]) -> Centre:
    """The mean over shapes of the Hodges-Lehmann estimate within each; both arguments have n items.

    The interval is Student's t at LOOKING_LEVEL, with the variance of a mean of independent means,
    Welch and Satterthwaite's degrees of freedom, and the widening of `centre`, for which each value
    is taken from its shape's centre. Hodges-Lehmann varies hardly more than a mean where tails are
    light (by 5 %), and less where they are heavy. When a shape has fewer than two values, the
    interval is Student's t over all of them, which is too wide; None of fewer than three values.
    Equal values within each shape: no width. Raises ValueError as `centre` does.
    """
    values = np.asarray(log_ratios, dtype=np.float64)
    names = np.asarray(shapes)
    if values.shape != names.shape:
        raise ValueError(f"{values.shape} log-ratios of {names.shape} shapes: not one a value")
    kinds = np.unique(names)
    if kinds.size < 2:
        return centre(values)
    groups = [values[names == kind] for kind in kinds]
    middles = [hodges_lehmann(group) for group in groups]
    estimate = math.fsum(middles) / len(middles)
    if any(group.size < 2 for group in groups):
        # One value of a shape: the differences between shapes count as noise, which is too wide.
        wide = student_interval(values, LOOKING_LEVEL)
        half = (wide[1] - wide[0]) / 2 if wide else 0.0
        return Centre(estimate, (estimate - half, estimate + half) if wide else None)
    spreads = np.array([group.var(ddof=1) / group.size for group in groups]) / kinds.size**2
    variance = float(spreads.sum())
    if variance <= (_ROUNDING * max(1.0, float(np.abs(values).max()))) ** 2:
        return Centre(estimate, (estimate, estimate))
    degrees = variance**2 / float((spreads**2 / [group.size - 1 for group in groups]).sum())
    quantile = float(stdtrit(degrees, (1 + LOOKING_LEVEL) / 2))
    left = values - np.array(middles)[np.searchsorted(kinds, names)]
    half = _stretch(left) * quantile * math.sqrt(variance)
    return Centre(estimate, (estimate - half, estimate + half))


def rank_autocorrelation(values: ArrayLike) -> float:
    """The lag-1 autocorrelation of the ranks of `values`, shape (n,): robust against wild blocks.

    Ties share their mean rank. 0 when fewer than two values differ.
    """
    _, place, count = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    centred = ranks - ranks.mean() if ranks.size else ranks
    total = float(centred @ centred)
    return float(centred[1:] @ centred[:-1]) / total if total else 0.0


def _stretch(values: ArrayLike) -> float:
    alike = min(MAX_AUTOCORRELATION, max(0.0, rank_autocorrelation(values)))
    return math.sqrt((1 + alike) / (1 - alike))


def _half_width(interval: tuple[float, float]) -> float:
    return (interval[1] - interval[0]) / 2
