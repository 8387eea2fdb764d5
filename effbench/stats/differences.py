"""Test if one run is better than another: differences paired by task, tasks clustered by family.

This module computes mean, interval, p-value and power for paired differences. It knows no runs and
no metrics.

Tasks of one family tend to fail and succeed together, so the family is the unit of resampling. If
ten variants of a family counted as independent tasks, tests of equal models would reject far too
often.

Sign-flip tests and Student's t assume that the differences are symmetric. They are not for a model
that is a little better almost everywhere and fails now and then: a set on which it happens not to
fail makes it look better with certainty. Both therefore allow for UNSEEN unobserved families, as
`score_interval` does. Each lies at the largest difference that scores can have (`bound`), on the
opposite side of the observed mean.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from effbench.stats.clusters import Clustered, clustered
from effbench.stats.proportion import UNSEEN
from effbench.stats.resolution import MIN_CLUSTERS, resolvable_difference

EXACT_CLUSTERS = 14
"""Up to this many clusters, all 2^G sign patterns are counted; above it, N_FLIPS are drawn."""
N_FLIPS = 20_000
N_JOINT_FLIPS = 5_000
"""For all pairs of a board at once. An adjusted p of 0.05 has a standard error of 0.003."""
_ROUNDING = 1e-12
_ROWS = 256
"""Comparisons whose signs are flipped together: 40 MB."""


@dataclass(frozen=True)
class Difference:
    """The mean of paired differences, with inference for new tasks of the same kind."""

    mean: float
    ci: tuple[float, float] | None
    """None with fewer than MIN_CLUSTERS clusters, as is `p`."""
    p: float | None
    """Two-sided."""
    resolves: float | None
    """The smallest true difference that such a comparison detects in four of five cases; None with
    too few clusters to detect any (`resolution`)."""
    n: int
    n_clusters: int


def paired_difference(
    differences: ArrayLike,
    clusters: Sequence[Hashable],
    *,
    level: float = 0.95,
    seed: int,
    bound: float = 0.0,
) -> Difference:
    """Return the mean of `differences`, shape (n,), with its inference; `clusters` are families.

    - interval: Student's t with the cluster-robust standard error
      (`clusters.Clustered.standard_error`) and G - 1 degrees of freedom;
    - p: sign-flip test over clusters (Fisher 1935): how often the mean is at least as far from 0
      if the sign of each cluster's differences is random. Exact for up to EXACT_CLUSTERS clusters,
      else from N_FLIPS draws with `seed`, counting the observed pattern (Phipson & Smyth 2010);
    - resolves: `resolution.resolvable_difference` for the standard deviation of the data.

    `bound` is the largest difference that one task's scores can have; 0 if there is none, as for
    logarithms of times. With a bound, the p-value places the unobserved families against the
    observed mean. Each end of the interval is computed with them on its side, but limited to
    `bound` or the largest observed difference, whichever is larger.

    If all differences are 0 without a bound, the interval is (0, 0) and p is 1. Raises ValueError
    if n = 0, lengths differ, a value is NaN or infinite, `level` is not inside (0, 1), or `bound`
    is below 0.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    if not 0 <= bound < math.inf:
        raise ValueError(f"bound is {bound}; it must be finite and at least 0")
    data = clustered(differences, clusters)
    mean, n = data.mean, round(data.n)
    if data.g < MIN_CLUSTERS:
        return Difference(mean, None, None, None, n, data.g)
    se = data.standard_error()
    t = float(stdtrit(data.g - 1, (1 + level) / 2))
    low, high = mean - t * se, mean + t * se
    if bound:
        low, high = min(low, _reach(data, -bound, -t)), max(high, _reach(data, bound, t))
        end = max(bound, float(np.abs(differences).max()))
        low, high = max(low, -end), min(high, end)
    hidden = np.array([UNSEEN * bound * data.n / data.g])
    return Difference(
        mean=mean,
        ci=(low, high),
        p=float(sign_flip_p(data.sums[None, :], seed, hidden)[0]),
        resolves=resolvable_difference(data.g, data.deviation(), bound=bound, level=level),
        n=n,
        n_clusters=data.g,
    )


def _reach(data: Clustered, at: float, t: float) -> float:
    """mean + t standard errors of the data plus UNSEEN families of average size at `at`."""
    size = data.n / data.g
    n = data.n + UNSEEN * size
    mean = (float(data.sums.sum()) + UNSEEN * size * at) / n
    residuals = data.sums - mean * data.counts
    squares = float(residuals @ residuals) + UNSEEN * (size * (at - mean)) ** 2
    return mean + t * math.sqrt(data.g / (data.g - 1) * squares) / n


@dataclass(frozen=True)
class _Pairs:
    """P pairs of rows, compared on the tasks that both have; columns are families."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    sums: NDArray[np.float64]
    """Sum of the differences first - second in each family, shape (P, G)."""
    hidden: NDArray[np.float64]
    """The size of the allowance for unobserved families, in the units of `sums`, shape (P,)."""

    def matrix(self, p: NDArray[np.float64], n_rows: int) -> NDArray[np.float64]:
        """Shape (n_rows, n_rows), symmetric; NaN where there is no pair."""
        found = np.full((n_rows, n_rows), np.nan)
        found[self.first, self.second] = found[self.second, self.first] = p
        return found


def pairwise_p_values(
    values: ArrayLike, clusters: Sequence[Hashable], *, seed: int, bound: float = 0.0
) -> NDArray[np.float64]:
    """Return p for every pair of rows of `values`, shape (runs, tasks), NaN if a run lacks a task.

    Each pair is compared on the tasks that both rows have, and gets exactly the p that
    `paired_difference` gives for these tasks. The result has shape (runs, runs), is symmetric, and
    is NaN if the common tasks belong to fewer than MIN_CLUSTERS clusters. 200 runs of 120 tasks
    (19,900 pairs) take a few seconds. Raises ValueError if `values` is not two-dimensional or
    lengths differ.
    """
    pairs, n_rows = _pairs(values, clusters, bound)
    return pairs.matrix(sign_flip_p(pairs.sums, seed, pairs.hidden), n_rows)


def simultaneous_p_values(
    values: ArrayLike, clusters: Sequence[Hashable], *, seed: int, bound: float = 0.0
) -> NDArray[np.float64]:
    """Return `pairwise_p_values` adjusted for the number of pairs.

    If all pairs with p < alpha are called different, any of these claims is wrong in at most a
    share alpha of all sets of runs (strong control of the family-wise error): step-down max-t
    (Westfall & Young 1993; Romano & Wolf 2005, "Exact and Approximate Stepdown Methods for Multiple
    Hypothesis Testing", JASA 100, 94-108). One draw flips a family's sign in all pairs at once, so
    pairs keep their dependence. A pair's statistic is |sum| / sqrt(sum of squares) over families,
    which orders flips as Student's t does; pairs are then comparable whatever their spread.
    """
    pairs, n_rows = _pairs(values, clusters, bound)
    return pairs.matrix(_step_down_p(pairs.sums, pairs.hidden, seed), n_rows)


def _pairs(values: ArrayLike, clusters: Sequence[Hashable], bound: float) -> tuple[_Pairs, int]:
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 2 or len(clusters) != x.shape[1]:
        raise ValueError(f"values of shape {x.shape} for {len(clusters)} clusters: need (runs, n)")
    number = {name: i for i, name in enumerate(dict.fromkeys(clusters))}
    member = np.zeros((x.shape[1], len(number)))
    member[np.arange(x.shape[1]), [number[name] for name in clusters]] = 1.0
    first, second, sums, hidden = [], [], [np.empty((0, len(number)))], []
    for i in range(len(x)):
        differences = x[i] - x[i:]
        common = np.isfinite(differences)
        n_clusters = np.count_nonzero(common @ member, axis=1)
        enough = np.flatnonzero(n_clusters >= MIN_CLUSTERS)
        first += [i] * enough.size
        second += [i + int(other) for other in enough]
        sums.append((np.where(common, differences, 0.0) @ member)[enough])
        sizes = np.count_nonzero(common, axis=1)[enough] / n_clusters[enough]
        hidden += list(UNSEEN * bound * sizes)
    pairs = _Pairs(
        np.array(first, dtype=np.intp),
        np.array(second, dtype=np.intp),
        np.concatenate(sums),
        np.array(hidden, dtype=np.float64),
    )
    return pairs, len(x)


def sign_flip_p(
    sums: ArrayLike, seed: int, hidden: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return the p-values, shape (P,), of P comparisons with sums per cluster of shape (P, G).

    `hidden`, shape (P,), is the size of one unobserved cluster in each comparison, placed against
    its mean. A p-value depends only on its own row: not on the clusters' order, on clusters without
    a difference (0), or on other rows. Many pairs of runs with different common tasks, tested
    together, therefore get the same p-values as alone. A row of zeros gives 1.
    """
    x, observed = _with_hidden(np.asarray(sums, dtype=np.float64), hidden)
    sizes = -np.sort(-np.abs(x), axis=1)  # signs are random, so a sum's own sign does not matter
    counts = np.count_nonzero(sizes, axis=1)  # a cluster without a difference has no sign
    # Summing in another order changes the last digits: allow for rounding in the comparison.
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


def _step_down_p(
    sums: NDArray[np.float64], hidden: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    """Adjusted p-values, shape (P,): each pair against the largest among pairs no more extreme."""
    x, observed = _with_hidden(sums, hidden)
    norms = np.sqrt((x**2).sum(axis=1))
    norms[norms == 0] = 1.0
    statistics = observed / norms
    order = np.argsort(-statistics, kind="stable")
    scaled, reached = (x / norms[:, None])[order], statistics[order] - _ROUNDING
    hits = np.zeros(len(x))
    rng = np.random.default_rng(seed)
    for start in range(0, N_JOINT_FLIPS, _ROWS):
        n = min(_ROWS, N_JOINT_FLIPS - start)
        signs = rng.integers(0, 2, size=(n, x.shape[1])) * 2.0 - 1.0
        flipped = np.abs(signs @ scaled.T)
        largest = np.maximum.accumulate(flipped[:, ::-1], axis=1)[:, ::-1]
        hits += np.count_nonzero(largest >= reached, axis=0)
    found = np.empty(len(x))
    found[order] = np.maximum.accumulate((1 + hits) / (1 + N_JOINT_FLIPS))
    return found


def _with_hidden(
    sums: NDArray[np.float64], hidden: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The clusters with the unobserved one, shape (P, G + 1), and their sums' distance from 0."""
    total = sums.sum(axis=1)
    if hidden is None:
        return sums, np.abs(total)
    against = -np.sign(total) * hidden
    return np.column_stack([sums, against]), np.maximum(np.abs(total) - hidden, 0.0)


@functools.lru_cache(maxsize=8)
def _signs(g: int, seed: int) -> tuple[NDArray[np.float64], bool]:
    """Signs for g clusters, one pattern per row, and whether these are all patterns."""
    if g <= EXACT_CLUSTERS:
        # A pattern and its opposite are equally far from 0: the first sign can stay fixed.
        patterns = np.arange(2 ** (g - 1))[:, None] >> np.arange(g) & 1
        return (1 - 2 * patterns).astype(np.float64), True
    rng = np.random.default_rng(seed)
    return (rng.integers(0, 2, size=(N_FLIPS, g)) * 2 - 1).astype(np.float64), False


def fixed_set_interval(
    groups_a: Sequence[Sequence[float]],
    groups_b: Sequence[Sequence[float]],
    level: float = 0.95,
    bound: float = 0.0,
) -> tuple[float, float] | None:
    """Return the interval of mean(b) - mean(a) for *these* tasks: sampling variance only.

    Both arguments have one group of sample values per task, for the same tasks. The standard error
    is that of a mean of independent group means; degrees of freedom follow Welch and Satterthwaite.
    None if a group has one sample, since its variance is then unknown. Without spread, the interval
    has zero width. With a `bound` for differences (0: none), both ends are limited to it or to the
    largest value, whichever is larger. Raises ValueError if the numbers of tasks differ or are 0.
    """
    if not groups_a or len(groups_a) != len(groups_b):
        raise ValueError(f"{len(groups_a)} and {len(groups_b)} groups; need equal counts above 0")
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
    end = max((abs(value) for group in (*groups_a, *groups_b) for value in group), default=0.0)
    end = max(end, bound) if bound else math.inf
    return max(mean - half, -end), min(mean + half, end)
