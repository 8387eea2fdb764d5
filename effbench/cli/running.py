"""The command `run` and its two halves, `generate` and `judge`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from effbench.base import DataError, UsageError, command
from effbench.cli import options as o
from effbench.cli.given import (
    FOLDER_DECIDES,
    check_judging,
    check_model,
    check_suite,
    parse_ks,
    refuse,
)
from effbench.cli.guard import command_line, guarded, print_json

RESULTS = Path("results")


@guarded
def run(
    model: o.ModelOrBaseline = None,
    base_url: o.BaseUrl = None,
    name: o.Name = None,
    suite: o.Suite = "core",
    suite_path: o.SuitePath = None,
    tasks: o.Tasks = None,
    tasks_path: o.TasksPath = None,
    limit: o.Limit = None,
    split: o.SplitOrBaseline = None,
    suite_seed: o.SuiteSeed = None,
    n_samples: o.NSamples = None,
    answered_only: o.AnsweredOnly = False,
    missing_as_wrong: o.MissingAsWrong = False,
    temperature: o.Temperature = 0.0,
    top_p: o.TopP = 1.0,
    max_new_tokens: o.MaxNewTokens = 2048,
    prompt: o.Prompt = "neutral",
    system_prompt: o.SystemPrompt = "",
    few_shot: o.FewShot = 0,
    timing: o.Timing = "standard",
    k: o.K = None,
    sandbox: o.Tier = "auto",
    seed: o.Seed = None,
    out: o.Out = None,
    results: o.Results = RESULTS,
    workers: o.Workers = None,
    executor: o.Executor = "local",
    timing_lanes: o.TimingLanes = 1,
    concurrency: o.Concurrency = 8,
    rpm: o.Rpm = None,
    tpm: o.Tpm = None,
    server_n: o.ServerN = False,
    request_timeout: o.RequestTimeout = 120,
    backend: o.Backend = "auto",
    tensor_parallel: o.TensorParallel = 1,
    device: o.Device = None,
    dtype: o.Dtype = "auto",
    batch_size: o.BatchSize = 8,
    retry_failed: o.RetryFailed = False,
    parameters: o.Parameters = None,
    open_weights: o.OpenWeights = None,
    license: o.License = None,
    tag: o.Tag = None,
    trained_on_suite: o.TrainedOnSuite = None,
    as_json: o.Json = False,
) -> None:
    """Run the benchmark on a model and build the report page. Rerun to resume.

    Without --model, the bundled tiny model runs on the six tasks that it was made for. Running the
    command for a finished run prints its table again.
    """
    settings = dict(locals())
    as_json = settings.pop("as_json")
    from effbench import pipeline
    from effbench.cli.progress import make_reporter

    with make_reporter() as reporter:
        _settle_defaults(settings, reporter.message)
        check_suite(settings)
        check_model(settings)
        check_judging(settings)
        result = pipeline.run(_config(settings), reporter)
    _show(result, results, as_json)


@guarded
def generate(
    model: o.ModelSpec,
    base_url: o.BaseUrl = None,
    name: o.Name = None,
    suite: o.Suite = "core",
    suite_path: o.SuitePath = None,
    tasks: o.Tasks = None,
    tasks_path: o.TasksPath = None,
    limit: o.Limit = None,
    split: o.Split = "all",
    suite_seed: o.SuiteSeed = None,
    n_samples: o.NSamples = None,
    answered_only: o.AnsweredOnly = False,
    missing_as_wrong: o.MissingAsWrong = False,
    temperature: o.Temperature = 0.0,
    top_p: o.TopP = 1.0,
    max_new_tokens: o.MaxNewTokens = 2048,
    prompt: o.Prompt = "neutral",
    system_prompt: o.SystemPrompt = "",
    few_shot: o.FewShot = 0,
    seed: o.Seed = None,
    out: o.Out = None,
    results: o.Results = RESULTS,
    concurrency: o.Concurrency = 8,
    rpm: o.Rpm = None,
    tpm: o.Tpm = None,
    server_n: o.ServerN = False,
    request_timeout: o.RequestTimeout = 120,
    backend: o.Backend = "auto",
    tensor_parallel: o.TensorParallel = 1,
    device: o.Device = None,
    dtype: o.Dtype = "auto",
    batch_size: o.BatchSize = 8,
    parameters: o.Parameters = None,
    open_weights: o.OpenWeights = None,
    license: o.License = None,
    tag: o.Tag = None,
    trained_on_suite: o.TrainedOnSuite = None,
    batch_out: Annotated[
        Path | None, typer.Option(help="Write the requests to this file (OpenAI Batch JSONL).")
    ] = None,
    batch_in: Annotated[
        Path | None, typer.Option(help="Read the answers from this file, a batch's output.")
    ] = None,
) -> None:
    """Generate answers only. Executes no code and needs no sandbox. Rerun to resume.

    Judge the answers with `effbench judge`, on this or another machine.
    """
    settings = dict(locals())
    from effbench import pipeline
    from effbench.cli.progress import make_reporter

    if batch_out is not None and batch_in is not None:
        raise UsageError("--batch-out and --batch-in: give only one of them")
    if batch_out is not None or batch_in is not None:
        sending = ("concurrency", "rpm", "tpm", "request_timeout")
        refuse(sending, "has no effect on batch files; leave it out")
    del settings["batch_out"], settings["batch_in"]
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
def judge(
    answers: Annotated[
        Path,
        typer.Argument(
            help="Folder written by `effbench generate`, or a file of answers: .jsonl with one "
            "{task_id, completion | solution} per line, or .json with a list of codes per problem."
        ),
    ],
    name: o.Name = None,
    suite: o.Suite = "core",
    suite_path: o.SuitePath = None,
    tasks: o.Tasks = None,
    tasks_path: o.TasksPath = None,
    limit: o.Limit = None,
    split: o.Split = "all",
    suite_seed: o.SuiteSeed = None,
    n_samples: o.NSamples = None,
    answered_only: o.AnsweredOnly = False,
    missing_as_wrong: o.MissingAsWrong = False,
    timing: o.Timing = "standard",
    k: o.K = None,
    sandbox: o.Tier = "auto",
    seed: o.Seed = None,
    out: o.Out = None,
    results: o.Results = RESULTS,
    workers: o.Workers = None,
    executor: o.Executor = "local",
    timing_lanes: o.TimingLanes = 1,
    parameters: o.Parameters = None,
    open_weights: o.OpenWeights = None,
    license: o.License = None,
    tag: o.Tag = None,
    trained_on_suite: o.TrainedOnSuite = None,
    as_json: o.Json = False,
) -> None:
    """Judge and time existing answers. Needs no model. Rerun to resume.

    A folder fixes its suite, label, seed and number of samples; the options for these apply to
    files only. With a folder, --tasks and --limit select the tasks to judge now.
    """
    settings = dict(locals())
    as_json, answers = settings.pop("as_json"), settings.pop("answers")
    from effbench import pipeline
    from effbench.cli.progress import make_reporter

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


def _settle_defaults(settings: dict[str, Any], say: Callable[[str], None]) -> None:
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


def _config(settings: dict[str, Any]) -> Any:
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
    """How to treat answers missing from a recorded file: one of `pipeline.config.MISSING`."""
    if answered_only and missing_as_wrong:
        raise UsageError("--answered-only and --missing-as-wrong: give only one of them")
    return "leave out" if answered_only else "wrong" if missing_as_wrong else "refuse"


def _judge_command(folder: Path, settings: dict[str, Any]) -> str:
    """The command that judges a generated folder, including the options for its suite's files."""
    from effbench.runs import store

    words: list[object] = ["effbench", "judge", folder]
    if settings["suite_path"] is not None:
        words += ["--suite-path", settings["suite_path"]]
    for path in settings["tasks_path"] or ():
        words += ["--tasks-path", path]
    if not store.load_manifest(folder).suite.get("timed", True):
        words += ["--timing", "off"]
    return command(*words)


def card_of(settings: dict[str, Any]) -> Any:
    """Build the model card from a command's parameters. Removes them from `settings`."""
    from effbench.runs import ModelCard, parameter_count

    names = ("parameters", "open_weights", "license", "tag", "trained_on_suite")
    said = {name: settings.pop(name) for name in names}
    said["tags"] = tuple(said.pop("tag") or ())
    if said["parameters"] is not None:
        said["parameters"] = parameter_count(said["parameters"])
    return ModelCard(**said)


def _show(result: Any, results: Path, as_json: bool) -> None:
    """Print the table and page of a run. Exit code 3 if the run failed its quality checks."""
    from effbench import pipeline
    from effbench.results import terminal as report

    page = _page_beside(result.folder, results)
    if as_json:
        print_json(report.as_dict(result.folder, result.manifest, result.summary, page))
    else:
        report.print_run(result.folder, result.manifest, result.summary, page)
    if pipeline.quality_failed(result.manifest, result.summary):
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
