"""`effbench tasks …`: look at the tasks, write one, take it through the gates.

Decides spelling and defaults; no logic of its own.
"""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from effbench.base import command
from effbench.cli.given import check_suite, one_of, refuse
from effbench.cli.guard import command_line, guarded, print_json
from effbench.cli.options import Json, Suite, SuitePath, TasksPath

tasks_app = typer.Typer(no_args_is_help=True, help="Look at the tasks, add one, check them.")

Seed = Annotated[int, typer.Option(help="Root of every random choice of the check.")]


@tasks_app.command("list")
@guarded
def tasks_list(
    suite: Suite = "core",
    suite_path: SuitePath = None,
    tasks_path: TasksPath = None,
    as_json: Json = False,
) -> None:
    """All tasks of a suite."""
    from effbench.results import listings

    tasks = listings.task_rows(_load_suite(suite, suite_path, tasks_path))
    if as_json:
        print_json(tasks)
    else:
        listings.print_task_rows(tasks)


@tasks_app.command("show")
@guarded
def tasks_show(
    task: Annotated[str, typer.Argument(help="A task's id.")],
    suite: Suite = "core",
    suite_path: SuitePath = None,
    tasks_path: TasksPath = None,
    as_json: Json = False,
) -> None:
    """One task as the model sees it, its sizes and reference solutions; `ID~kN` is a variant."""
    from effbench.results import listings
    from effbench.sandbox import Sandbox
    from effbench.tasks import registry

    if suite == registry.CORE and registry.parse_variant(task)[1] is not None:
        with Sandbox() as sandbox:
            found = registry.load_variant(task, sandbox, tasks_path or ())
    else:
        found = registry.find(_load_suite(suite, suite_path, tasks_path), task)
    if as_json:
        print_json(listings.task_as_dict(found))
    else:
        listings.print_task(found)


def _load_suite(suite: str, suite_path: Path | None, tasks_path: list[Path] | None) -> Any:
    check_suite({"suite": suite})
    from effbench import pipeline
    from effbench.sandbox import Sandbox

    config = pipeline.RunConfig(
        suite=suite,
        suite_path=suite_path,
        tasks_path=tuple(tasks_path or ()),
        timing="off",  # nothing is timed here: sets without sizes can be looked at
    )
    with Sandbox() as sandbox:
        return pipeline.load_suite(config, sandbox)


@tasks_app.command("check")
@guarded
def tasks_check(
    tasks: Annotated[
        list[str] | None, typer.Argument(metavar="[ID…]", help="Task ids or wildcards.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every task of the suite.")] = False,
    gate: Annotated[
        list[str] | None, typer.Option("--gate", "-g", help="Only this gate; repeatable.")
    ] = None,
    variants: Annotated[
        int, typer.Option(min=0, help="Variants to check of each parametrised task.")
    ] = 2,
    report: Annotated[
        Path | None, typer.Option(help="Write the figures to this JSON file.")
    ] = None,
    tasks_path: TasksPath = None,
    seed: Seed = 1,
    workers: Annotated[
        int, typer.Option(min=1, help="Tasks at once; for a single one, children at once.")
    ] = 2,
    as_json: Json = False,
) -> None:
    """Take tasks through the gates. Exit code 6 when one fails."""
    from effbench.base import UsageError
    from effbench.gates import crowd
    from effbench.gates import report as form
    from effbench.tasks import registry

    if bool(tasks) == everything:
        raise UsageError("name the tasks to check, or give --all")
    checked = []
    todo = registry.open_tasks(tasks or (), tasks_path or ())
    asked = crowd.Asked(seed, tuple(gate or ()), variants, tuple(tasks_path or ()))
    with contextlib.closing(crowd.check(todo, asked, workers)) as results:
        for one in results:
            checked.append(one)
            if not as_json:
                print("\n".join(form.lines(one)), flush=True)
            if report is not None:  # after every task: a broken-off check keeps what it has
                form.write(report, checked, command_line())
    if as_json:
        print_json({one.task_id: one.as_dict() for one in checked})
    if not all(one.ok for one in checked):
        raise typer.Exit(6)


@tasks_app.command("new")
@guarded
def tasks_new(
    task: Annotated[str, typer.Argument(metavar="ID", help="Lower-case letters, digits and _.")],
    tasks_path: Annotated[
        Path | None, typer.Option(help="Write into this folder (default: the suite itself).")
    ] = None,
) -> None:
    """Write the files of a new task: a small one that runs, to be replaced piece by piece."""
    from effbench.base import paths as layout
    from effbench.gates import skeleton

    tasks = tasks_path or layout.content_dir("tasks")
    inside = tasks_path / "reference_solutions" if tasks_path else None
    solutions = inside or layout.content_dir("reference_solutions")
    for path in skeleton.create(task, tasks, solutions):
        print(path)
    words = ["effbench", "tasks", "check", task]
    if tasks_path:
        words += ["--tasks-path", str(tasks_path)]
    print(f"next (docs/add-a-task.md): {command(*words)}", file=sys.stderr)


@tasks_app.command("calibrate")
@guarded
def tasks_calibrate(
    task: Annotated[str, typer.Argument(metavar="ID", help="A task's id.")],
    write: Annotated[
        bool, typer.Option("--write", help="Freeze the proposed sizes in the task file.")
    ] = False,
    tasks_path: TasksPath = None,
    as_json: Json = False,
) -> None:
    """Propose sizes S, M, L from the tiers' times at growing n. Best on a quiet machine."""
    from effbench import gates
    from effbench.gates import Bench, calibration
    from effbench.sandbox import Sandbox
    from effbench.tasks import registry

    files = registry.open_tasks([task], tasks_path or ())[0]
    with Sandbox() as sandbox:
        bench = Bench(files, sandbox, calibration.seed_of(task))
        proposal = calibration.propose(bench, gates.machine_speed(sandbox))
    if as_json:
        print_json({"sizes": proposal.sizes, "now": files.authored.sizes})
    else:
        for step in proposal.steps:
            slow = "-" if step.slow_ms is None else f"{step.slow_ms:.3f}"
            print(f"n {step.n:>9}  fast {step.fast_ms:9.3f} ms  slow {slow:>9} ms")
        print(f"now      {files.authored.sizes}\nproposed {proposal.sizes}")
    if write:
        calibration.freeze(files, proposal.sizes)
        print(f"written into {files.file}", file=sys.stderr)


@tasks_app.command("table")
@guarded
def tasks_table(
    tasks: Annotated[
        list[str] | None, typer.Argument(metavar="[ID…]", help="Task ids or wildcards.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="A stored report of the gates; without it: measured now.")
    ] = None,
    tasks_path: TasksPath = None,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """slow, medium and fast at S, M and L, with 95 % intervals, for all tasks."""
    from effbench import gates
    from effbench.gates import report as form
    from effbench.sandbox import Sandbox
    from effbench.tasks import registry

    if report is not None:
        refuse(["tasks_path", "seed"], "only for measuring now, not for a stored --report")
        stored = form.read(report)["tasks"]
        rows = form.table_rows({k: stored[k] for k in form.matching(stored, tasks or ())})
    else:
        with Sandbox() as sandbox:
            rows = form.table_rows(
                {
                    files.file.stem: gates.check_task(
                        files, sandbox, seed, ("G5", "G6"), 0
                    ).as_dict()
                    for files in registry.open_tasks(tasks or (), tasks_path or ())
                }
            )
    if as_json:
        print_json([dict(zip(form.TABLE_COLUMNS, row, strict=True)) for row in rows])
    else:
        print(form.table_text(rows))


@tasks_app.command("lock")
@guarded
def tasks_lock(
    check: Annotated[bool, typer.Option("--check", help="Compare only; write nothing.")] = False,
    unreleased: Annotated[
        bool, typer.Option("--unreleased", help="Allow changes without another version.")
    ] = False,
    tasks_path: Annotated[
        Path | None, typer.Option(help="Lock this folder of task files (default: the suite).")
    ] = None,
) -> None:
    """Write SUITE.lock. A task that changed needs another version.

    Of new and changed tasks it is measured, by the fast reference alone, which sizes count.
    """
    one_of("check", "unreleased")
    from effbench.pipeline import freeze_for_lock
    from effbench.sandbox import Sandbox
    from effbench.tasks import registry
    from effbench.tasks.registry import lock

    file = tasks_path / lock.FILE_NAME if tasks_path else lock.path()
    tasks = registry.open_tasks((), (tasks_path,) if tasks_path else ())
    tasks = [files for files in tasks if files.file.parent == file.parent]
    if check:
        found = lock.complaints(lock.read(file), tasks)
        print("\n".join(found) or f"{len(tasks)} tasks, as locked")
        raise typer.Exit(6 if found else 0)
    with Sandbox(slots=1) as sandbox:
        freeze = partial(_freeze, freeze_for_lock, sandbox)
        lock.write(file, tasks, freeze, released=not unreleased)
    print(file)


def _freeze(freeze: Any, sandbox: Any, files: Any) -> Any:
    print(f"{files.file.stem}: measuring which sizes count", file=sys.stderr)
    return freeze(files.task, sandbox)
