"""Draw the figures of docs/how-timing-works.md: `python docs/figures/make_timing_figures.py`.

Everything is drawn from recorded runs, both written by `python -m benchmarks.timing`: the series of
`--series docs/figures/timing_series.json` and the figures of
`--json benchmarks/results/timing.json`. The same files give the same bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from numpy.typing import NDArray

from effbench.measure import LOOKS
from effbench.stats.paired import paired_log_ratios
from effbench.stats.ratio import centre

HERE = Path(__file__).resolve().parent
SERIES = HERE / "timing_series.json"
RESULTS = HERE.parent.parent / "benchmarks" / "results" / "timing.json"
BLUE, ORANGE, GREEN, PINK, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#777777"
KIND = "dict"
TARGET = 0.05
METHODS = (
    ("single_wall_time", "single wall time", PINK),
    ("best_of_5_wall", "best of 5, wall", ORANGE),
    ("HL_of_6_wall", "Hodges-Lehmann of 6, wall", GREY),
    ("effbench_quick", "effbench quick", GREEN),
    ("effbench_standard", "effbench standard", BLUE),
)
CONDITIONS = (
    ("asis", "as it came"),
    ("memory", "memory neighbour"),
    ("sameCore", "busy neighbour, same core"),
)


def log_ratios(series: dict[str, list[int]], arm: str, blocks: int) -> NDArray[np.float64]:
    return paired_log_ratios(
        series[arm][:blocks],
        series["reference"][:blocks],
        [False] * blocks,
        baseline_ns=series["noop"][:blocks],
    )


def draw_blocks(axes: tuple[Axes, Axes], series: dict[str, list[int]]) -> None:
    """Draw the times of one program, and its ratios within the blocks."""
    n = 96
    times = np.asarray(series["reference"][:n]) / 1e6
    axes[0].plot(times, ".-", color=GREY, linewidth=0.8, markersize=4)
    axes[0].set(ylabel="CPU ms of the base", ylim=(0, None))
    ratio = np.exp(log_ratios(series, "20", n))
    axes[1].axhline(1, color="black", linewidth=0.8)
    axes[1].axhline(1.2, color=BLUE, linewidth=0.8, linestyle="--")
    axes[1].plot(ratio, ".", color=BLUE, markersize=4)
    axes[1].plot([0, n - 1], [centre(np.log(ratio)).ratio] * 2, color=ORANGE, linewidth=1.2)
    axes[1].set(ylabel="ratio within the block", xlabel="block", yscale="log", ylim=(0.5, 2.5))
    axes[1].set_yticks([0.5, 1, 1.2, 2], ["0.5", "1", "1.2", "2"])
    axes[1].minorticks_off()


def draw_stopping(axes: Axes, series: dict[str, list[int]]) -> None:
    """The interval at every look, until both sides are within the target."""
    for arm, truth, colour, label in (
        ("5", 1.05, BLUE, "true ratio 1.05"),
        ("20", 1.2, ORANGE, "true ratio 1.20"),
    ):
        axes.axhline(truth, color=colour, linewidth=0.8, linestyle="--")
        for look, (low, middle, high) in looks(series, arm):
            at = look * (1.015 if arm == "20" else 0.985)
            precise = math.log(high / low) / 2 <= math.log1p(TARGET)
            axes.plot([at, at], [low, high], color=colour, linewidth=1.4)
            fill = colour if precise else "white"
            axes.plot(at, middle, "o", color=colour, markerfacecolor=fill, label=label)
            label = "_"
            if precise:
                break
    axes.set(xscale="log", xlabel="blocks at the look", ylabel="ratio and its 95 % interval")
    axes.set_xticks(LOOKS[:9], [str(look) for look in LOOKS[:9]])
    axes.minorticks_off()
    axes.legend(frameon=False)


def looks(
    series: dict[str, list[int]], arm: str
) -> Iterator[tuple[int, tuple[float, float, float]]]:
    for look in LOOKS:
        if look > len(series[arm]):
            return
        values = log_ratios(series, arm, look)
        found = centre(values)
        if found.ci:
            yield look, (found.ci[0], found.ratio, found.ci[1])


def draw_orders(axes: NDArray[Any], figures: dict[str, float]) -> None:
    """Share of pairs ordered wrongly, by method, difference and condition."""
    for panel, (condition, title) in zip(axes, CONDITIONS, strict=True):
        for index, (key, label, colour) in enumerate(METHODS):
            shares = [100 * figures[f"{condition}_{key}_wrong_{p}"] for p in (5, 10, 20)]
            places = np.arange(3) + (index - 2) * 0.16
            panel.bar(places, shares, width=0.15, color=colour, label=label)
            for place, share in zip(places, shares, strict=True):
                if share == 0:
                    panel.plot(place, 0.6, "|", color=colour, markersize=6)
        panel.axhline(50, color="black", linewidth=0.8, linestyle=":")
        panel.set_title(title, fontsize=10)
        panel.set_xticks(range(3), ["5 %", "10 %", "20 %"])
        panel.set_xlabel("true difference")
    axes[0].set_ylabel("ordered wrongly, %")


def draw_costs(axes: Axes, figures: dict[str, float]) -> None:
    groups = (1, 2, 4, 8)
    axes.plot(groups, groups, color=GREY, linestyle=":", label="one by one")
    for name, colour, marker in (("standard", BLUE, "o"), ("quick", GREEN, "s")):
        cost = [figures[f"cost_{name}_group_{group}_total_to_one"] for group in groups]
        axes.plot(groups, cost, marker=marker, color=colour, label=f"together, {name}")
    axes.set(xlabel="samples of one task", ylabel="CPU time, in samples alone")
    axes.set(xlim=(0, 8.3), ylim=(0, 8.3))
    axes.legend(frameon=False)


def save(figure: Figure, name: str) -> None:
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    FigureCanvasSVG(figure)
    figure.savefig(HERE / f"{name}.svg", format="svg", metadata=nothing)


def main() -> None:
    series = json.loads(SERIES.read_text())["cpu_ns"][KIND]
    figures = json.loads(RESULTS.read_text())["figures"]
    style = {"svg.hashsalt": "effbench", "svg.fonttype": "none", "font.size": 10}
    with matplotlib.style.context(["default", style]):
        figure = Figure(figsize=(7, 4), layout="constrained")
        draw_blocks(tuple(figure.subplots(2, 1, sharex=True)), series)
        save(figure, "timing_blocks")
        figure = Figure(figsize=(7, 3.4), layout="constrained")
        draw_stopping(figure.add_subplot(), series)
        save(figure, "timing_stopping")
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        panels = figure.subplots(1, 3, sharey=True)
        draw_orders(panels, figures)
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="outside lower center", ncols=5, frameon=False, fontsize=8
        )
        save(figure, "timing_orders")
        figure = Figure(figsize=(4.5, 3.2), layout="constrained")
        draw_costs(figure.add_subplot(), figures)
        save(figure, "timing_costs")


if __name__ == "__main__":
    main()
