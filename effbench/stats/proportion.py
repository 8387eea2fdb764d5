"""Intervals for proportions and other scores between bounds that stay honest at the bounds.

Decides the exact binomial interval and the one of the same form for means of scores in clusters. It
does not decide which metrics are such scores.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, stdtrit

from effbench.stats.clusters import clustered

UNSEEN = 0.5
"""So many families at the far bound that luck has hidden are allowed for. Without it a set on which
nearly all went well would seem to know that nothing ever fails."""


def clopper_pearson(successes: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact (never too short) interval for a proportion, from `successes` out of `n`.

    Clopper & Pearson (1934), Biometrika 26, 404-413, written with beta quantiles. At the ends it
    is one bound: 0 of n gives (0, 1 - a^(1/n)) and n of n gives (a^(1/n), 1), a = (1 - level) / 2.
    `successes` may be a fraction (the sum of n shares in [0, 1]): the beta quantiles run smoothly
    between whole numbers, and a mean of shares varies at most as much as one of zeros and ones.
    Raises ValueError when n < 1, `successes` is not in [0, n], or `level` is not inside (0, 1).
    """
    if n < 1:
        raise ValueError(f"n is {n}; a proportion needs at least one trial")
    if not 0 <= successes <= n:
        raise ValueError(f"successes are {successes}, not in 0 ... {n}")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    return _beta_interval(successes, n, level)


def _beta_interval(successes: float, n: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, tail))
    high = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1 - tail))
    # A beta quantile with a parameter near 0 is off by 1e-12 or so: keep the share inside.
    return min(low, successes / n), max(high, successes / n)


def matched_interval(
    mean: float,
    variance: float,
    df: float,
    *,
    unit_squared: float,
    n: float,
    level: float = 0.95,
    top: float = 1.0,
    unseen: float = UNSEEN,
) -> tuple[float, float]:
    """Clopper and Pearson's interval for a mean of scores in [0, top], by its effective size.

    `mean` is the estimate, `variance` that of the estimate and `df` its degrees of freedom. A
    proportion of n* independent trials would have the variance mean (1 - mean) / n*: that n*,
    lowered by (t_(n - 1) / t_df)^2 where the variance has fewer degrees of freedom than n units
    give, takes the place of the number of trials (Korn & Graubard 1998, "Confidence Intervals for
    Proportions with Small Expected Number of Positive Counts Estimated from Survey Data", Survey
    Methodology 24, 193-201). Scores between the bounds vary less and get a larger n*. Near the
    bounds the interval leans as binomial ones do.

    `unit_squared` is the mean of the units' squared weights in `mean`: 1 / G^2 for G families
    alike. The variance grows by `unseen` units that lie at the far bound, and mean (1 - mean) is
    taken as at least unseen / G, so that n* is G where all scores are 0 or all are `top`.
    Raises ValueError when `mean` is not in [0, top].
    """
    share = mean / top
    if not -1e-9 <= share <= 1 + 1e-9:
        raise ValueError(f"mean is {mean}, not in 0 ... {top}")
    share = min(max(share, 0.0), 1.0)
    n_units = 1 / math.sqrt(unit_squared)
    total = variance / top**2 + unseen * unit_squared * max(share, 1 - share) ** 2
    size = max(share * (1 - share), unseen / n_units) / total
    if variance > 0:
        quantile = (1 + level) / 2
        size *= float(stdtrit(max(n - 1, 1), quantile) / stdtrit(max(df, 1), quantile)) ** 2
    low, high = _beta_interval(min(share * size, size), size, level)
    return low * top, high * top


def score_interval(
    values: ArrayLike,
    clusters: Sequence[Hashable] | None = None,
    *,
    level: float = 0.95,
    top: float = 1.0,
) -> tuple[float, float] | None:
    """The interval of a mean of scores in [0, top], shape (n,), over clusters.

    `matched_interval` with the cluster-robust variance and G - 1 degrees of freedom; None with one
    cluster. Where all values are 0, or all are `top`, clusters alike give Clopper and Pearson's
    interval of 0 or G out of G. Simulated coverage of 95 %: 95 to 99 %, most for few clusters and
    near the bounds (docs/metrics.md). Raises ValueError as `clustered` does, and
    when a value is not in [0, top].
    """
    data = clustered(values, clusters)
    lowest, highest = float(np.min(values)), float(np.max(values))
    if lowest < 0 or highest > top:
        raise ValueError(f"scores from {lowest} to {highest}, not in 0 ... {top}")
    if data.g < 2:
        return None
    return matched_interval(
        data.mean,
        data.standard_error() ** 2,
        data.g - 1,
        unit_squared=float(data.counts @ data.counts) / data.g / data.n**2,
        n=data.g,
        level=level,
        top=top,
    )
