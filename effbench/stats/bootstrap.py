"""A bootstrap interval for a mean over clusters: the tasks of a suite, by family.

This module defines how families are resampled, not a task's value or the tasks that count.

Whole clusters are drawn with replacement, and their contents stay unchanged. The spread of the
observed task values already includes the sampling noise within each task, so resampling the samples
as well would count it twice (Davison & Hinkley, "Bootstrap Methods and their Application", 1997,
section 3.8). It would also bias best-of-k estimates downwards, because a resample holds only about
63 % of the distinct samples. The interval therefore covers *new tasks of the same kind*, solved by
new samples.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from effbench.stats.clusters import Clustered, clustered

N_RESAMPLES = 10_000
"""With another seed, a bound moves by about 1 % of the interval's width."""
MIN_CLUSTERS = 6
"""With fewer clusters, even the range of the values misses the median in more than 5 % (2^(1-n))
of cases."""
_CHUNK = 1 << 20
"""Indices drawn at once: 8 MB, for any number of clusters and resamples."""
_MAX_FLAT = 1e-3
"""Maximum share of resamples without spread: with six clusters, 6^-5 are."""
_NO_SPREAD = 1e-9
"""Cluster means that differ by less than this share of their size differ only by rounding."""


def mean_interval(
    values: ArrayLike,
    clusters: Sequence[Hashable] | None = None,
    *,
    level: float = 0.95,
    n_resamples: int = N_RESAMPLES,
    seed: int,
) -> tuple[float, float] | None:
    """Return the interval for the mean of `values`, shape (n,), one per task, in any unit.

    `clusters` names each value's cluster (None: each value is its own); G is their number.
    G >= MIN_CLUSTERS: the studentised bootstrap (Efron 1979; Hall 1988, "Theoretical Comparison of
    Bootstrap Confidence Intervals", Annals of Statistics 16, 927-953): quantiles of (resampled mean
    - mean) / (the resample's own cluster-robust standard error) replace Student's, so the interval
    is asymmetric if the values are skewed. On skewed values it has better coverage than the
    percentile interval.
    2 <= G < MIN_CLUSTERS, or too many resamples without spread to divide by (nearly all values are
    equal): Student's t with the cluster-robust standard error.
    G = 1: None, because one cluster gives no information about others.
    All clusters' means equal: a zero-width interval at that mean. For scores between two bounds,
    use `proportion.score_interval` in that case and for values near a bound.

    The same arguments give the same bounds. Raises ValueError if n = 0, lengths differ, a value is
    NaN or infinite, `level` is not inside (0, 1), or n_resamples < 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    if n_resamples < 1:
        raise ValueError(f"n_resamples is {n_resamples}; at least one is needed")
    data = clustered(values, clusters)
    if data.g < 2:
        return None
    mean, error = data.mean, data.standard_error()
    if error <= _NO_SPREAD * float(np.abs(data.sums / data.counts).max()):
        return mean, mean
    t = float(stdtrit(data.g - 1, (1 + level) / 2))
    low, high = -t, t
    if data.g >= MIN_CLUSTERS:
        distances = _studentised(data, mean, n_resamples, seed)
        tails = ((1 - level) / 2, (1 + level) / 2)
        lowest, highest = np.quantile(distances, tails, method="nearest")
        flat = np.isinf(distances).mean() > _MAX_FLAT
        if not flat and np.isfinite(lowest) and np.isfinite(highest):
            low, high = float(lowest), float(highest)
    return mean - max(high, 0.0) * error, mean - min(low, 0.0) * error


def _studentised(data: Clustered, mean: float, n_resamples: int, seed: int) -> NDArray[np.float64]:
    """(resampled mean - mean) / its own standard error; infinite if that error is 0."""
    rng = np.random.default_rng(seed)
    g = data.g
    smallest = _NO_SPREAD * data.standard_error()
    found = np.empty(n_resamples)
    rows = max(1, _CHUNK // g)
    for start in range(0, n_resamples, rows):
        stop = min(start + rows, n_resamples)
        drawn = rng.integers(g, size=(stop - start, g))
        sums, counts = data.sums[drawn], data.counts[drawn]
        n = counts.sum(axis=1)
        means = sums.sum(axis=1) / n
        residuals = sums - means[:, None] * counts
        errors = np.sqrt(g / (g - 1) * (residuals**2).sum(axis=1)) / n
        flat = errors <= smallest
        distances = (means - mean) / np.where(flat, 1.0, errors)
        distances[flat] = np.copysign(np.inf, means - mean)[flat]
        distances[flat & (np.abs(means - mean) <= smallest)] = 0.0
        found[start:stop] = distances
    return found
