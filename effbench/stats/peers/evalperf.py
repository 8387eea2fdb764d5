"""EvalPerf's DPS and DPS_norm (Liu et al., COLM 2024, section 4), with and without failures.

A task's reference solutions form clusters from slow to fast. A sample matches the fastest cluster
that it is not slower than. DPS is that cluster's cumulative share of all reference solutions, and
DPS_norm its rank, both in percent.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

MIN_CORRECT = 10
"""A model's DPS (`of_passed`) excludes tasks with fewer passing samples."""
NO_CLUSTER = -1


def matching_cluster(cost: float, cluster_costs: Sequence[float]) -> int:
    """The largest index whose cost is at least `cost`; NO_CLUSTER if the sample is slower than all.

    `cluster_costs`: the clusters' costs in descending order (slow to fast). Raises ValueError if it
    is empty or not in this order.
    """
    if not cluster_costs or any(a < b for a, b in itertools.pairwise(cluster_costs)):
        raise ValueError("cluster costs must not be empty and must descend from slow to fast")
    return max((i for i, c in enumerate(cluster_costs) if cost <= c), default=NO_CLUSTER)


def dps(cluster: int, cumulative_shares: Sequence[float]) -> float:
    """The cluster's cumulative share in percent; 0 for NO_CLUSTER.

    Raises IndexError if there is no such cluster.
    """
    return 0.0 if cluster == NO_CLUSTER else float(cumulative_shares[_index(cluster)])


def dps_norm(cluster: int, n_clusters: int) -> float:
    """100 (cluster + 1) / n_clusters; 0 for NO_CLUSTER.

    Raises IndexError if there is no such cluster.
    """
    if cluster == NO_CLUSTER:
        return 0.0
    if not _index(cluster) < n_clusters:
        raise IndexError(f"cluster {cluster} of {n_clusters}")
    return 100.0 * (cluster + 1) / n_clusters


def _index(cluster: int) -> int:
    if cluster < 0:
        raise IndexError(f"cluster {cluster}")
    return cluster


@dataclass(frozen=True)
class TaskScores:
    """The scores of one task: DPS or DPS_norm, in percent, of each profiled passing sample.

    `pass_at_1` is in percent, over all samples of the task.
    """

    scores: Sequence[float]
    pass_at_1: float
    n_passed: int


def of_passed(tasks: Sequence[TaskScores], min_correct: int = MIN_CORRECT) -> float | None:
    """EvalPerf's model score: the mean of the mean scores of tasks with `min_correct` passes.

    None if no task has that many passing samples. Each model is averaged over a different set of
    tasks, so the values of two models are not directly comparable.
    """
    kept = [task for task in tasks if task.n_passed >= min_correct and task.scores]
    return _mean([_mean(task.scores) for task in kept]) if kept else None


def with_failures(tasks: Sequence[TaskScores]) -> float:
    """Mean over all tasks of pass@1 times the mean score of the passing samples; failures count 0.

    Raises ValueError without tasks.
    """
    if not tasks:
        raise ValueError("no tasks: there is nothing to average")
    return _mean(
        [task.pass_at_1 / 100 * _mean(task.scores) if task.scores else 0.0 for task in tasks]
    )


def pass_at_1(tasks: Sequence[TaskScores]) -> float:
    """Mean pass@1 over all tasks, in percent. Raises ValueError without tasks."""
    if not tasks:
        raise ValueError("no tasks: there is nothing to average")
    return _mean([task.pass_at_1 for task in tasks])


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
