"""Finished runs: tables, comparisons, exports, and whether a run is publishable."""

from effbench.results.comparison import (
    ALPHA,
    MARKS,
    SCORE_BOUND,
    SEED,
    Comparison,
    MetricDifference,
    TaskPair,
    counted_alike,
)
from effbench.results.dataframe import Run
from effbench.results.field import field_metrics
from effbench.results.items import item_rest, score_of
from effbench.results.linking import Finished, LinkedRun, Linking, link_versions
from effbench.results.publishing import (
    quality_failed,
    suite_sizes,
    summarise,
    unpublishable_reasons,
)

__all__ = [
    "ALPHA",
    "MARKS",
    "SCORE_BOUND",
    "SEED",
    "Comparison",
    "Finished",
    "LinkedRun",
    "Linking",
    "MetricDifference",
    "Run",
    "TaskPair",
    "counted_alike",
    "field_metrics",
    "item_rest",
    "link_versions",
    "quality_failed",
    "score_of",
    "suite_sizes",
    "summarise",
    "unpublishable_reasons",
]
