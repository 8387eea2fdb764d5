"""The interval that repeating the timing alone would change a number by: tasks and samples given.

Decides how the intervals of ratios become one of a mean over tasks. It is the third interval of a
number, and the narrowest: neither new tasks nor new samples are in it. It rests on the noise of the
blocks within this run; a machine that is in another state on another day is no part of it.

Sizes are timed one after the other and count as independent, and so do tasks. The samples of a task
share the reference's times in every block, so their errors are added as if they were one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import ndtri

from effbench.records import SampleResult, SizeResult
from effbench.score.arms import LEVEL

Group = Sequence[SampleResult]

_Z = float(ndtri((1 + LEVEL) / 2))
_MAX_UNKNOWN = 0.1
"""A larger share of ratios without an interval leaves the number without one."""
HOW = "normal, from the ratios' own intervals: this run's tasks and samples, timed again"
NOTHING = "no interval: no ratio was measured"


@dataclass(frozen=True)
class Repeated:
    """Half the interval's width, on the scale on which errors are added; None: `how` says why."""

    half: float | None
    how: str

    def around(self, value: float | None) -> tuple[float, float] | None:
        """For a score."""
        if self.half is None or value is None:
            return None
        return max(0.0, value - self.half), value + self.half

    def around_ratio(self, value: float | None) -> tuple[float, float] | None:
        """For a ratio, whose logarithm was averaged."""
        if self.half is None or value is None:
            return None
        return value * math.exp(-self.half), value * math.exp(self.half)


def of_efficiencies(groups: Sequence[Group]) -> Repeated:
    """For eff@1. A size that was cut off is worth 0 whenever it is timed again; so is a failure."""
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
    """For the geometric mean of passed samples' ratios; one that was cut off anywhere has none."""
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
    """Tasks, their samples, the sizes in each sample's mean."""
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
    """The standard error of the log-ratio that its 95 % interval stands for."""
    if size.ci is None or size.ci[0] <= 0:
        return None
    return math.log(size.ci[1] / size.ci[0]) / 2 / _Z
