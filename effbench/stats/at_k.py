"""Unbiased "best of k" estimates from n samples of one task.

Averaging over tasks, and the score of a sample, are defined elsewhere.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray


def pass_at_k(n: int, c: int, k: int) -> float:
    """The probability that k of n samples, drawn without replacement, include one of c right ones.

    1 - C(n - c, k) / C(n, k), the unbiased estimate of 1 - (1 - p)^k (Chen et al. 2021,
    arXiv:2107.03374, section 2.1). Computed in integers and divided once, so the result is
    correctly rounded, and k = 1 gives c / n. Raises ValueError if n = 0, k < 1, k > n, or c is not
    in 0 ... n.
    """
    _check_k(n, k)
    if not 0 <= c <= n:
        raise ValueError(f"c is {c}, not in 0 ... {n}")
    draws = math.comb(n, k)
    return (draws - math.comb(n - c, k)) / draws


def best_of_k(values: ArrayLike, k: int, by: ArrayLike | None = None) -> float:
    """The expected value of the best of k of the n samples, drawn without replacement.

    `values` has shape (n,). The best sample is the one with the largest `by`, shape (n,); the
    default is `values` itself. Sorted by it in ascending order, v_1 ... v_n, the result is
    sum over r = k ... n of v_r C(r - 1, k - 1) / C(n, k) (Qiu et al. 2025, "How efficient is
    LLM-generated code?", arXiv:2406.06647, theorem 1). Samples with equal `by` share the mean of
    their values, since the choice between them is random. The result is the unbiased estimate for
    the best of k new samples; with values of 0 and 1 it is `pass_at_k`. For k = 1 it is the mean;
    for k = n it is the maximum, or the value of the sample with the largest `by`. Raises ValueError
    if n = 0, k < 1, k > n, the shapes differ, or a value is NaN or infinite.
    """
    worth = np.asarray(values, dtype=np.float64)
    chosen_by = worth if by is None else np.asarray(by, dtype=np.float64)
    if worth.ndim != 1 or worth.shape != chosen_by.shape:
        shapes = sorted({worth.shape, chosen_by.shape})
        raise ValueError(f"values have shape {', '.join(map(str, shapes))}, not (n,)")
    _check_k(worth.size, k)
    if not np.isfinite(worth).all() or not np.isfinite(chosen_by).all():
        raise ValueError("values hold NaN or infinity")
    order = np.argsort(chosen_by, kind="stable")
    worth = worth[order]
    if by is not None:
        worth = _shared(worth, chosen_by[order])
    return math.fsum(_weights(worth.size, k) * worth)


def cross_fitted_best_of_k(halves: ArrayLike, k: int) -> float:
    """The expected value of the best of k, from two measurements per sample: `halves` is (n, 2).

    The best of noisy values is chosen partly for its noise, so its own value is biased upwards.
    Here one measurement chooses the sample and the other gives its value; the result is the mean of
    both directions. It is unbiased for the value obtained when choosing by one such measurement.
    k = 1 gives the mean of all. Raises ValueError as `best_of_k` does.
    """
    first, second = _two(halves)
    return (best_of_k(first, k, by=second) + best_of_k(second, k, by=first)) / 2


def cross_fitted_without_each(halves: ArrayLike, k: int) -> NDArray[np.float64]:
    """`cross_fitted_best_of_k` of the remaining n - 1 samples, leaving out each sample in turn.

    Shape (n,), in the order of the samples. Equal samples are computed once. Raises ValueError as
    `best_of_k` does for n - 1 values.
    """
    pairs = np.stack(_two(halves), axis=1)
    distinct, first, which = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
    found = [cross_fitted_best_of_k(np.delete(pairs, i, axis=0), k) for i in first]
    return np.array(found)[which.reshape(-1)] if distinct.size else np.empty(0)


def best_of_k_without_each(values: ArrayLike, k: int) -> NDArray[np.float64]:
    """`best_of_k` of the remaining n - 1 values, leaving out each of the n in turn.

    Shape (n,), in the order of the sorted values. O(n log n). Raises ValueError as `best_of_k` does
    for n - 1 values.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = ordered.size - 1
    _check_k(n, k)
    if not np.isfinite(ordered).all():
        raise ValueError("values hold NaN or infinity")
    weights = _weights(n, k)
    below = np.concatenate(([0.0], np.cumsum(weights * ordered[:-1])))
    above = np.concatenate((np.cumsum((weights * ordered[1:])[::-1])[::-1], [0.0]))
    return below + above


def _two(halves: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pairs = np.asarray(halves, dtype=np.float64)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError(f"halves have shape {pairs.shape}, not (n, 2)")
    return pairs[:, 0], pairs[:, 1]


def _weights(n: int, k: int) -> NDArray[np.float64]:
    """C(r - 1, k - 1) / C(n, k) for r = 1 ... n.

    The weight of n is k / n. Each lower one follows by a factor in [0, 1], so nothing overflows.
    """
    weights = np.zeros(n)
    r = np.arange(n, k, -1, dtype=np.float64)
    weights[k - 1 :] = np.cumprod(np.concatenate(([k / n], (r - k) / (r - 1))))[::-1]
    return weights


def _shared(worth: NDArray[np.float64], ordered_by: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each value replaced by the mean of those with the same `ordered_by`."""
    _, which, count = np.unique(ordered_by, return_inverse=True, return_counts=True)
    sums = np.bincount(which.reshape(-1), weights=worth)
    shared: NDArray[np.float64] = (sums / count)[which.reshape(-1)]
    return shared


def _check_k(n: int, k: int) -> None:
    if n < 1:
        raise ValueError("n is 0: no samples, so nothing can be estimated")
    if not 1 <= k <= n:
        raise ValueError(f"k is {k}, not in 1 ... n = {n}: k of n are drawn without replacement")
