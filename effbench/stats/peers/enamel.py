"""ENAMEL's efficiency score and eff@k (Qiu et al., ICLR 2025, sections 2.2-2.4).

Levels 0 to 3 have the weights 0, 3, 3, 4: level 0 only tests correctness. Scores may exceed 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from effbench.stats.at_k import best_of_k

LEVEL_WEIGHTS = (0.0, 3.0, 3.0, 4.0)
TIMEOUT_FACTOR = 2.0
"""A level's time limit, as a multiple of the time of its slowest reference case."""


def level_efficiency(
    seconds: float | None, reference_seconds: float, limit_seconds: float | None = None
) -> float:
    """max(0, T - t) / (T - t*): t is the level's longest case, t* the reference's, T the limit.

    T defaults to TIMEOUT_FACTOR t*. `seconds` is None for a timeout, which scores 0. A solution
    faster than the reference scores above 1, at most T / (T - t*). Raises ValueError unless
    0 < t* < T and t >= 0.
    """
    limit = TIMEOUT_FACTOR * reference_seconds if limit_seconds is None else limit_seconds
    if not 0 < reference_seconds < limit < math.inf:
        raise ValueError(f"reference {reference_seconds} s and limit {limit} s: need 0 < t* < T")
    if seconds is None:
        return 0.0
    if not seconds >= 0:
        raise ValueError(f"a level took {seconds} s")
    return max(0.0, limit - seconds) / (limit - reference_seconds)


def sample_efficiency(
    levels: Sequence[float | None], weights: Sequence[float] = LEVEL_WEIGHTS
) -> float:
    """sum h_j e_j / sum h_j over the levels.

    `levels`: one efficiency per level, or None from the first level that timed out. That level and
    all later ones count 0, as larger inputs take longer still. An empty sequence means a wrong
    answer and scores 0. Raises ValueError if a non-empty sequence has not one entry per weight.
    """
    if not levels:
        return 0.0
    if len(levels) != len(weights):
        raise ValueError(f"{len(levels)} levels for {len(weights)} weights")
    total = 0.0
    for efficiency, weight in zip(levels, weights, strict=True):
        if efficiency is None:
            break
        total += weight * efficiency
    return total / math.fsum(weights)


def eff_at_k(tasks: Sequence[Sequence[float]], k: int) -> float:
    """Mean over tasks of sum_{r=k..n} C(r-1, k-1) / C(n, k) e_(r), with e in ascending order.

    This is the unbiased estimate of the best of k samples. Raises ValueError without tasks, or if k
    exceeds the number of a task's samples.
    """
    if not tasks:
        raise ValueError("no tasks: there is nothing to average")
    return math.fsum(best_of_k(list(task), k) for task in tasks) / len(tasks)
