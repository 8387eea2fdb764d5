"""Which samples of a group can't be told apart, and the one ratio that they share.

Decides the dead band: differences inside the measured noise give equal reward. An advantage that is
made of noise alone is still an advantage to the trainer, and where it is divided by the group's
spread it is as large as a real one. What a ratio is worth is decided in specs.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from effbench.reward.samples import Sample
from effbench.stats.location import hodges_lehmann
from effbench.stats.ratio import MIN_VALUES, centre


def pooled_ratios(group: Sequence[Sample]) -> list[float | None]:
    """The samples' ratios, in their order, with those that can't be told apart made equal.

    Samples are joined from the closest pair on, and two sets are joined only when no sample of one
    can be told from any sample of the other: so no real difference is lost in a chain of small
    ones. A set shares the geometric mean of its ratios. Sets don't overlap in ratio, so the order
    of the group is kept. None for samples without a ratio.
    """
    known = [i for i, sample in enumerate(group) if sample.ratio is not None]
    order = sorted(known, key=lambda i: _log(group[i]))
    sets = [[i] for i in order]
    blocked: set[tuple[int, int]] = set()  # (last of one set, first of the next): can't be joined
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
            blocked.add((left[-1], right[0]))  # larger sets would be no more alike
    ratios: list[float | None] = [None] * len(group)
    for joined in sets:
        shared = math.exp(_middle(group, joined)) if len(joined) > 1 else group[joined[0]].ratio
        for i in joined:
            ratios[i] = shared
    return ratios


def alike(one: Sample, other: Sample) -> bool:
    """Is the difference between two samples inside the noise that was measured?

    Where both were timed on the same inputs, the interval of the blockwise log-ratio of the one to
    the other holds 0 (`stats.ratio.centre`, which promises 95 %): shapes of inputs cancel there,
    and how the ratio differs from size to size is no noise (`aligned`). Otherwise the difference of
    the logarithms is at most the root of the sum of the squared half-widths of their intervals.
    Without intervals nothing is known of noise: only equal ratios are alike. Raises ValueError for
    a sample without a ratio.
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
    """The differences of all sizes about one middle: the mean of the sizes' own (Hodges-Lehmann).

    So the middle is that of the samples' ratios, geometric means over the sizes, and what is left
    is the blocks' noise. A middle that was fitted to n blocks takes a part of their noise with it:
    sqrt(n / (n - 1)) gives it back.
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
