"""The command `train`: run the training recipe of a configuration file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from effbench.cli.guard import guarded, print_json
from effbench.cli.options import Json


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
    import msgspec

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
        _show(folder, figures)


def _show(folder: Path, figures: dict[str, dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(
        "stage", "pass@1 (training)", "eff@1 (training)", "pass@1", "eff@1", "speed_ratio"
    )
    runs = figures.get("eval", {})
    for stage in ("sft", "pairs", "dpo", "rloo"):
        if stage in figures:
            own, run = figures[stage], runs.get(stage, {})
            cells = [_cell(own.get("pass_at_1")), _cell(own.get("eff_at_1"))]
            cells += [_metric(run.get(name)) for name in ("pass@1", "eff@1")]
            cells.append(_metric(run.get("speed_ratio"), digits=3))
            table.add_row(stage, *cells)
    Console().print(table)
    print(f"folder: {folder}")


def _cell(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _metric(found: list[Any] | None, digits: int = 2) -> str:
    """`0.81 [0.78, 0.85]`, with the interval for the same tasks."""
    if found is None or found[0] is None:
        return "–"
    value, interval = found
    if interval is None:
        return _cell(value, digits)
    low, high = (_cell(end, digits) for end in interval)
    return f"{_cell(value, digits)} [{low}, {high}]"
