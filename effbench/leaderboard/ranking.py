"""Rank ranges that hold for all runs of a table at once.

Decides which runs of one suite are ranked, by which metric, and which pairs of them are decided. It
does not decide how ranks look.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from effbench.comparison import ALPHA, SCORE_BOUND, SEED
from effbench.leaderboard.reading import Run
from effbench.records import TaskResult
from effbench.score.planning import planned
from effbench.stats.clusters import clustered
from effbench.stats.paired_difference import simultaneous_p_values
from effbench.stats.resolution import resolvable_difference


@dataclass(frozen=True)
class RankRange:
    """`best` is 1 + the runs that are surely better, `worst` the count less those surely worse.

    A range, not a group: two runs whose ranges overlap may still be decided between them.
    """

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"


@dataclass(frozen=True)
class Ranking:
    ranges: Mapping[str, RankRange]
    """Run id -> its range; runs that are not ranked are absent."""
    n_pairs: int
    n_decided: int
    """Pairs in which one run is surely better."""


def ranking_metric(runs: Sequence[Run]) -> str:
    """eff@1 where any of the runs has it, else pass@1."""
    return "eff@1" if any(run.metric("eff@1") for run in runs) else "pass@1"


def rank(runs: Sequence[Run]) -> Ranking:
    """The ranges of the runs of one suite that are publishable and have the ranking metric.

    A pair is decided when its paired test over the tasks that both have, clustered by family and
    adjusted for the number of pairs (`simultaneous_p_values`), has p < ALPHA. So the chance that a
    table decides any pair wrongly is at most ALPHA, and as often all true ranks lie in their
    ranges. Common tasks of too few families decide nothing. O(n^2) pairs: 200 runs of 120 tasks
    take some seconds.
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
    parted = p < ALPHA  # NaN: nothing to tell by
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
    """The smallest true difference that two of these runs are told apart by in four of five cases.

    The median over neighbours in the order given, by their observed differences; for one run alone,
    or where no pair differs, the planning value (`score.planning`). None with too few families.
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
