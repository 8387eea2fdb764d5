"""ENAMEL's efficiency score and eff@k (Qiu et al., ICLR 2025, sections 2.2-2.4).

Levels 0 to 3 get the weights 0, 3, 3, 4: level 0 only decides correctness. Not capped at 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from effbench.stats.pass_at_k import best_of_k

LEVEL_WEIGHTS = (0.0, 3.0, 3.0, 4.0)
TIMEOUT_FACTOR = 2.0
"""A level's time limit is this times its slowest reference case."""


def level_efficiency(
    seconds: float | None, reference_seconds: float, limit_seconds: float | None = None
) -> float:
    """max(0, T - t) / (T - t*): t the level's longest case, t* the reference's, T the limit.

    `seconds` None: cut off, 0. T defaults to TIMEOUT_FACTOR t*. Faster than the reference is above
    1, at most T / (T - t*). Raises ValueError unless 0 < t* < T and t >= 0.
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
    """sum h_j e_j / sum h_j over the levels; a wrong sample has no levels and counts 0.

    `levels`: one efficiency a level, None from the level on that was cut off: later levels are then
    0 too, as larger inputs take longer still. An empty sequence is a wrong answer: 0. Raises
    ValueError when there are neither no levels nor as many as weights.
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
    """Mean over tasks of sum_{r=k..n} C(r-1, k-1) / C(n, k) e_(r), e sorted ascending.

    The unbiased expectation of the best of k samples. Raises ValueError without tasks or with k
    beyond a task's samples.
    """
    if not tasks:
        raise ValueError("no tasks: there is nothing to average")
    return math.fsum(best_of_k(list(task), k) for task in tasks) / len(tasks)
