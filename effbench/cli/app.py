"""Sub-commands and their options. No logic of its own."""

from __future__ import annotations

import functools
import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer

from effbench import __version__
from effbench.errors import DataError, EffbenchError

P = ParamSpec("P")
R = TypeVar("R")

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
tasks_app = typer.Typer(no_args_is_help=True, help="Look at the tasks.")
board_app = typer.Typer(no_args_is_help=True, help="The leaderboard page.")
app.add_typer(tasks_app, name="tasks")
app.add_typer(board_app, name="leaderboard")


def main() -> None:
    """The console script's entry."""
    app()


def _guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn our errors into one line and an exit code; say how to go on after Ctrl-C."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except EffbenchError as error:
            print(f"effbench: error: {error}", file=sys.stderr)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            print(
                "\neffbench: interrupted; nothing is lost. The same command goes on where it "
                f"stopped:\n  {_command_line()}",
                file=sys.stderr,
            )
            raise typer.Exit(130) from None
        except BrokenPipeError:  # `effbench … | head`
            sys.stderr.close()
            raise typer.Exit(0) from None

    return guarded


def _command_line() -> str:
    return shlex.join(["effbench", *sys.argv[1:]])


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


Suite = Annotated[str, typer.Option(help="`core`, or an imported set: `enamel`.")]
SuitePath = Annotated[Path | None, typer.Option(help="The imported set's file.")]
TasksPath = Annotated[list[Path] | None, typer.Option(help="A further folder of task files.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]
Tier = Annotated[str, typer.Option("--sandbox", help="Isolation tier: auto (T1), T1, T2.")]


@app.command()
@_guarded
def run(
    model: Annotated[
        str,
        typer.Option(
            "--model",
            "-m",
            help="reference:fast|medium|slow, replay:FILE.jsonl[.gz], openai:NAME, or the folder "
            "of a local Hugging Face model.",
        ),
    ] = "reference:medium",
    base_url: Annotated[
        str | None, typer.Option(help="The OpenAI-compatible server's URL.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The model's label in tables.")] = None,
    suite: Suite = "core",
    suite_path: SuitePath = None,
    tasks: Annotated[
        list[str] | None, typer.Option("--tasks", "-t", help="Task ids or wildcards; repeatable.")
    ] = None,
    tasks_path: TasksPath = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N tasks.")] = None,
    n_samples: Annotated[int, typer.Option("--n-samples", "-n", min=1, help="Answers a task.")] = 1,
    temperature: Annotated[float, typer.Option(min=0.0, help="0 is greedy.")] = 0.0,
    top_p: Annotated[float, typer.Option(min=0.0, max=1.0)] = 1.0,
    max_new_tokens: Annotated[int, typer.Option(min=1)] = 2048,
    prompt: Annotated[str, typer.Option(help="Prompt template: neutral, or fast.")] = "neutral",
    timing: Annotated[
        str, typer.Option(help="off, quick (8 blocks at S and M), standard (±5 %), strict (±2 %).")
    ] = "standard",
    sandbox: Tier = "auto",
    seed: Annotated[
        int | None, typer.Option(help="Root seed; default: drawn, and recorded.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The run folder (default: by its settings).")
    ] = None,
    results: Annotated[Path, typer.Option(help="Where run folders go.")] = Path("results"),
    workers: Annotated[int | None, typer.Option(min=1, help="Judging processes at once.")] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="API requests at once.")] = 8,
    request_timeout: Annotated[
        float, typer.Option(min=1, help="Seconds for one API answer.")
    ] = 120,
    device: Annotated[str | None, typer.Option(help="For local weights: cpu, cuda, …")] = None,
    dtype: Annotated[
        str, typer.Option(help="For local weights: auto, float32, bfloat16, …")
    ] = "auto",
    batch_size: Annotated[int, typer.Option(min=1, help="For local weights.")] = 8,
    as_json: Json = False,
) -> None:
    """Take a model to numbers and a page. The same command again goes on, or shows the table."""
    from effbench import pipeline, report
    from effbench.cli.progress import make_reporter
    from effbench.models import Sampling

    config = pipeline.RunConfig(
        model=model,
        base_url=base_url,
        label=name,
        suite=suite,
        suite_path=suite_path,
        tasks=tuple(tasks or ()),
        tasks_path=tuple(tasks_path or ()),
        limit=limit,
        n_samples=n_samples,
        sampling=Sampling(temperature=temperature, top_p=top_p, max_new_tokens=max_new_tokens),
        prompt=prompt,
        timing=timing,
        sandbox=sandbox,
        seed=seed,
        out=out,
        results=results,
        workers=workers,
        concurrency=concurrency,
        timeout_seconds=request_timeout,
        device=device,
        dtype=dtype,
        batch_size=batch_size,
        command=_command_line(),
    )
    with make_reporter() as reporter:
        result = pipeline.run(config, reporter)
    page = _page_beside(result.folder, results)
    if as_json:
        _print_json(report.as_dict(result.folder, result.manifest, result.summary, page))
    else:
        report.print_run(result.folder, result.manifest, result.summary, page)
    if pipeline.quality_failed(result.manifest, result.summary):
        raise typer.Exit(3)


def _page_beside(folder: Path, results: Path) -> Path:
    """The page of all runs below `results`, or of this one alone.

    A broken neighbour must not cost this run its page: then it gets one of its own, and a warning.
    """
    from effbench import leaderboard, store

    if folder.resolve().is_relative_to(results.resolve()):
        try:
            return leaderboard.build(store.find_runs(results), results / "site")
        except DataError as error:
            print(f"effbench: warning: {error}; the page shows this run only", file=sys.stderr)
    return leaderboard.build([folder], folder / "site")


@app.command("report")
@_guarded
def report_command(
    run: Annotated[Path, typer.Argument(help="A run folder.")], as_json: Json = False
) -> None:
    """The tables of a run, from its folder."""
    from effbench import report, store

    manifest, summary = store.load_manifest(run), store.require_summary(run)
    if as_json:
        _print_json(report.as_dict(run, manifest, summary, None))
    else:
        report.print_run(run, manifest, summary, None, tasks=True)


@app.command()
@_guarded
def show(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    task: Annotated[str, typer.Argument(metavar="TASK[#SAMPLE]")],
    as_json: Json = False,
) -> None:
    """One sample: answer, extracted code, verdict, first failed input, timings."""
    from effbench import report

    sample = report.find_sample(run, task)
    if as_json:
        _print_json(sample.as_dict())
    else:
        report.print_sample(sample)


@tasks_app.command("list")
@_guarded
def tasks_list(
    suite: Suite = "core",
    suite_path: SuitePath = None,
    tasks_path: TasksPath = None,
    as_json: Json = False,
) -> None:
    """All tasks of a suite."""
    from effbench import report

    tasks = report.task_rows(_load_suite(suite, suite_path, tasks_path))
    if as_json:
        _print_json(tasks)
    else:
        report.print_task_rows(tasks)


@tasks_app.command("show")
@_guarded
def tasks_show(
    task: Annotated[str, typer.Argument(help="A task's id.")],
    suite: Suite = "core",
    suite_path: SuitePath = None,
    tasks_path: TasksPath = None,
    as_json: Json = False,
) -> None:
    """One task as the model sees it, its sizes and reference solutions."""
    from effbench import registry, report

    found = registry.find(_load_suite(suite, suite_path, tasks_path), task)
    if as_json:
        _print_json(report.task_as_dict(found))
    else:
        report.print_task(found)


def _load_suite(suite: str, suite_path: Path | None, tasks_path: list[Path] | None) -> Any:
    from effbench import pipeline
    from effbench.sandbox import Sandbox

    config = pipeline.RunConfig(
        suite=suite, suite_path=suite_path, tasks_path=tuple(tasks_path or ())
    )
    with Sandbox() as sandbox:
        return pipeline.load_suite(config, sandbox)


@app.command()
@_guarded
def doctor(sandbox: Tier = "auto", as_json: Json = False) -> None:
    """Is this machine fit? Isolation tier, clock, load, and the reference against itself."""
    from effbench import diagnosis, report

    findings, fit = diagnosis.examine(sandbox)
    if as_json:
        _print_json(diagnosis.as_dict(findings, fit))
    else:
        report.print_findings(findings, fit)
    if not fit:
        raise typer.Exit(4)


@board_app.command("build")
@_guarded
def leaderboard_build(
    runs: Annotated[
        list[Path] | None, typer.Argument(help="Run folders, or folders of them.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder of the page.")] = Path(
        "site"
    ),
) -> None:
    """Build the page from run folders."""
    from effbench import leaderboard, store

    folders = [found for path in runs or [Path("results")] for found in store.find_runs(path)]
    print(leaderboard.build(folders, out))


def _print_json(value: Any) -> None:
    print(json.dumps(value, allow_nan=False, ensure_ascii=False, indent=2))
