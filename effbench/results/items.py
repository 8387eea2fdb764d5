"""Item statistics: how well each task of a suite tells contestants apart.

A contestant is a finished run. The terms are those of classical test theory (Lord and Novick,
Statistical Theories of Mental Test Scores, 1968): difficulty, and discrimination as the correlation
of a task's score with the mean of the other tasks (item-rest correlation).
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from effbench.base import Column, DataError, Manifest, Table, TaskResult
from effbench.results import comparison
from effbench.runs import estimand_of

LEAST_RUNS = 3
"""Two contestants are one pair: they say nothing about a task."""
LOW_DISCRIMINATION = 0.1
_CONSTANT = 1e-9
"""A smaller range of scores is rounding error."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """The statistics of one task over all contestants."""

    task_id: str
    split: str
    metric: str
    """`eff@1`, or `pass@1` for a task without times."""
    pass_rate: float
    score: float
    """Mean over the contestants of the task's score in `metric`."""
    difficulty: float
    """1 - score. Below 0 if contestants are faster than the reference on average."""
    discrimination: float | None
    """Item-rest correlation; None if a side of it is the same for all contestants."""
    decided: float
    """Share of the pairs of contestants that this task decides: one of the two passes and the other
    fails, or both pass and one is significantly faster."""
    best_ratio: float | None
    """The lowest time / `fast` of a contestant: the headroom above the reference if below 1."""
    best_memory: float | None
    """The lowest peak memory / that of `fast`, likewise."""

    @property
    def dead(self) -> bool:
        """True if the task decides no pair."""
        return self.decided == 0


class ItemReport(msgspec.Struct, frozen=True, kw_only=True):
    """The items of a suite, and the shares that describe them together."""

    suite: str
    estimand: str | None
    contestants: tuple[str, ...]
    items: tuple[Item, ...]
    decided: float
    """Share of decided pairs, over all tasks and pairs."""
    dead: float
    """Share of tasks that decide no pair."""
    weak: float
    """Share of tasks with a discrimination below 0.1, or with none."""
    decided_in_total: float
    """Share of pairs of contestants that the suite as a whole decides, at the 5 % level."""


def item_report(folders: Sequence[Path], split: str | None = None) -> ItemReport:
    """Compute the statistics of the tasks that all runs have, optionally of one split.

    Raises DataError for fewer than three runs, a run given twice, runs that are not finished or do
    not belong to one suite, estimands that differ, and for no common task.
    """
    if len({folder.resolve() for folder in folders}) != len(folders):
        raise DataError("a run folder is given twice: each contestant counts once")
    if len(folders) < LEAST_RUNS:
        raise DataError(f"item statistics need at least {LEAST_RUNS} runs; {len(folders)} given")
    runs = [comparison.contestant(folder) for folder in folders]
    manifests = [run.manifest for run in runs]
    estimands = {estimand_of(manifest.timing) for manifest in manifests}
    if len(estimands) > 1:
        raise DataError("the runs were timed with different profiles: give runs of one profile")
    pairs = [comparison.compare_contestants(a, b) for a, b in itertools.combinations(runs, 2)]
    results = [{task.task_id: task for task in run.summary.tasks} for run in runs]
    names = _common(manifests[0], results, split)
    correlations = item_rest([{name: score_of(by[name]) for name in names} for by in results])
    marks: dict[str, list[comparison.Mark]] = {name: [] for name in names}
    for pair in pairs:
        for row in pair.tasks:
            if row.task_id in marks:
                marks[row.task_id].append(row.mark)
    items = tuple(
        _item(manifests[0], [by[name] for by in results], correlations[name], marks[name])
        for name in names
    )
    n = len(items)
    return ItemReport(
        suite=manifests[0].suite.name or "",
        estimand=estimands.pop(),
        contestants=tuple(m.model.label or m.model.spec or "model" for m in manifests),
        items=items,
        decided=math.fsum(item.decided for item in items) / n,
        dead=sum(item.dead for item in items) / n,
        weak=sum(_is_weak(item) for item in items) / n,
        decided_in_total=sum(_is_decided(pair) for pair in pairs) / len(pairs),
    )


def _common(
    manifest: Manifest, results: Sequence[Mapping[str, TaskResult]], split: str | None
) -> list[str]:
    found = set.intersection(*(set(by) for by in results))
    if split is not None:
        entries = manifest.suite.tasks
        found = {name for name in found if name in entries and entries[name].split == split}
    if not found:
        of_split = "" if split is None else f" of split {split!r}"
        raise DataError(f"the runs have no task{of_split} in common")
    return sorted(found)


def score_of(task: TaskResult) -> float:
    """Return the task's eff@1, or its pass@1 if no speed was measured."""
    return task.pass_at_1 if task.eff_at_1 is None else task.eff_at_1


def item_rest(contestants: Sequence[Mapping[str, float]]) -> dict[str, float | None]:
    """Correlate each task's score with the mean score of the other tasks, over the contestants.

    `contestants`: task -> score, with the same tasks for each. None for fewer than three
    contestants, for a single task, and if the task or the rest is the same for all contestants.
    """
    names = list(contestants[0]) if contestants else []
    if len(contestants) < LEAST_RUNS or len(names) < 2:
        return dict.fromkeys(names)
    totals = [math.fsum(each.values()) for each in contestants]
    found: dict[str, float | None] = {}
    for name in names:
        own = [each[name] for each in contestants]
        rest = [total - value for total, value in zip(totals, own, strict=True)]
        found[name] = _correlation(own, rest)
    return found


def _item(
    manifest: Manifest,
    results: Sequence[TaskResult],
    correlation: float | None,
    marks: Sequence[comparison.Mark],
) -> Item:
    name = results[0].task_id
    entry = manifest.suite.tasks.get(name)
    score = math.fsum(map(score_of, results)) / len(results)
    ratios = [task.ratio for task in results if task.ratio is not None and not task.bound]
    memory = [task.memory.ratio for task in results if task.memory and task.memory.ratio]
    return Item(
        task_id=name,
        split=(entry and entry.split) or "",
        metric="pass@1" if all(task.eff_at_1 is None for task in results) else "eff@1",
        pass_rate=math.fsum(task.pass_at_1 for task in results) / len(results),
        score=score,
        difficulty=1 - score,
        discrimination=correlation,
        decided=sum(mark in "+-!" for mark in marks) / len(marks),
        best_ratio=min(ratios, default=None),
        best_memory=min(memory, default=None),
    )


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    if min(max(side) - min(side) for side in (one, other)) < _CONSTANT:
        return None
    return statistics.correlation(one, other)


def _is_weak(item: Item) -> bool:
    return item.discrimination is None or item.discrimination < LOW_DISCRIMINATION


def _is_decided(pair: comparison.Comparison) -> bool:
    return pair.metrics[-1].verdict in ("better", "worse")


def item_table(report: ItemReport) -> Table:
    """Return one row per task, the least discriminating first."""
    table = Table(
        columns=[
            Column("task"),
            Column("split"),
            Column("pass rate", right=True),
            Column("score", right=True),
            Column("item-rest r", right=True),
            Column("decided pairs", right=True),
            Column("best time", right=True),
            Column("best memory", right=True),
        ],
        title=f"{report.suite}: {len(report.items)} tasks, {len(report.contestants)} contestants",
    )
    for item in sorted(report.items, key=lambda i: (i.decided, i.discrimination or 0, i.task_id)):
        table.add(
            item.task_id,
            item.split,
            f"{item.pass_rate:.2f}",
            f"{item.score:.2f}",
            _number(item.discrimination, "+.2f"),
            f"{100 * item.decided:.0f} %",
            _number(item.best_ratio, ".2f"),
            _number(item.best_memory, ".2f"),
        )
    table.notes += [
        f"decided pairs: {100 * report.decided:.1f} % over tasks and pairs; the suite as a whole "
        f"decides {100 * report.decided_in_total:.0f} % of the pairs (5 % level)",
        f"tasks that decide no pair: {100 * report.dead:.1f} %; item-rest r below "
        f"{LOW_DISCRIMINATION:g} or undefined: {100 * report.weak:.1f} %",
        "best time, best memory: lowest ratio to the reference `fast` among the contestants",
    ]
    return table


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
