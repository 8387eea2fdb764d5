"""Shared style of the figures: colours, markers, and reproducible SVG files.

The same data give the same file. The contents of a figure are defined by its caller.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import matplotlib.style
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
"""Okabe & Ito (2008) without black, used for the frame, and yellow, too faint on white."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
"""6 colours and 7 markers advance together, so 42 series look different."""
INK = "#24292f"


def svg(draw: Callable[[Figure], None], width_inches: float, height_inches: float) -> str:
    """Return a whole SVG file without metadata or addresses except name spaces; text stays text."""
    style = {"svg.hashsalt": "effbench", "svg.fonttype": "none", "axes.edgecolor": INK}
    with matplotlib.style.context(["default", style]):
        figure = Figure(figsize=(width_inches, height_inches), layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure)
        buffer = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(buffer, format="svg", facecolor="white", metadata=nothing)
    return buffer.getvalue()
