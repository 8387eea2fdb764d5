"""Terminal output for tasks and machines, and the same content as plain data for `--json`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from effbench.base import JsonObject
from effbench.machine import Finding
from effbench.results.console import add_row, open_console, printable, table_of
from effbench.tasks import Suite, SuiteTask


class TaskRow(TypedDict):
    """A task in the list of a suite's tasks."""

    id: str
    category: str
    imports: list[str]
    sizes: dict[str, int]
    """Label -> n."""
    version: int
    suite: str
    """`core` or `hard`; empty in imported sets."""


def task_rows(suite: Suite) -> list[TaskRow]:
    """Return one plain-data row per task of `suite`."""
    return [
        {
            "id": task.id,
            "category": task.category,
            "imports": list(task.imports),
            "sizes": {size.label: size.n for size in task.sizes},
            "version": task.version,
            "suite": task.suite,
        }
        for task in suite.tasks
    ]


def print_task_rows(rows: Sequence[TaskRow]) -> None:
    """Print the rows of `task_rows` as a table."""
    table = table_of(("task", "left"), ("category", "left"), ("imports", "left"), ("sizes", "left"))
    for row in rows:
        sizes = " ".join(f"{label}={n}" for label, n in row["sizes"].items())
        add_row(table, row["id"], row["category"], ", ".join(row["imports"]) or "stdlib", sizes)
    console = open_console()
    console.print(table)
    console.print(f"{len(rows)} tasks")


def task_as_dict(task: SuiteTask) -> JsonObject:
    """Return a task as plain data."""
    return {
        "id": task.id,
        "version": task.version,
        "suite": task.suite,
        "category": task.category,
        "family": task.family,
        "tags": list(task.tags),
        "prompt": task.prompt,
        "imports": list(task.imports),
        "sizes": [{"label": s.label, "n": s.n, "batch": s.batch} for s in task.sizes],
        "references": task.references,
        "digest": task.digest,
    }


def print_task(task: SuiteTask) -> None:
    """Print a task's prompt, sizes and reference solutions."""
    console = open_console()
    console.print(
        printable(f"{task.id} (version {task.version}, {task.category or 'no category'})")
    )
    console.print()
    console.print(printable(task.prompt), soft_wrap=True)
    sizes = ", ".join(f"{size.label}: n = {size.n}" for size in task.sizes)
    console.print(printable(f"timed sizes: {sizes}"))
    for tier, source in task.references.items():
        console.print(f"\n--- reference solution: {tier} ---")
        console.print(printable(source), soft_wrap=True)


def print_findings(findings: Sequence[Finding], fit: bool) -> None:
    """Print the findings of `effbench doctor` and its verdict."""
    table = table_of(("", "left"), ("", "left"), ("", "left"))
    for finding in findings:
        advice = f"  -> {finding.advice}" if finding.advice else ""
        add_row(table, finding.rating, finding.name, finding.fact + advice)
    console = open_console()
    console.print(table)
    console.print("this machine is fit" if fit else "this machine is NOT fit: fix the lines above")
