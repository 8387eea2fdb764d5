"""The command tree, with the small commands `show`, `doctor` and `leaderboard`."""

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
    linking,
    overlapping,
    reporting,
    rewarding,
    running,
    submitting,
    training,
)
from effbench.cli.editions import edition_app
from effbench.cli.guard import guarded, print_json
from effbench.cli.options import Json, Tier
from effbench.cli.replicating import replicate_app
from effbench.cli.suites import suites_app
from effbench.cli.tasks import tasks_app

Runs = Annotated[
    list[Path] | None, typer.Argument(help="Run folders, submissions, or their parents.")
]
Verifications = Annotated[
    Path | None,
    typer.Option(help="Folder of the maintainers' records (`verify --to`). Badges need it."),
]
SiteFolder = Annotated[Path, typer.Option("--out", "-o", help="Output folder of the page.")]
_SETTINGS = {
    "help_option_names": ["-h", "--help"],
    "token_normalize_func": lambda token: token.replace("_", "-"),  # --base_url works too
}
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings=_SETTINGS,
    help="Measure how often a language model's code is correct and how fast it runs.",
)
board_app = typer.Typer(no_args_is_help=True, help="Build or check the leaderboard page.")
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
tasks_app.command("overlap")(overlapping.tasks_overlap)
app.add_typer(tasks_app, name="tasks")
app.add_typer(suites_app, name="suites")
app.add_typer(edition_app, name="edition")
app.add_typer(replicate_app, name="replicate")
board_app.command("link")(linking.leaderboard_link)
app.add_typer(board_app, name="leaderboard")


def main() -> None:
    """Run the command line. Entry point of the `effbench` console script."""
    for stream in (sys.stdout, sys.stderr):
        # A caller may have replaced the stream or chosen another error handler.
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="replace")  # print ? for unencodable characters
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
    """Measure how often a language model's code is correct and how fast it runs."""


@app.command()
@guarded
def show(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    task: Annotated[
        str, typer.Argument(metavar="TASK[#SAMPLE]", help="Task id, and the sample (default: 0).")
    ],
    as_json: Json = False,
) -> None:
    """Show one sample: answer, extracted code, verdict, first failed input and timings."""
    from effbench.results import terminal as report

    sample = report.find_sample(run, task)
    if as_json:
        print_json(sample.as_dict())
    else:
        report.print_sample(sample)


@app.command()
@guarded
def doctor(sandbox: Tier = "auto", as_json: Json = False) -> None:
    """Check whether this machine is fit to judge and time code. Takes about two minutes.

    Shows the isolation tier, the clock, the load, and how accurately programs of known cost are
    timed. Exits with 4 if the machine is not fit.
    """
    from effbench.pipeline import doctor as diagnosis
    from effbench.results import listings

    findings, fit = diagnosis.examine(sandbox)
    if as_json:
        print_json(diagnosis.as_dict(findings, fit))
    else:
        listings.print_findings(findings, fit)
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
    """Check that the page is up to date with these runs, byte for byte. Writes nothing.

    Exits with 6 if any file differs.
    """
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
        print(f"{len(found)} files differ; to rebuild them: {build}", file=sys.stderr)
        raise typer.Exit(submitting.INVALID)


def _records(verifications: Path | None) -> Path | None:
    """Reject a missing folder, which would silently remove every badge."""
    if verifications is not None and not verifications.is_dir():
        raise UsageError(f"--verifications {verifications}: no such folder; check the path")
    return verifications


def _folders(runs: list[Path] | None) -> list[Path]:
    from effbench.runs import store

    return [found for path in runs or [Path("results")] for found in store.find_runs(path)]
