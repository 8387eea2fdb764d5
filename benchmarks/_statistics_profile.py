"""The power of the paired test at the difference that a set is said to resolve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from effbench.results.comparison import ALPHA, SCORE_BOUND
from effbench.stats.differences import paired_difference
from effbench.stats.resolution import resolvable_difference

SEED = 20_261_201


def resolution(n: int, families: Sequence[int], spread: float) -> dict[str, float]:
    """Return `NAME.G`: the resolvable difference, and shares of `n` comparisons that detect it or
    half.

    One case has normal differences. In the other most are zero: one task in fourteen is passed by
    only one run. Both have the standard deviation `spread` (the second approximately).
    """
    found = {}
    for g in families:
        resolved = resolvable_difference(g, spread, bound=SCORE_BOUND) or 0.0
        rng = np.random.default_rng(SEED)
        one_alone = spread**2 / 2
        laws = {
            "normal": rng.normal(0, spread, (n, g)),
            "mostly_none": rng.choice(
                [-1.0, 0.0, 1.0], (n, g), p=[one_alone, 1 - 2 * one_alone, one_alone]
            ),
        }
        found[f"resolves.{g}"] = resolved
        for name, draws in laws.items():
            for share, of in ((1.0, "it"), (0.5, "half_of_it")):
                p = [
                    paired_difference(
                        row + share * resolved, range(g), seed=SEED, bound=SCORE_BOUND
                    ).p
                    for row in draws
                ]
                hits = [value is not None and value < ALPHA for value in p]
                found[f"resolves.{name}.finds_{of}.{g}"] = float(np.mean(hits))
    return found
