"""One task across all runs: which runs passed, how fast they were, and the best code.

This module orders the rows and selects the code. The numbers are the runs' own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from markupsafe import Markup

from effbench.base import SampleResult, TaskResult
from effbench.leaderboard import marks
from effbench.leaderboard.code import MAX_SHOWN, highlighted
from effbench.leaderboard.sections import Row, Section
from effbench.leaderboard.statements import Statement
from effbench.results import item_rest, score_of
from effbench.score import words

N_CODES = 3
"""The number of fastest programs that are shown; equal sources count once."""
N_CURVES = 6
"""The number of scaling curves that are shown in colour."""


@dataclass(frozen=True)
class TaskRow:
    """One run's result on the task."""

    row: Row
    result: TaskResult
    best: SampleResult | None


@dataclass(frozen=True)
class Code:
    """A program that is shown on the task's page."""

    labels: tuple[str, ...]
    """All models whose best answer is exactly this text."""
    efficiency: float | None
    """None if it was not timed."""
    html: Markup | None
    """None if the run does not publish its code."""
    sha256: str
    cut: bool


@dataclass(frozen=True)
class TaskView:
    """The content of a task's page and of its line in the list of tasks."""

    task_id: str
    href: str
    rows: tuple[TaskRow, ...]
    """The runs on this task, the most efficient first."""
    strip: Markup | None
    curves: Markup | None
    curve_labels: tuple[str, ...]
    codes: tuple[Code, ...]
    statement: Statement | None
    facts: tuple[tuple[str, str], ...]
    discrimination: float | None
    """Item-rest correlation over the section's runs (`results.items`)."""

    @property
    def n_solved(self) -> int:
        """The number of runs in which at least one answer passed."""
        return sum(row.result.n_correct > 0 for row in self.rows)

    @property
    def pass_at_1(self) -> float:
        """The mean pass@1 over the runs."""
        return fmean(row.result.pass_at_1 for row in self.rows)

    @property
    def efficiency(self) -> float | None:
        """The mean eff@1 over the runs that have it; None if none has it."""
        values = [r.result.eff_at_1 for r in self.rows if r.result.eff_at_1 is not None]
        return fmean(values) if values else None

    @property
    def has_timed_code(self) -> bool:
        """True if any code that is shown was timed."""
        return any(code.efficiency is not None for code in self.codes)

    @property
    def fastest(self) -> float | None:
        """The smallest time ratio of all runs; None if none was measured."""
        ratios = [r.result.ratio for r in self.rows if r.result.ratio is not None]
        return min(ratios, default=None)


def task_views(section: Section, known: Mapping[str, Statement]) -> list[TaskView]:
    """Return a view for each task of the suite, sorted by task id."""
    results = {
        row.run.id: {task.task_id: task for task in row.run.summary.tasks}
        for row in section.rows
        if row.run.summary
    }
    correlations = item_rest(
        [
            {task_id: score_of(tasks[task_id]) for task_id in section.task_ids}
            for tasks in results.values()
            if all(task_id in tasks for task_id in section.task_ids)
        ]
    )
    return [
        _view(section, task_id, results, known, correlations.get(task_id))
        for task_id in section.task_ids
    ]


def page_name(section_anchor: str, task_id: str) -> str:
    """Return a task page's file name: safe for any task id, and as readable as possible."""
    readable = re.sub(r"[^a-z0-9]+", "-", task_id.lower())[:40].strip("-")
    digest = hashlib.sha256(task_id.encode("utf-8", "replace")).hexdigest()[:8]
    return f"tasks/{section_anchor}-{readable}-{digest}.html"


def _view(
    section: Section,
    task_id: str,
    results: Mapping[str, Mapping[str, TaskResult]],
    known: Mapping[str, Statement],
    discrimination: float | None,
) -> TaskView:
    rows = [
        TaskRow(row, results[row.run.id][task_id], row.run.best.get(task_id))
        for row in section.rows
        if task_id in results.get(row.run.id, {})
    ]
    rows.sort(key=_order)
    ratios = [row.result.ratio for row in rows if row.result.ratio]
    sizes = dict(_sizes(section.about(task_id, "digest"), known))
    lines, labels = _lines(rows, sizes)
    return TaskView(
        task_id=task_id,
        href=page_name(section.anchor, task_id),
        rows=tuple(rows),
        strip=marks.strip(ratios) if ratios else None,
        curves=marks.curves(lines, N_CURVES) if lines else None,
        curve_labels=tuple(labels[:N_CURVES]),
        codes=tuple(_codes(rows)),
        statement=known.get(section.about(task_id, "digest")),
        facts=tuple(
            (name, value)
            for name in ("category", "family", "split")
            if (value := section.about(task_id, name))
        ),
        discrimination=discrimination,
    )


def _order(row: TaskRow) -> tuple[bool, float, float, int]:
    """Sort key: timed passes first; then efficiency, pass@1, and the place in the table."""
    efficiency = _efficiency(row.best)
    passed = 0.0 if row.best else -1.0
    worth = passed if efficiency is None else efficiency
    return efficiency is None, -worth, -row.result.pass_at_1, row.row.number


def _efficiency(best: SampleResult | None) -> float | None:
    """Return the best answer's efficiency; None if no answer passed or it was not timed."""
    return None if best is None or words.fate(best) == "not timed" else best.efficiency


def _sizes(digest: str, known: Mapping[str, Statement]) -> tuple[tuple[str, int], ...]:
    statement = known.get(digest)
    return statement.sizes if statement else ()


def _lines(
    rows: list[TaskRow], sizes: Mapping[str, int]
) -> tuple[list[list[tuple[float, float]]], list[str]]:
    """Return lines of (n, ratio), and their labels, for best answers measured at two or more n."""
    lines, labels = [], []
    for row in rows:
        line = [
            (float(sizes[size.size]), size.ratio)
            for size in (row.best.sizes if row.best else ())
            if size.size in sizes and size.ratio and not size.censored
        ]
        line.sort()
        if len({n for n, _ in line}) >= 2:
            lines.append(line)
            labels.append(row.row.run.label)
    return lines, labels


def _codes(rows: list[TaskRow]) -> list[Code]:
    """Return the N_CODES most efficient sources."""
    found: dict[str, list[TaskRow]] = {}
    for row in rows:
        if row.best and row.best.source_sha256:
            found.setdefault(row.best.source_sha256, []).append(row)
    codes = []
    for sha256, sharers in list(found.items())[:N_CODES]:
        task_id = sharers[0].result.task_id
        source = next(
            (s for r in sharers if (s := r.row.run.sources.get(task_id)) is not None), None
        )
        codes.append(
            Code(
                labels=tuple(row.row.run.label for row in sharers),
                efficiency=_efficiency(sharers[0].best),
                html=None if source is None else highlighted(source),
                sha256=sha256,
                cut=source is not None and len(source) > MAX_SHOWN,
            )
        )
    return codes
