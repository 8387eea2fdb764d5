"""What only the samples' luck makes of a number, the tasks being given: one run's interval.

Decides the variance of a mean over tasks by leaving out one sample at a time within each task
(the jackknife of a stratified sample: Shao & Tu 1995, "The Jackknife and Bootstrap", chapter 6) and
the interval that follows. It does not decide what a sample is worth. Two runs' difference is
`paired_difference.fixed_set_interval`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from effbench.stats.pass_at_k import (
    best_of_k,
    best_of_k_without_each,
    cross_fitted_best_of_k,
    cross_fitted_without_each,
)
from effbench.stats.proportion import matched_interval

UNSEEN = 1.0
"""So many samples at the far bound that luck has hidden are allowed for. Half of one, as for
families, was too little for a dozen tasks that nearly always pass (92.7 %)."""
MIN_SAMPLES_PER_K = 2
"""Best of k needs so many times k samples a task: with fewer, leaving one out says little."""


def fixed_set_score_interval(
    groups: Sequence[Sequence[float]],
    k: int = 1,
    *,
    level: float = 0.95,
    top: float = 1.0,
    halves: Sequence[Sequence[tuple[float, float]]] | None = None,
) -> tuple[float, float] | None:
    """For these tasks: the interval of the mean of best of k, of sample scores in [0, top].

    One group of samples a task. `halves`: two scores of each sample, where the best of k > 1 is
    chosen by one and scored by the other (`cross_fitted_best_of_k`). For k = 1 the variance is that
    of a mean of independent group means. Degrees of freedom by Welch and Satterthwaite; the
    interval is `proportion.matched_interval`, for which the samples are the units. None when a
    group has fewer than 2 samples, or than MIN_SAMPLES_PER_K k: then too little is known of their
    luck. Raises ValueError when there are no groups, a score is not in [0, top], or `level` is not
    in (0, 1).

    Simulated coverage of 95 % (docs/metrics.md): 95 to 99 % for k = 1. For k > 1 91 to 100 %: close
    to `top` what is left are a few tasks' rare failures, which their samples may not have shown.
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
    """For these tasks: the interval of the mean over tasks of their mean of the values there are.

    None stands for a sample without a value (it did not pass); a task of which no sample has one is
    no part of the mean, and leaving out a task's only value leaves the task out: that, too, is the
    samples' luck. Student's t with the jackknife's variance, and Welch and Satterthwaite's degrees
    of freedom. None when a group has fewer than 2 samples, or fewer than two tasks have a value. No
    spread at all: zero width. Raises ValueError without groups or with `level` not in (0, 1).
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
    """The variance of the group's best of k; for k = 1 the jackknife's is s^2 / n."""
    if k == 1:
        return float(np.var(group, ddof=1)) / len(group)
    return _jackknife(best_of_k_without_each(group, k))


def _jackknife(without: NDArray[np.float64]) -> float:
    """(n - 1) / n times the sum of squares of the n values that leave one sample out each."""
    n = without.size
    return float((n - 1) / n * ((without - without.mean()) ** 2).sum())


def _degrees(spreads: NDArray[np.float64], degrees: NDArray[np.float64]) -> float:
    """Welch and Satterthwaite's, for a sum of independent variances; all of them without spread."""
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
