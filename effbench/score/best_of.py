"""Which k the metrics are given for, and the metrics of a summary for other ones.

Decides what may be asked for. The metrics themselves are `score.metrics`'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from effbench.errors import DataError
from effbench.records import Frozen, Manifest, Summary, TaskResult
from effbench.score.metrics import (
    KS,
    Denominators,
    denominator_notes,
    denominators_of,
    metrics_of,
    unscored_tasks,
)
from effbench.suite import derive_seed

MAX_KS = 20
MAX_K = 10_000


def asked_ks(manifest: Manifest) -> tuple[int, ...]:
    """Those that the run asked for, or the default ones. Raises DataError for what is no k."""
    check_ks(manifest.ks)
    return manifest.ks or KS


def check_ks(ks: Sequence[int]) -> None:
    """Raises DataError for numbers out of range, and for too many of them."""
    if len(ks) > MAX_KS or any(not 1 <= k <= MAX_K for k in ks):
        shown = ", ".join(map(str, ks[:MAX_KS]))
        raise DataError(f"k = {shown}: give at most {MAX_KS} numbers from 1 to {MAX_K}")


def for_ks(summary: Summary, ks: Sequence[int], manifest: Manifest) -> Summary:
    """`summary` of the run of `manifest`, with its metrics for these k.

    Raises DataError where a task has too few samples, and for a summary of an older version, which
    lacks what the best of k is chosen by.
    """
    check_ks(ks)
    groups = list(summary.samples_by_task().values())
    fewest = min((len(group) for group in groups), default=1)
    if max(ks, default=1) > fewest:
        raise DataError(
            f"k = {max(ks)}: a task has {fewest} samples that count, and k goes as far as that"
        )
    speed = any(metric.id == "eff@1" for metric in summary.metrics)
    passed = [sample for group in groups for sample in group if sample.status == "pass"]
    if speed and max(ks, default=1) > 1 and passed and all(s.uncapped is None for s in passed):
        raise DataError(
            "this summary is of an older effbench, which did not keep what the best of k is chosen "
            "by: score the run again from its records (effbench rescore)"
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
    """The profile's sizes are those at which any sample was scored."""
    seen = {size.size for sample in summary.samples for size in sample.sizes}
    frozen = manifest.frozen()
    sizes = {
        task.task_id: [x for x in _labels(task, frozen, summary) if x in seen]
        for task in summary.tasks
    }
    return denominators_of(sizes, frozen, denominator_notes(manifest.suite.get("locked") is True))


def _labels(task: TaskResult, frozen: Mapping[str, Frozen], summary: Summary) -> Sequence[str]:
    """The sizes that count. An older manifest does not say: those of the task's own samples."""
    if task.task_id in frozen:
        return frozen[task.task_id].timeable
    own = [s.sizes for s in summary.samples if s.task_id == task.task_id and s.sizes]
    return [size.size for size in own[0]] if own else ()
