"""The dead band: samples whose difference is within the measured noise share one ratio.

A trainer cannot tell an advantage caused by noise from a real one. If it divides advantages by the
group's standard deviation, noise becomes as large as a real difference. `specs` turns ratios into
rewards.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from effbench.reward.samples import Sample
from effbench.stats import MIN_VALUES, centre, hodges_lehmann


def pooled_ratios(group: Sequence[Sample]) -> list[float | None]:
    """Return the samples' ratios in order, with indistinguishable samples given equal ratios.

    Clusters are merged, the closest pair first (complete linkage): two clusters merge only if
    every sample of one is indistinguishable from every sample of the other. A chain of small
    differences therefore cannot hide a real one. The samples of a cluster share the geometric mean
    of their ratios. Clusters do not overlap in ratio, so the ranking is preserved. The result holds
    None for samples without a ratio.
    """
    known = [i for i, sample in enumerate(group) if sample.ratio is not None]
    order = sorted(known, key=lambda i: _log(group[i]))
    sets = [[i] for i in order]
    blocked: set[tuple[int, int]] = set()  # (last of one set, first of the next)
    while True:
        gaps = [
            (_middle(group, right) - _middle(group, left), place)
            for place, (left, right) in enumerate(itertools.pairwise(sets))
            if (left[-1], right[0]) not in blocked
        ]
        if not gaps:
            break
        place = min(gaps)[1]
        left, right = sets[place], sets[place + 1]
        if all(alike(group[a], group[b]) for a in left for b in right):
            sets[place : place + 2] = [left + right]
        else:
            blocked.add((left[-1], right[0]))  # larger sets cannot merge either
    ratios: list[float | None] = [None] * len(group)
    for joined in sets:
        shared = math.exp(_middle(group, joined)) if len(joined) > 1 else group[joined[0]].ratio
        for i in joined:
            ratios[i] = shared
    return ratios


def alike(one: Sample, other: Sample) -> bool:
    """Return whether the difference between two samples is within the measured noise.

    If both samples were timed on the same inputs, they are alike if the 95 % interval of their
    blockwise log-ratio contains 0 (`stats.ratio.centre`). Effects of the inputs cancel in that
    ratio, and differences between sizes are not treated as noise (`aligned`). Otherwise they are
    alike if their log-ratios differ by at most the root of the summed squared half-widths of their
    intervals. If an interval is missing, the noise is unknown and only equal ratios are alike.
    Raises ValueError if a sample has no ratio.
    """
    if one.ratio is None or other.ratio is None:
        raise ValueError("only samples with a ratio can be compared")
    if one.ratio == other.ratio:
        return True
    differences = aligned(one.differences(other))
    if len(differences) >= MIN_VALUES:
        interval = centre(differences).interval
        assert interval is not None
        return interval[0] <= 0.0 <= interval[1]
    if one.ci is None or other.ci is None:
        return False
    noise = math.hypot(_half_width(one.ci), _half_width(other.ci))
    return abs(math.log(one.ratio / other.ratio)) <= noise


def aligned(by_size: Mapping[str, Sequence[float]]) -> list[float]:
    """Shift the differences of every size to one centre: the mean of the Hodges-Lehmann estimates.

    The centre then matches the samples' ratios, which are geometric means over the sizes, and the
    residuals are the noise of the blocks. Estimating a centre from n blocks shrinks the residuals,
    so they are scaled by sqrt(n / (n - 1)).
    """
    middles = {size: hodges_lehmann(values) for size, values in by_size.items()}
    middle = math.fsum(middles.values()) / max(1, len(middles))
    found = []
    for size, values in by_size.items():
        stretch = math.sqrt(len(values) / max(1, len(values) - 1))
        found += [middle + stretch * (value - middles[size]) for value in values]
    return found


def _half_width(ci: tuple[float, float]) -> float:
    return math.log(ci[1] / ci[0]) / 2


def _log(sample: Sample) -> float:
    assert sample.ratio is not None
    return math.log(sample.ratio)


def _middle(group: Sequence[Sample], members: Sequence[int]) -> float:
    return math.fsum(_log(group[i]) for i in members) / len(members)
