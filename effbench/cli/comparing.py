"""The command `compare`: compare two runs, paired by task."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from effbench.base import FORMATS, Column, JsonObject, Table
from effbench.cli.given import table_or_json
from effbench.cli.guard import guarded, print_json

if TYPE_CHECKING:
    from effbench.results import Comparison, MetricDifference, TaskPair

WORSE = 5
Format = Annotated[
    str, typer.Option("--format", help=f"{', '.join(FORMATS)}, or json (the same as --json).")
]


@guarded
def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help="Run folder of the baseline.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Run folder to compare, same suite.")],
    form: Format = "table",
    fail_if_worse: Annotated[
        bool, typer.Option("--fail-if-worse", help=f"Exit with {WORSE} if B is clearly worse.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Compare two runs, paired by task: the better one, the difference, its significance."""
    from effbench.results import comparison

    form = table_or_json(form, as_json)
    found = comparison.compare(a, b)
    if form == "json":
        print_json(as_dict(found))
    elif form == "csv":
        print(task_table(found).render("csv"), end="")
    else:
        print(metric_table(found).render(form))
        print(task_table(found).render(form), end="")
    if fail_if_worse and found.worse():
        raise typer.Exit(WORSE)


def metric_table(found: Comparison) -> Table:
    """The metrics of A and B, one row each, with difference, intervals and verdict."""
    from effbench.score import words

    table = Table(
        columns=[
            Column("metric"),
            Column("A", right=True),
            Column("B", right=True),
            Column("B - A", right=True),
            Column("95 %, new tasks"),
            Column("95 %, these tasks"),
            Column("resolves", right=True),
            Column("p", right=True),
            Column("verdict"),
        ],
        title=f"A = {found.label_a}, B = {found.label_b}",
    )
    for metric in found.metrics:
        d = metric.new_tasks
        table.add(
            metric.metric,
            words.score(metric.a),
            words.score(metric.b),
            f"{d.mean:+.2f}",
            _interval(d.ci),
            _interval(metric.fixed_set),
            words.score(d.resolves),
            "" if d.p is None else f"{d.p:.3f}" if d.p >= 0.001 else "<0.001",
            _verdict(metric),
        )
    table.notes += [
        f"{metric.metric}: {metric.new_tasks.n} tasks of {metric.new_tasks.n_clusters} families "
        + _resolved(metric.new_tasks.resolves)
        for metric in found.metrics
    ]
    if found.speed_on_common is not None:
        ci = found.speed_ci
        interval = "" if ci is None else f" [{ci[0]:.3f}, {ci[1]:.3f}]"
        table.notes.append(
            f"time of B / time of A on the {found.n_common} tasks timed in both: "
            f"{found.speed_on_common:.3f}{interval}"
        )
    table.notes += [f"note: {warning}" for warning in found.warnings]
    return table


def _resolved(difference: float | None) -> str:
    if difference is None:
        return "are too few to resolve any difference"
    return f"resolve a true difference of {difference:.2f} in four of five cases"


def task_table(found: Comparison) -> Table:
    """The tasks of both runs, one row each, with pass rates and the time ratio B/A."""
    from effbench.results import MARKS

    table = Table(
        columns=[
            Column(""),
            Column("task"),
            Column("pass A", right=True),
            Column("pass B", right=True),
            Column("time B/A", right=True),
            Column("95 %"),
        ]
    )
    for row in found.tasks:
        table.add(
            row.mark,
            row.task_id,
            f"{row.pass_a:.2f}",
            f"{row.pass_b:.2f}",
            _time_text(row),
            "" if row.ci is None else f"{row.ci[0]:.3f} to {row.ci[1]:.3f}",
        )
    counts = {mark: sum(row.mark == mark for row in found.tasks) for mark in MARKS}
    table.notes = [f"{mark} {counts[mark]}: {meaning}" for mark, meaning in MARKS.items()]
    return table


def _time_text(row: TaskPair) -> str:
    """The ratio over the sizes timed in both runs, `1.500`, then the sides without a time.

    A side without a time is given as `B cut off`.
    """
    sides = (("A", row.fate_a), ("B", row.fate_b))
    ratio = [] if row.ratio is None else [f"{row.ratio:.3f}"]
    return ", ".join([*ratio, *(f"{name} {fate}" for name, fate in sides if fate != "timed")])


def as_dict(found: Comparison) -> JsonObject:
    """The comparison as data for `--json`."""
    data = dataclasses.asdict(found)
    for row, metric in zip(data["metrics"], found.metrics, strict=True):
        row["verdict"] = metric.verdict
    return data


def _verdict(metric: MetricDifference) -> str:
    return {
        "better": "B is better",
        "worse": "B is worse",
        "tied": "tied",
        "unknown": "too few tasks to tell",
    }[metric.verdict]


def _interval(ci: tuple[float, float] | None) -> str:
    return "" if ci is None else f"{ci[0]:+.2f} to {ci[1]:+.2f}"
