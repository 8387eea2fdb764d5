"""Ranks that say only what the data can part.

Decides which runs of one suite are ranked, by which metric, and when two of them share a rank. It
does not decide how ranks look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from effbench.leaderboard.reading import Run
from effbench.records import TaskResult
from effbench.stats.bootstrap import MIN_CLUSTERS, mean_interval

LEVEL = 0.95
N_RESAMPLES = 2_000
"""Fewer than for a shown interval: 100 runs are 4950 pairs, and a pair takes 2 ms this way."""
SEED = 20_260_101
"""Any fixed number: the same runs must give the same page."""


@dataclass(frozen=True)
class RankRange:
    """`best` is 1 + the runs that are surely better, `worst` the count less those surely worse."""

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"


def ranking_metric(runs: Sequence[Run]) -> str:
    """eff@1 where any of the runs has it, else pass@1."""
    return "eff@1" if any(run.metric("eff@1") for run in runs) else "pass@1"


def rank(runs: Sequence[Run]) -> dict[str, RankRange]:
    """Run id -> rank, for runs of one suite that are publishable and have the ranking metric.

    Two runs are parted when the interval of the mean difference over the tasks that both have
    (paired by task, LEVEL, no correction for the number of pairs) leaves 0 out. With fewer than
    MIN_CLUSTERS common tasks nothing can be parted. O(n^2) pairs.
    """
    metric_id = ranking_metric(runs)
    ranked = [run for run in runs if run.manifest.publishable and run.metric(metric_id)]
    values = {run.id: _task_values(run, metric_id) for run in ranked}
    better = dict.fromkeys(values, 0)
    worse = dict.fromkeys(values, 0)
    for i, first in enumerate(ranked):
        for second in ranked[i + 1 :]:
            sign = _sure_difference(values[first.id], values[second.id])
            if sign:
                winner, loser = (first, second) if sign > 0 else (second, first)
                better[loser.id] += 1
                worse[winner.id] += 1
    return {
        run.id: RankRange(best=1 + better[run.id], worst=len(ranked) - worse[run.id])
        for run in ranked
    }


def _sure_difference(first: Mapping[str, float], second: Mapping[str, float]) -> int:
    """1 when `first` is surely higher, -1 when surely lower, 0 when the tasks can't tell."""
    common = sorted(first.keys() & second.keys())
    if len(common) < MIN_CLUSTERS:
        return 0
    differences = [first[task] - second[task] for task in common]
    interval = mean_interval(differences, level=LEVEL, n_resamples=N_RESAMPLES, seed=SEED)
    if interval is None or interval[0] <= 0 <= interval[1]:
        return 0
    return 1 if interval[0] > 0 else -1


def _task_values(run: Run, metric_id: str) -> dict[str, float]:
    tasks = run.summary.tasks if run.summary else ()
    values = {task.task_id: _value(task, metric_id) for task in tasks}
    return {task_id: value for task_id, value in values.items() if value is not None}


def _value(task: TaskResult, metric_id: str) -> float | None:
    return task.eff_at_1 if metric_id == "eff@1" else task.pass_at_1
