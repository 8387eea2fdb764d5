"""Combine the samples of one task: its result, its best sample, and what of it was measured."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import get_args

from effbench.base import UNSCORED, SampleResult, Status, TaskResult
from effbench.score.samples import size_counts
from effbench.stats import best_of_k, pass_at_k

Group = Sequence[SampleResult]
"""The samples of one task that count."""


def best_sample(samples: Iterable[SampleResult]) -> SampleResult | None:
    """Return the most efficient passing sample (the first, in a tie), or None if none passed."""
    passed = (sample for sample in samples if sample.status == "pass")
    return max(passed, key=lambda sample: sample.efficiency, default=None)


def unscored_tasks(samples: Iterable[SampleResult]) -> tuple[int, int]:
    """Count the tasks without a counted sample: (infrastructure failures, faulty tasks)."""
    status_of: dict[str, set[Status]] = {}
    for sample in samples:
        status_of.setdefault(sample.task_id, set()).add(sample.status)
    gone = [found for found in status_of.values() if found <= UNSCORED]
    n_broken = sum("left_out" in found for found in gone)
    return len(gone) - n_broken, n_broken


def task_result(kept: Group, everything: Group, timed: bool) -> TaskResult:
    """Summarise one task. `kept`: the samples that count, at least one; `everything`: all samples,
    also those with infrastructure errors.

    `timed`: the task counts for time. `ratio`, `scaling` and `memory` are those of `best_sample`.
    """
    passed = [sample for sample in kept if sample.status == "pass"]
    best = best_sample(kept)
    log_ratio = mean_log_ratio(best) if best else None
    known = timed and speed_known(kept)
    return TaskResult(
        task_id=kept[0].task_id,
        n_samples=len(kept),
        n_correct=len(passed),
        pass_at_1=pass_at_k(len(kept), len(passed), 1),
        eff_at_1=best_of_k([sample.efficiency for sample in kept], 1) if known else None,
        ratio=None if log_ratio is None else math.exp(log_ratio),
        bound=log_ratio is not None and best is not None and has_bound(best),
        statuses=status_counts(everything),
        scaling=best.scaling if best else None,
        memory=best.memory if best else None,
    )


def speed_known(group: Group) -> bool:
    """Test that every sample that passed was measured or censored at every size that counts."""
    return all(
        sample.status != "pass" or all(size_counts(size) for size in sample.sizes)
        for sample in group
    )


def has_bound(sample: SampleResult) -> bool:
    """Test whether the ratio at any of the sample's sizes is only an upper bound."""
    return any(size.bound for size in sample.sizes)


def memory_known(group: Group) -> bool:
    """Test that every sample that passed has its memory measured or was cut off."""
    return all(
        sample.status != "pass"
        or (sample.memory is not None and sample.memory.efficiency is not None)
        for sample in group
    )


def status_counts(samples: Iterable[SampleResult]) -> dict[str, int]:
    """Count each status, in the order of `Status`. Statuses that do not occur are left out."""
    counts = Counter(sample.status for sample in samples)
    return {status: counts[status] for status in get_args(Status) if counts[status]}


def mean_log_ratio(sample: SampleResult) -> float | None:
    """Mean log-ratio over the measured sizes; None when one is censored or none is measured."""
    logs = [math.log(size.ratio) for size in sample.sizes if size.ratio is not None]
    if not logs or any(size.censored for size in sample.sizes):
        return None
    return math.fsum(logs) / len(logs)
