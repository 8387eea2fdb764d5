"""The commands `submit`, `validate`, `verify` and `rescore`, for leaderboard submissions."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from effbench.base import JsonObject, UsageError, one_line
from effbench.cli import options as o
from effbench.cli.guard import guarded, print_json
from effbench.cli.running import card_of

INVALID = 6
Folder = Annotated[Path, typer.Argument(help="Submission (…/NAME/DATE) or run folder.")]


@guarded
def submit(
    run: Annotated[Path, typer.Argument(help="Finished run folder, or a submission.")],
    name: Annotated[
        str | None, typer.Option(help="Name of the submission. Default: LABEL-SUITE.")
    ] = None,
    to: Annotated[Path, typer.Option(help="Parent folder.")] = Path("leaderboard/submissions"),
    who: Annotated[str, typer.Option(help="Name of the submitter.")] = "",
    contact: Annotated[str, typer.Option(help="Contact address. Public.")] = "",
    link: Annotated[list[str] | None, typer.Option(help="https:// address. Repeatable.")] = None,
    notes: Annotated[str, typer.Option(help="Notes for readers of the page.")] = "",
    parameters: o.Parameters = None,
    open_weights: o.OpenWeights = None,
    license: o.License = None,
    tag: o.Tag = None,
    trained_on_suite: o.TrainedOnSuite = None,
    no_code: Annotated[
        bool, typer.Option("--no-code", help="Store digests only; for code that must stay private.")
    ] = False,
    unpublishable: Annotated[
        bool, typer.Option("--unpublishable", help="Accept a run that can be shown but not ranked.")
    ] = False,
    suite_path: o.SuitePath = None,
    tasks_path: o.TasksPath = None,
    suite_seed_file: o.SuiteSeedFile = None,
    as_json: o.Json = False,
) -> None:
    """Write a run as a submission: a folder NAME/DATE with rows, raw times, code and digests."""
    from effbench import submissions

    card = card_of(
        {
            "parameters": parameters,
            "open_weights": open_weights,
            "license": license,
            "tag": tag,
            "trained_on_suite": trained_on_suite,
        }
    )
    folder = submissions.submit(
        run,
        to,
        submissions.Particulars(name, who, contact, tuple(link or ()), notes, card),
        with_code=not no_code,
        unpublishable=unpublishable,
        known=submissions.KnownSuites(
            suite_path, tuple(tasks_path or ()), suite_seed_file=suite_seed_file
        ),
    )
    if as_json:
        print_json({"folder": str(folder)})
    else:
        print(f"{folder}: valid. Next: commit it, and open a pull request")


@guarded
def validate(
    paths: Annotated[list[Path], typer.Argument(help="Submissions (…/NAME/DATE) or run folders.")],
    suite_path: o.SuitePath = None,
    tasks_path: o.TasksPath = None,
    suite_seed_file: o.SuiteSeedFile = None,
    sandbox: o.Tier = "auto",
    github: Annotated[
        bool, typer.Option("--github", help="For CI: print ::error lines and skip run folders.")
    ] = False,
    as_json: o.Json = False,
) -> None:
    """Check that submissions are complete and consistent. Exits with 6 if one is invalid.

    Checks digests, completeness, certificate, tier and suite, and recomputes every number of the
    summary from the rows. Runs no submitted code.
    """
    from effbench import submissions

    if github and as_json:
        raise UsageError("--github and --json: give only one of them")
    known = submissions.KnownSuites(suite_path, tuple(tasks_path or ()), sandbox, suite_seed_file)
    reports = submissions.validate(paths, known, runs_too=not github)
    if as_json:
        print_json([_report(report) for report in reports])
    else:
        for report in reports:
            lines = report.problems.github() if github else report.problems.lines()
            for line in lines:
                print(line)
            for note in report.problems.notes:
                print(f"{one_line(report.folder)}: note: {note}", file=sys.stderr)
    n_invalid = sum(not report.valid for report in reports)
    print(f"{len(reports) - n_invalid} of {len(reports)} valid", file=sys.stderr)
    if n_invalid:
        raise typer.Exit(INVALID)


def _report(report: Any) -> JsonObject:
    return {
        "folder": str(report.folder),
        "valid": report.valid,
        "problems": [problem.as_dict() for problem in report.problems.found],
        "n_more": report.problems.n_more,
        "notes": report.problems.notes,
    }


@guarded
def verify(
    path: Folder,
    sample: Annotated[int, typer.Option(min=1, help="Number of samples to draw at random.")] = 20,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the draw. Default: random, and recorded.")
    ] = None,
    retime: Annotated[
        bool, typer.Option("--retime", help="Also time them again. Needs a quiet machine.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(help="Write the record to this folder of the maintainers, as NAME/DATE.json."),
    ] = None,
    suite_path: o.SuitePath = None,
    tasks_path: o.TasksPath = None,
    suite_seed_file: o.SuiteSeedFile = None,
    sandbox: o.Tier = "auto",
    workers: o.Workers = None,
    as_json: o.Json = False,
) -> None:
    """Judge a random sample of a submission's code again. Exits with 6 on disagreement."""
    import msgspec

    from effbench import submissions
    from effbench.submissions import verifying, vouching

    if to is not None:
        opened = submissions.open(path)
        vouching.place(to, opened, vouching.require_submission(opened))
    asked = verifying.VerifyOptions(
        n=sample,
        seed=secrets.randbits(31) if seed is None else seed,
        retime=retime,
        suite_path=suite_path,
        tasks_path=tuple(tasks_path or ()),
        suite_seed_file=suite_seed_file,
        sandbox=sandbox,
        workers=workers,
    )
    found = verifying.verify(path, asked)
    written = vouching.write(submissions.open(path), found, to) if to is not None else None
    if as_json:
        print_json(msgspec.to_builtins(found))
    else:
        for line in verifying.words(found):
            print(line)
        if written is not None:
            print(f"written: {written}")
    if found.disagreements:
        raise typer.Exit(INVALID)


@guarded
def rescore(
    runs: Annotated[list[Path], typer.Argument(help="Run folders, submissions, or their parents.")],
    to: Annotated[
        Path | None, typer.Option(help="Write copies to this folder. Default: in place.")
    ] = None,
    suite_path: o.SuitePath = None,
    tasks_path: o.TasksPath = None,
    suite_seed_file: o.SuiteSeedFile = None,
    as_json: o.Json = False,
) -> None:
    """Recompute the metrics of old runs from their raw rows. Exits with 6 if one fails.

    Shows every metric before and after. Verdicts, times and code do not change.
    """
    from effbench import submissions

    known = submissions.KnownSuites(
        suite_path, tuple(tasks_path or ()), suite_seed_file=suite_seed_file
    )
    rows, n_failed = [], 0
    for found in submissions.rescore(runs, to, known):
        n_failed += bool(found.error)
        if as_json:
            rows.append(found.as_dict())
        else:
            for line in found.lines():
                print(line, flush=True)
    if as_json:
        print_json(rows)
    if n_failed:
        print(f"{n_failed} folders could not be rescored", file=sys.stderr)
        raise typer.Exit(INVALID)
