"""Compare two runs: significant differences, ties, and the differences that the set can resolve.

This module checks that two runs are comparable, pairs their tasks and marks each of them.
Estimators are in `stats`, numbers of single runs in `score`. Both runs were measured against the
same fast reference within their own blocks. That cancels only a machine's speed, so the comparison
reports every part of the comparability key in which they differ.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from effbench.base import DataError, Manifest, SampleResult, Summary, TaskResult
from effbench.machine import comparability
from effbench.results.faster import surely_slower, time_ratio
from effbench.runs import estimand_of, meaning, named, store
from effbench.score import Fate, best_sample, planning, words
from effbench.stats import (
    Difference,
    best_of_k,
    fixed_set_interval,
    paired_difference,
    speed_on_common,
)

_Samples = tuple[Mapping[str, list[SampleResult]], Mapping[str, list[SampleResult]]]
"""Task -> samples, of A and of B."""
SEED = 20_261_122
"""Any fixed number: the same two runs must give the same text."""
ALPHA = 0.05
"""Runs differ significantly if the test over families has a p-value below this."""
SCORE_BOUND = planning.BOUND
Mark = Literal["+", "-", "~", "!", "x"]
MARKS: dict[Mark, str] = {
    "+": "B passes now, or is significantly faster",
    "-": "B passes, and is significantly slower",
    "!": "A passes and B fails",
    "~": "no detectable difference",
    "x": "both fail",
}


@dataclass(frozen=True)
class MetricDifference:
    """B - A of one metric over the tasks that both runs have."""

    metric: str
    """`pass@1` or `eff@1`, the latter with the name of its estimand if it is not the standard."""
    a: float
    b: float
    new_tasks: Difference
    fixed_set: tuple[float, float] | None
    """For these tasks only; None with one sample per task."""

    @property
    def verdict(self) -> Literal["better", "worse", "tied", "unknown"]:
        """The result of the test over families for B, at level ALPHA."""
        if self.new_tasks.p is None:
            return "unknown"
        if self.new_tasks.p >= ALPHA:
            return "tied"
        return "better" if self.new_tasks.mean > 0 else "worse"


@dataclass(frozen=True)
class TaskPair:
    """One task in both runs: its mark, pass rates, time ratio and outcomes."""

    task_id: str
    mark: Mark
    pass_a: float
    pass_b: float
    ratio: float | None
    """Time of B / time of A, of the best correct samples; None unless both have one."""
    ci: tuple[float, float] | None
    fate_a: Fate
    fate_b: Fate


@dataclass(frozen=True)
class Comparison:
    """The result of comparing two runs."""

    label_a: str
    label_b: str
    metrics: tuple[MetricDifference, ...]
    tasks: tuple[TaskPair, ...]
    estimand: str | None
    """The estimand of both runs' times; None if they differ: then only pass@1 is compared."""
    speed_on_common: float | None
    speed_ci: tuple[float, float] | None
    n_common: int
    warnings: tuple[str, ...]

    def worse(self) -> tuple[str, ...]:
        """Return the metrics in which B is significantly worse."""
        return tuple(m.metric for m in self.metrics if m.verdict == "worse")


@dataclass(frozen=True)
class Contestant:
    """A finished run, read from its folder."""

    folder: Path
    manifest: Manifest
    summary: Summary


def contestant(folder: Path) -> Contestant:
    """Read a finished run. Raises DataError if it is not finished."""
    return Contestant(folder, store.load_manifest(folder), store.require_summary(folder))


def compare(folder_a: Path, folder_b: Path) -> Comparison:
    """Compare two finished runs. Raises DataError if their tasks differ or one is not finished."""
    return compare_contestants(contestant(folder_a), contestant(folder_b))


def compare_contestants(one: Contestant, other: Contestant) -> Comparison:
    """Compare two runs, as `compare` does."""
    folder_a, folder_b = one.folder, other.folder
    a, b = one.manifest, other.manifest
    results_a, results_b = one.summary, other.summary
    common = _common_tasks(a, b, folder_a, folder_b)
    tasks_a = {task.task_id: task for task in results_a.tasks if task.task_id in common}
    tasks_b = {task.task_id: task for task in results_b.tasks if task.task_id in common}
    both = sorted(tasks_a.keys() & tasks_b.keys())
    if not both:
        raise DataError(f"{folder_a} and {folder_b} have no judged task in common")
    of_task = a.families()
    families = {name: of_task.get(name, name) for name in both}
    pairs = [(tasks_a[name], tasks_b[name]) for name in both]
    samples: _Samples = results_a.samples_by_task(), results_b.samples_by_task()
    metrics = [_difference("pass@1", pairs, families, samples)]
    estimand = estimand_of(a.timing)
    same_times = estimand == estimand_of(b.timing)
    timed = [
        (x, y)
        for x, y in pairs
        if x.eff_at_1 is not None and y.eff_at_1 is not None and counted_alike((a, b), x.task_id)
    ]
    if timed and same_times:
        found = _difference("eff@1", timed, families, samples)
        metrics.append(replace(found, metric=named("eff@1", estimand)))
    rows = tuple(_task_pair(x, y, samples, same_times) for x, y in pairs)
    speed, speed_ci, n = _speed(rows, families)
    return Comparison(
        label_a=_label(a),
        label_b=_label(b),
        metrics=tuple(metrics),
        tasks=rows,
        estimand=estimand if same_times else None,
        speed_on_common=speed,
        speed_ci=speed_ci,
        n_common=n,
        warnings=tuple(_warnings(a, b, len(both))),
    )


def _label(manifest: Manifest) -> str:
    return manifest.model.label or manifest.model.spec or "model"


def _common_tasks(a: Manifest, b: Manifest, folder_a: Path, folder_b: Path) -> Collection[str]:
    """The tasks that both runs have, byte for byte the same."""
    if a.suite.name != b.suite.name:
        raise DataError(
            f"{folder_a} is of suite {a.suite.name}, {folder_b} of {b.suite.name}: "
            "compare runs of one suite"
        )
    tasks_a, tasks_b = a.suite.tasks, b.suite.tasks
    shared = tasks_a.keys() & tasks_b.keys()
    changed = sorted(n for n in shared if tasks_a[n].digest != tasks_b[n].digest)
    if changed:
        raise DataError(
            f"{len(changed)} tasks differ between the runs, {changed[0]} for example: they used "
            "different versions of the suite; run one of them again"
        )
    return shared


def _difference(
    metric: str,
    pairs: Sequence[tuple[TaskResult, TaskResult]],
    families: Mapping[str, str],
    samples: _Samples,
) -> MetricDifference:
    names = [x.task_id for x, _ in pairs]
    groups_a, groups_b = ([_worths(side[name], metric) for name in names] for side in samples)
    values = [(best_of_k(x, 1), best_of_k(y, 1)) for x, y in zip(groups_a, groups_b, strict=True)]
    return MetricDifference(
        metric=metric,
        a=math.fsum(x for x, _ in values) / len(values),
        b=math.fsum(y for _, y in values) / len(values),
        new_tasks=paired_difference(
            [y - x for x, y in values],
            [families[name] for name in names],
            seed=SEED,
            bound=SCORE_BOUND,
        ),
        fixed_set=fixed_set_interval(groups_a, groups_b, bound=SCORE_BOUND),
    )


def counted_alike(manifests: Sequence[Manifest], task_id: str) -> bool:
    """Return True if the same sizes of the task count for time in all these runs.

    They do in runs of a locked suite. A run of a suite without a lock file determines the sizes
    that count itself, so another run may have others. The two efficiencies are then means over
    different sizes and are not compared. A run that names no sizes agrees with all.
    """
    frozen = [manifest.frozen().get(task_id) for manifest in manifests]
    return len({one.timeable for one in frozen if one is not None}) <= 1


def _worths(samples: Sequence[SampleResult], metric: str) -> list[float]:
    if metric == "pass@1":
        return [float(sample.status == "pass") for sample in samples]
    return [sample.efficiency for sample in samples]


def _task_pair(
    a: TaskResult,
    b: TaskResult,
    samples: _Samples,
    same_times: bool,
) -> TaskPair:
    """Without `same_times` the runs' times are not comparable: no ratio, and two passes tie."""
    best_a = best_sample(samples[0][a.task_id])
    best_b = best_sample(samples[1][b.task_id])
    ratio, ci = time_ratio(best_a, best_b) if same_times else (None, None)
    if a.n_correct and not b.n_correct:
        mark: Mark = "!"
    elif not a.n_correct:
        mark = "+" if b.n_correct else "x"
    else:
        mark = _speed_mark(best_a, best_b, ci) if same_times else "~"
    return TaskPair(
        a.task_id,
        mark,
        a.pass_at_1,
        b.pass_at_1,
        ratio,
        ci,
        words.fate(best_a),
        words.fate(best_b),
    )


def _speed_mark(
    a: SampleResult | None, b: SampleResult | None, ci: tuple[float, float] | None
) -> Mark:
    """Mark two correct answers by speed: `ci` excludes 1, or one is significantly slower at a size
    without a ratio.

    `~` if these two contradict each other, or if neither applies.
    """
    b_faster = (ci is not None and ci[1] < 1) or surely_slower(a, b)
    b_slower = (ci is not None and ci[0] > 1) or surely_slower(b, a)
    if b_faster == b_slower:
        return "~"
    return "+" if b_faster else "-"


def _speed(
    rows: Sequence[TaskPair], families: Mapping[str, str]
) -> tuple[float | None, tuple[float, float] | None, int]:
    """Time of B / time of A over the tasks that both pass and that were timed in both."""
    ratios = {row.task_id: row.ratio for row in rows if row.ratio is not None}
    mean, n = speed_on_common(ratios, dict.fromkeys(ratios, 1.0))
    if mean is None:
        return None, None, 0
    names = list(ratios)
    logs = [math.log(ratios[name]) for name in names]
    ci = paired_difference(logs, [families[name] for name in names], seed=SEED).ci
    return mean, None if ci is None else (math.exp(ci[0]), math.exp(ci[1])), n


def _warnings(a: Manifest, b: Manifest, n: int) -> list[str]:
    found = []
    sizes = a.suite.n_tasks, b.suite.n_tasks
    if sizes != (n, n):
        found.append(
            f"A has {sizes[0]} tasks and B {sizes[1]}; the {n} that both have are compared"
        )
    times = estimand_of(a.timing), estimand_of(b.timing)
    if times[0] != times[1]:
        found.append(
            f"times estimate different things, {meaning(times[0])} in A and {meaning(times[1])} in "
            "B: only pass@1 is compared"
        )
    for what, x, y in (
        ("timing profile", a.timing.profile, b.timing.profile),
        ("sandbox tier", a.judge.tier, b.judge.tier),
        ("prompt", a.generation.prompt, b.generation.prompt),
        ("temperature", a.generation.temperature, b.generation.temperature),
        ("number of samples", a.generation.n_samples, b.generation.n_samples),
    ):
        if x != y:
            found.append(f"{what}: {x} in A, {y} in B")
    differing = comparability.differences(comparability.key_of(a), comparability.key_of(b))
    found += comparability.in_words(differing)
    for name, manifest in (("A", a), ("B", b)):
        if manifest.timing.profile not in (None, "off") and not manifest.frozen():
            found.append(
                f"{name} is of an earlier effbench, in which a run's own times selected the tasks "
                "in eff@1: recompute its results with `effbench rescore`"
            )
        elif manifest.suite.locked is False:
            found.append(f"the suite is not locked: {name} itself decided which sizes count")
        if manifest.certificate is not None and not manifest.certificate.fit:
            found.append(f"the machine was not fit for run {name}: {manifest.certificate.note}")
    return found
