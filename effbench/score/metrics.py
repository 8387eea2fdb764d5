"""From samples to tasks, and from tasks to the numbers that are shown to people.

Decides which tasks a metric is averaged over and what its `method` says. Samples come scored
(samples); the estimators and intervals are `stats`'.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import get_args

from effbench.records import Metric, SampleResult, Status, TaskResult
from effbench.score.samples import LEVEL, size_counts
from effbench.stats.bootstrap import MIN_CLUSTERS, N_RESAMPLES, mean_interval
from effbench.stats.pass_at_k import best_of_k, pass_at_k
from effbench.stats.proportion import clopper_pearson

KS = (1, 10, 100)
"""pass@k and eff@k are given for those of these that every task has samples enough for."""

Interval = tuple[float, float]
Group = Sequence[SampleResult]
"""The samples of one task that count."""


def metrics_of(
    groups: Sequence[Group], *, n_lost: int, seed: int, speed_measured: bool
) -> tuple[Metric, ...]:
    """pass@k for the KS that fit, then eff@k for the same k and speed_ratio if speed was measured.

    `groups`: one for each task, none empty, no `infra_error` in them. `n_lost`: tasks of which
    nothing could be judged. k = 1 is always there. No task to average over gives the value None.
    """
    fewest = min((len(group) for group in groups), default=1)
    ks = [k for k in KS if k <= fewest]
    lost = [f"tasks left out for infrastructure errors: {n_lost}"] if n_lost else []
    metrics = [_pass_at(k, groups, lost, seed) for k in ks]
    if speed_measured:
        known = [group for group in groups if speed_known(group)]
        if len(known) < len(groups):
            lost = [*lost, f"tasks left out for want of timings: {len(groups) - len(known)}"]
        metrics += [_eff_at(k, known, lost, seed) for k in ks]
        metrics.append(_speed_ratio(groups, seed))
    return tuple(metrics)


def task_result(kept: Group, everything: Group, speed_measured: bool) -> TaskResult:
    """One task. `kept`: the samples that count, at least one; `everything`: infra errors too.

    `ratio` is that of the most efficient correct sample, the first of equals.
    """
    passed = [sample for sample in kept if sample.status == "pass"]
    best = max(passed, key=lambda sample: sample.efficiency, default=None)
    log_ratio = _log_ratio(best) if best else None
    known = speed_measured and speed_known(kept)
    return TaskResult(
        task_id=kept[0].task_id,
        n_samples=len(kept),
        n_correct=len(passed),
        pass_at_1=pass_at_k(len(kept), len(passed), 1),
        eff_at_1=best_of_k([sample.efficiency for sample in kept], 1) if known else None,
        ratio=None if log_ratio is None else math.exp(log_ratio),
        statuses=status_counts(everything),
    )


def speed_known(group: Group) -> bool:
    """Whether every sample that passed was measured or censored at one size at least."""
    return all(
        sample.status != "pass" or any(size_counts(size) for size in sample.sizes)
        for sample in group
    )


def status_counts(samples: Iterable[SampleResult]) -> dict[str, int]:
    """How often each status occurs, in the closed list's order; what doesn't occur is left out."""
    counts = Counter(sample.status for sample in samples)
    return {status: counts[status] for status in get_args(Status) if counts[status]}


def _pass_at(k: int, groups: Sequence[Group], notes: Sequence[str], seed: int) -> Metric:
    values = [pass_at_k(len(group), _n_correct(group), k) for group in groups]
    ci, how = _interval(values, (0.0, 1.0), seed)
    if len(values) > 1 and min(values) == max(values):
        # Resampling equal values would claim certainty: bound the share of tasks exactly instead.
        ci = clopper_pearson(math.fsum(values), len(values), LEVEL)
        how = "exact binomial (Clopper-Pearson) over tasks, because all tasks agree"
    return Metric(
        id=f"pass@{k}",
        value=_mean(values),
        ci=ci,
        level=LEVEL,
        method=_method(f"mean over tasks of the unbiased pass@{k}", how, notes),
        n_tasks=len(values),
        unit="proportion",
        higher_is_better=True,
    )


def _eff_at(k: int, groups: Sequence[Group], notes: Sequence[str], seed: int) -> Metric:
    values = [best_of_k([sample.efficiency for sample in group], k) for group in groups]
    ci, how = _interval(values, (0.0, math.inf), seed)
    if len(values) > 1 and max(values) == 0:
        ci = clopper_pearson(0, len(values), LEVEL)
        how = (
            "exact binomial (Clopper-Pearson) for the share of tasks above 0, each counted as 1, "
            "because all tasks are at 0"
        )
    return Metric(
        id=f"eff@{k}",
        value=_mean(values),
        ci=ci,
        level=LEVEL,
        method=_method(f"mean over tasks of the unbiased eff@{k}", how, notes),
        n_tasks=len(values),
        unit="score",
        higher_is_better=True,
    )


def _speed_ratio(groups: Sequence[Group], seed: int) -> Metric:
    """Time over the fast reference's, of passed samples: geometric mean within and over tasks."""
    passed = [[sample for sample in group if sample.status == "pass"] for group in groups]
    logs = [[_log_ratio(sample) for sample in group] for group in passed]
    kept = [[log for log in group if log is not None] for group in logs]
    values = [math.fsum(group) / len(group) for group in kept if group]
    n_left_out = sum(map(len, logs)) - sum(map(len, kept))
    notes = [f"passed samples left out as cut off or not timed: {n_left_out}"] if n_left_out else []
    ci, how = _interval(values, (-math.inf, math.inf), seed)
    mean = _mean(values)
    return Metric(
        id="speed_ratio",
        value=None if mean is None else math.exp(mean),
        ci=None if ci is None else (math.exp(ci[0]), math.exp(ci[1])),
        level=LEVEL,
        method=_method(
            "of passed: geometric mean of time / fast reference, each task once", how, notes
        ),
        n_tasks=len(values),
        unit="ratio",
        higher_is_better=False,
    )


def _interval(values: Sequence[float], bounds: Interval, seed: int) -> tuple[Interval | None, str]:
    """The interval for the mean of one value a task, cut to `bounds`, and how it was made."""
    if not values:
        return None, "no interval: no tasks"
    ci = mean_interval(values, level=LEVEL, seed=seed)
    if ci is None:
        return None, "no interval: one task"
    how = f"percentile bootstrap over tasks (expanded, {N_RESAMPLES} resamples, seed {seed})"
    if min(values) == max(values):
        how = "zero width, because all tasks agree"
    elif len(values) < MIN_CLUSTERS:
        how = f"Student's t over tasks, because they are fewer than {MIN_CLUSTERS}"
    return (max(bounds[0], ci[0]), min(bounds[1], ci[1])), how


def _method(what: str, how: str, notes: Sequence[str]) -> str:
    return "; ".join([what, how, *notes])


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _n_correct(group: Group) -> int:
    return sum(sample.status == "pass" for sample in group)


def _log_ratio(sample: SampleResult) -> float | None:
    """Mean log-ratio over the measured sizes; None when one is censored or none is measured."""
    logs = [math.log(size.ratio) for size in sample.sizes if size.ratio is not None]
    if not logs or any(size.censored for size in sample.sizes):
        return None
    return math.fsum(logs) / len(logs)
