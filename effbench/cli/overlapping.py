"""The command `effbench tasks overlap`: do training prompts repeat tasks of a suite?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from effbench.cli.given import check_suite
from effbench.cli.guard import guarded, print_json
from effbench.cli.options import Json, Split, Suite, SuitePath, SuiteSeed, TasksPath

if TYPE_CHECKING:
    from effbench.tasks.overlap import Result


@guarded
def tasks_overlap(
    prompts: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="JSONL, one {prompt, solution, id} per line; solution and id are optional.",
        ),
    ],
    suite: Suite = "core",
    suite_path: SuitePath = None,
    tasks_path: TasksPath = None,
    split: Split = "all",
    suite_seed: SuiteSeed = None,
    share: Annotated[
        float,
        typer.Option(
            min=0.0, max=1.0, help="Report texts that share at least this part of their 13-grams."
        ),
    ] = 0.25,
    as_json: Json = False,
) -> None:
    """Find prompts that repeat a task of the suite: the text nearly, or a solution.

    Exits with 6 if there is one, or if part of a prompt could not be compared.
    """
    check_suite({"suite": suite})
    from effbench import pipeline
    from effbench.sandbox import Sandbox
    from effbench.tasks import overlap

    config = pipeline.RunConfig(
        suite=suite,
        suite_path=suite_path,
        tasks_path=tuple(tasks_path or ()),
        split=split,
        suite_seed=suite_seed,
        timing="off",
    )
    with Sandbox() as sandbox:
        tasks = pipeline.load_suite(config, sandbox).tasks
    found = overlap.near_duplicates(
        overlap.read_prompts(prompts), overlap.passages_of(tasks), near=share
    )
    if as_json:
        print_json({**asdict(found), "clean": found.clean})
    else:
        _print(found)
    if not found.clean:
        raise typer.Exit(6)


def _print(found: Result) -> None:
    from effbench.base import one_line

    for match in found.matches:
        same = "; the same solution" if match.solution else ""
        print(f"{one_line(match.prompt)} repeats {match.task}: {match.share:.0%} shared{same}")
        if match.words:
            print(f"    {one_line(match.words)}")
    for skipped in found.not_compared:
        print(f"{one_line(skipped.prompt)}: not compared: {skipped.reason}")
    repeated = len({match.prompt for match in found.matches})
    print(
        f"{found.n_prompts} prompts, {found.n_tasks} tasks: {repeated} prompts repeat a task; "
        f"{len(found.not_compared)} parts of prompts were not compared"
    )
