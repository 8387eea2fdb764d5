"""Rank ranges that hold for all runs of a table at once.

This module selects the runs of one suite that are ranked and the metric, and tests every pair.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from effbench.base import TaskResult
from effbench.leaderboard.reading import Run
from effbench.results import ALPHA, SCORE_BOUND, SEED
from effbench.score import planned
from effbench.stats import clustered, resolvable_difference, simultaneous_p_values


@dataclass(frozen=True)
class RankRange:
    """`best` is 1 + the number of significantly better runs.

    `worst` is the number of runs minus the significantly worse ones. A range is not a group: the
    pair of two runs whose ranges overlap may still be decided.
    """

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"


@dataclass(frozen=True)
class Ranking:
    """The rank ranges of a table's runs, and how many of their pairs are decided."""

    ranges: Mapping[str, RankRange]
    """Run id -> its range; runs that are not ranked are absent."""
    n_pairs: int
    n_decided: int
    """The number of pairs in which one run is significantly better."""


def ranking_metric(runs: Sequence[Run]) -> str:
    """Return "eff@1" if any of the runs has it, else "pass@1"."""
    return "eff@1" if any(run.metric("eff@1") for run in runs) else "pass@1"


def rank(runs: Sequence[Run]) -> Ranking:
    """Rank the runs of one suite that are publishable and have the ranking metric.

    A pair is decided if its paired test over their common tasks, clustered by family and adjusted
    for the number of pairs (`simultaneous_p_values`), has p < ALPHA. So the probability that a
    table decides any pair wrongly is at most ALPHA, and with probability at least 1 - ALPHA all
    true ranks lie in their ranges. A pair whose common tasks have too few families is not decided.
    O(n^2) pairs: 200 runs of 120 tasks take a few seconds.
    """
    metric_id = ranking_metric(runs)
    ranked = [run for run in runs if run.manifest.publishable and run.metric(metric_id)]
    by_task = [_task_values(run, metric_id) for run in ranked]
    names = sorted(set().union(*by_task))
    values = np.array([[row.get(name, np.nan) for name in names] for row in by_task])
    values = values.reshape(len(ranked), len(names))
    families: dict[str, str] = {}
    for run in ranked:
        families = run.manifest.families() | families
    clusters = [families.get(name, name) for name in names]
    p = simultaneous_p_values(values, clusters, seed=SEED, bound=SCORE_BOUND)
    parted = p < ALPHA  # NaN, if the pair can't be tested, counts as not decided
    ahead = np.array([np.nansum(row - values, axis=1) for row in values])
    ahead = ahead.reshape(len(ranked), len(ranked))
    better = np.count_nonzero(parted & (ahead < 0), axis=1)
    worse = np.count_nonzero(parted & (ahead > 0), axis=1)
    ranges = {
        run.id: RankRange(best=1 + int(up), worst=len(ranked) - int(down))
        for run, up, down in zip(ranked, better, worse, strict=True)
    }
    return Ranking(ranges, math.comb(len(ranked), 2), int(better.sum()))


def resolves(runs: Sequence[Run], metric_id: str) -> float | None:
    """Return the smallest true difference between two of these runs found by 80 % of tests.

    It is the median over neighbouring runs in the given order, from their observed differences. For
    a single run, or if no pair differs, it is the planning value (`score.planning`). None if there
    are too few families.
    """
    tables = [_task_values(run, metric_id) for run in runs]
    families: dict[str, str] = {}
    for run in runs:
        families = run.manifest.families() | families
    found = []
    for one, other in pairwise(tables):
        common = sorted(one.keys() & other.keys())
        if common:
            names = [families.get(name, name) for name in common]
            data = clustered([other[name] - one[name] for name in common], names)
            found.append((data.g, data.deviation() if data.g > 1 else 0.0))
    found = [(g, deviation) for g, deviation in found if deviation > 0]
    if not found:
        widest = max(tables, key=len, default={})
        return planned(metric_id, len({families.get(name, name) for name in widest}))
    known = [resolvable_difference(g, deviation, bound=SCORE_BOUND) for g, deviation in found]
    return median(values) if (values := [v for v in known if v is not None]) else None


def _task_values(run: Run, metric_id: str) -> dict[str, float]:
    tasks = run.summary.tasks if run.summary else ()
    values = {task.task_id: _value(task, metric_id) for task in tasks}
    return {task_id: value for task_id, value in values.items() if value is not None}


def _value(task: TaskResult, metric_id: str) -> float | None:
    return task.eff_at_1 if metric_id == "eff@1" else task.pass_at_1
