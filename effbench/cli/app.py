"""Sub-commands and their options. No logic of its own."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from effbench import __version__
from effbench.base import UsageError, command
from effbench.cli import (
    attacking,
    comparing,
    describing,
    reporting,
    rewarding,
    running,
    submitting,
    training,
)
from effbench.cli.guard import guarded, print_json
from effbench.cli.options import Json, Tier
from effbench.cli.replicating import replicate_app
from effbench.cli.suites import suites_app
from effbench.cli.tasks import tasks_app

Runs = Annotated[
    list[Path] | None, typer.Argument(help="Run folders, submissions, or folders of them.")
]
Verifications = Annotated[
    Path | None,
    typer.Option(help="The maintainers' records (`verify --to`); only they give badges."),
]
SiteFolder = Annotated[Path, typer.Option("--out", "-o", help="The folder of the page.")]
_SETTINGS = {
    "help_option_names": ["-h", "--help"],
    "token_normalize_func": lambda token: token.replace("_", "-"),  # --base_url works too
}
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings=_SETTINGS,
    help="How often a language model's code is correct, and how fast it runs.",
)
board_app = typer.Typer(no_args_is_help=True, help="The leaderboard page.")
app.command()(running.run)
app.command()(running.generate)
app.command()(running.judge)
app.command("report")(reporting.report_command)
app.command()(comparing.compare)
app.command()(training.train)
app.command()(attacking.attacks)
app.command()(submitting.submit)
app.command()(submitting.validate)
app.command()(submitting.verify)
app.command()(submitting.rescore)
app.command()(describing.schema)
app.command()(rewarding.serve_reward)
app.command("simulate-reward")(rewarding.simulate_reward)
app.add_typer(tasks_app, name="tasks")
app.add_typer(suites_app, name="suites")
app.add_typer(replicate_app, name="replicate")
app.add_typer(board_app, name="leaderboard")


def main() -> None:
    """The console script's entry."""
    for stream in (sys.stdout, sys.stderr):
        # A caller may have put something else there, or chosen another way already.
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows a ?
    app()


def _version(wanted: bool) -> None:
    if wanted:
        print(f"effbench {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """How often a language model's code is correct, and how fast it runs."""


@app.command()
@guarded
def show(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    task: Annotated[str, typer.Argument(metavar="TASK[#SAMPLE]")],
    as_json: Json = False,
) -> None:
    """One sample: answer, extracted code, verdict, first failed input, timings."""
    from effbench.results import terminal as report

    sample = report.find_sample(run, task)
    if as_json:
        print_json(sample.as_dict())
    else:
        report.print_sample(sample)


@app.command()
@guarded
def doctor(sandbox: Tier = "auto", as_json: Json = False) -> None:
    """Is this machine fit? Isolation tier, clock, load, and known work, which takes two minutes."""
    from effbench.pipeline import doctor as diagnosis
    from effbench.results import terminal as report

    findings, fit = diagnosis.examine(sandbox)
    if as_json:
        print_json(diagnosis.as_dict(findings, fit))
    else:
        report.print_findings(findings, fit)
    if not fit:
        raise typer.Exit(4)


@board_app.command("build")
@guarded
def leaderboard_build(
    runs: Runs = None,
    out: SiteFolder = Path("site"),
    verifications: Verifications = None,
) -> None:
    """Build the page from run folders and submissions."""
    from effbench import leaderboard

    print(leaderboard.build(_folders(runs), out, _records(verifications)))


@board_app.command("check")
@guarded
def leaderboard_check(
    runs: Runs = None,
    out: SiteFolder = Path("site"),
    verifications: Verifications = None,
    as_json: Json = False,
) -> None:
    """Is the page what these runs give, to the last byte? Exit code 6 when not. Writes nothing."""
    from effbench import leaderboard

    found = leaderboard.check(_folders(runs), out, _records(verifications))
    if as_json:
        print_json([{"file": name, "problem": problem} for name, problem in found])
    else:
        for name, problem in found:
            print(f"{out / name}: {problem}")
    if found:
        badges = () if verifications is None else ("--verifications", verifications)
        build = command("effbench", "leaderboard", "build", *(runs or ()), "-o", out, *badges)
        print(f"{len(found)} files differ; to write them anew: {build}", file=sys.stderr)
        raise typer.Exit(submitting.INVALID)


def _records(verifications: Path | None) -> Path | None:
    """A folder that is not there would take every badge away in silence."""
    if verifications is not None and not verifications.is_dir():
        raise UsageError(f"--verifications {verifications}: no such folder; name the records' own")
    return verifications


def _folders(runs: list[Path] | None) -> list[Path]:
    from effbench.runs import store

    return [found for path in runs or [Path("results")] for found in store.find_runs(path)]
