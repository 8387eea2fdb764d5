"""The row of a metric, and the smallest difference that its number of families resolves."""

from __future__ import annotations

import msgspec
import pytest

from effbench.base.records import Metric
from effbench.score.planning import DEVIATION, planned
from effbench.score.shown import METRIC_COLUMNS, metric_cells

METRIC = Metric(
    id="pass@1",
    value=0.617,
    ci=(0.5, 0.7),
    level=0.95,
    method="",
    n_tasks=12,
    unit="score",
    higher_is_better=True,
    n_families=9,
    ci_fixed_set=(0.55, 0.65),
)


def test_a_difference_is_planned_for_known_metrics_of_known_families() -> None:
    few, many = planned("pass@1", 10), planned("pass@1", 40)
    assert few is not None and many is not None and 0 < many < few <= 1
    assert planned("pass@1", 1000) == pytest.approx(2 * (planned("pass@1", 4000) or 0), rel=0.02)
    assert (planned("pass@1", 40) or 0) < (planned("eff@1", 40) or 0)
    assert set(DEVIATION) == {"pass@1", "eff@1"}
    assert planned("pass@5", 40) is None and planned("pass@1", None) is None


def test_a_row_has_a_cell_for_each_column() -> None:
    cells = metric_cells(METRIC, "")
    assert len(cells) == len(METRIC_COLUMNS)
    assert cells[1:7] == ("0.62", "0.50 to 0.70", "0.55 to 0.65", "–", "12", "9")
    assert cells[7] == f"{planned('pass@1', 9):.2f}"
    unknown = metric_cells(msgspec.structs.replace(METRIC, n_families=None, unit="ratio"), "")
    assert unknown[1:3] == ("0.617", "0.500 to 0.700") and unknown[6:] == ("–", "–")
