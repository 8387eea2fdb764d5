"""What a reward knows of one completion: how it was judged, how fast it is, block by block.

Decides what a measured source comes down to for a reward, in the terms of `effbench.score`. It does
not run anything and gives no rewards (specs).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from effbench.records import SampleResult, Status
from effbench.score.arms import ArmAtSize
from effbench.stats.efficiency import CAP_LOG_RATIO
from effbench.stats.efficiency import efficiency as efficiency_of_log
from effbench.stats.paired import CENSOR_RATIO

Interval = tuple[float, float]
Workload = Literal["timed", "largest"]
"""Which of the timed sizes a reward looks at: all of them, or the largest alone."""


CAP_RATIO = math.exp(CAP_LOG_RATIO)
"""Half of the reference's time: no size is worth more than at that."""


@dataclass(frozen=True)
class Capped:
    ratio: float
    ci: Interval | None = None


@dataclass(frozen=True)
class Sample:
    """One completion of a group.

    `ratio` is its CPU time over the fast reference's, 1 / speed-up: the geometric mean over the
    sizes, each at most CENSOR_RATIO; at a size where there is but a bound, that. None when it did
    not pass, or passed where nothing was timed. `ci` is the ratio's interval; None where there is
    none.
    """

    status: Status
    ratio: float | None = None
    ci: Interval | None = None
    blocks: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """(size, block) -> log-ratio to the reference, where it was not cut off. A block has the same
    input for all samples of a task that were timed with one seed, together or not."""
    censored: frozenset[str] = frozenset()
    """Sizes at which it was cut off: it counts CENSOR_RATIO there, in every block."""
    capped: Capped | None = None
    """Ratio and interval with each size's also at least CAP_RATIO; None where the sizes' are not
    known."""
    pool: tuple[float, ...] = ()
    """Ratios of the task's known solutions, for specs that place a sample among them."""

    @property
    def passed(self) -> bool:
        return self.status == "pass"

    def with_cap(self) -> Sample:
        """With the capped ratio in the ratio's place: 1 - log10 of it is the efficiency as scored,
        the mean over sizes of `stats.efficiency`."""
        if self.ratio is None:
            return self
        capped = self.capped or Capped(*over_sizes([(self.ratio, self.ci)], 1, least=CAP_RATIO))
        return replace(self, ratio=capped.ratio, ci=capped.ci)

    def differences(self, other: Sample) -> dict[str, list[float]]:
        """Size -> log(own time / the other's time), block by block, where both are known."""
        own, theirs = self._filled(other), other._filled(self)
        found: dict[str, list[float]] = {}
        for size, block in own:
            if (size, block) in theirs:
                found.setdefault(size, []).append(own[size, block] - theirs[size, block])
        return found

    def _filled(self, other: Sample) -> dict[tuple[str, int], float]:
        filled = dict(self.blocks)
        for block in other.blocks:
            if block[0] in self.censored:
                filled[block] = math.log(CENSOR_RATIO)
        return filled


def efficiency(ratio: float) -> float:
    """What a ratio of times is worth, as scored: `stats.efficiency`."""
    return efficiency_of_log(math.log(ratio))


def sample_of(
    result: SampleResult, measured: Mapping[str, ArmAtSize], workload: Workload = "timed"
) -> Sample:
    """The reward's view of a scored source. `measured`: size -> what was measured of it.

    A pass whose speed is unknown at every size, through no fault of its own, is `infra_error`; a
    pass of a task that wasn't to be timed (`result.sizes` is empty) has no ratio.
    """
    if result.status != "pass" or not result.sizes:
        return Sample(result.status)
    sizes = [size for size in result.sizes if size.censored or size.ratio is not None]
    if workload == "largest":
        sizes = sizes[-1:]
    if not sizes:
        return Sample("infra_error")
    found = [(s.ratio, s.ci) for s in sizes if not s.censored]
    ratio, ci = over_sizes(found, len(sizes))
    return Sample(
        "pass",
        ratio=ratio,
        ci=ci,
        capped=Capped(*over_sizes(found, len(sizes), least=CAP_RATIO)),
        blocks={
            (size.size, block): log_ratio
            for size in sizes
            if not size.censored
            for run in measured[size.size].runs[:1]
            for block, log_ratio in run.log_ratio_by_block().items()
        },
        censored=frozenset(size.size for size in sizes if size.censored),
    )


def over_sizes(
    found: Sequence[tuple[float | None, Interval | None]], n_sizes: int, least: float = 0.0
) -> tuple[float, Interval | None]:
    """The ratio over all sizes, and its interval, from those of the sizes that weren't cut off.

    Geometric means, each ratio at least `least` and at most CENSOR_RATIO; the interval is as wide
    as if the sizes' errors were one, and None if one has none. The other sizes count CENSOR_RATIO,
    without a width, whatever their time is.
    """
    censored = [CENSOR_RATIO] * (n_sizes - len(found))
    ratio = _geometric_mean([*censored, *(_within(least, ratio) for ratio, _ in found)])
    known = [ci for _, ci in found if ci is not None]
    if len(known) < len(found):
        return ratio, None
    low, high = (
        _geometric_mean([*censored, *(_within(least, ci[end]) for ci in known)]) for end in (0, 1)
    )
    return ratio, (low, high)


def _within(least: float, ratio: float | None) -> float:
    return CENSOR_RATIO if ratio is None else max(least, min(CENSOR_RATIO, ratio))


def _geometric_mean(values: Sequence[float]) -> float:
    return math.exp(math.fsum(map(math.log, values)) / len(values))
