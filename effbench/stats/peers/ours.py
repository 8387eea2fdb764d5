"""Metrics without constants of other projects: speed on common tasks, beats_fast@k, fast_p.

fast_p follows KernelBench (Ouyang et al. 2025), but its margin is the measurement's own interval.
The others are effbench's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from effbench.stats.at_k import pass_at_k

Interval = tuple[float, float]


def speed_on_common(
    ours: Mapping[str, float], theirs: Mapping[str, float]
) -> tuple[float | None, int]:
    """(geometric mean of ours / theirs over common tasks, their number).

    Both map a task to the time ratio of its passing answers; tasks that only one has are ignored. A
    mean below 1 means that `ours` is faster. Without common tasks, the result is (None, 0). Raises
    ValueError for a ratio <= 0.
    """
    common = sorted(ours.keys() & theirs.keys())
    if not common:
        return None, 0
    values = [(ours[task], theirs[task]) for task in common]
    if any(not (a > 0 and b > 0) for a, b in values):
        raise ValueError("a time ratio must be above 0")
    mean = math.fsum(math.log(a / b) for a, b in values) / len(values)
    return math.exp(mean), len(values)


def beats_fast_at_k(tasks: Sequence[Sequence[Interval | None]], k: int) -> float:
    """Mean over tasks of the probability that one of k samples is faster than the fast reference.

    A sample is the interval of its time ratio, or None if it failed or has no interval. It is
    faster if the whole interval lies below 1, so an indistinguishable sample does not count. Uses
    the unbiased estimator of pass@k. Raises ValueError without tasks, or if k exceeds the number of
    a task's samples.
    """
    return _mean([pass_at_k(len(task), sum(map(_beats, task)), k) for task in tasks])


def _beats(ci: Interval | None) -> bool:
    return ci is not None and ci[1] < 1


def fast_p(tasks: Sequence[Sequence[Interval | None]], p: float) -> float:
    """Share of samples that are correct and more than p times as fast as the fast reference.

    A sample is the interval of its *time ratio* (candidate / reference), or None if it failed. It
    counts if the whole interval is below 1 / p. The share is averaged over the samples of a task,
    then over tasks. p = 0 counts every correct sample; use the interval (0, inf) for one of unknown
    speed. Raises ValueError without tasks or for p < 0.
    """
    if p < 0:
        raise ValueError(f"p is {p}; it must be 0 or more")
    return _mean(
        [sum(ci is not None and p * ci[1] < 1 for ci in task) / len(task) for task in tasks]
        if p
        else [sum(ci is not None for ci in task) / len(task) for task in tasks]
    )


def _mean(values: Sequence[float]) -> float:
    if not values:
        raise ValueError("no tasks: there is nothing to average")
    return math.fsum(values) / len(values)
