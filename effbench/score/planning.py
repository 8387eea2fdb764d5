"""The smallest difference of two runs that a suite can resolve, before there is a second run.

Decides the deviation that is assumed then. With two runs at hand their own differences say more:
`comparison` takes those.
"""

from __future__ import annotations

from effbench.stats.resolution import resolvable_difference

BOUND = 1.0
"""A difference of pass@1 or eff@1 on one task is taken to reach this far: one run fails, the other
is as fast as the expert."""
DEVIATION = {"pass@1": 0.26, "eff@1": 0.34}
"""Standard deviation of two models' difference on one task, each with one sample a task. Medians of
the 55 pairs of the eleven shipped ENAMEL submissions, by the first sample of each task: 29 tasks,
22 or 23 of them timed in both. Half of the pairs have 0.26 to 0.41 and 0.28 to 0.41. More samples a
task have less, so the resolved difference is then too large rather than too small."""


def planned(metric_id: str, n_families: int | None) -> float | None:
    """For a metric of one run over so many families; None for one that is not in DEVIATION.

    All tasks of a family are taken to differ alike, so that the family counts once.
    """
    if metric_id not in DEVIATION or n_families is None:
        return None
    return resolvable_difference(n_families, DEVIATION[metric_id], bound=BOUND)
