"""Metrics of speed-ups: AlgoTune's score, COFFE's efficient@1 and speedup, PIE's best@n.

Press et al. 2025 (AlgoTune); Peng et al., FSE 2025 (COFFE); Shypula et al., ICLR 2024 (PIE).
A speed-up is reference time / candidate time; None stands for a wrong or missing answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

PIE_MIN_SPEEDUP = 1.1
"""The minimum speed-up that PIE counts as an optimisation."""


def algotune_score(speedups: Sequence[float | None]) -> float:
    """Harmonic mean over tasks of max(1, speed-up), with a failure as 1.

    Raises ValueError without tasks.
    """
    _require(speedups)
    return len(speedups) / math.fsum(1 / max(1.0, s if s is not None else 1.0) for s in speedups)


def coffe_efficient_at_1(speedups: Sequence[float | None]) -> float:
    """Share of all tasks answered correctly and strictly faster than the best known solution.

    Raises ValueError without tasks.
    """
    _require(speedups)
    return sum(s is not None and s > 1 for s in speedups) / len(speedups)


def coffe_speedup_of_passed(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Sum of reference costs / sum of candidate costs over the correct answers; None without any.

    `pairs`: (candidate's cost, reference's cost), instructions or seconds.
    """
    if not pairs:
        return None
    return math.fsum(reference for _, reference in pairs) / math.fsum(cost for cost, _ in pairs)


def pie_best_of_n(samples: Sequence[float | None]) -> float:
    """max(1, best speed-up) of a task's n answers to "make this faster"; 1 if none is correct."""
    return max([1.0, *(s for s in samples if s is not None)])


def pie_mean_speedup(tasks: Sequence[Sequence[float | None]]) -> float:
    """Mean over tasks of best@n. Raises ValueError without tasks."""
    _require(tasks)
    return math.fsum(map(pie_best_of_n, tasks)) / len(tasks)


def pie_percent_optimised(
    tasks: Sequence[Sequence[float | None]], min_speedup: float = PIE_MIN_SPEEDUP
) -> float:
    """%Opt: percentage of tasks with a correct answer at least `min_speedup` times as fast.

    Raises ValueError without tasks.
    """
    _require(tasks)
    return 100 * sum(pie_best_of_n(task) >= min_speedup for task in tasks) / len(tasks)


def pie_percent_correct(tasks: Sequence[Sequence[float | None]]) -> float:
    """%Correct: percentage of tasks with a correct answer among the n.

    Raises ValueError without tasks.
    """
    _require(tasks)
    return 100 * sum(any(s is not None for s in task) for task in tasks) / len(tasks)


def _require(tasks: Sequence[object]) -> None:
    if not tasks:
        raise ValueError("no tasks: there is nothing to average")
