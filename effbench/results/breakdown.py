"""Break a run's results down by group of tasks (category, tag, family, split, imports), or by size.

A group's results are those that its samples would give as a run of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from effbench.base import (
    Column,
    Manifest,
    SampleResult,
    Summary,
    Table,
    TaskEntry,
    TaskResult,
    UsageError,
)
from effbench.runs import estimand_of, named
from effbench.score import planned, words
from effbench.stats import hodges_lehmann

KEYS = ("category", "tag", "family", "split", "imports", "size")
NONE = "(none)"


def breakdown(manifest: Manifest, summary: Summary, key: str) -> Table:
    """Return one row per group. Raises UsageError for a key that is not in KEYS."""
    if key not in KEYS:
        raise UsageError(f"--by {key}: choose one of {', '.join(KEYS)}")
    return _by_size(summary) if key == "size" else _by_task(manifest, summary, key)


def _by_task(manifest: Manifest, summary: Summary, key: str) -> Table:
    tasks = manifest.suite.tasks
    groups: dict[str, list[str]] = {}
    for task in summary.tasks:
        for name in _groups_of(tasks.get(task.task_id) or TaskEntry(), key):
            groups.setdefault(name, []).append(task.task_id)
    by_id = {task.task_id: task for task in summary.tasks}
    table = Table(
        columns=[
            Column(key),
            Column("tasks", right=True),
            Column("pass@1", right=True),
            Column(named("eff@1", estimand_of(manifest.timing)), right=True),
            Column("time / fast", right=True),
            Column("resolves", right=True),
            Column("failures"),
        ]
    )
    for name in sorted(groups):
        members = [by_id[task_id] for task_id in groups[name]]
        efficiencies = [task.eff_at_1 for task in members if task.eff_at_1 is not None]
        ratios = [task.ratio for task in members if task.ratio is not None]
        statuses: dict[str, int] = {}
        for task in members:
            for status, count in task.statuses.items():
                statuses[status] = statuses.get(status, 0) + count
        statuses.pop("pass", None)
        table.add(
            name,
            str(len(members)),
            _mean([task.pass_at_1 for task in members]),
            _mean(efficiencies),
            _geometric(ratios),
            _resolves(members, manifest, "eff@1" if efficiencies else "pass@1"),
            ", ".join(f"{status} {count}" for status, count in statuses.items()),
        )
    table.notes.append(
        "resolves: the smallest true difference of eff@1 (without times: pass@1) that a paired "
        "test of two such runs finds in four of five cases"
    )
    if key in ("tag", "imports"):
        table.notes.append("a task is in the group of each of its values")
    return table


def _resolves(members: Sequence[TaskResult], manifest: Manifest, metric_id: str) -> str:
    families = manifest.families()
    n = len({families.get(task.task_id, task.task_id) for task in members})
    return words.score(planned(metric_id, n))


def _groups_of(task: TaskEntry, key: str) -> Sequence[str]:
    if key == "tag":
        return task.tags or (NONE,)
    if key == "imports":
        return task.imports or ("standard library",)
    return (getattr(task, key) or NONE,)


def _by_size(summary: Summary) -> Table:
    table = Table(
        columns=[
            Column("size"),
            Column("samples timed", right=True),
            Column("cut off", right=True),
            Column("not timed", right=True),
            Column("efficiency", right=True),
            Column("median time / fast", right=True),
        ]
    )
    passed = [sample for sample in summary.samples if sample.status == "pass"]
    for label in dict.fromkeys(size.size for sample in passed for size in sample.sizes):
        table.add(label, *_size_row(passed, label))
    table.notes.append("of samples that passed")
    return table


def _size_row(passed: Sequence[SampleResult], label: str) -> list[str]:
    sizes = [size for sample in passed for size in sample.sizes if size.size == label]
    known = [size for size in sizes if size.ratio is not None or size.censored]
    logs = [math.log(size.ratio) for size in known if size.ratio is not None and not size.censored]
    return [
        str(len(known)),
        str(sum(size.censored for size in known)),
        str(len(sizes) - len(known)),
        _mean([size.efficiency for size in known]),
        f"{math.exp(hodges_lehmann(logs)):.3f}" if logs else "–",
    ]


def _mean(values: Sequence[float]) -> str:
    return words.score(math.fsum(values) / len(values) if values else None)


def _geometric(values: Sequence[float]) -> str:
    return f"{math.exp(math.fsum(map(math.log, values)) / len(values)):.3f}" if values else "–"
