"""Compare the times of two correct answers to one task: their ratio, and the faster one."""

from __future__ import annotations

import math

from effbench.base import SampleResult, SizeResult
from effbench.stats import (
    CENSOR_RATIO,
)


def surely_slower(one: SampleResult | None, other: SampleResult | None) -> bool:
    """True if `one` is slower than `other` at a size at which one of them has no ratio.

    That is the case if it was cut off and the interval of `other` ends below that limit, or if its
    interval begins above the bound of `other`.
    """
    if one is None or other is None:
        return False
    mine = {size.size: size for size in one.sizes}
    for size in other.sizes:
        own = mine.get(size.size)
        if own is None or size.censored:
            continue
        if own.censored and _end(size) < CENSOR_RATIO:
            return True
        if size.bound and not own.censored and not own.bound and _end(size) < _start(own):
            return True
    return False


def _start(size: SizeResult) -> float:
    """Lower end of the ratio's interval, treated as symmetric in the logarithm; 0 without one."""
    if size.ratio is None or size.ci is None or size.ci[0] <= 0:
        return 0.0
    return size.ratio / math.sqrt(size.ci[1] / size.ci[0])


def _end(size: SizeResult) -> float:
    """Upper end, treated likewise; for a bound the bound itself; infinite without an interval."""
    if size.bound and size.ratio is not None:
        return size.ratio
    start = _start(size)
    return size.ratio**2 / start if size.ratio is not None and start else math.inf


def time_ratio(
    a: SampleResult | None, b: SampleResult | None
) -> tuple[float | None, tuple[float, float] | None]:
    """Time of b / time of a: geometric mean over the sizes at which both were measured.

    The interval treats sizes and runs as independent, and each size as normal in the logarithm.
    Sizes at which one of them was cut off, or has only a bound, are left out.
    """
    if a is None or b is None:
        return None, None
    theirs = {size.size: size for size in b.sizes if _has_ratio(size)}
    shared = [(s, theirs[s.size]) for s in a.sizes if s.size in theirs and _has_ratio(s)]
    if not shared:
        return None, None
    logs = [math.log(y.ratio / x.ratio) for x, y in shared if x.ratio and y.ratio]
    mean = math.fsum(logs) / len(logs)
    intervals = [size.ci for pair in shared for size in pair]
    if any(ci is None or ci[0] <= 0 for ci in intervals):
        return math.exp(mean), None
    squares = [(math.log(ci[1] / ci[0]) / 2) ** 2 for ci in intervals if ci is not None]
    half = math.sqrt(math.fsum(squares)) / len(shared)
    return math.exp(mean), (math.exp(mean - half), math.exp(mean + half))


def _has_ratio(size: SizeResult) -> bool:
    return bool(size.ratio) and not size.censored and not size.bound
