"""Combine tasks into the metrics that are reported.

This module selects the tasks that each metric is averaged over, and writes its method text. Scored
samples come from `score.samples`, estimators from `stats`, intervals from `score.intervals`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from msgspec.structs import replace

from effbench.base import Frozen, Metric, SampleResult
from effbench.score import repeating
from effbench.score.arms import LEVEL
from effbench.score.intervals import of_log_ratios, of_scores
from effbench.score.tasks import Group, has_bound, mean_log_ratio, memory_known, speed_known
from effbench.stats import best_of_k, cross_fitted_best_of_k

KS = (1, 5, 10, 100)
"""Default k of pass@k and eff@k. A k is reported only if every task has at least k samples."""

_NOT_TIMED = "cut off or not timed"
_NOT_WEIGHED = "cut off or without memory to compare"


@dataclass(frozen=True)
class Denominators:
    """The tasks that count for each metric. They do not depend on any model's results."""

    time: Collection[str]
    """Tasks with a size that counts for time. Empty if speed was not measured."""
    memory: Collection[str]
    """Tasks whose largest timed size also counts for memory."""
    notes: Sequence[str] = ()
    """Notes for the methods of eff@k and mem_eff@k on how these tasks were determined."""


def denominators_of(
    sizes_by_task: Mapping[str, Sequence[str]], frozen: Mapping[str, Frozen], notes: Sequence[str]
) -> Denominators:
    """Return the tasks that count. `sizes_by_task`: the profile's size labels, smallest first;
    `frozen`: the sizes that count, or all sizes for a task that is absent.
    """
    time, memory = set(), set()
    for task_id, labels in sizes_by_task.items():
        counts = frozen.get(task_id) or Frozen(timeable=tuple(labels), memory=tuple(labels))
        timed = [label for label in labels if label in counts.timeable]
        if timed:
            time.add(task_id)
        if timed and timed[-1] in counts.memory:
            memory.add(task_id)
    return Denominators(time, memory, notes)


def denominator_notes(locked: bool) -> tuple[str, ...]:
    """Return the note on the origin of eff@k's denominator; a locked suite has none."""
    return () if locked else ("this run decided which sizes count",)


def metrics_of(
    groups: Sequence[Group],
    families: Mapping[str, str],
    counted: Denominators,
    *,
    n_lost: int,
    n_broken: int = 0,
    seed: int,
    speed_measured: bool,
    ks: Sequence[int] = KS,
) -> tuple[Metric, ...]:
    """Return pass@k for the `ks` that fit, then eff@k for the same k, eff_uncapped@1 and
    speed_ratio if speed was measured.

    `groups`: one per task, none empty and none with an UNSCORED sample. `families`: task -> family;
    a task that is absent is its own family. `n_lost`: number of tasks without a judged sample;
    `n_broken`: number of tasks whose own files are faulty. `seed` seeds the bootstrap. k = 1 is
    always included. A metric without tasks to average over has the value None. mem_eff@k and
    memory_ratio come last, if any task counts for memory.

    eff@k is averaged over the tasks that count for time, mem_eff@k over those that count for
    memory. These tasks are the same for every model. A task is left out only if the run failed to
    measure it, so that times are missing.
    """
    fewest = min((len(group) for group in groups), default=1)
    ks = [k for k in sorted({1, *ks}) if k <= fewest]
    lost = [
        *_left_out("infrastructure errors", n_lost),
        *_left_out("faults of the set's own files", n_broken),
    ]
    scope = _Scope(groups, families, counted, ks, lost, seed)
    metrics = [_best_at("pass", k, groups, families, _passed, lost) for k in ks]
    if speed_measured:
        metrics += _speed_metrics(scope)
    return (*metrics, *_memory_metrics(scope))


class _Scope(NamedTuple):
    """Everything that the metrics of one run share."""

    groups: Sequence[Group]
    families: Mapping[str, str]
    counted: Denominators
    ks: Sequence[int]
    lost: Sequence[str]
    seed: int

    def notes(
        self, unmeasurable: str, counting: Sequence[Group], missing: str, known: Sequence[Group]
    ) -> list[str]:
        """Say how many tasks are left out, and why."""
        return [
            *self.lost,
            *_left_out(unmeasurable, len(self.groups) - len(counting)),
            *_left_out(missing, len(counting) - len(known)),
            *self.counted.notes,
        ]


def _speed_metrics(scope: _Scope) -> list[Metric]:
    groups, families, seed = scope.groups, scope.families, scope.seed
    counting = [group for group in groups if group[0].task_id in scope.counted.time]
    known = [group for group in counting if speed_known(group)]
    notes = scope.notes("having no size that can be timed", counting, "want of timings", known)
    metrics = [
        *(_best_at("eff", k, known, families, _efficiency, notes, _halves) for k in scope.ks),
        _best_at("eff_uncapped", 1, known, families, _uncapped, notes),
        _ratio("speed_ratio", "time", groups, families, mean_log_ratio, _NOT_TIMED, seed),
    ]
    return [with_timing(metric, groups, known) for metric in metrics]


def _memory_metrics(scope: _Scope) -> list[Metric]:
    """Empty if no task counts for memory."""
    groups, families, seed = scope.groups, scope.families, scope.seed
    counting = [group for group in groups if group[0].task_id in scope.counted.memory]
    if not counting:
        return []
    known = [group for group in counting if memory_known(group)]
    notes = scope.notes("having no memory to compare", counting, "want of measurements", known)
    return [
        *(
            _best_at("mem_eff", k, known, families, _memory_efficiency, notes, _memory_halves)
            for k in scope.ks
        ),
        _ratio("memory_ratio", "memory", groups, families, _memory_log_ratio, _NOT_WEIGHED, seed),
    ]


def with_timing(metric: Metric, groups: Sequence[Group], known: Sequence[Group]) -> Metric:
    """Add the interval for repeating only the timing to eff@1 and speed_ratio.

    Other metrics are returned unchanged. `known`: the groups that eff@1 is averaged over.
    """
    if metric.id == "eff@1":
        found = repeating.of_efficiencies(known)
        ci = found.around(metric.value)
    elif metric.id == "speed_ratio":
        found = repeating.of_log_ratios(groups)
        ci = found.around_ratio(metric.value)
    else:
        return metric
    return replace(metric, ci_timing=ci, method_timing=found.how)


def _left_out(reason: str, count: int) -> list[str]:
    return [f"tasks left out for {reason}: {count}"] if count else []


def _best_at(
    name: str,
    k: int,
    groups: Sequence[Group],
    families: Mapping[str, str],
    worth: Callable[[SampleResult], float],
    notes: Sequence[str],
    halved: Callable[[SampleResult], tuple[float, float] | None] | None = None,
) -> Metric:
    """The unbiased estimate of the best of k. `worth` returns a sample's score, 0 or more.

    `halved` returns a sample's scores by each half of its blocks. For k > 1, one half then chooses
    the best sample and the other half scores it; a sample that cannot be halved has the same score
    in both.
    """
    worths = [[worth(sample) for sample in group] for group in groups]
    halves = None
    if halved is None or k == 1:
        values = [best_of_k(group, k) for group in worths]
    else:
        halves = [[halved(sample) or (worth(sample),) * 2 for sample in group] for group in groups]
        values = [cross_fitted_best_of_k(group, k) for group in halves]
        whole = sum(halved(s) is None and worth(s) > 0 for group in groups for s in group)
        notes = [*notes, *([f"samples with too few blocks to halve: {whole}"] if whole else [])]
    clusters = _families_of(groups, families)
    found = of_scores(values, clusters, worths, k, halves)
    return Metric(
        id=f"{name}@{k}",
        value=_mean(values),
        ci=found.new_tasks,
        level=LEVEL,
        method=_method(_how(name, k, halves is not None), found.how, notes),
        n_tasks=len(values),
        unit="proportion" if name == "pass" else "score",
        higher_is_better=True,
        n_families=len(set(clusters)),
        ci_fixed_set=found.fixed_set,
        method_fixed_set=found.how_fixed_set,
    )


def _how(name: str, k: int, halved: bool) -> str:
    said = f"mean over tasks of the unbiased {name}@{k}"
    return f"{said}, chosen by half of the blocks and scored by the others" if halved else said


def _ratio(
    metric_id: str,
    what: str,
    groups: Sequence[Group],
    families: Mapping[str, str],
    log_ratio: Callable[[SampleResult], float | None],
    left_out: str,
    seed: int,
) -> Metric:
    """Ratio to the fast reference over passed samples: geometric mean within and over tasks."""
    logs = [
        [log_ratio(sample) if sample.status == "pass" else None for sample in group]
        for group in groups
    ]
    kept = [[log for log in group if log is not None] for group in logs]
    values = [math.fsum(group) / len(group) for group in kept if group]
    clusters = _families_of([g for g, logs in zip(groups, kept, strict=True) if logs], families)
    n_left_out = sum(map(_n_correct, groups)) - sum(map(len, kept))
    notes = [f"passed samples left out as {left_out}: {n_left_out}"] if n_left_out else []
    n_bounds = sum(has_bound(sample) for group in groups for sample in group)
    if n_bounds and what == "time":
        notes.append(f"samples of which a size is the most that it may be: {n_bounds}")
    found = of_log_ratios(values, clusters, logs, seed)
    mean = _mean(values)
    return Metric(
        id=metric_id,
        value=None if mean is None else math.exp(mean),
        ci=found.new_tasks,
        level=LEVEL,
        method=_method(
            f"of passed: geometric mean of {what} / fast reference, each task once",
            found.how,
            notes,
        ),
        n_tasks=len(values),
        unit="ratio",
        higher_is_better=False,
        n_families=len(set(clusters)),
        ci_fixed_set=found.fixed_set,
        method_fixed_set=found.how_fixed_set,
    )


def _families_of(groups: Sequence[Group], families: Mapping[str, str]) -> list[str]:
    names = [group[0].task_id for group in groups]
    return [families.get(name, name) for name in names]


def _method(what: str, how: str, notes: Sequence[str]) -> str:
    return "; ".join([what, how, *notes])


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _n_correct(group: Group) -> int:
    return sum(sample.status == "pass" for sample in group)


def _passed(sample: SampleResult) -> float:
    return float(sample.status == "pass")


def _efficiency(sample: SampleResult) -> float:
    return sample.efficiency


def _uncapped(sample: SampleResult) -> float:
    return sample.efficiency if sample.uncapped is None else sample.uncapped


def _halves(sample: SampleResult) -> tuple[float, float] | None:
    return sample.halves


def _memory_halves(sample: SampleResult) -> tuple[float, float] | None:
    return sample.memory.halves if sample.memory else None


def _memory_efficiency(sample: SampleResult) -> float:
    """Memory efficiency, or 0 if the sample did not pass. Only for groups with known memory."""
    return (sample.memory.efficiency or 0.0) if sample.memory else 0.0


def _memory_log_ratio(sample: SampleResult) -> float | None:
    ratio = sample.memory.ratio if sample.memory else None
    return None if ratio is None else math.log(ratio)
