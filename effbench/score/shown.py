"""The row of a metric in every table of one run: its cells as text.

This module defines the columns and their number of decimals: two for scores, since no suite of this
size resolves a third; three for ratios. `planning` computes the resolvable difference.
"""

from __future__ import annotations

from effbench.base import Metric
from effbench.runs import named
from effbench.score import words
from effbench.score.planning import planned

METRIC_COLUMNS = (
    ("metric", "left"),
    ("value", "right"),
    ("95 %, new tasks", "left"),
    ("these tasks", "left"),
    ("timing alone", "left"),
    ("tasks", "right"),
    ("families", "right"),
    ("resolves", "right"),
)
RESOLVES = (
    "resolves: the smallest true difference of two such runs that a paired test finds in four of "
    "five cases"
)


def metric_cells(metric: Metric, estimand: str) -> tuple[str, ...]:
    """Return a row of METRIC_COLUMNS. `estimand`: what the run's times estimate."""
    is_ratio = metric.unit == "ratio"
    number, interval = (words.ratio, words.ratios) if is_ratio else (words.score, words.scores)
    return (
        named(metric.id, estimand),
        number(metric.value),
        interval(metric.ci),
        interval(metric.ci_fixed_set),
        interval(metric.ci_timing),
        str(metric.n_tasks),
        words.NOTHING if metric.n_families is None else str(metric.n_families),
        words.score(planned(metric.id, metric.n_families)),
    )
