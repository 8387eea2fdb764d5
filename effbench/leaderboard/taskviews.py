"""One task across all runs: who passed it, how fast, and the best code.

Decides the order of the rows and which code is shown. Numbers are the runs' own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from markupsafe import Markup

from effbench.leaderboard import marks
from effbench.leaderboard.code import MAX_SHOWN, highlighted
from effbench.leaderboard.sections import Row, Section
from effbench.leaderboard.statements import Statement
from effbench.records import SampleResult, TaskResult
from effbench.score import words

N_CODES = 3
"""The fastest programs that are shown, each source once."""
N_CURVES = 6


@dataclass(frozen=True)
class TaskRow:
    row: Row
    result: TaskResult
    best: SampleResult | None


@dataclass(frozen=True)
class Code:
    labels: tuple[str, ...]
    """Every model whose best answer this very text is."""
    efficiency: float | None
    """None where it was not timed."""
    html: Markup | None
    """None where the run doesn't publish its code."""
    sha256: str
    cut: bool


@dataclass(frozen=True)
class TaskView:
    """What one task's page, and its line in the list of tasks, are made of."""

    task_id: str
    href: str
    rows: tuple[TaskRow, ...]
    """The most efficient first."""
    strip: Markup | None
    curves: Markup | None
    curve_labels: tuple[str, ...]
    codes: tuple[Code, ...]
    statement: Statement | None
    facts: tuple[tuple[str, str], ...]

    @property
    def n_solved(self) -> int:
        """In how many runs at least one answer passed."""
        return sum(row.result.n_correct > 0 for row in self.rows)

    @property
    def pass_at_1(self) -> float:
        """The mean over the runs."""
        return fmean(row.result.pass_at_1 for row in self.rows)

    @property
    def efficiency(self) -> float | None:
        values = [r.result.eff_at_1 for r in self.rows if r.result.eff_at_1 is not None]
        return fmean(values) if values else None

    @property
    def has_timed_code(self) -> bool:
        return any(code.efficiency is not None for code in self.codes)

    @property
    def fastest(self) -> float | None:
        ratios = [r.result.ratio for r in self.rows if r.result.ratio is not None]
        return min(ratios, default=None)


def task_views(section: Section, known: Mapping[str, Statement]) -> list[TaskView]:
    """One for each task of the suite, in the order of their ids."""
    results = {
        row.run.id: {task.task_id: task for task in row.run.summary.tasks}
        for row in section.rows
        if row.run.summary
    }
    return [_view(section, task_id, results, known) for task_id in section.task_ids]


def page_name(section_anchor: str, task_id: str) -> str:
    """A file name that keeps what is readable of the id, whatever the id is."""
    readable = re.sub(r"[^a-z0-9]+", "-", task_id.lower())[:40].strip("-")
    digest = hashlib.sha256(task_id.encode("utf-8", "replace")).hexdigest()[:8]
    return f"tasks/{section_anchor}-{readable}-{digest}.html"


def _view(
    section: Section,
    task_id: str,
    results: Mapping[str, Mapping[str, TaskResult]],
    known: Mapping[str, Statement],
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
    )


def _order(row: TaskRow) -> tuple[bool, float, float, int]:
    """Timed passes first; then the efficiency, correctness, and the place in the table."""
    efficiency = _efficiency(row.best)
    passed = 0.0 if row.best else -1.0
    worth = passed if efficiency is None else efficiency
    return efficiency is None, -worth, -row.result.pass_at_1, row.row.number


def _efficiency(best: SampleResult | None) -> float | None:
    """The best answer's; None when none passed, or when it was not timed."""
    return None if best is None or words.fate(best) == "not timed" else best.efficiency


def _sizes(digest: str, known: Mapping[str, Statement]) -> tuple[tuple[str, int], ...]:
    statement = known.get(digest)
    return statement.sizes if statement else ()


def _lines(
    rows: list[TaskRow], sizes: Mapping[str, int]
) -> tuple[list[list[tuple[float, float]]], list[str]]:
    """(n, ratio) along the sizes of every best answer that was measured at two of them or more."""
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
    """The N_CODES most efficient sources."""
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
