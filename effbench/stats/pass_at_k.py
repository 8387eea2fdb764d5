"""Unbiased "best of k" estimates from n samples of one task.

Decides the estimators for one task. It does not average over tasks, and it does not decide what a
sample is worth.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray


def pass_at_k(n: int, c: int, k: int) -> float:
    """The chance that k of n samples, drawn without replacement, hold one of the c right ones.

    1 - C(n - c, k) / C(n, k), the unbiased estimate of 1 - (1 - p)^k (Chen et al. 2021,
    arXiv:2107.03374, section 2.1). Computed in whole numbers and divided once, so the result is
    correctly rounded, and k = 1 gives c / n. Raises ValueError when n = 0, k < 1, k > n, or c is
    not in 0 ... n.
    """
    _check_k(n, k)
    if not 0 <= c <= n:
        raise ValueError(f"c is {c}, not in 0 ... {n}")
    draws = math.comb(n, k)
    return (draws - math.comb(n - c, k)) / draws


def best_of_k(values: ArrayLike, k: int) -> float:
    """The expected largest of k of the n values, drawn without replacement.

    `values` has shape (n,); sorted upwards as v_1 ... v_n the result is
    sum over r = k ... n of v_r C(r - 1, k - 1) / C(n, k) (Qiu et al. 2025, "How efficient is
    LLM-generated code?", arXiv:2406.06647, theorem 1). It is the unbiased estimate of the expected
    best of k new samples; with values of 0 and 1 it is `pass_at_k`. k = 1 is the mean, k = n the
    maximum. Raises ValueError when n = 0, k < 1, k > n, or a value is NaN or infinite.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    if ordered.ndim != 1:
        raise ValueError(f"values have shape {ordered.shape}, not (n,)")
    n = ordered.size
    _check_k(n, k)
    if not np.isfinite(ordered).all():
        raise ValueError("values hold NaN or infinity")
    # The weight of v_n is k / n, and each lower one follows by a factor in [0, 1]: no overflow.
    weight = k / n
    terms = []
    for r in range(n, k - 1, -1):
        terms.append(weight * float(ordered[r - 1]))
        if r > k:
            weight *= (r - k) / (r - 1)
    return math.fsum(terms)


def best_of_k_without_each(values: ArrayLike, k: int) -> NDArray[np.float64]:
    """`best_of_k` of the n - 1 values that remain when one is left out, for each of the n.

    Shape (n,), in the order of the sorted values. O(n log n). Raises ValueError as `best_of_k` does
    for n - 1 values.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = ordered.size - 1
    _check_k(n, k)
    if not np.isfinite(ordered).all():
        raise ValueError("values hold NaN or infinity")
    weights = np.zeros(n)
    weights[n - 1] = k / n
    for r in range(n, k, -1):
        weights[r - 2] = weights[r - 1] * (r - k) / (r - 1)
    below = np.concatenate(([0.0], np.cumsum(weights * ordered[:-1])))
    above = np.concatenate((np.cumsum((weights * ordered[1:])[::-1])[::-1], [0.0]))
    return below + above


def _check_k(n: int, k: int) -> None:
    if n < 1:
        raise ValueError("n is 0: no samples, so nothing can be estimated")
    if not 1 <= k <= n:
        raise ValueError(f"k is {k}, not in 1 ... n = {n}: k of n are drawn without replacement")
