"""The commands `effbench tasks …`: list, show, create, check and lock tasks."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from effbench.base import FORMATS, UsageError, command
from effbench.cli.given import check_suite, given, one_of, refuse, table_or_json
from effbench.cli.guard import command_line, guarded, print_json
from effbench.cli.options import Json, Suite, SuitePath, TasksPath

tasks_app = typer.Typer(no_args_is_help=True, help="List, show, create, check and lock tasks.")

Seed = Annotated[int, typer.Option(help="Root seed of all random choices.")]


@tasks_app.command("list")
@guarded
def tasks_list(
    suite: Suite = "core",
    suite_path: SuitePath = None,
    tasks_path: TasksPath = None,
    as_json: Json = False,
) -> None:
    """List all tasks of a suite."""
    from effbench.results import listings

    tasks = listings.task_rows(_load_suite(suite, suite_path, tasks_path))
    if as_json:
        print_json(tasks)
    else:
        listings.print_task_rows(tasks)


@tasks_app.command("show")
@guarded
def tasks_show(
    task: Annotated[str, typer.Argument(help="Task id.")],
    suite: Suite = "core",
    suite_path: SuitePath = None,
    tasks_path: TasksPath = None,
    as_json: Json = False,
) -> None:
    """Show a task as the model sees it, with sizes and references. `ID~kN` is a variant."""
    from effbench.results import listings
    from effbench.sandbox import Sandbox
    from effbench.tasks import registry

    if registry.members(suite) and registry.parse_variant(task)[1] is not None:
        with Sandbox() as sandbox:
            found = registry.load_variant(task, sandbox, tasks_path or ())
    elif registry.members(suite) and not given("suite"):  # an id is in one built-in suite only
        found = registry.find_built_in(task, tasks_path or ())
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
        timing="off",  # accept sets without sizes, since nothing is timed
    )
    with Sandbox() as sandbox:
        return pipeline.load_suite(config, sandbox)


@tasks_app.command("check")
@guarded
def tasks_check(
    tasks: Annotated[
        list[str] | None, typer.Argument(metavar="[ID…]", help="Task ids or wildcards.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Check every task, or those of --suite.")
    ] = False,
    suite: Annotated[
        str | None, typer.Option(help="With --all: core or hard only. Default: both.")
    ] = None,
    gate: Annotated[
        list[str] | None, typer.Option("--gate", "-g", help="Run only this gate. Repeatable.")
    ] = None,
    variants: Annotated[
        int, typer.Option(min=0, help="Variants to check per parametrised task.")
    ] = 2,
    report: Annotated[
        Path | None,
        typer.Option(
            help="Write the measurements to this JSON file. With --all, skip tasks that passed in "
            "it and have not changed since."
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="With --all: check all tasks, even if in the report.")
    ] = False,
    tasks_path: TasksPath = None,
    seed: Seed = 1,
    workers: Annotated[
        int, typer.Option(min=1, help="Parallel tasks; for one task, parallel children.")
    ] = 2,
    as_json: Json = False,
) -> None:
    """Check tasks against the acceptance gates. Exits with 6 if one fails."""
    from effbench.gates import crowd, resuming
    from effbench.gates import report as form
    from effbench.tasks import registry

    if bool(tasks) == everything:
        raise UsageError("name the tasks to check, or give --all")
    if not everything:
        refuse(["suite", "again"], "only with --all")
    todo = _of_suite(registry.open_tasks(tasks or (), tasks_path or ()), suite)
    asked = crowd.Asked(seed, tuple(gate or ()), variants, tuple(tasks_path or ()))
    if everything and not again and report is not None and report.exists():
        n_all, todo = len(todo), resuming.left(todo, asked, form.read(report))
        _say_passed(n_all - len(todo), n_all, report)
    keys = {files.task.id: resuming.key_of(files, asked) for files in todo}
    checked = []
    with contextlib.closing(crowd.check(todo, asked, workers)) as results:
        kept = _into(report, results, keys)
        for one in form.in_order(kept, list(keys)):
            checked.append(one)
            if not as_json:
                print("\n".join(form.lines(one)), flush=True)
    if as_json:
        print_json({one.task_id: one.as_dict() for one in checked})
    if not all(one.ok for one in checked):
        raise typer.Exit(6)


def _of_suite(todo: list[Any], suite: str | None) -> list[Any]:
    from effbench.tasks import registry

    if suite is None:
        return todo
    wanted = registry.require_members(suite)
    found = [files for files in todo if files.task.suite in wanted]
    if not found:
        raise UsageError(f"suite {suite} has no tasks to check")
    return found


def _say_passed(n_passed: int, n_all: int, report: Path) -> None:
    if n_passed:
        words = (
            f"{n_passed} of {n_all} tasks passed in {report} as they are now; --again checks all"
        )
        print(words, file=sys.stderr)


def _into(report: Path | None, results: Iterable[Any], keys: Mapping[str, str]) -> Iterator[Any]:
    """Write each result into the report at once, so that a killed check keeps it."""
    from effbench.gates import report as form

    for one in results:
        if report is not None:
            form.write(report, one, command_line(), keys[one.task_id])
        yield one


@tasks_app.command("new")
@guarded
def tasks_new(
    task: Annotated[str, typer.Argument(metavar="ID", help="Lower-case letters, digits and _.")],
    tasks_path: Annotated[
        Path | None, typer.Option(help="Output folder. Default: the suite itself.")
    ] = None,
) -> None:
    """Create the files of a new task: a small working example to edit."""
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
    task: Annotated[str, typer.Argument(metavar="ID", help="Task id.")],
    write: Annotated[
        bool, typer.Option("--write", help="Write the proposed sizes to the task file.")
    ] = False,
    tasks_path: TasksPath = None,
    as_json: Json = False,
) -> None:
    """Propose input sizes S, M and L by timing the solutions. Needs a quiet machine."""
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
        Path | None,
        typer.Option(help="Read the times from this report of `tasks check`. Default: measure."),
    ] = None,
    tasks_path: TasksPath = None,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Show times of the slow, medium and fast solutions at sizes S, M and L, with intervals."""
    from effbench import gates
    from effbench.gates import report as form
    from effbench.sandbox import Sandbox
    from effbench.tasks import registry

    if report is not None:
        refuse(["tasks_path", "seed"], "has no effect with a stored --report; leave it out")
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


@tasks_app.command("stats")
@guarded
def tasks_stats(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN…", help="Finished runs, at least 3.")],
    split: Annotated[
        str | None, typer.Option(help="Only the tasks of this split (public or dev).")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help=f"{', '.join(FORMATS)}, or json (the same as --json).")
    ] = "table",
    as_json: Json = False,
) -> None:
    """Show how well each task tells the runs apart: difficulty, discrimination, decided pairs.

    Any runs of one suite and profile are contestants: models, `reference:TIER`, and files of
    answers. The more different they are, the more the figures say.
    """
    from effbench.results import items

    form = table_or_json(form, as_json)
    found = items.item_report(runs, split)
    if form == "json":
        print_json(msgspec.to_builtins(found))
    else:
        print(items.item_table(found).render(form), end="")


@tasks_app.command("lock")
@guarded
def tasks_lock(
    check: Annotated[bool, typer.Option("--check", help="Compare only; write nothing.")] = False,
    unreleased: Annotated[
        bool, typer.Option("--unreleased", help="Allow changed tasks without a new version.")
    ] = False,
    tasks_path: Annotated[
        Path | None, typer.Option(help="Folder of task files to lock. Default: the suite.")
    ] = None,
) -> None:
    """Write SUITE.lock: the digests and counted sizes of all tasks.

    A changed task needs a new version. For new and changed tasks, the fast reference is timed to
    determine which sizes count.
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
        print("\n".join(found) or f"{len(tasks)} tasks match the lock")
        raise typer.Exit(6 if found else 0)
    with Sandbox(slots=1) as sandbox:
        freeze = partial(_freeze, freeze_for_lock, sandbox)
        lock.write(file, tasks, freeze, released=not unreleased)
    print(file)


def _freeze(freeze: Any, sandbox: Any, files: Any) -> Any:
    print(f"{files.file.stem}: measuring which sizes count", file=sys.stderr)
    return freeze(files.task, sandbox)
