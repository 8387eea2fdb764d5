"""Link the scores of two versions of a suite through the tasks that did not change.

A task is common if both versions have it with the same digest and count the same sizes. A run's
score on the common tasks means the same in both versions. The runs of the newer version show how
this score relates to the score on all tasks of the newer version (`stats.linking`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple

from effbench.base import DataError, Manifest, Summary
from effbench.results.comparison import counted_alike
from effbench.runs import estimand_of
from effbench.stats import Link, link


class Finished(NamedTuple):
    """A finished run."""

    label: str
    manifest: Manifest
    summary: Summary


@dataclass(frozen=True)
class LinkedRun:
    """One run's scores. `common` is None if the run has no value for one of the common tasks."""

    label: str
    version: str
    whole: float | None
    """On all tasks of its own version."""
    common: float | None
    """On the common tasks."""
    linked: float | None = None
    """The estimated score on the newer version; None for its own runs, and without a link."""
    interval: tuple[float, float] | None = None
    """The 95 % prediction interval of `linked`."""


@dataclass(frozen=True)
class Linking:
    """Two versions of a suite and their runs, on one scale."""

    metric: str
    suite: str
    old_version: str
    new_version: str
    common: tuple[str, ...]
    """The tasks that did not change and that count for the metric."""
    n_old: int
    """The number of tasks of the older version; `n_new` is that of the newer."""
    n_new: int
    link: Link | None
    """None if too few runs of the newer version have the metric."""
    runs: tuple[LinkedRun, ...]
    """All runs of both versions, the best on the common tasks first."""


def common_tasks(old: Manifest, new: Manifest) -> tuple[str, ...]:
    """Return the ids of the tasks that did not change from one manifest's suite to the other's."""
    names = sorted(old.suite.tasks.keys() & new.suite.tasks.keys())
    digests = [(old.suite.tasks[name].digest, new.suite.tasks[name].digest) for name in names]
    return tuple(
        name
        for name, (one, other) in zip(names, digests, strict=True)
        if one is not None and one == other and counted_alike((old, new), name)
    )


def link_versions(
    old: Sequence[Finished], new: Sequence[Finished], metric: str = "eff@1"
) -> Linking | None:
    """Link the runs of an older version of a suite to a newer version.

    All runs of a version must have its tasks. Publishable runs of the newer version make the link.
    None if the versions have no task in common. Raises DataError for runs of several suites, or
    with times of several estimands.
    """
    if not old or not new:
        return None
    _require_one_suite(old)
    _require_one_suite(new)
    one, other = old[0].manifest, new[0].manifest
    estimands = {estimand_of(one.timing), estimand_of(other.timing)}
    if one.suite.name != other.suite.name or (metric == "eff@1" and len(estimands) > 1):
        raise DataError("scores of different suites, or with different timings, can't be linked")
    counted = {name for run in (*old, *new) for name in _values(run.summary, metric)}
    common = tuple(name for name in common_tasks(one, other) if name in counted)
    if not common:
        return None
    made = [_scored(run, common, metric) for run in new]
    whole = [
        (run.common, run.whole)
        for run, finished in zip(made, new, strict=True)
        if finished.manifest.publishable and run.common is not None and run.whole is not None
    ]
    found = link([anchor for anchor, _ in whole], [score for _, score in whole])
    runs = [*(_onto(_scored(run, common, metric), found) for run in old), *made]
    runs.sort(key=lambda run: (-(run.common if run.common is not None else -1.0), run.label))
    return Linking(
        metric=metric,
        suite=str(one.suite.name),
        old_version=str(one.suite.version),
        new_version=str(other.suite.version),
        common=common,
        n_old=len(one.suite.tasks),
        n_new=len(other.suite.tasks),
        link=found,
        runs=tuple(runs),
    )


def _require_one_suite(runs: Sequence[Finished]) -> None:
    if len({(run.manifest.suite.digest, estimand_of(run.manifest.timing)) for run in runs}) > 1:
        raise DataError("the runs of one version have different tasks or timings: link them apart")


def _scored(run: Finished, common: Sequence[str], metric: str) -> LinkedRun:
    values = _values(run.summary, metric)
    found = [values[name] for name in common if name in values]
    metrics = {row.id: row.value for row in run.summary.metrics}
    return LinkedRun(
        label=run.label,
        version=str(run.manifest.suite.version),
        whole=metrics.get(metric),
        common=fmean(found) if len(found) == len(common) else None,
    )


def _values(summary: Summary, metric: str) -> dict[str, float]:
    """Return the values of the tasks that count for the metric."""
    values = {
        task.task_id: task.eff_at_1 if metric == "eff@1" else task.pass_at_1
        for task in summary.tasks
    }
    return {name: value for name, value in values.items() if value is not None}


def _onto(run: LinkedRun, found: Link | None) -> LinkedRun:
    if found is None or run.common is None:
        return run
    low, high = found.interval(run.common)
    return LinkedRun(
        label=run.label,
        version=run.version,
        whole=run.whole,
        common=run.common,
        linked=max(0.0, found.score(run.common)),
        interval=(max(0.0, low), max(0.0, high)),
    )
