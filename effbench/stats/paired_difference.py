"""Is one run better than another? Differences paired by task, tasks clustered by family.

Decides mean, interval, p-value and power for paired differences. It knows no runs and no metrics.

Tasks of one family fail and succeed together, so the family is the unit that is drawn: with ten
variants of a family as ten independent tasks, tests of equal models reject far too often.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from effbench.stats.clusters import clustered

EXACT_CLUSTERS = 14
"""Up to here all 2^G sign patterns are counted, beyond it N_FLIPS are drawn."""
N_FLIPS = 20_000
MIN_CLUSTERS = 6
"""Below this no pattern of signs is rare enough for a p-value under 0.05 (2^(1-5) = 0.06)."""
POWER = 0.8
_ROUNDING = 1e-12
_ROWS = 256
"""Comparisons that are flipped together: 40 MB."""


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
      (`clusters.Clustered.standard_error`) and G - 1 degrees of freedom;
    - p: sign-flip test over clusters (Fisher 1935): how often the mean is as far from 0 when each
      cluster's differences change their sign at random. Exact for up to EXACT_CLUSTERS, else from
      N_FLIPS draws with `seed`, the observed pattern counted among them (Phipson & Smyth 2010);
    - resolves: (t_(1+level)/2 + z_POWER) standard errors.

    All differences 0: the interval is (0, 0), p is 1. Raises ValueError when n = 0, lengths differ,
    a value is NaN or infinite, or `level` is not inside (0, 1).
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    data = clustered(differences, clusters)
    mean, n = data.mean, round(data.n)
    if data.g < 2:
        return Difference(mean, None, None, None, n, data.g)
    se = data.standard_error()
    t = float(stdtrit(data.g - 1, (1 + level) / 2))
    return Difference(
        mean=mean,
        ci=(mean - t * se, mean + t * se),
        p=float(sign_flip_p(data.sums[None, :], seed)[0]) if data.g >= MIN_CLUSTERS else None,
        resolves=(t + float(ndtri(POWER))) * se,
        n=n,
        n_clusters=data.g,
    )


def pairwise_p_values(
    values: ArrayLike, clusters: Sequence[Hashable], *, seed: int
) -> NDArray[np.float64]:
    """p of every pair of rows of `values`, shape (runs, tasks), NaN where a run lacks a task.

    Each pair is compared on the tasks that both rows have, and gets the very p that
    `paired_difference` gives of these. Shape of the result: (runs, runs), symmetric; NaN where the
    common tasks are of fewer than MIN_CLUSTERS clusters. 200 runs of 120 tasks (19,900 pairs) take
    some seconds. Raises ValueError when the shape is not two-dimensional or lengths differ.
    """
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 2 or len(clusters) != x.shape[1]:
        raise ValueError(f"values of shape {x.shape} for {len(clusters)} clusters: need (runs, n)")
    number = {name: i for i, name in enumerate(dict.fromkeys(clusters))}
    member = np.zeros((x.shape[1], len(number)))
    member[np.arange(x.shape[1]), [number[name] for name in clusters]] = 1.0
    p = np.full((len(x), len(x)), np.nan)
    found: list[tuple[NDArray[np.intp], NDArray[np.float64]]] = []
    for i in range(len(x)):
        differences = x[i] - x[i:]
        common = np.isfinite(differences)
        enough = np.count_nonzero(common @ member, axis=1) >= MIN_CLUSTERS
        sums = np.where(common, differences, 0.0) @ member
        found.append((i + np.flatnonzero(enough), sums[enough]))
    if found:
        all_p = sign_flip_p(np.concatenate([sums for _, sums in found]), seed)
        start = 0
        for i, (others, _) in enumerate(found):
            p[i, others] = p[others, i] = all_p[start : start + others.size]
            start += others.size
    return p


def sign_flip_p(sums: ArrayLike, seed: int) -> NDArray[np.float64]:
    """The test's p-values, shape (P,), of P comparisons with these sums a cluster, shape (P, G).

    A p-value follows from its own row alone: not from the clusters' order, nor from clusters
    without a difference (0), nor from the other rows. So many pairs of runs tested together, whose
    common tasks differ, get what each gets alone. All 0: 1.
    """
    x = np.asarray(sums, dtype=np.float64)
    observed = np.abs(x.sum(axis=1))
    sizes = -np.sort(-np.abs(x), axis=1)  # signs are random, so a sum's own sign is of no account
    counts = np.count_nonzero(sizes, axis=1)  # a cluster without a difference has no sign
    # Sums in another order differ in the last digits: as far is as far but for those.
    reached = observed - _ROUNDING * sizes.sum(axis=1)
    found = np.ones(len(x))
    for g in np.unique(counts[counts > 0]):
        signs, exact = _signs(int(g), seed)
        rows = np.flatnonzero(counts == g)
        for start in range(0, rows.size, _ROWS):
            some = rows[start : start + _ROWS]
            flipped = np.abs(signs @ sizes[some, :g].T)
            hits = np.count_nonzero(flipped >= reached[some], axis=0)
            found[some] = hits / len(signs) if exact else (1 + hits) / (1 + len(signs))
    return found


@functools.lru_cache(maxsize=8)
def _signs(g: int, seed: int) -> tuple[NDArray[np.float64], bool]:
    """Signs for g clusters, one pattern a row, and whether they are all the patterns there are."""
    if g <= EXACT_CLUSTERS:
        # A pattern and its opposite are as far from 0: the first sign may stay.
        patterns = np.arange(2 ** (g - 1))[:, None] >> np.arange(g) & 1
        return (1 - 2 * patterns).astype(np.float64), True
    rng = np.random.default_rng(seed)
    return (rng.integers(0, 2, size=(N_FLIPS, g)) * 2 - 1).astype(np.float64), False


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
