"""EffiBench's normalised execution time, peak memory and total memory usage (NET, NMU, NTMU).

Huang et al., NeurIPS 2024 D&B, section 3.4. Two definitions are in use: the paper's mean of ratios,
and the repository's ratio of sums, which the longest tasks dominate. Both cover only the tasks that
the model passed; `speed_with_failures` is EffiBench-X's score, which includes failures.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

Pair = tuple[float, float]
"""(the sample's cost, the canonical solution's) on one task, in seconds, bytes or byte-seconds."""


def mean_of_ratios_of_passed(pairs: Sequence[Pair]) -> float | None:
    """The paper's mean of cost / canonical over the passed tasks; None without any.

    Raises ValueError if a canonical cost is not positive and finite.
    """
    if not pairs:
        return None
    return math.fsum(cost / _positive(canonical) for cost, canonical in pairs) / len(pairs)


def ratio_of_sums_of_passed(pairs: Sequence[Pair]) -> float | None:
    """The repository's sum of costs / sum of canonical costs over the passed tasks; None without
    any.

    Raises ValueError if a canonical cost is not positive and finite.
    """
    if not pairs:
        return None
    canonical = math.fsum(_positive(canonical) for _, canonical in pairs)
    return math.fsum(cost for cost, _ in pairs) / canonical


def memory_time_integral(samples: Sequence[tuple[float, float]]) -> float:
    """The TMU of one run in byte-seconds: the trapezoidal integral of (seconds, bytes) samples.

    It is 0 for fewer than two samples. Raises ValueError if the samples are not in time order.
    """
    total = 0.0
    for (t0, m0), (t1, m1) in itertools.pairwise(samples):
        if t1 < t0:
            raise ValueError("samples must be in time order")
        total += (t1 - t0) * (m0 + m1) / 2
    return total


def speed_with_failures(pairs: Sequence[Pair | None]) -> float:
    """EffiBench-X's score: mean over all tasks of clip(canonical / cost, 0, 1).

    A failure (None) counts 0. Raises ValueError without tasks, or if a sample's cost is not
    positive and finite.
    """
    if not pairs:
        raise ValueError("no tasks: there is nothing to average")
    scores = [0.0 if pair is None else min(1.0, pair[1] / _positive(pair[0])) for pair in pairs]
    return math.fsum(scores) / len(scores)


def _positive(value: float) -> float:
    if not 0 < value < math.inf:
        raise ValueError(f"a cost of {value}; it must be positive and finite")
    return value
