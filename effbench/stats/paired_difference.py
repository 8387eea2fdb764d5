"""Is one run better than another? Differences paired by task, tasks clustered by family.

Decides mean, interval, p-value and power for paired differences. It knows no runs and no metrics.

Tasks of one family fail and succeed together, so the family is the unit that is drawn: with ten
variants of a family as ten independent tasks, tests of equal models reject far too often.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

EXACT_CLUSTERS = 14
"""Up to here all 2^G sign patterns are counted, beyond it N_FLIPS are drawn."""
N_FLIPS = 20_000
MIN_CLUSTERS = 6
"""Below this no pattern of signs is rare enough for a p-value under 0.05 (2^(1-5) = 0.06)."""
POWER = 0.8


@dataclass(frozen=True)
class Difference:
    """The mean of paired differences, for new tasks of the same families' kind."""

    mean: float
    ci: tuple[float, float] | None
    """None with one cluster."""
    p: float | None
    """Two-sided; None with fewer than MIN_CLUSTERS clusters."""
    resolves: float | None
    """The smallest true difference that such a comparison finds in POWER of all cases."""
    n: int
    n_clusters: int


def paired_difference(
    differences: ArrayLike, clusters: Sequence[Hashable], *, level: float = 0.95, seed: int
) -> Difference:
    """Mean of `differences`, shape (n,), and what can be said of it; `clusters` are the families.

    - interval: Student's t with the cluster-robust standard error
      sqrt(G / (G - 1) * sum over clusters of (sum of residuals)^2) / n and G - 1 degrees of
      freedom (Liang & Zeger 1986; Cameron & Miller 2015, "A Practitioner's Guide to Cluster-Robust
      Inference", section II);
    - p: sign-flip test over clusters (Fisher 1935): how often the mean is as far from 0 when each
      cluster's differences change their sign at random. Exact for up to EXACT_CLUSTERS, else from
      N_FLIPS draws with `seed`, the observed pattern counted among them (Phipson & Smyth 2010);
    - resolves: (t_(1+level)/2 + z_POWER) standard errors.

    All differences 0: the interval is (0, 0), p is 1. Raises ValueError when n = 0, lengths differ,
    a value is NaN or infinite, or `level` is not inside (0, 1).
    """
    x = np.asarray(differences, dtype=np.float64)
    if x.ndim != 1 or x.size == 0 or len(clusters) != x.size:
        raise ValueError(f"differences of shape {x.shape} for {len(clusters)} clusters: need (n,)")
    if not np.isfinite(x).all():
        raise ValueError("differences hold NaN or infinity")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    mean = float(x.mean())
    number = {name: i for i, name in enumerate(dict.fromkeys(clusters))}
    of = np.array([number[name] for name in clusters])
    g = len(number)
    if g < 2:
        return Difference(mean, None, None, None, x.size, g)
    residuals = np.bincount(of, weights=x - mean, minlength=g)
    se = math.sqrt(g / (g - 1) * float(residuals @ residuals)) / x.size
    t = float(stdtrit(g - 1, (1 + level) / 2))
    sums = np.bincount(of, weights=x, minlength=g).astype(np.float64)
    return Difference(
        mean=mean,
        ci=(mean - t * se, mean + t * se),
        p=_sign_flip_p(sums, seed) if g >= MIN_CLUSTERS else None,
        resolves=(t + float(ndtri(POWER))) * se,
        n=x.size,
        n_clusters=g,
    )


def _sign_flip_p(sums: NDArray[np.float64], seed: int) -> float:
    observed = abs(float(sums.sum()))
    reached = observed * (1 - 1e-12)  # sums in another order differ in the last digit
    sums = sums[sums != 0]  # a cluster without a difference has no sign
    if sums.size <= EXACT_CLUSTERS:
        patterns = np.arange(2**sums.size)[:, None] >> np.arange(sums.size) & 1
        means = np.abs((1 - 2 * patterns) @ sums)
        return float(np.mean(means >= reached))
    rng = np.random.default_rng(seed)
    signs = rng.integers(0, 2, size=(N_FLIPS, sums.size)) * 2 - 1
    return float((1 + np.count_nonzero(np.abs(signs @ sums) >= reached)) / (1 + N_FLIPS))


def fixed_set_interval(
    groups_a: Sequence[Sequence[float]], groups_b: Sequence[Sequence[float]], level: float = 0.95
) -> tuple[float, float] | None:
    """The interval of mean(b) - mean(a) for *these* tasks: only the samples' luck counts.

    One group of sample values a task, the same tasks in both. The standard error is that of a mean
    of independent group means; degrees of freedom by Welch and Satterthwaite. None when a group has
    one sample: then nothing is known of its luck. No spread at all: zero width. Raises ValueError
    when the tasks are not the same number, or there are none.
    """
    if not groups_a or len(groups_a) != len(groups_b):
        raise ValueError(f"{len(groups_a)} and {len(groups_b)} groups; need as many, at least one")
    if any(len(group) < 2 for group in (*groups_a, *groups_b)):
        return None
    n_tasks = len(groups_a)
    parts = [
        (float(np.var(group, ddof=1)) / len(group), len(group) - 1)
        for group in (*groups_a, *groups_b)
    ]
    mean = float(
        np.mean([np.mean(b) - np.mean(a) for a, b in zip(groups_a, groups_b, strict=True)])
    )
    variance = math.fsum(v for v, _ in parts) / n_tasks**2
    if variance == 0:
        return mean, mean
    df = math.fsum(v for v, _ in parts) ** 2 / math.fsum(v * v / d for v, d in parts)
    half = float(stdtrit(df, (1 + level) / 2)) * math.sqrt(variance)
    return mean - half, mean + half
