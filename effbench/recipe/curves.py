"""Draw the training curves, OUT/curves.png, from the metrics files.

The curves are those that show whether a stage achieves its purpose.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from effbench.recipe.folder import read_lines
from effbench.recipe.training import METRICS

CURVES: tuple[tuple[str, str, str], ...] = (
    ("sft", "loss", "SFT: loss"),
    ("dpo", "loss", "DPO: loss"),
    ("dpo", "rewards/accuracies", "DPO: chosen before rejected"),
    ("rloo", "reward", "RLOO: reward"),
    ("rloo", "effbench/pass", "RLOO: passes"),
    ("rloo", "effbench/efficiency_of_passed", "RLOO: efficiency of passes"),
)
"""The curves as (stage, its metric, title)."""
_SMOOTHING = 0.9


def draw(out: Path, warn: Callable[[str], None]) -> Path | None:
    """Write OUT/curves.png and return its path; None if there is nothing to draw yet."""
    series = [
        (title, points)
        for stage, name, title in CURVES
        if (points := _points(read_lines(out / stage / METRICS, warn), name))
    ]
    if not series:
        return None
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = math.ceil(len(series) / 3)
    figure = Figure(figsize=(10, 2.8 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    for place, (title, points) in enumerate(series, 1):
        axes = figure.add_subplot(rows, 3, place)
        steps = [step for step, _ in points]
        values = [value for _, value in points]
        axes.plot(steps, values, color="0.75", linewidth=0.8)
        axes.plot(steps, _smoothed(values), color="tab:blue")
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("step")
    file = out / "curves.png"
    figure.savefig(file, dpi=120)
    return file


def _points(rows: Sequence[Mapping[str, Any]], name: str) -> list[tuple[int, float]]:
    """Return (step, value) pairs; if a step was repeated after an interruption, the later value."""
    return sorted({row["step"]: float(row[name]) for row in rows if name in row}.items())


def _smoothed(values: list[float]) -> list[float]:
    """Return the exponential moving average, which starts at the first value."""
    found: list[float] = []
    for value in values:
        found.append(_SMOOTHING * found[-1] + (1 - _SMOOTHING) * value if found else value)
    return found
