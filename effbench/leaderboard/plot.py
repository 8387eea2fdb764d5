"""Draw a suite's figure as an SVG file: correctness against speed, with both intervals.

It is for papers and for readers without JavaScript. It contains no text of a run: points carry the
row numbers of the table. The same points give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter

from effbench.base import figures

_TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)

Interval = tuple[float, float]


@dataclass(frozen=True)
class Point:
    """One run. `number` is its row in the table; an interval may be missing."""

    number: int
    pass_at_1: float
    pass_ci: Interval | None
    time_ratio: float
    """The time divided by the fast reference's; positive."""
    time_ci: Interval | None


def front(points: Sequence[Point]) -> list[Point]:
    """Return the points that no other point beats in both measures, the most correct last.

    Equal points are all included.
    """
    found: list[Point] = []
    best = float("inf")
    for point in sorted(points, key=lambda p: (-p.pass_at_1, p.time_ratio, p.number)):
        equal = found and (point.pass_at_1, point.time_ratio) == (
            found[-1].pass_at_1,
            found[-1].time_ratio,
        )
        if point.time_ratio < best or equal:
            found.append(point)
            best = point.time_ratio
    return found[::-1]


def figure_svg(points: Sequence[Point]) -> str:
    """Return an SVG file without metadata; its only URLs are its namespaces. Text stays text.

    Raises ValueError if there is no point.
    """
    if not points:
        raise ValueError("no points: a figure needs at least one run with both metrics")
    return figures.svg(lambda figure: _draw(figure.add_subplot(), points), 7.2, 4.8)


def _draw(axes: Axes, points: Sequence[Point]) -> None:
    best = front(points)
    axes.step(
        [p.pass_at_1 for p in best],
        [1 / p.time_ratio for p in best],
        where="pre",
        color=figures.INK,
        linewidth=1,
        linestyle=(0, (4, 3)),
        zorder=1,
    )
    for point in points:
        index = point.number - 1
        colour = figures.COLOURS[index % len(figures.COLOURS)]
        speed = 1 / point.time_ratio
        if point.pass_ci:
            axes.plot(point.pass_ci, [speed] * 2, color=colour, linewidth=1.2, alpha=0.7)
        if point.time_ci and min(point.time_ci) > 0:
            ends = [1 / end for end in point.time_ci]
            axes.plot([point.pass_at_1] * 2, ends, color=colour, linewidth=1.2, alpha=0.7)
        axes.plot(
            point.pass_at_1,
            speed,
            marker=figures.MARKERS[index % len(figures.MARKERS)],
            markersize=8,
            color=colour,
            markeredgecolor=figures.INK,
            markeredgewidth=0.7,
            linestyle="none",
            zorder=3,
        )
        axes.annotate(
            str(point.number),
            (point.pass_at_1, speed),
            xytext=(6, 5),
            textcoords="offset points",
            color=figures.INK,
            zorder=4,
        )
    axes.set_yscale("log")
    axes.set_xlim(-0.02, 1.02)
    axes.yaxis.set_major_locator(FixedLocator(_TICKS))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}×"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, 0.4), max(high, 1.25))
    axes.set_xlabel("pass@1, the share of correct answers", color=figures.INK)
    axes.set_ylabel("speed on passed (1× = fast reference)", color=figures.INK)
    axes.tick_params(color=figures.INK, labelcolor=figures.INK)
    axes.grid(color=figures.INK, alpha=0.15, linewidth=0.6)
    axes.set_axisbelow(True)
