"""Where a small, noisy, heavy-tailed sample is centred, and how well that is known.

Decides the estimate (Hodges-Lehmann) and its interval (inverted Wilcoxon signed-rank test). It does
not decide what the values are (log-ratios of paired times, elsewhere) nor when to stop measuring.

Both follow Hollander & Wolfe, "Nonparametric Statistical Methods" (2nd ed., 1999), chapter 3. The
model is independent values, each symmetric about the same centre. Within-block log-ratios of
two arms in random order fit it. Strong autocorrelation does not: the interval is then too narrow.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

EXACT_MAX_N = 400
"""Up to here the signed-rank law is exact: 40 ms, once, for n = 384, the longest series that the
timing protocol allows. The normal law above is wrong by less than 2 % of a 0.5 % tail."""
MAX_N = 8_000
"""All Walsh averages are held at once, 4 n^2 bytes: 0.6 MB for n = 400, 256 MB here."""
MIN_STUDENT = 3
"""Two values differ by luck too often by little."""


def hodges_lehmann(values: ArrayLike) -> float:
    """The Hodges-Lehmann estimate: the median of the Walsh averages (x_i + x_j) / 2, i <= j.

    `values` has shape (n,), any unit; the result has the same unit. O(n^2) time and memory. n = 1
    gives the value itself. Raises ValueError when `values` is empty, not one-dimensional, not
    finite, or longer than MAX_N. Source: Hodges & Lehmann (1963).
    """
    return float(np.median(_walsh_averages(_checked(values))))


def signed_rank_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float] | None:
    """The interval for the centre that goes with `hodges_lehmann`, or None when n is too small.

    `values` has shape (n,). The bounds are the c-th smallest and the c-th largest Walsh average,
    with c the largest rank for which P(T+ < c) <= (1 - level) / 2. T+'s law is exact for
    n <= EXACT_MAX_N and normal with continuity correction above. None when even c = 1 misses the
    level: n < 6 at 95 %, n < 8 at 99 %. Ties and zeros are kept, not dropped; with ties the
    coverage is at least what it says. If all values are equal, both bounds are that value: the
    interval then says that the clock can't part them, not that there is no error.

    Raises ValueError as `hodges_lehmann` does, or when `level` is not inside (0, 1).
    """
    x = _checked(values)
    rank = critical_rank(x.size, level)
    if rank < 1:
        return None
    walsh = _walsh_averages(x)
    low, high = rank - 1, walsh.size - rank
    ordered = np.partition(walsh, (low, high))
    return float(ordered[low]), float(ordered[high])


def student_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float] | None:
    """Student's t about the Hodges-Lehmann estimate, for samples too small for signed ranks.

    None for fewer than MIN_STUDENT values. Of four and five log-ratios of the simulated machines in
    tests/test_timing_statistics.py intervals at 96.5 % hold the truth in 93 to 98 %. Values that
    differ for a known reason as well (shapes of inputs) make it wider than it need be. Raises
    ValueError as `signed_rank_interval` does.
    """
    x = _checked(values)
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    if x.size < MIN_STUDENT:
        return None
    centre = hodges_lehmann(x)
    half = float(stdtrit(x.size - 1, (1 + level) / 2)) * float(x.std(ddof=1)) / math.sqrt(x.size)
    return centre - half, centre + half


@lru_cache(maxsize=1024)
def critical_rank(n: int, level: float) -> int:
    """The largest c with P(T+ <= c - 1) <= (1 - level) / 2 for n values; 0 when there is none.

    Raises ValueError when n < 1 or `level` is not inside (0, 1).
    """
    if n < 1:
        raise ValueError(f"n is {n}; a signed-rank interval needs at least one value")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    tail = (1 - level) / 2
    if n <= EXACT_MAX_N:
        cumulative = np.cumsum(signed_rank_distribution(n))
        return int(np.searchsorted(cumulative, tail, side="right"))
    mean = n * (n + 1) / 4
    deviation = math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    return max(0, math.floor(mean + float(ndtri(tail)) * deviation + 0.5))


def signed_rank_distribution(n: int) -> NDArray[np.float64]:
    """P(T+ = t) for t = 0 ... m = n (n + 1) / 2 when the n signs are fair coins: shape (m + 1,).

    T+ is the sum of the ranks of the positive values. Adding rank r convolves the law with
    {0: 1/2, r: 1/2}, so it is built rank by rank in O(n^3). n = 0 gives [1.0]. Raises ValueError
    when n < 0.
    """
    if n < 0:
        raise ValueError(f"n is {n}, which is negative")
    law = np.zeros(n * (n + 1) // 2 + 1)
    law[0] = 1.0
    for rank in range(1, n + 1):
        shifted = np.zeros_like(law)
        shifted[rank:] = law[:-rank]
        law = (law + shifted) / 2
    return law


def _walsh_averages(x: NDArray[np.float64]) -> NDArray[np.float64]:
    rows, columns = np.triu_indices(x.size)
    averages: NDArray[np.float64] = (x[rows] + x[columns]) / 2
    return averages


def _checked(values: ArrayLike) -> NDArray[np.float64]:
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1:
        raise ValueError(f"values have shape {x.shape}, not (n,)")
    if x.size == 0:
        raise ValueError("no values: a location needs at least one")
    if x.size > MAX_N:
        raise ValueError(f"{x.size} values; the Walsh averages of more than {MAX_N} do not fit")
    if not np.isfinite(x).all():
        raise ValueError("values hold NaN or infinity")
    return x
