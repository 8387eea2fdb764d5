"""Draw the simulator's results: one dot per spec and estimator, in three panels.

Each spec is a row, with the best signal-to-noise ratio on top; each estimator has a colour and a
marker. Left panel: signal/noise (more is better). Middle: flips; right: advantages for nothing
(less is better). The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from effbench.base import UsageError, figures
from effbench.reward.simulation import Row

_PANELS: tuple[tuple[str, Callable[[Row], float | None]], ...] = (
    ("signal / noise", lambda row: row.signal_to_noise),
    ("pairs in the wrong order", lambda row: row.flips),
    ("mean advantage for nothing", lambda row: row.for_nothing),
)


def figure_svg(rows: Sequence[Row]) -> str:
    """Return an SVG file. Unknown values have no dot. Raises UsageError without rows."""
    if not rows:
        raise UsageError("nothing to draw: simulate at least one spec and one estimator")
    specs = sorted({row.spec for row in rows}, key=lambda spec: _best(rows, spec))
    height = 1.6 + 0.34 * len(specs)
    return figures.svg(lambda figure: _draw(figure, rows, specs), 10.0, height)


def _best(rows: Sequence[Row], spec: str) -> tuple[float, str]:
    known = [row.signal_to_noise or 0.0 for row in rows if row.spec == spec]
    return max(known), spec


def _draw(figure: Figure, rows: Sequence[Row], specs: Sequence[str]) -> None:
    axes = figure.subplots(1, len(_PANELS), sharey=True)
    names = list(dict.fromkeys(row.estimator for row in rows))
    for place, (title, value) in zip(axes, _PANELS, strict=True):
        for number, name in enumerate(names):
            own = [row for row in rows if row.estimator == name]
            dots = [(value(row), specs.index(row.spec)) for row in own]
            known = [(x, y) for x, y in dots if x is not None]
            place.plot(
                [x for x, _ in known],
                [y - 0.24 + 0.48 * number / max(1, len(names) - 1) for _, y in known],
                marker=figures.MARKERS[number % len(figures.MARKERS)],
                color=figures.COLOURS[number % len(figures.COLOURS)],
                linestyle="none",
                markersize=6,
                label=name,
            )
        _dress(place, title)
    axes[0].set_yticks(range(len(specs)), specs)
    axes[0].set_ylim(-0.6, len(specs) - 0.4)
    axes[1].xaxis.set_major_formatter(PercentFormatter(1.0))
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(names), frameon=False)


def _dress(axes: Axes, title: str) -> None:
    axes.set_xlabel(title, color=figures.INK)
    axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.tick_params(color=figures.INK, labelcolor=figures.INK)
    axes.grid(color=figures.INK, alpha=0.15, linewidth=0.6)
    axes.set_axisbelow(True)
