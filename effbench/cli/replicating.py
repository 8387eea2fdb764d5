"""The commands `replicate …`: run the same programs on several machines and compare the results."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from effbench.base import FORMATS, Column, JsonObject, Table
from effbench.cli import options as o
from effbench.cli.given import table_or_json
from effbench.cli.guard import command_line, guarded, print_json

replicate_app = typer.Typer(
    no_args_is_help=True, help="Test whether machines give the same numbers (docs/replication.md)."
)


@replicate_app.command("run")
@guarded
def replicate_run(
    out: Annotated[Path, typer.Option("--out", "-o", help="Output file, NAME.zip.")],
    sessions: Annotated[
        int, typer.Option(min=1, help="Total sessions in the file. Rerun to add missing ones.")
    ] = 2,
    task_list: Annotated[
        str,
        typer.Option("--list", help="Tasks to time: core (all) or short (twelve)."),
    ] = "core",
    answers: Annotated[
        list[str] | None,
        typer.Option(help="Additional answers to time, NAME=FILE.jsonl. Repeatable."),
    ] = None,
    label: Annotated[
        str | None, typer.Option(help="Name of the machine. Default: CPU and Python version.")
    ] = None,
    conditions: Annotated[
        str, typer.Option(help="Notes for readers: idle, shared host, on battery, …")
    ] = "",
    timing: Annotated[
        str, typer.Option(help="standard, strict or quick; the same on all machines.")
    ] = "standard",
    sandbox: o.Tier = "auto",
    as_json: o.Json = False,
) -> None:
    """Time a fixed set of programs on this machine, in several sessions, and write one file.

    The file holds times, digests and a description of the machine, but no code.
    """
    from effbench import replicate
    from effbench.cli.progress import make_reporter
    from effbench.replicate import parse_answers

    asked = replicate.Asked(
        out=out,
        sessions=sessions,
        task_list=task_list,
        answers=tuple(parse_answers(text) for text in answers or ()),
        timing=timing,
        sandbox=sandbox,
        label=label,
        conditions=conditions,
        command=command_line(),
    )
    with make_reporter() as reporter:
        record = replicate.run(asked, reporter)
    if as_json:
        print_json({"file": str(out), "label": record.label, "sessions": len(record.sessions)})
    else:
        print(f"{out}: {len(record.sessions)} sessions of {record.label}. Next: share this file")


@replicate_app.command("report")
@guarded
def replicate_report(
    files: Annotated[
        list[Path], typer.Argument(help="Files written by `replicate run`, one per machine.")
    ],
    margin: Annotated[
        float,
        typer.Option(min=0.0001, max=1.0, help="Largest shift of eff@1 that counts as equivalent."),
    ] = 0.01,
    form: Annotated[
        str, typer.Option("--format", help=f"{', '.join(FORMATS)}, or json (the same as --json).")
    ] = "table",
    as_json: o.Json = False,
) -> None:
    """Show how far eff@1 shifts between machines, and whether the shift is within the margin."""
    from effbench import replicate

    form = table_or_json(form, as_json)
    unique = {path.resolve(): path for path in files}
    found = replicate.compare([replicate.open_file(path) for path in unique.values()], margin)
    if form == "json":
        print_json(as_dict(found))
        return
    print(shift_table(found).render(form), end="" if form == "csv" else "\n")
    if form != "csv":
        print(component_table(found).render(form), end="")


def shift_table(found: Any) -> Table:
    """One row per set and pair of machines, with the shift of eff@1 and the verdict."""
    table = Table(
        columns=[
            Column("set"),
            Column("A"),
            Column("B"),
            Column("tasks", right=True),
            Column("eff@1 A", right=True),
            Column("eff@1 B", right=True),
            Column("B - A", right=True),
            Column("90 %"),
            Column("time B / A"),
            Column("most on"),
            Column(f"within {found.margin:g}"),
        ],
        title=f"{found.task_list}, timing {found.profile}: {found.verdict}",
    )
    for row in found.shifts:
        table.add(
            row.set_name,
            row.a,
            row.b,
            str(row.n_tasks),
            f"{row.eff_a:.3f}",
            f"{row.eff_b:.3f}",
            f"{row.shift.mean:+.4f}",
            f"{row.shift.ci[0]:+.4f} to {row.shift.ci[1]:+.4f}",
            _factor(row.log_ratio),
            f"{row.tasks[0][0]} {row.tasks[0][1]:+.3f}",
            row.verdict,
        )
    for (a, b), differing in found.differences.items():
        parts = ", ".join(each.part for each in differing) or "nothing that is recorded"
        table.notes.append(f"{a} and {b} differ in: {parts}")
    table.notes += [f"note: {note}" for note in found.notes]
    return table


def component_table(found: Any) -> Table:
    """Standard deviation of each model term, in efficiency e per task."""
    table = Table(
        columns=[
            Column("set"),
            Column("machine", right=True),
            Column("machine x task", right=True),
            Column("session", right=True),
            Column("session x task", right=True),
        ],
        title="standard deviations of the model's terms",
    )
    for name, each in found.components.items():
        values = (each.machine, each.machine_task, each.session, each.noise)
        table.add(name, *(f"{value:.4f}" for value in values))
    any_one = next(iter(found.components.values()))
    table.notes.append(
        f"degrees of freedom: {any_one.df_machine} for machine, {any_one.df_session} for session"
    )
    return table


def as_dict(found: Any) -> JsonObject:
    """The report as data for `--format json`."""
    from effbench.machine import comparability

    return {
        "profile": found.profile,
        "task_list": found.task_list,
        "margin": found.margin,
        "verdict": found.verdict,
        "machines": [
            {
                "label": label,
                "conditions": machine.record.conditions,
                "sessions": msgspec.to_builtins(machine.record.sessions),
                "key": comparability.key_of(machine.sessions[0].manifest),
            }
            for label, machine in zip(found.labels, found.machines, strict=True)
        ],
        "shifts": [dataclasses.asdict(row) for row in found.shifts],
        "components": {name: dataclasses.asdict(c) for name, c in found.components.items()},
        "differences": [
            {"a": a, "b": b, "parts": [dataclasses.asdict(each) for each in differing]}
            for (a, b), differing in found.differences.items()
        ],
        "notes": list(found.notes),
    }


def _factor(found: Any) -> str:
    if found is None:
        return ""
    low, high = (math.exp(end) for end in found.ci)
    return f"{math.exp(found.mean):.3f} [{low:.3f}, {high:.3f}]"
