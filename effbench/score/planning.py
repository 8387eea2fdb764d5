"""The smallest difference between two runs that a suite can resolve, before a second run exists.

This module holds the standard deviation assumed for that. Given two runs, `comparison` uses the
spread of their own differences instead.
"""

from __future__ import annotations

from effbench.stats import resolvable_difference

BOUND = 1.0
"""Assumed largest difference of pass@1 or eff@1 on one task: one run fails, and the other is as
fast as the expert."""
DEVIATION = {"pass@1": 0.26, "eff@1": 0.34}
"""Standard deviation of two models' difference on one task, with one sample per task each. Medians
over the 55 pairs of the eleven shipped ENAMEL submissions, using the first sample of each task: 29
tasks, 22 or 23 of them timed in both. Half of the pairs have 0.26 to 0.41 (pass@1) and 0.28 to 0.41
(eff@1). More samples per task reduce the deviation, so the result is then too large rather than too
small."""


def planned(metric_id: str, n_families: int | None) -> float | None:
    """Resolvable difference of a metric over `n_families` families; None if not in DEVIATION.

    All tasks of a family are assumed to differ alike, so the family counts once.
    """
    if metric_id not in DEVIATION or n_families is None:
        return None
    return resolvable_difference(n_families, DEVIATION[metric_id], bound=BOUND)
