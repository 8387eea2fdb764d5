"""The command `run` and its two halves, `generate` and `judge`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from effbench.base import DataError, UsageError, command
from effbench.cli import groups
from effbench.cli import options as o
from effbench.cli.given import (
    FOLDER_DECIDES,
    check_judging,
    check_model,
    check_suite,
    parse_ks,
    refuse,
)
from effbench.cli.groups import Settings, takes
from effbench.cli.guard import command_line, guarded, print_json

_ASKED = (groups.Model, groups.Label, groups.Tasks, groups.Samples, groups.Prompting)


@guarded
@takes(
    *_ASKED,
    groups.Judging,
    groups.Place,
    groups.Workers,
    groups.Asking,
    groups.Card,
    model=(o.ModelOrBaseline, None),
    split=(o.SplitOrBaseline, None),
)
def run(settings: Settings, retry_failed: o.RetryFailed = False, as_json: o.Json = False) -> None:
    """Run the benchmark on a model and build the report page. Rerun to resume.

    Without --model, the bundled tiny model runs on the six tasks that it was made for. Running the
    command for a finished run prints its table again.
    """
    from effbench import pipeline
    from effbench.cli.progress import make_reporter

    results = settings["results"]
    with make_reporter() as reporter:
        _settle_defaults(settings, reporter.message)
        check_suite(settings)
        check_model(settings)
        check_judging(settings)
        result = pipeline.run(_config({**settings, "retry_failed": retry_failed}), reporter)
    _show(result, results, as_json)


@guarded
@takes(*_ASKED, groups.Place, groups.Asking, groups.Card)
def generate(
    settings: Settings,
    batch_out: Annotated[
        Path | None, typer.Option(help="Write the requests to this file (OpenAI Batch JSONL).")
    ] = None,
    batch_in: Annotated[
        Path | None, typer.Option(help="Read the answers from this file, the output of a batch.")
    ] = None,
) -> None:
    """Generate answers only. Executes no code and needs no sandbox. Rerun to resume.

    Judge the answers with `effbench judge`, on this or another machine.
    """
    from effbench import pipeline
    from effbench.cli.progress import make_reporter

    if batch_out is not None and batch_in is not None:
        raise UsageError("--batch-out and --batch-in: give only one of them")
    if batch_out is not None or batch_in is not None:
        sending = ("concurrency", "rpm", "tpm", "request_timeout")
        refuse(sending, "has no effect on batch files; leave it out")
    check_suite(settings)
    check_model(settings)
    with make_reporter() as reporter:
        folder, missing = pipeline.generate(
            _config(settings), reporter, batch_out=batch_out, batch_in=batch_in
        )
    if missing:
        print(f"{folder}: {missing} answers are missing")
    else:
        print(f"{folder}: all answers are complete. Next: {_judge_command(folder, settings)}")


@guarded
@takes(
    groups.Label,
    groups.Tasks,
    groups.Samples,
    groups.Judging,
    groups.Place,
    groups.Workers,
    groups.Card,
)
def judge(
    answers: Annotated[
        Path,
        typer.Argument(
            help="Folder written by `effbench generate`, or a file of answers: .jsonl with one "
            "{task_id, completion | solution} per line, or .json with a list of codes per problem."
        ),
    ],
    settings: Settings,
    as_json: o.Json = False,
) -> None:
    """Judge and time existing answers. Needs no model. Rerun to resume.

    A folder fixes its suite, label, seed and number of samples; the options for these apply to
    files only. With a folder, --tasks and --limit select the tasks to judge now.
    """
    from effbench import pipeline
    from effbench.cli.progress import make_reporter

    results = settings["results"]
    with make_reporter() as reporter:
        check_judging(settings)
        if answers.is_dir():
            refuse(FOLDER_DECIDES, f"{answers} has its own setting; leave the option out")
            result = pipeline.judge(answers, _config(settings), reporter)
        else:
            settings["model"] = f"replay:{answers}"
            check_suite(settings)
            result = pipeline.run(_config(settings), reporter)
    _show(result, results, as_json)


def _settle_defaults(settings: Settings, say: Callable[[str], None]) -> None:
    """Fill in the defaults: without a model, the tiny baseline; without tasks, its own split."""
    from effbench.base import paths as layout
    from effbench.models import require_libraries

    asked_for = settings["tasks"] or settings["tasks_path"] or settings["suite"] != "core"
    if settings["model"] is None:
        if settings["split"] is None and not asked_for:
            require_libraries()
            settings["split"] = "baseline"
            say(
                "no --model given: running tiny-baseline, the bundled model with a million "
                "weights, on the tasks it was made for (--split baseline). Use --model to measure "
                "your model on the whole suite"
            )
        settings["model"] = str(layout.content_dir(layout.TINY_BASELINE))
        settings["name"] = settings["name"] or "tiny-baseline"
        settings["trained_on_suite"] = True
    settings["split"] = settings["split"] or "all"


def _config(settings: Settings) -> Any:
    """The run configuration from a command's parameters."""
    from effbench.models import Sampling
    from effbench.pipeline import RunConfig

    card = card_of(settings)
    sampling = {
        k: settings.pop(k) for k in ("temperature", "top_p", "max_new_tokens") & settings.keys()
    }
    renamed = {"name": "label", "request_timeout": "timeout_seconds"}
    values = {renamed.get(key, key): value for key, value in settings.items()}
    for key in ("tasks", "tasks_path"):
        values[key] = tuple(values.get(key) or ())
    values["n_from_file"] = values["n_samples"] is None
    values["n_samples"] = values["n_samples"] or 1
    values["ks"] = parse_ks(values.pop("k", None))
    values["missing"] = _missing(values.pop("answered_only"), values.pop("missing_as_wrong"))
    return RunConfig(**values, sampling=Sampling(**sampling), card=card, command=command_line())


def _missing(answered_only: bool, missing_as_wrong: bool) -> str:
    """The treatment of answers missing from a recorded file: one of `pipeline.config.MISSING`."""
    if answered_only and missing_as_wrong:
        raise UsageError("--answered-only and --missing-as-wrong: give only one of them")
    return "leave out" if answered_only else "wrong" if missing_as_wrong else "refuse"


def _judge_command(folder: Path, settings: Settings) -> str:
    """The command that judges a generated folder, including the options for its suite's files."""
    from effbench.runs import store

    words: list[object] = ["effbench", "judge", folder]
    if settings["suite_path"] is not None:
        words += ["--suite-path", settings["suite_path"]]
    if settings["suite_seed_file"] is not None:
        words += ["--suite-seed-file", settings["suite_seed_file"]]
    for path in settings["tasks_path"] or ():
        words += ["--tasks-path", path]
    if store.load_manifest(folder).suite.timed is False:
        words += ["--timing", "off"]
    return command(*words)


def card_of(settings: Settings) -> Any:
    """Build the model card from a command's parameters. Removes them from `settings`."""
    from effbench.runs import ModelCard, parameter_count

    names = ("parameters", "open_weights", "license", "tag", "trained_on_suite")
    said = {name: settings.pop(name) for name in names}
    said["tags"] = tuple(said.pop("tag") or ())
    if said["parameters"] is not None:
        said["parameters"] = parameter_count(said["parameters"])
    return ModelCard(**said)


def _show(result: Any, results: Path, as_json: bool) -> None:
    """Print the table and page of a run. Exit with 3 if its quality checks failed."""
    from effbench.results import quality_failed
    from effbench.results import terminal as report

    page = _page_beside(result.folder, results)
    if as_json:
        print_json(report.as_dict(result.folder, result.manifest, result.summary, page))
    else:
        report.print_run(result.folder, result.manifest, result.summary, page)
    if quality_failed(result.manifest, result.summary):
        raise typer.Exit(3)


def _page_beside(folder: Path, results: Path) -> Path:
    """Build the page of all runs below `results`, or of this run alone.

    If another run is broken, print a warning and build a page of this run alone.
    """
    from effbench import leaderboard
    from effbench.runs import store

    if folder.resolve().is_relative_to(results.resolve()):
        try:
            return leaderboard.build(store.find_runs(results), results / "site")
        except DataError as error:
            print(f"effbench: warning: {error}; the page shows this run only", file=sys.stderr)
    return leaderboard.build([folder], folder / "site")
