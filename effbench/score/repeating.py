"""The interval for repeating only the timing, with tasks and samples fixed.

This module combines the intervals of ratios into one for a mean over tasks. It is the third
interval of a metric and the narrowest: it includes neither new tasks nor new samples. It reflects
the noise between blocks within this run, not changes of the machine's state from day to day.

Sizes are timed one after the other and treated as independent, as are tasks. The samples of a task
share the reference's times in every block, so their errors are added as fully correlated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import ndtri

from effbench.base import SampleResult, SizeResult
from effbench.score.arms import LEVEL

Group = Sequence[SampleResult]

_Z = float(ndtri((1 + LEVEL) / 2))
_MAX_UNKNOWN = 0.1
"""If a larger share of ratios lacks an interval, the metric has none either."""
HOW = "normal, from the ratios' own intervals: this run's tasks and samples, timed again"
NOTHING = "no interval: no ratio was measured"


@dataclass(frozen=True)
class Repeated:
    """Half the interval's width, on the scale where errors add; if None, `how` gives the reason."""

    half: float | None
    how: str

    def around(self, value: float | None) -> tuple[float, float] | None:
        """The interval around a score."""
        if self.half is None or value is None:
            return None
        return max(0.0, value - self.half), value + self.half

    def around_ratio(self, value: float | None) -> tuple[float, float] | None:
        """The interval around a ratio, of which the logarithm was averaged."""
        if self.half is None or value is None:
            return None
        return value * math.exp(-self.half), value * math.exp(self.half)


def of_efficiencies(groups: Sequence[Group]) -> Repeated:
    """For eff@1. Failures and sizes that were cut off are assumed to score 0 again."""
    found = _repeated(
        [
            [
                [size for size in sample.sizes if size.censored or size.ratio is not None]
                for sample in group
            ]
            for group in groups
        ]
    )
    half = found.half if found.half is None else found.half / math.log(10)
    return Repeated(half, found.how)


def of_log_ratios(groups: Sequence[Group]) -> Repeated:
    """For the geometric mean of passed samples' ratios, without samples cut off at any size."""
    timed = [
        [
            list(sample.sizes)
            for sample in group
            if sample.sizes and not any(size.censored for size in sample.sizes)
        ]
        for group in groups
    ]
    kept = [[[s for s in sizes if s.ratio is not None] for sizes in group] for group in timed]
    return _repeated([[sizes for sizes in group if sizes] for group in kept if any(group)])


def _repeated(tasks: Sequence[Sequence[Sequence[SizeResult]]]) -> Repeated:
    """`tasks`: per task, per sample, the sizes in the sample's mean."""
    measured = [size for task in tasks for sizes in task for size in sizes if not size.censored]
    errors = [error for size in measured if (error := _error(size)) is not None]
    if not measured:
        return Repeated(None, NOTHING)
    unknown = len(measured) - len(errors)
    if unknown > _MAX_UNKNOWN * len(measured):
        return Repeated(
            None, f"no interval: {unknown} of {len(measured)} ratios have too few blocks for one"
        )
    typical = sorted(errors)[len(errors) // 2]
    squares = 0.0
    for task in tasks:
        each = [_mean_error(sizes, typical) for sizes in task]
        squares += (math.fsum(each) / len(each)) ** 2 if each else 0.0
    how = f"{HOW}; {unknown} without one count like the median" if unknown else HOW
    return Repeated(_Z * math.sqrt(squares) / len(tasks), how)


def _mean_error(sizes: Sequence[SizeResult], typical: float) -> float:
    """The standard error of the mean of one sample's log-ratios."""
    if not sizes:
        return 0.0
    errors = [0.0 if s.censored else _error(s) for s in sizes]
    known = [typical if error is None else error for error in errors]
    return math.sqrt(math.fsum(error**2 for error in known)) / len(sizes)


def _error(size: SizeResult) -> float | None:
    """The standard error of the log-ratio, derived from its 95 % interval."""
    if size.ci is None or size.ci[0] <= 0:
        return None
    return math.log(size.ci[1] / size.ci[0]) / 2 / _Z
