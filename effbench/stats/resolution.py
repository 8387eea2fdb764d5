"""The smallest true difference between two runs that a set of tasks can resolve.

This is the minimum detectable effect of the project's own paired test
(`differences.paired_difference`). Bloom 1995, "Minimum Detectable Effects: A Simple Way to Report
the Statistical Power of Experimental Designs", Evaluation Review 19, 547-556: a multiple of the
standard error, namely Student's quantile of the test plus that of the power. Miller 2024, "Adding
Error Bars to Evals" (arXiv 2411.00640), section 5, applies it to evaluations. The unit is the
family of tasks, and unobserved families (`proportion.UNSEEN`) lie against the difference, as in the
test.
"""

from __future__ import annotations

import math

from scipy.special import ndtri, stdtrit

from effbench.stats.proportion import UNSEEN

POWER = 0.8
MIN_CLUSTERS = 6
"""With fewer, no pattern of signs is rare enough for a p-value under 0.05 (2^(1-5) = 0.06)."""
MIN_RESOLVING = 8
"""With six or seven clusters only one or two patterns are rare enough, and the power of the test is
below that of the formula."""


def resolvable_difference(
    n_clusters: int, deviation: float, *, bound: float = 0.0, level: float = 0.95
) -> float | None:
    """The true mean difference that the test detects with probability POWER, in its own unit.

    `deviation` is the standard deviation of the families' mean differences, for families of equal
    size: with one task per family it is that of the tasks' differences. `bound` is the largest
    difference of one task, or 0 if there is none. None below MIN_RESOLVING clusters. Raises
    ValueError for a negative deviation or bound, and for a level that is not inside (0, 1).
    """
    if deviation < 0 or bound < 0:
        raise ValueError(f"deviation {deviation} and bound {bound} can't be below 0")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    if n_clusters < MIN_RESOLVING:
        return None
    g = n_clusters
    hidden = UNSEEN if bound else 0.0
    errors = float(stdtrit(g - 1, (1 + level) / 2)) + float(ndtri(POWER))
    spread = (g - 1) * deviation**2 + hidden * bound**2
    return errors * math.sqrt(g / (g - 1) * spread) / g + hidden * bound / g
