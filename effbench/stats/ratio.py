"""The ratio of two programs from their blocks' log-ratios: an estimate and its 95 % interval.

The stopping rule, the scores and the certificate all use this estimate. Log-ratios come from
`paired`; the duration of a measurement is determined elsewhere.

The signed-rank interval of `location` assumes independent blocks and a single look. Measurements
look several times and stop when the interval is narrow, which favours moments when it is too
narrow, and consecutive blocks may have correlated errors. The interval is therefore computed at
LOOKING_LEVEL and widened according to the autocorrelation. In simulations
(tests/measure/test_timing_statistics.py), 94-97 % of these intervals contain the true value for
skewed, drifting, two-speed and slightly autocorrelated series stopped at 5 or 2 %, compared with
92-95 % of plain intervals; docs/decisions has the table.

If several input shapes alternate, the estimand is the mean over shapes of each shape's own centre.
`located` gives every shape the same weight, however often it was measured.
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
"""The nominal level."""
LOOKING_LEVEL = 0.965
"""Level of the signed-rank interval, chosen so that repeated looks still leave LEVEL. 97 % is not
possible with six blocks."""
MIN_VALUES = 6
"""With fewer values of one shape there is no signed-rank interval at LOOKING_LEVEL."""
MAX_AUTOCORRELATION = 0.6
"""Upper limit, since a few blocks cannot show more: intervals widen by at most a factor of 2."""
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Centre:
    """The centre of log-ratios. `interval` is None if there are too few values for one."""

    log_ratio: float
    interval: tuple[float, float] | None

    @property
    def ratio(self) -> float:
        """The ratio."""
        return math.exp(self.log_ratio)

    @property
    def ci(self) -> tuple[float, float] | None:
        """The interval of the ratio."""
        if self.interval is None:
            return None
        return math.exp(self.interval[0]), math.exp(self.interval[1])

    def within(self, half_width: float) -> bool:
        """True if the interval of the log-ratio reaches at most `half_width` to either side."""
        return self.interval is not None and _half_width(self.interval) <= half_width


def centre(log_ratios: ArrayLike) -> Centre:
    """Hodges-Lehmann and its interval; `log_ratios` has shape (n,), in the order of the blocks.

    The distance of each end from the estimate is multiplied by sqrt((1 + a) / (1 - a)), the effect
    of an autocorrelation a on the spread of a mean. With 3 to 5 values the interval is Student's t;
    with fewer there is none. Equal values have a zero-width interval. Raises ValueError if there
    are no values or one is not finite.
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
    """The centre of log-ratios of blocks that alternate between `cycle` shapes, in block order.

    `log_ratios` has shape (n,); `shapes` gives each block's shape, as a number below `cycle`. With
    one shape this is `centre`, with several `balanced`. Older records do not name the shapes
    (`shapes` is None): the mean of each complete cycle is then one value, since it holds every
    shape once, and these values go to `centre`. Without a complete cycle the estimate is that of
    the single values, without an interval. Raises ValueError as `centre` does, if cycle < 1, or if
    there is not one shape per value.
    """
    if cycle < 1:
        raise ValueError(f"cycle is {cycle}; it must be at least 1")
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
    """The mean over shapes of each shape's Hodges-Lehmann estimate; both arguments have n items.

    The interval is Student's t at LOOKING_LEVEL, with the variance of a mean of independent means,
    Welch and Satterthwaite's degrees of freedom, and the widening of `centre`, applied to each
    value's distance from its shape's centre. The Hodges-Lehmann estimate varies little more than a
    mean for light tails (5 %), and less for heavy ones. If a shape has fewer than two values, the
    interval is Student's t over all values, which is too wide, or None for fewer than three values.
    If the values within each shape are equal, its width is zero. Raises ValueError as `centre`
    does.
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
        # A shape has one value: differences between shapes count as noise, so this is too wide.
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
    """The lag-1 autocorrelation of the ranks of `values`, shape (n,), which is robust to outliers.

    Ties share their mean rank. 0 if fewer than two values differ.
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
