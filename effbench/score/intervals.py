"""The two intervals of a metric: for new tasks, and for this fixed set of tasks.

This module chooses the interval method for each metric and describes it in words. The mathematics
is in `stats`. New tasks: other tasks of the same kind, with new samples; families are resampled.
Fixed set: the same tasks, with new samples.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from effbench.score.arms import LEVEL
from effbench.stats import (
    MIN_CLUSTERS,
    MIN_SAMPLES_PER_K,
    N_RESAMPLES,
    fixed_set_mean_interval,
    fixed_set_score_interval,
    mean_interval,
    score_interval,
)

Interval = tuple[float, float]

_NO_TASKS = "no interval: no tasks"
_ONE_SAMPLE = "no interval: a task has one sample, so nothing is known of its luck"


@dataclass(frozen=True)
class Intervals:
    """An interval is None if it cannot be computed; `how` and `how_fixed_set` give method or
    reason.

    With fewer than MIN_CLUSTERS families there is no interval for new tasks: not even the range of
    the families' values would contain their median in 95 % of cases.
    """

    new_tasks: Interval | None
    how: str
    fixed_set: Interval | None
    how_fixed_set: str


def of_scores(
    values: Sequence[float],
    families: Sequence[str],
    worths: Sequence[Sequence[float]],
    k: int,
    halves: Sequence[Sequence[tuple[float, float]]] | None = None,
) -> Intervals:
    """Intervals for the mean of best-of-k scores of 0 or more.

    `values`, `families` and `worths` hold each task's value, family and sample scores. `halves` is
    given if one half of the blocks chooses the best sample and the other half scores it.

    If scores exceed 1 (faster than the fast reference), the upper limit of the scale becomes the
    largest observed score.
    """
    if not values:
        return Intervals(None, _NO_TASKS, None, _NO_TASKS)
    enough = len(set(families)) >= MIN_CLUSTERS
    ci = score_interval(values, families, level=LEVEL, top=max(1.0, *values)) if enough else None
    top = max(1.0, *(worth for group in worths for worth in group))
    fixed_set = fixed_set_score_interval(worths, k, level=LEVEL, top=top, halves=halves)
    how = f"Clopper-Pearson at the effective sample size, over {len(set(families))} families"
    how_fixed_set = "Clopper-Pearson at the effective sample size, over samples within tasks"
    if fixed_set is None:
        few = f"no interval: best of {k} needs {MIN_SAMPLES_PER_K * k} samples of every task"
        how_fixed_set = few if k > 1 else _ONE_SAMPLE
    return Intervals(ci, how if ci else _too_few(families), fixed_set, how_fixed_set)


def of_log_ratios(
    values: Sequence[float],
    families: Sequence[str],
    logs: Sequence[Sequence[float | None]],
    seed: int,
) -> Intervals:
    """Intervals for exp(the mean of log-ratios). `values` and `families`: one each per task with a
    value. `logs`: the samples' log-ratios for all tasks, None for a sample without one. `seed`
    seeds the bootstrap.
    """
    if not values:
        return Intervals(None, _NO_TASKS, None, _NO_TASKS)
    enough = len(set(families)) >= MIN_CLUSTERS
    ci = mean_interval(values, families, level=LEVEL, seed=seed) if enough else None
    fixed_set = fixed_set_mean_interval(logs, level=LEVEL)
    how_fixed_set = "Student's t over samples within tasks (jackknife)"
    if fixed_set is None:
        alone = any(len(group) < 2 for group in logs)
        how_fixed_set = _ONE_SAMPLE if alone else "no interval: fewer than two tasks"
    elif fixed_set[0] == fixed_set[1]:
        how_fixed_set = "zero width, because the samples of each task agree"
    return Intervals(_exp(ci), _over_families(ci, families, seed), _exp(fixed_set), how_fixed_set)


def _over_families(ci: Interval | None, families: Sequence[str], seed: int) -> str:
    n = len(set(families))
    if ci is None:
        return _too_few(families)
    if ci[0] == ci[1]:
        return "zero width, because all families agree"
    return (
        f"studentised bootstrap over {n} families ({N_RESAMPLES} resamples, seed {seed}; Student's "
        "t where nearly all agree)"
    )


def _too_few(families: Sequence[str]) -> str:
    n = len(set(families))
    return f"no interval: {n} famil{'y' if n == 1 else 'ies'}, and {MIN_CLUSTERS} are needed"


def _exp(ci: Interval | None) -> Interval | None:
    return None if ci is None else (math.exp(ci[0]), math.exp(ci[1]))
