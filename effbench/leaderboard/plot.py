"""The figure of a suite: pass@1 against eff@1 with both intervals, as SVG to stand in the page.

Decides marks, colours and axes. No text from a run gets in: points carry the row numbers of the
table. The same points give the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
"""Okabe & Ito (2008) without black, the frame's, and yellow, too faint for a line on white."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
"""6 colours and 7 markers run in step, so 42 runs look different; the numbers part all of them."""
_INK = "#010203"
"""Stands for the page's own text colour, light or dark; no other mark may use it."""
_DESCRIPTION = "Scatter of eff@1 over pass@1, one point a run; the table above has the values."

Interval = tuple[float, float]


@dataclass(frozen=True)
class Point:
    """One run. `number` is its row in the table; an interval may be missing."""

    number: int
    pass_at_1: float
    pass_ci: Interval | None
    eff_at_1: float
    eff_ci: Interval | None


def scatter_svg(points: Sequence[Point], id_prefix: str) -> str:
    """An `<svg>` element without prologue, metadata or any address; text stays text.

    `id_prefix` makes its ids its own among the page's figures. At least one point, else ValueError.
    """
    if not points:
        raise ValueError("no points: a figure needs at least one run with both metrics")
    style = {"svg.hashsalt": "effbench", "svg.fonttype": "none", "axes.edgecolor": _INK}
    with matplotlib.style.context(["default", style]):
        figure = Figure(figsize=(6.4, 4.4), layout="constrained")
        FigureCanvasSVG(figure)
        _draw(figure.add_subplot(), points)
        buffer = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    return _for_page(buffer.getvalue(), id_prefix)


def _draw(axes: Axes, points: Sequence[Point]) -> None:
    for point in points:
        index = point.number - 1
        colour = COLOURS[index % len(COLOURS)]
        if point.pass_ci:
            axes.plot(point.pass_ci, [point.eff_at_1] * 2, color=colour, linewidth=1.2)
        if point.eff_ci:
            axes.plot([point.pass_at_1] * 2, point.eff_ci, color=colour, linewidth=1.2)
        axes.plot(
            point.pass_at_1,
            point.eff_at_1,
            marker=MARKERS[index % len(MARKERS)],
            markersize=8,
            color=colour,
            markeredgecolor=_INK,
            markeredgewidth=0.7,
            linestyle="none",
            zorder=3,
        )
        axes.annotate(
            str(point.number),
            (point.pass_at_1, point.eff_at_1),
            xytext=(6, 5),
            textcoords="offset points",
            color=_INK,
            zorder=4,
        )
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(bottom=-0.02, top=max(1.05, axes.get_ylim()[1]))
    axes.set_xlabel("pass@1, the share of correct answers", color=_INK)
    axes.set_ylabel("eff@1, correct and fast (1 = fast reference)", color=_INK)
    axes.tick_params(color=_INK, labelcolor=_INK)
    axes.grid(color=_INK, alpha=0.15, linewidth=0.6)
    axes.set_axisbelow(True)


def _for_page(svg: str, id_prefix: str) -> str:
    """What stands inside HTML needs no prologue and no name spaces, but ids of its own."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", svg)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # A rule for `*` would reach the whole page.
    svg = re.sub(r"<style[^>]*>.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{id_prefix}-', svg)
    svg = svg.replace("url(#", f"url(#{id_prefix}-")
    svg = svg.replace('xlink:href="#', f'href="#{id_prefix}-')
    box = re.search(r'viewBox="([^"]*)"', svg)
    opening = f'<svg viewBox="{box[1]}" role="img" aria-label="{_DESCRIPTION}">' if box else "<svg>"
    svg = re.sub(r"<svg\b[^>]*>", opening, svg, count=1)
    return svg.replace(_INK, "currentColor").strip()
