"""The ratio of two programs from the log-ratios of their blocks: one number and its 95 % interval.

Decides what is claimed of log-ratios, wherever a ratio is stopped at, scored or certified. It does
not decide where they come from (paired) nor how long is measured.

The signed-rank interval of `location` supposes independent blocks and one look. Measurements look
several times and stop when the interval is narrow, which prefers the moments when it is too narrow;
and blocks that follow one another may err alike. So the interval is taken at LOOKING_LEVEL and
widened by what autocorrelation there is. In simulations (tests/test_timing_statistics.py) 94-97 %
of such intervals hold the truth for skewed, drifting, two-speed and slightly autocorrelated series
stopped at 5 or 2 %, where plain ones come to 92-95 %; docs/decisions has the table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from effbench.stats.location import hodges_lehmann, signed_rank_interval, student_interval

LEVEL = 0.95
"""What is promised."""
LOOKING_LEVEL = 0.965
"""What is asked of the signed-rank interval, so that the promise survives the looks. Not 97 %: six
blocks could not give that."""
MIN_CYCLES = 6
"""Fewer values have no interval at LOOKING_LEVEL."""
MAX_AUTOCORRELATION = 0.6
"""More than this is not read out of a few blocks: the widening is at most by a factor of 2."""


@dataclass(frozen=True)
class Centre:
    """Where log-ratios are centred. `interval` is None below 3 values."""

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
    alike = min(MAX_AUTOCORRELATION, max(0.0, rank_autocorrelation(log_ratios)))
    stretch = math.sqrt((1 + alike) / (1 - alike))
    low, high = (estimate + stretch * (end - estimate) for end in plain)
    return Centre(estimate, (low, high))


def by_cycle(log_ratios: Sequence[float], cycle: int) -> list[float]:
    """The means of each `cycle` values in a row: where shapes take turns, they differ no more.

    `log_ratios` has shape (n,), in the order of the blocks, from the first one on. A candidate that
    is twice as slow on one shape and five times on another has a ratio in between, and how often
    each was met should not move it: every mean holds every shape once. An incomplete last cycle is
    left out. With fewer than MIN_CYCLES complete ones the values stay single: their interval holds
    too, but it counts the difference between shapes as noise. Raises ValueError when cycle < 1.
    """
    if cycle < 1:
        raise ValueError(f"cycle is {cycle}; a cycle has one block at least")
    values = np.asarray(log_ratios, dtype=np.float64)
    complete = values.size // cycle
    if cycle > 1 and complete >= MIN_CYCLES:
        values = values[: complete * cycle].reshape(complete, cycle).mean(axis=1)
    return [float(value) for value in values]


def rank_autocorrelation(values: ArrayLike) -> float:
    """The lag-1 autocorrelation of the ranks of `values`, shape (n,): robust against wild blocks.

    Ties share their mean rank. 0 when fewer than two values differ.
    """
    _, place, count = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    centred = ranks - ranks.mean() if ranks.size else ranks
    total = float(centred @ centred)
    return float(centred[1:] @ centred[:-1]) / total if total else 0.0


def _half_width(interval: tuple[float, float]) -> float:
    return (interval[1] - interval[0]) / 2
