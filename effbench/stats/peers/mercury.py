"""Mercury's Beyond@k (Du et al., NeurIPS 2024 D&B), as in the paper and as in the repository.

A sample's run time is compared with R, the run times of the task's historical solutions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def beyond(seconds: float | None, historical_seconds: Sequence[float]) -> float:
    """(max R - clip(t, min R, max R)) / (max R - min R), the paper's equation.

    A failure (None) is 0. The result is 1 for a sample at least as fast as all of R, and 0 for one
    at least as slow. If all of R are equal, the formula is 0 / 0; the result is then 1 for a sample
    that is no slower, else 0. Raises ValueError for an empty R, and for times that are not positive
    and finite.
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

    It may exceed 1 (t below min R), and it cannot reach 1 if max R - min R is above one second. Use
    it only to compare with published figures. Raises ValueError if all of R are equal (the
    repository divides by zero there), for an empty R, and for times that are not positive and
    finite.
    """
    fastest, slowest = _range(historical_seconds)
    if fastest == slowest:
        raise ValueError("all historical times are equal: the repository's formula divides by zero")
    if seconds is None:
        return 0.0
    _require_time(seconds)
    return min(max(slowest - seconds, 0.0), 1.0) / (slowest - fastest)


def beyond_at_k(tasks: Sequence[Sequence[float]]) -> float:
    """Mean over tasks of the mean over their samples, in which failures are 0.

    The project draws k samples per task and averages them all. Raises ValueError without tasks, or
    if a task has no samples.
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
