"""From raw rows to metrics: pass@k, eff@k, memory, scaling, and their intervals."""

from effbench.score.arms import ArmAtSize, ArmRecord, Blocks, collect_arms
from effbench.score.best_of import asked_ks, check_ks, for_ks
from effbench.score.metrics import KS, denominator_notes
from effbench.score.planning import planned
from effbench.score.samples import score_sample, score_sizes, size_counts, timed_failure
from effbench.score.shown import METRIC_COLUMNS, RESOLVES, metric_cells
from effbench.score.summary import summarise
from effbench.score.tasks import best_sample
from effbench.score.words import Fate, blamed

__all__ = [
    "KS",
    "METRIC_COLUMNS",
    "RESOLVES",
    "ArmAtSize",
    "ArmRecord",
    "Blocks",
    "Fate",
    "asked_ks",
    "best_sample",
    "blamed",
    "check_ks",
    "collect_arms",
    "denominator_notes",
    "for_ks",
    "metric_cells",
    "planned",
    "score_sample",
    "score_sizes",
    "size_counts",
    "summarise",
    "timed_failure",
]
