"""Choose the k that metrics are reported for, and recompute a summary's metrics for other k.

The metrics themselves are computed in `score.metrics`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from effbench.base import DataError, Frozen, Manifest, Summary, TaskResult
from effbench.score.metrics import (
    KS,
    Denominators,
    denominator_notes,
    denominators_of,
    metrics_of,
)
from effbench.score.tasks import unscored_tasks
from effbench.tasks import derive_seed

MAX_KS = 20
MAX_K = 10_000


def asked_ks(manifest: Manifest) -> tuple[int, ...]:
    """Return the k that the run requests, or the defaults. Raises DataError for an invalid k."""
    check_ks(manifest.ks)
    return manifest.ks or KS


def check_ks(ks: Sequence[int]) -> None:
    """Raises DataError if a k is out of range or there are more than MAX_KS of them."""
    if len(ks) > MAX_KS or any(not 1 <= k <= MAX_K for k in ks):
        shown = ", ".join(map(str, ks[:MAX_KS]))
        raise DataError(f"k = {shown}: give at most {MAX_KS} numbers from 1 to {MAX_K}")


def for_ks(summary: Summary, ks: Sequence[int], manifest: Manifest) -> Summary:
    """Return `summary`, of the run of `manifest`, with its metrics recomputed for `ks`.

    Raises DataError if a task has too few samples, or if an older version wrote the summary: it
    then lacks the half-block scores by which the best of k is chosen.
    """
    check_ks(ks)
    groups = list(summary.samples_by_task().values())
    fewest = min((len(group) for group in groups), default=1)
    if max(ks, default=1) > fewest:
        raise DataError(
            f"k = {max(ks)}: a task has only {fewest} samples that count; give no larger k"
        )
    speed = any(metric.id == "eff@1" for metric in summary.metrics)
    passed = [sample for group in groups for sample in group if sample.status == "pass"]
    if speed and max(ks, default=1) > 1 and passed and all(s.uncapped is None for s in passed):
        raise DataError(
            "this summary was written by an older effbench and lacks the scores by which the best "
            "of k is chosen: recompute it from the run's records (effbench rescore)"
        )
    n_lost, n_broken = unscored_tasks(summary.samples)
    metrics = metrics_of(
        groups,
        manifest.families(),
        _denominators(summary, manifest),
        n_lost=n_lost,
        n_broken=n_broken,
        seed=derive_seed(manifest.seed, "score"),
        speed_measured=speed,
        ks=ks,
    )
    return msgspec.structs.replace(summary, metrics=metrics)


def _denominators(summary: Summary, manifest: Manifest) -> Denominators:
    """A size belongs to the profile if any sample was scored at it."""
    seen = {size.size for sample in summary.samples for size in sample.sizes}
    frozen = manifest.frozen()
    sizes = {
        task.task_id: [x for x in _labels(task, frozen, summary) if x in seen]
        for task in summary.tasks
    }
    return denominators_of(sizes, frozen, denominator_notes(manifest.suite.locked is True))


def _labels(task: TaskResult, frozen: Mapping[str, Frozen], summary: Summary) -> Sequence[str]:
    """The sizes that count. Older manifests lack them: take those of the task's own samples."""
    if task.task_id in frozen:
        return frozen[task.task_id].timeable
    own = [s.sizes for s in summary.samples if s.task_id == task.task_id and s.sizes]
    return [size.size for size in own[0]] if own else ()
