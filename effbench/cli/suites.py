"""The commands `effbench suites …`: lock an imported suite."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from effbench.cli.given import check_suite
from effbench.cli.guard import guarded, print_json
from effbench.cli.options import Json, Suite, SuitePath, Tier

suites_app = typer.Typer(no_args_is_help=True, help="Lock which sizes of an imported suite count.")


@suites_app.command("lock")
@guarded
def suites_lock(
    suite: Suite = "core",
    suite_path: SuitePath = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Lock file. Default: beside the suite file.")
    ] = None,
    sandbox: Tier = "auto",
    as_json: Json = False,
) -> None:
    """Measure which input sizes of a suite count for time and memory, and write a lock file.

    Times only the fast references. Tasks that are already locked do not change. Runs read the lock
    beside the suite's file. For task files, use `effbench tasks lock`.
    """
    check_suite({"suite": suite})
    import msgspec

    from effbench.pipeline import RunConfig, freezing
    from effbench.sandbox import Sandbox
    from effbench.tasks import locks

    file = out or locks.place(suite, suite_path)
    config = RunConfig(suite=suite, suite_path=suite_path, timing="off")
    with Sandbox(sandbox, slots=1) as box:
        entry = freezing.lock_suite(config, file, box, lambda text: print(text, file=sys.stderr))
    if as_json:
        print_json({"file": str(file), "suite": msgspec.to_builtins(entry)})
        return
    counted = [task.timeable or () for task in entry.tasks.values()]
    n_sizes = sum(len(task.sizes) for task in entry.tasks.values())
    print(
        f"{file}: {sum(map(len, counted))} of {n_sizes} sizes and {sum(map(bool, counted))} of "
        f"{len(counted)} tasks count for time"
    )
