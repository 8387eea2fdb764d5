"""An interval for a mean over clusters: the tasks of a suite, each with all of its samples.

Decides how tasks are resampled. It does not decide what a task's value is, nor which tasks count.

Whole clusters are drawn with replacement and what is inside a cluster is left as it is. The spread
of the observed task values already holds the luck of the samples inside each task, so drawing the
samples again as well would count it twice (Davison & Hinkley, "Bootstrap Methods and their
Application", 1997, section 3.8). It would also push best-of-k estimates down, because a resample
holds only about 63 % of the distinct samples. The interval is therefore about *new tasks of the
same kind*, solved by new samples.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtrit

N_RESAMPLES = 10_000
"""Repeating with another seed moves a bound by about 1 % of the interval's width."""
MIN_CLUSTERS = 6
"""Below this even the range of the values misses the median more often than 5 % (2^(1-n))."""
_CHUNK = 1 << 20
"""Drawn indices held at once: 8 MB, whatever the number of clusters and resamples."""


def mean_interval(
    values: ArrayLike, *, level: float = 0.95, n_resamples: int = N_RESAMPLES, seed: int
) -> tuple[float, float] | None:
    """The interval for the mean of `values`, shape (n,), one value for each cluster; any unit.

    n >= MIN_CLUSTERS: the expanded percentile bootstrap (Hesterberg 2015, "What Teachers Should
    Know About the Bootstrap", The American Statistician 69, 371-386): the quantiles of the
    resampled means at Phi(-sqrt(n / (n - 1)) t), with t the Student quantile of n - 1 degrees of
    freedom, which takes away most of the plain percentile interval's shortness at small n.
    2 <= n < MIN_CLUSTERS: Student's t interval; resampling so few values can't reach the level.
    n = 1: None, because one cluster says nothing of the others.
    All values equal: a zero-width interval at that value. The caller who knows that the values are
    proportions should use `proportion.clopper_pearson` then.

    The same arguments give the same bounds. Raises ValueError when n = 0, a value is NaN or
    infinite, `level` is not inside (0, 1), or n_resamples < 1.
    """
    x = np.asarray(values, dtype=np.float64)
    _check(x, level, n_resamples)
    n = x.size
    if n == 1:
        return None
    if x.min() == x.max():
        return float(x[0]), float(x[0])
    t = float(stdtrit(n - 1, (1 + level) / 2))
    if n < MIN_CLUSTERS:
        half_width = t * float(x.std(ddof=1)) / math.sqrt(n)
        return float(x.mean()) - half_width, float(x.mean()) + half_width
    tail = float(ndtr(-math.sqrt(n / (n - 1)) * t))
    low, high = np.quantile(_resampled_means(x, n_resamples, seed), (tail, 1 - tail))
    return float(low), float(high)


def _resampled_means(x: NDArray[np.float64], n_resamples: int, seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    means = np.empty(n_resamples)
    rows = max(1, _CHUNK // x.size)
    for start in range(0, n_resamples, rows):
        stop = min(start + rows, n_resamples)
        means[start:stop] = x[rng.integers(x.size, size=(stop - start, x.size))].mean(axis=1)
    return means


def _check(x: NDArray[np.float64], level: float, n_resamples: int) -> None:
    if x.ndim != 1:
        raise ValueError(f"values have shape {x.shape}, not (n,)")
    if x.size == 0:
        raise ValueError("no values: a mean needs at least one cluster")
    if not np.isfinite(x).all():
        raise ValueError("values hold NaN or infinity")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    if n_resamples < 1:
        raise ValueError(f"n_resamples is {n_resamples}; at least one is needed")
