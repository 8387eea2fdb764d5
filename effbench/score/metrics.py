"""From samples to tasks, and from tasks to the numbers that are shown to people.

Decides which tasks a metric is averaged over and what its `method` says. Samples come scored
(samples); the estimators and intervals are `stats`'.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import get_args

from effbench.records import Metric, SampleResult, Status, TaskResult
from effbench.score.arms import LEVEL
from effbench.score.samples import TOO_SMALL, size_counts
from effbench.stats.bootstrap import MIN_CLUSTERS, N_RESAMPLES, mean_interval
from effbench.stats.pass_at_k import best_of_k, pass_at_k
from effbench.stats.proportion import clopper_pearson

KS = (1, 10, 100)
"""pass@k and eff@k are given for those of these that every task has samples enough for."""

_NOT_TIMED = "cut off or not timed"
_NOT_WEIGHED = "cut off or without memory to compare"

Interval = tuple[float, float]
Group = Sequence[SampleResult]
"""The samples of one task that count."""


def metrics_of(
    groups: Sequence[Group], *, n_lost: int, seed: int, speed_measured: bool
) -> tuple[Metric, ...]:
    """pass@k for the KS that fit, then eff@k for the same k and speed_ratio if speed was measured.

    `groups`: one for each task, none empty, no `infra_error` in them. `n_lost`: tasks of which
    nothing could be judged. k = 1 is always there. No task to average over gives the value None.
    mem_eff@k and memory_ratio come last, where one sample at least has a memory ratio.
    """
    fewest = min((len(group) for group in groups), default=1)
    ks = [k for k in KS if k <= fewest]
    lost = _left_out("infrastructure errors", n_lost)
    metrics = [_pass_at(k, groups, lost, seed) for k in ks]
    if speed_measured:
        known = [group for group in groups if speed_known(group)]
        notes = [*lost, *_left_out("want of timings", len(groups) - len(known)), *_small(known)]
        metrics += [_best_at("eff", k, known, _efficiency, notes, seed) for k in ks]
        metrics.append(_ratio("speed_ratio", "time", groups, _log_ratio, _NOT_TIMED, seed))
    if any(_memory_log_ratio(sample) is not None for group in groups for sample in group):
        known = [group for group in groups if memory_known(group)]
        notes = [*lost, *_left_out("want of memory to compare", len(groups) - len(known))]
        metrics += [_best_at("mem_eff", k, known, _memory_efficiency, notes, seed) for k in ks]
        metrics.append(
            _ratio("memory_ratio", "memory", groups, _memory_log_ratio, _NOT_WEIGHED, seed)
        )
    return tuple(metrics)


def _left_out(reason: str, count: int) -> list[str]:
    return [f"tasks left out for {reason}: {count}"] if count else []


def _small(groups: Sequence[Group]) -> list[str]:
    """Sizes that are in no sample's mean because their reference does too little work."""
    small = {
        (sample.task_id, size.size)
        for group in groups
        for sample in group
        for size in sample.sizes
        if size.reason == TOO_SMALL
    }
    return [f"sizes left out as {TOO_SMALL}: {len(small)}"] if small else []


def task_result(kept: Group, everything: Group, speed_measured: bool) -> TaskResult:
    """One task. `kept`: the samples that count, at least one; `everything`: infra errors too.

    `ratio`, `scaling` and `memory` are those of the most efficient correct sample, the first of
    equals.
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
        scaling=best.scaling if best else None,
        memory=best.memory if best else None,
    )


def speed_known(group: Group) -> bool:
    """Whether every sample that passed was measured or censored at one size at least."""
    return all(
        sample.status != "pass" or any(size_counts(size) for size in sample.sizes)
        for sample in group
    )


def memory_known(group: Group) -> bool:
    """Whether the memory of every sample that passed was weighed, or the sample cut off."""
    return all(
        sample.status != "pass"
        or (sample.memory is not None and sample.memory.efficiency is not None)
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


def _best_at(
    name: str,
    k: int,
    groups: Sequence[Group],
    worth: Callable[[SampleResult], float],
    notes: Sequence[str],
    seed: int,
) -> Metric:
    """The unbiased expectation of the best of k, for what a sample is worth: 0 or more."""
    values = [best_of_k([worth(sample) for sample in group], k) for group in groups]
    ci, how = _interval(values, (0.0, math.inf), seed)
    if len(values) > 1 and max(values) == 0:
        ci = clopper_pearson(0, len(values), LEVEL)
        how = (
            "exact binomial (Clopper-Pearson) for the share of tasks above 0, each counted as 1, "
            "because all tasks are at 0"
        )
    return Metric(
        id=f"{name}@{k}",
        value=_mean(values),
        ci=ci,
        level=LEVEL,
        method=_method(f"mean over tasks of the unbiased {name}@{k}", how, notes),
        n_tasks=len(values),
        unit="score",
        higher_is_better=True,
    )


def _ratio(
    metric_id: str,
    what: str,
    groups: Sequence[Group],
    log_ratio: Callable[[SampleResult], float | None],
    left_out: str,
    seed: int,
) -> Metric:
    """To the fast reference's, of passed samples: geometric mean within and over tasks."""
    passed = [[sample for sample in group if sample.status == "pass"] for group in groups]
    logs = [[log_ratio(sample) for sample in group] for group in passed]
    kept = [[log for log in group if log is not None] for group in logs]
    values = [math.fsum(group) / len(group) for group in kept if group]
    n_left_out = sum(map(len, logs)) - sum(map(len, kept))
    notes = [f"passed samples left out as {left_out}: {n_left_out}"] if n_left_out else []
    ci, how = _interval(values, (-math.inf, math.inf), seed)
    mean = _mean(values)
    return Metric(
        id=metric_id,
        value=None if mean is None else math.exp(mean),
        ci=None if ci is None else (math.exp(ci[0]), math.exp(ci[1])),
        level=LEVEL,
        method=_method(
            f"of passed: geometric mean of {what} / fast reference, each task once", how, notes
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


def _efficiency(sample: SampleResult) -> float:
    return sample.efficiency


def _memory_efficiency(sample: SampleResult) -> float:
    """0 where it did not pass; for groups of which the memory is known."""
    return (sample.memory.efficiency or 0.0) if sample.memory else 0.0


def _memory_log_ratio(sample: SampleResult) -> float | None:
    ratio = sample.memory.ratio if sample.memory else None
    return None if ratio is None else math.log(ratio)
