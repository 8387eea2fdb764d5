"""The command `train`: run the training recipe of a configuration file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from effbench.cli.guard import guarded, print_json
from effbench.cli.options import Json

_Estimate = tuple[float | None, tuple[float, float] | None]
"""A value and its interval."""


class _Stage(msgspec.Struct):
    """The figures of a stage that the table shows."""

    pass_at_1: float | None = None
    eff_at_1: float | None = None


class _Figures(msgspec.Struct):
    """The figures of the finished stages. `eval` maps a stage to its run's metrics."""

    sft: _Stage | None = None
    pairs: _Stage | None = None
    dpo: _Stage | None = None
    rloo: _Stage | None = None
    eval: dict[str, dict[str, _Estimate]] = {}


@guarded
def train(
    config: Annotated[Path, typer.Option("--config", help="Recipe, a TOML file (see configs/).")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Output folder. Default: work/NAME-sSEED.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Overrides the recipe's seed.")] = None,
    as_json: Json = False,
) -> None:
    """Train a model: DPO for correctness, then RLOO on the efficiency reward. Rerun to resume."""
    from effbench import recipe
    from effbench.cli.progress import make_reporter

    asked = recipe.load(config)
    if seed is not None:
        asked = msgspec.structs.replace(asked, seed=seed)
    folder = out or Path("work") / f"{asked.name}-s{asked.seed}"
    with make_reporter() as reporter:
        figures = recipe.train(asked, folder, reporter)
    if as_json:
        print_json(figures)
    else:
        _show(folder, msgspec.convert(figures, _Figures))


def _show(folder: Path, figures: _Figures) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(
        "stage", "pass@1 (training)", "eff@1 (training)", "pass@1", "eff@1", "speed_ratio"
    )
    stages = {"sft": figures.sft, "pairs": figures.pairs, "dpo": figures.dpo, "rloo": figures.rloo}
    for stage, own in stages.items():
        if own is not None:
            run = figures.eval.get(stage, {})
            cells = [_cell(own.pass_at_1), _cell(own.eff_at_1)]
            cells += [_metric(run.get(name)) for name in ("pass@1", "eff@1")]
            cells.append(_metric(run.get("speed_ratio"), digits=3))
            table.add_row(stage, *cells)
    Console().print(table)
    print(f"folder: {folder}")


def _cell(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _metric(found: _Estimate | None, digits: int = 2) -> str:
    """`0.81 [0.78, 0.85]`, with the interval for the same tasks."""
    if found is None or found[0] is None:
        return "–"
    value, interval = found
    if interval is None:
        return _cell(value, digits)
    low, high = (_cell(end, digits) for end in interval)
    return f"{_cell(value, digits)} [{low}, {high}]"
