"""Confidence interval for one run on a fixed set of tasks: sampling variance only.

The variance of a mean over tasks is estimated by leaving out one sample at a time within each task
(the jackknife of a stratified sample: Shao & Tu 1995, "The Jackknife and Bootstrap", chapter 6).
For the difference of two runs, see `differences.fixed_set_interval`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from effbench.stats.at_k import (
    best_of_k,
    best_of_k_without_each,
    cross_fitted_best_of_k,
    cross_fitted_without_each,
)
from effbench.stats.proportion import matched_interval

UNSEEN = 1.0
"""Number of unobserved samples at the far bound that the interval allows for. Half a sample, as for
families, was too little for a dozen tasks that nearly always pass (92.7 % coverage)."""
MIN_SAMPLES_PER_K = 2
"""Best of k needs this many times k samples per task. With fewer, leaving one out gives little
information."""


def fixed_set_score_interval(
    groups: Sequence[Sequence[float]],
    k: int = 1,
    *,
    level: float = 0.95,
    top: float = 1.0,
    halves: Sequence[Sequence[tuple[float, float]]] | None = None,
) -> tuple[float, float] | None:
    """The interval of the mean of best of k for these tasks, with sample scores in [0, top].

    `groups` has one group of samples per task. `halves` has two scores per sample, for k > 1: one
    score chooses the best of k and the other scores it (`cross_fitted_best_of_k`). For k = 1 the
    variance is that of a mean of independent group means. Degrees of freedom follow Welch and
    Satterthwaite. The interval is `proportion.matched_interval` with samples as units. None if a
    group has fewer than 2 samples or, for k > 1, fewer than MIN_SAMPLES_PER_K * k: their variance
    is then not known well enough. Raises ValueError if there are no groups, a score is not in [0,
    top], or `level` is not in (0, 1).

    Simulated coverage of 95 % intervals (docs/metrics.md): 95 to 99 % for k = 1, and 91 to 100 %
    for k > 1. Close to `top` only rare failures of a few tasks remain, which their samples may not
    include.
    """
    _check(groups, level)
    if any(not 0 <= value <= top for group in groups for value in group):
        raise ValueError(f"a score is not in 0 ... {top}")
    if any(len(group) < max(2, MIN_SAMPLES_PER_K * k if k > 1 else 2) for group in groups):
        return None
    t = len(groups)
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    if k == 1 or halves is None:
        spreads = np.array([_spread(group, k) for group in groups]) / t**2
        mean = math.fsum(best_of_k(group, k) for group in groups) / t
    else:
        without = [cross_fitted_without_each(group, k) for group in halves]
        spreads = np.array([_jackknife(one) for one in without]) / t**2
        mean = math.fsum(cross_fitted_best_of_k(group, k) for group in halves) / t
    n = float(sizes.sum())
    return matched_interval(
        mean,
        float(spreads.sum()),
        _degrees(spreads, sizes - 1),
        unit_squared=float((1 / sizes).sum()) / t**2 / n,
        n=n,
        level=level,
        top=top,
        unseen=UNSEEN,
    )


def fixed_set_mean_interval(
    groups: Sequence[Sequence[float | None]], *, level: float = 0.95
) -> tuple[float, float] | None:
    """The interval for these tasks of the mean over tasks of each task's mean of known values.

    None stands for a sample without a value (it did not pass). A task without any value is not in
    the mean, and leaving out a task's only value leaves out the task: the jackknife includes this
    sampling effect. Student's t with the jackknife variance, with Welch and Satterthwaite's degrees
    of freedom. None if a group has fewer than 2 samples, or fewer than two tasks have a value.
    Without spread, the interval has zero width. Raises ValueError if there are no groups or `level`
    is not in (0, 1).
    """
    _check(groups, level)
    means = [_mean(group) for group in groups]
    there = [mean for mean in means if mean is not None]
    if any(len(group) < 2 for group in groups) or len(there) < 2:
        return None
    total, t = math.fsum(there), len(there)
    centre = total / t
    spreads = []
    for group, mean in zip(groups, means, strict=True):
        if mean is None:
            spreads.append(0.0)
            continue
        without = []
        for i in range(len(group)):
            rest = _mean([*group[:i], *group[i + 1 :]])
            other = total - mean
            without.append(other / (t - 1) if rest is None else (other + rest) / t)
        spreads.append(_jackknife(np.array(without)))
    variance = math.fsum(spreads)
    if variance <= (1e-12 * abs(centre)) ** 2:
        return centre, centre
    df = _degrees(np.array(spreads), np.array([len(group) - 1.0 for group in groups]))
    half = float(stdtrit(df, (1 + level) / 2)) * math.sqrt(variance)
    return centre - half, centre + half


def _spread(group: Sequence[float], k: int) -> float:
    """The variance of the group's best of k; for k = 1 the jackknife gives s^2 / n."""
    if k == 1:
        return float(np.var(group, ddof=1)) / len(group)
    return _jackknife(best_of_k_without_each(group, k))


def _jackknife(without: NDArray[np.float64]) -> float:
    """(n - 1) / n times the sum of squares of the n leave-one-out values about their mean."""
    n = without.size
    return float((n - 1) / n * ((without - without.mean()) ** 2).sum())


def _degrees(spreads: NDArray[np.float64], degrees: NDArray[np.float64]) -> float:
    """Welch and Satterthwaite's for a sum of independent variances; the sum of all degrees if every
    variance is 0."""
    total = float(spreads.sum())
    if total == 0:
        return float(degrees.sum())
    return total**2 / float((spreads**2 / degrees).sum())


def _mean(values: Sequence[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return math.fsum(there) / len(there) if there else None


def _check(groups: Sequence[Sequence[float | None]], level: float) -> None:
    if not groups:
        raise ValueError("no tasks: there is nothing to average")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
