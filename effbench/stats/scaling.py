"""Growth of time with the input: the exponent x of a power law n^x, and its interval.

This module holds the estimate, its interval, the treatment of cut-off series, and the criterion for
naming a complexity class. The times are selected by the caller; it knows no tasks.

The exponent is the slope of the least-squares line through (log n, location of log time), with
equal weights for all sizes. Few programs follow a power law exactly, so with weights by precision
the noise would determine *which* average slope is estimated. Equal weights always estimate the same
one: roughly, how steeply time rises from the smallest to the largest size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from effbench.stats.location import hodges_lehmann, signed_rank_interval

MIN_SPAN = 2.0
"""Minimum ratio of largest to smallest n. Over less than one doubling, a few per cent of overhead
look like a different exponent."""
CLASS_MARGIN = 0.05
"""Added to either end of the interval before a class is named. Cost per call flattens a real
program's growth at small n and caches steepen it at large n, by about this much, however precisely
the slope itself is known."""

_LOGARITHM_FROM = 2.0  # log n must be above 0 for log(log n) to have a slope
_CLASSES: tuple[tuple[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]], ...] = (
    ("constant", lambda x: 0 * x),
    ("logarithmic", lambda x: np.log(x)),
    ("a square root", lambda x: x / 2),
    ("linear", lambda x: x),
    ("n log n", lambda x: x + np.log(x)),
    ("n√n", lambda x: 1.5 * x),
    ("quadratic", lambda x: 2 * x),
    ("n² log n", lambda x: 2 * x + np.log(x)),
    ("cubic", lambda x: 3 * x),
)
"""Name -> log of the cost as a function of x = log n, in order of growth."""
CLASS_NAMES = tuple(name for name, _ in _CLASSES)

Interval = tuple[float, float]


@dataclass(frozen=True)
class Series:
    """The log times of one size. `cut_off`: the run was stopped, so some are only lower bounds."""

    n: float
    log_times: ArrayLike
    cut_off: bool = False


@dataclass(frozen=True)
class Growth:
    """A fitted exponent. With `lower_bound`, the true exponent is at least `exponent` and `ci` is
    None.

    A lower bound is already the lower end of its interval. `n`: the sizes in the fit.
    """

    exponent: float
    ci: Interval | None
    lower_bound: bool
    n: tuple[float, ...]


def power_law(series: Sequence[Series], level: float = 0.95) -> Growth | None:
    """Return the exponent of time against n from log times at several sizes, one `Series` per size.

    Each size is located by Hodges-Lehmann with its signed-rank interval. The slope is a linear
    combination of the locations; its interval follows from theirs by the method of variance
    estimates recovery (Zou & Donner 2008, "Construction of confidence intervals about effect
    measures", Statistics in Medicine 27, 1693-1702), which keeps their asymmetry. `ci` is None if a
    size has too few values for `level` (fewer than 6 at 95 %). Sizes are treated as independent: a
    machine that becomes 20 % slower between n and 100 n moves the exponent by
    log(1.2) / log(100).

    Cut-off sizes: only those above every complete size count, one at a time, at the location of
    their lower bounds. The weight in the slope is positive, so the result is a lower bound; the
    largest of these results is returned. Other cut-off sizes are left out, since they could bias
    the slope in either direction. The lower bound is the lower end of the fitted interval. A
    cut-off size without an interval enters with the smallest of its lower bounds. The result is
    None if a complete size has no interval.

    It is also None if fewer than two sizes are left or they span less than MIN_SPAN. Raises
    ValueError if an n is below 1, NaN or infinite, or occurs twice, if a series is empty or not
    finite, or if `level` is not inside (0, 1).
    """
    _check(series)
    ordered = sorted(series, key=lambda one: one.n)
    complete = [one for one in ordered if not one.cut_off]
    above = [one for one in ordered if one.cut_off and complete and one.n > complete[-1].n]
    if not above:
        return _fit(complete, level, lower_bound=False)
    bounds = [_fit([*complete, one], level, lower_bound=True) for one in above]
    known = [bound for bound in bounds if bound is not None]
    return max(known, key=lambda bound: bound.exponent, default=None)


def _fit(used: Sequence[Series], level: float, lower_bound: bool) -> Growth | None:
    n = tuple(float(one.n) for one in used)
    if len(n) < 2 or n[-1] < MIN_SPAN * n[0]:
        return None
    weights = _slope_weights(np.log(n))
    located = [hodges_lehmann(one.log_times) for one in used]
    ends = [_interval(one, level) for one in used]
    ci = _recovered(weights, located, [end for end in ends if end is not None])
    if lower_bound:
        return None if ci is None else Growth(ci[0], None, True, n)
    return Growth(float(weights @ located), ci, False, n)


def local_exponent(class_name: str, n: Sequence[float]) -> float:
    """The slope that `power_law` would find for a cost of exactly this class at these sizes.

    n log n is n^1.14 from 70 to 44,000: the slope depends on the range of n. Raises KeyError for a
    name that is not in CLASS_NAMES, and ValueError if there are fewer than two different sizes or
    one is below 2.
    """
    x = np.log(np.asarray(n, dtype=np.float64))
    if x.size < 2 or x.min() < math.log(_LOGARITHM_FROM) or x.min() == x.max():
        raise ValueError(f"sizes {tuple(n)}: a slope needs two different ones, from 2 on")
    return float(_slope_weights(x) @ dict(_CLASSES)[class_name](x))


def class_name(ci: Interval, n: Sequence[float]) -> str | None:
    """The only class whose local exponent lies in `ci` widened by CLASS_MARGIN, else None.

    A name thus means that the neighbouring classes are excluded. It does not prove the class:
    n^1.14 is n log n and also a power law. None for sizes below 2, where the classes are not
    ordered.
    """
    if min(n) < _LOGARITHM_FROM:
        return None
    low, high = ci[0] - CLASS_MARGIN, ci[1] + CLASS_MARGIN
    inside = [name for name in CLASS_NAMES if low <= local_exponent(name, n) <= high]
    return inside[0] if len(inside) == 1 else None


def _slope_weights(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights whose sum of weight times y is the least-squares slope of y over x; they sum to 0."""
    centred = x - x.mean()
    weights: NDArray[np.float64] = centred / (centred @ centred)
    return weights


def _interval(one: Series, level: float) -> Interval | None:
    found = signed_rank_interval(one.log_times, level)
    if found is None and one.cut_off:
        values = np.asarray(one.log_times, dtype=np.float64)
        return float(values.min()), float(values.max())
    return found


def _recovered(
    weights: NDArray[np.float64], located: Sequence[float], ends: Sequence[Interval]
) -> Interval | None:
    """The interval of the weighted sum of independent terms; None if a term lacks an interval."""
    if len(ends) < len(located):
        return None
    below = above = 0.0
    for weight, centre, (low, high) in zip(weights, located, ends, strict=True):
        down, up = (low, high) if weight >= 0 else (high, low)
        below += float(weight * (centre - down)) ** 2
        above += float(weight * (up - centre)) ** 2
    slope = float(weights @ located)
    return slope - math.sqrt(below), slope + math.sqrt(above)


def _check(series: Sequence[Series]) -> None:
    sizes = [one.n for one in series]
    if not all(math.isfinite(n) and n >= 1 for n in sizes):
        raise ValueError(f"sizes {sizes}: each must be a finite number, 1 or more")
    if len(set(sizes)) < len(sizes):
        raise ValueError(f"sizes {sizes}: one occurs twice; put its times into one series")
