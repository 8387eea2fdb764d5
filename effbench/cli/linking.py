"""The command `effbench leaderboard link`: older versions of a suite on the scale of the newest."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from effbench.cli.guard import guarded, print_json
from effbench.cli.options import Json

if TYPE_CHECKING:
    from effbench.results import Linking


@guarded
def leaderboard_link(
    runs: Annotated[
        list[Path] | None, typer.Argument(help="Run folders, submissions, or their parents.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Link the scores of older versions of a suite to its newest, through the unchanged tasks."""
    from effbench import leaderboard
    from effbench.runs import store

    folders = [found for path in runs or [Path("results")] for found in store.find_runs(path)]
    linked = leaderboard.linkings(folders)
    if as_json:
        print_json([{**asdict(one), "link": one.link and one.link.method} for one in linked])
    elif not linked:
        print("no older version of a suite shares tasks with a newer one here", file=sys.stderr)
    for one in () if as_json else linked:
        _print(one)


def _print(one: Linking) -> None:
    how = f"{one.link.method} linking by {one.link.n} runs" if one.link else "too few runs to link"
    common = f"{len(one.common)} common tasks"
    print(f"{one.suite} {one.old_version} to {one.new_version}: {common}, {how}; {one.metric}")
    print(f"{'model':<30} {'version':>7} {'whole':>6} {'common':>6} {'linked':>6}")
    for run in one.runs:
        scores = " ".join(_score(value) for value in (run.whole, run.common, run.linked))
        ends = f" [{run.interval[0]:.2f}, {run.interval[1]:.2f}]" if run.interval else ""
        print(f"{run.label:<30} {run.version:>7} {scores}{ends}")


def _score(value: float | None) -> str:
    return f"{'–' if value is None else format(value, '.2f'):>6}"
