"""Mercury's Beyond@k (Du et al., NeurIPS 2024 D&B), the paper's and the repository's.

A sample's run time is placed among those R of the task's historical solutions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def beyond(seconds: float | None, historical_seconds: Sequence[float]) -> float:
    """(max R - clip(t, min R, max R)) / (max R - min R), the paper's equation; None (failed): 0.

    1 for a sample at least as fast as all of R, 0 for one at least as slow. All of R equal: 1 when
    the sample is no slower, else 0 (the formula is 0 / 0 there). Raises ValueError for an empty R,
    and for times that are not positive and finite.
    """
    fastest, slowest = _range(historical_seconds)
    if seconds is None:
        return 0.0
    _require_time(seconds)
    if fastest == slowest:
        return 1.0 if seconds <= fastest else 0.0
    return (slowest - min(max(seconds, fastest), slowest)) / (slowest - fastest)


def beyond_mercury_compat(seconds: float | None, historical_seconds: Sequence[float]) -> float:
    """clip(max R - t, 0, 1) / (max R - min R): the repository clips the difference in seconds.

    It may exceed 1 (t below min R) and is cut short where max R - min R is above one second. For
    comparison with published figures only. All of R equal raises ValueError, as it does there.
    """
    fastest, slowest = _range(historical_seconds)
    if fastest == slowest:
        raise ValueError("all historical times are equal: the repository's formula divides by zero")
    if seconds is None:
        return 0.0
    _require_time(seconds)
    return min(max(slowest - seconds, 0.0), 1.0) / (slowest - fastest)


def beyond_at_k(tasks: Sequence[Sequence[float]]) -> float:
    """Mean over tasks of the mean over their samples; failures are 0 among them.

    The project draws k samples a task and averages all. Raises ValueError without tasks or samples.
    """
    if not tasks or not all(tasks):
        raise ValueError("no tasks, or a task without samples")
    return math.fsum(math.fsum(task) / len(task) for task in tasks) / len(tasks)


def _range(seconds: Sequence[float]) -> tuple[float, float]:
    if not seconds:
        raise ValueError("no historical solutions to compare with")
    for value in seconds:
        _require_time(value)
    return min(seconds), max(seconds)


def _require_time(seconds: float) -> None:
    if not 0 < seconds < math.inf:
        raise ValueError(f"a run time of {seconds} s")
