"""`Sample`: the judgement of one completion and its times, block by block.

This module reduces a measured source, as `effbench.score` sees it, to the values that a reward
uses. It runs no code; `specs` computes the rewards.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from effbench.base import SizeResult, Status
from effbench.score import ArmAtSize, score_sizes, timed_failure
from effbench.stats import CAP_LOG_RATIO, CENSOR_RATIO
from effbench.stats import efficiency as efficiency_of_log

Interval = tuple[float, float]
Workload = Literal["timed", "largest"]
"""The timed sizes that a reward uses: all of them, or the largest only."""
SPEED_UNKNOWN = "it passed, but its speed could not be measured"

CAP_RATIO = math.exp(CAP_LOG_RATIO)
"""Half of the reference's time: a size's score is capped there."""


@dataclass(frozen=True)
class Capped:
    """A ratio with its interval, after the cap."""

    ratio: float
    ci: Interval | None = None


@dataclass(frozen=True)
class Sample:
    """One completion of a group.

    `ratio` is its CPU time divided by the fast reference's (1 / speed-up): the geometric mean over
    the sizes, each at most CENSOR_RATIO. A censored size counts CENSOR_RATIO. The ratio is None for
    a failure, and for a pass that was not timed. `ci` is the interval of the ratio, or None.
    """

    status: Status
    ratio: float | None = None
    ci: Interval | None = None
    blocks: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """(size, block) -> log-ratio to the reference, without censored sizes. With one seed, a block
    has the same input for all samples of a task, whether or not they were timed together."""
    censored: frozenset[str] = frozenset()
    """Sizes at which it was cut off: every block there counts CENSOR_RATIO."""
    capped: Capped | None = None
    """Ratio and interval with each size's ratio raised to at least CAP_RATIO; None if the ratios of
    the sizes are unknown."""
    pool: tuple[float, ...] = ()
    """Ratios of the task's known solutions, for specs that compare a sample with them."""
    detail: str = ""
    """The outcome in words, for a trainer's log."""

    @property
    def passed(self) -> bool:
        """True if the status is `pass`."""
        return self.status == "pass"

    def with_cap(self) -> Sample:
        """Return a copy with the capped ratio and interval.

        1 - log10 of the capped ratio is the efficiency as scored: the mean of `stats.efficiency`
        over the sizes.
        """
        if self.ratio is None:
            return self
        capped = self.capped or Capped(*over_sizes([(self.ratio, self.ci)], 1, least=CAP_RATIO))
        return replace(self, ratio=capped.ratio, ci=capped.ci)

    def differences(self, other: Sample) -> dict[str, list[float]]:
        """Return size -> log(own time / other's time) for each block in which both are known."""
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
    """Return the efficiency of a time ratio, as scored (`stats.efficiency`)."""
    return efficiency_of_log(math.log(ratio))


def sample_of(
    measured: Mapping[str, ArmAtSize], labels: Sequence[str], workload: Workload = "timed"
) -> Sample:
    """Return the sample of a source that passed and was timed at the sizes `labels`.

    `measured`: size -> its measurements. A timed repetition may overturn the pass.
    """
    failure = timed_failure(measured)
    if failure is not None:
        status, detail = failure
        return Sample(status, detail=detail)
    return sample_of_sizes(score_sizes(measured, labels), measured, workload)


def sample_of_sizes(
    scored: Sequence[SizeResult],
    measured: Mapping[str, ArmAtSize],
    workload: Workload = "timed",
) -> Sample:
    """Return the sample of a source that passed, from its result at every size.

    A pass whose speed could not be measured at any size becomes `infra_error`. A pass on a task
    that is not timed (`scored` is empty) has no ratio.
    """
    if not scored:
        return Sample("pass")
    sizes = [size for size in scored if size.censored or size.ratio is not None]
    if workload == "largest":
        sizes = sizes[-1:]
    if not sizes:
        reasons = {size.reason for size in scored if size.reason}
        return Sample("infra_error", detail=f"{SPEED_UNKNOWN}: {', '.join(sorted(reasons))}")
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
            for record in measured[size.size].records[:1]
            for block, log_ratio in record.log_ratio_by_block().items()
        },
        censored=frozenset(size.size for size in sizes if size.censored),
    )


def over_sizes(
    found: Sequence[tuple[float | None, Interval | None]], n_sizes: int, least: float = 0.0
) -> tuple[float, Interval | None]:
    """Return the ratio over all sizes and its interval, given those of the uncensored sizes.

    Both are geometric means of values clipped to [`least`, CENSOR_RATIO]. The interval assumes that
    the errors of the sizes are fully correlated; it is None if a size has none. Each of the other
    `n_sizes - len(found)` sizes counts CENSOR_RATIO with zero width, whatever its time.
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
