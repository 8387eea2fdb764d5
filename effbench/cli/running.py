"""`run`, and its two halves `generate` and `judge`."""

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
    """Take a model to numbers and a page. The same command again goes on, or shows the table.

    Without --model it is the tiny model that effbench brings, on tasks of the kind it was made for.
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
        Path | None, typer.Option(help="Write the requests into this file (OpenAI's Batch JSONL).")
    ] = None,
    batch_in: Annotated[
        Path | None, typer.Option(help="Read the answers from this file, the batch's output.")
    ] = None,
) -> None:
    """Answers only, for `effbench judge` on another machine. Runs nobody's code, needs no sandbox.

    The same command again asks for what is missing.
    """
    settings = dict(locals())
    from effbench import pipeline
    from effbench.cli.progress import make_reporter

    if batch_out is not None and batch_in is not None:
        raise UsageError("--batch-out and --batch-in: one at a time")
    if batch_out is not None or batch_in is not None:
        sending = ("concurrency", "rpm", "tpm", "request_timeout")
        refuse(sending, "only for requests that are sent, not for batch files")
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
        print(f"{folder}: all answers are there. Next: {_judge_command(folder, settings)}")


@guarded
def judge(
    answers: Annotated[
        Path,
        typer.Argument(
            help="A folder that `effbench generate` made, or a file of answers: .jsonl with "
            "{task_id, completion | solution} a line, or .json with a list of codes a problem."
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
    """Judge and time answers that exist; needs no model.

    A folder knows its suite, label, seed and number of samples; the options for these are for
    files. Of a folder, --tasks and --limit choose what is judged now.
    """
    settings = dict(locals())
    as_json, answers = settings.pop("as_json"), settings.pop("answers")
    from effbench import pipeline
    from effbench.cli.progress import make_reporter

    with make_reporter() as reporter:
        check_judging(settings)
        if answers.is_dir():
            refuse(FOLDER_DECIDES, f"{answers} was generated with its own; leave the option out")
            result = pipeline.judge(answers, _config(settings), reporter)
        else:
            settings["model"] = f"replay:{answers}"
            check_suite(settings)
            result = pipeline.run(_config(settings), reporter)
    _show(result, results, as_json)


def _settle_defaults(settings: dict[str, Any], say: Callable[[str], None]) -> None:
    """Without a model: the tiny baseline; and without tasks either: those of its own kind."""
    from effbench.base import paths as layout
    from effbench.models import require_libraries

    asked_for = settings["tasks"] or settings["tasks_path"] or settings["suite"] != "core"
    if settings["model"] is None:
        if settings["split"] is None and not asked_for:
            require_libraries()
            settings["split"] = "baseline"
            say(
                "no --model: running tiny-baseline, a model of a million weights that comes with "
                "effbench, on tasks of its own kind (--split baseline). --model measures yours on "
                "the whole suite"
            )
        settings["model"] = str(layout.content_dir(layout.TINY_BASELINE))
        settings["name"] = settings["name"] or "tiny-baseline"
        settings["trained_on_suite"] = True
    settings["split"] = settings["split"] or "all"


def _config(settings: dict[str, Any]) -> Any:
    """The configuration that a command's parameters make."""
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
    """How to treat an answer that a recorded file lacks (`pipeline.config.MISSING`)."""
    if answered_only and missing_as_wrong:
        raise UsageError("--answered-only and --missing-as-wrong: give one of them")
    return "leave out" if answered_only else "wrong" if missing_as_wrong else "refuse"


def _judge_command(folder: Path, settings: dict[str, Any]) -> str:
    """The command that judges a generated folder, with the files that its suite is made of."""
    from effbench.runs import store

    words: list[object] = ["effbench", "judge", folder]
    if settings["suite_path"] is not None:
        words += ["--suite-path", settings["suite_path"]]
    for path in settings["tasks_path"] or ():
        words += ["--tasks-path", path]
    if store.load_manifest(folder).suite.timed is False:
        words += ["--timing", "off"]
    return command(*words)


def card_of(settings: dict[str, Any]) -> Any:
    """The model's card from a command's parameters, which it takes out of `settings`."""
    from effbench.runs import ModelCard, parameter_count

    names = ("parameters", "open_weights", "license", "tag", "trained_on_suite")
    said = {name: settings.pop(name) for name in names}
    said["tags"] = tuple(said.pop("tag") or ())
    if said["parameters"] is not None:
        said["parameters"] = parameter_count(said["parameters"])
    return ModelCard(**said)


def _show(result: Any, results: Path, as_json: bool) -> None:
    """Table and page of a finished run; exit code 3 when it ended worse than asked for."""
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
    """The page of all runs below `results`, or of this one alone.

    A broken neighbour must not cost this run its page: then it gets one of its own, and a warning.
    """
    from effbench import leaderboard
    from effbench.runs import store

    if folder.resolve().is_relative_to(results.resolve()):
        try:
            return leaderboard.build(store.find_runs(results), results / "site")
        except DataError as error:
            print(f"effbench: warning: {error}; the page shows this run only", file=sys.stderr)
    return leaderboard.build([folder], folder / "site")
