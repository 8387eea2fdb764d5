"""The commands `serve-reward` (reward over HTTP) and `simulate-reward` (replay recorded times)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from effbench.base import FORMATS, UsageError
from effbench.cli import options as o
from effbench.cli.given import check_suite, table_or_json
from effbench.cli.guard import guarded

if TYPE_CHECKING:
    from effbench.reward import Judge
    from effbench.tasks import Suite


@guarded
def serve_reward(
    suite: Annotated[
        str, typer.Option(help="core, hard, core+hard (or with -dev, -public), or an imported set.")
    ] = "core",
    suite_path: o.SuitePath = None,
    tasks_path: o.TasksPath = None,
    timing: o.RewardTiming = "reward",
    spec: Annotated[
        str | None, typer.Option(help="Reward spec (docs/reward.md). Default: gated-log:v2.")
    ] = None,
    workers: o.Workers = None,
    seed: Annotated[int, typer.Option(min=0, help="Root seed of all inputs.")] = 0,
    sandbox: o.Tier = "auto",
    executor: o.Executor = "local",
    host: Annotated[str, typer.Option(help="Address to listen on. Non-loopback needs a token.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port. 0: any free port.")] = 8765,
    token_file: Annotated[
        Path | None,
        typer.Option(help="File with the token of the clients. Or set EFFBENCH_REWARD_TOKEN."),
    ] = None,
    max_pending: Annotated[
        int, typer.Option(min=1, help="Maximum queued completions. Beyond it: HTTP 429.")
    ] = 4096,
    deadline: Annotated[
        float, typer.Option(min=1, help="Timeout of a request in seconds. Beyond it: HTTP 504.")
    ] = 600.0,
    drain: Annotated[
        float, typer.Option(min=0, help="Grace period in seconds for running work after SIGTERM.")
    ] = 30.0,
) -> None:
    """Serve rewards over HTTP, so that a trainer on another machine can time code here."""
    try:
        from effbench.reward.server import Place, ServerLimits, read_token, serve
    except ImportError as error:
        raise UsageError(
            f"serve-reward needs the server's libraries: pip install 'effbench[server]' ({error})"
        ) from None
    from effbench.reward import DEFAULT, Judge

    def make_judge() -> Judge:
        return Judge(
            _suite(suite, suite_path, tuple(tasks_path or ()), timing),
            timing,
            workers,
            spec=spec or DEFAULT,
            seed=seed,
            max_pending=max_pending,
            sandbox=sandbox,
            executor=executor,
        )

    check_suite({"suite": suite})
    token = read_token(token_file)
    place = Place(host, port, drain)
    serve(make_judge, place, token, ServerLimits(max_pending, deadline), _say_ready)
    print("effbench: reward server stopped")


SIMULATED = ("gated-log:v2", "gated-log:v2+band=off", "linear-clip:v1", "kevin:v1", "acecode:v1")


@guarded
def simulate_reward(
    run: Annotated[Path, typer.Argument(help="Run folder with several timed answers per task.")],
    spec: Annotated[
        list[str] | None,
        typer.Option(help=f"Reward spec. Repeatable. Default: {', '.join(SIMULATED)}."),
    ] = None,
    estimator: Annotated[
        list[str] | None,
        typer.Option(help="rloo, grpo, dr_grpo or rloo_masked. Repeatable. Default: all."),
    ] = None,
    group_size: Annotated[int, typer.Option(min=2, help="Completions per prompt.")] = 8,
    blocks: Annotated[int, typer.Option(min=1, help="Timed blocks per completion and size.")] = 7,
    repeats: Annotated[int, typer.Option(min=1, help="Times that each group is timed again.")] = 40,
    seed: Annotated[int, typer.Option(help="Seed of the groups and the repeats.")] = 0,
    plot: Annotated[Path | None, typer.Option(help="Also write a figure to this SVG file.")] = None,
    form: Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)} or json.")] = "table",
) -> None:
    """Replay a run's recorded times through rewards and advantage estimators. Runs no code."""
    from dataclasses import asdict

    from effbench.cli.guard import print_json
    from effbench.reward import ESTIMATORS, MASKED, parse, samples_of_run, simulate, table_of
    from effbench.reward import plot as plotting
    from effbench.runs import write_atomically

    form = table_or_json(form)
    rows = simulate(
        samples_of_run(run),
        [parse(text) for text in spec or SIMULATED],
        estimators=estimator or (*ESTIMATORS, MASKED),
        group_size=group_size,
        blocks=blocks,
        repeats=repeats,
        seed=seed,
    )
    if form == "json":
        print_json([asdict(row) for row in rows])
    else:
        print(table_of(rows).render(form), end="")
    if plot is not None:
        write_atomically(plot, plotting.figure_svg(rows).encode())


def _say_ready(url: str, judge: Judge) -> None:
    print(
        f"effbench: reward server on {url} (suite {judge.suite.name}, timing {judge.profile}, "
        f"{judge.spec}, seed {judge.seed})",
        flush=True,
    )


def _suite(
    name: str, suite_path: Path | None, tasks_path: tuple[Path, ...], timing: str
) -> str | Suite:
    """The suite argument of `Judge`: the name of a built-in suite, or a suite loaded from files."""
    from effbench import pipeline
    from effbench.sandbox import Sandbox
    from effbench.tasks import registry

    built_in = registry.for_reward(name)
    if built_in and suite_path is None and not tasks_path:
        return name
    suite, split = built_in or (name, "all")
    config = pipeline.RunConfig(
        suite=suite,
        split=split,
        suite_path=suite_path,
        tasks_path=tasks_path,
        timing=timing,
    )
    with Sandbox() as loading:
        return pipeline.load_suite(config, loading)
