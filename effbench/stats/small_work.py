"""Log-ratios of blocks in which the work is small compared with the harness's own cost.

This module defines small work, the log-ratios used for it, and when a bound replaces the ratio.
Ratios of ordinary work are in `paired`, centres in `ratio`.

A block's work is its time minus the no-op's, and both have the error of a fresh process. If the
work is only a few times that error, the logarithm of a block is biased: its centre is too low, by
18 % of a decade for work at a tenth of a no-op that varies by 10 %. A difference of times is not
biased. Small work is therefore centred first, and the logarithm of the centres is taken. If the
work is less than twice the error, even the centre is mostly error: the upper end of its interval is
then used as a bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from effbench.stats.location import hodges_lehmann
from effbench.stats.paired import CENSOR_RATIO, MIN_WORK_NS, paired_log_ratios
from effbench.stats.ratio import located

BOUND_BELOW = 2.0
"""Multiple of the no-op's noise: a candidate with less work gets a bound instead of a ratio."""
CENTRED_BELOW = 5.0
"""Multiple of the no-op's noise: if either arm has less work, work is centred before the logarithm.
At this limit the bias is at most 1 % of a decade."""
_MEDIAN_TO_DEVIATION = 1.0483  # standard deviation of a normal over median |difference of two|

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Times:
    """CPU times in ns of one candidate's blocks, in their order; every array has shape (n,)."""

    candidate: Array
    reference: Array
    noop: Array
    cut_off: NDArray[np.bool_]
    shapes: tuple[int, ...] | None
    """Shape of each block; None if shapes alternated and the records do not name them."""

    @classmethod
    def of(
        cls,
        candidate_ns: ArrayLike,
        reference_ns: ArrayLike,
        noop_ns: ArrayLike,
        cut_off: ArrayLike,
        shapes: Sequence[int] | None,
    ) -> Times:
        """Build arrays from sequences. Raises ValueError if there is not one shape per block."""
        candidate = np.asarray(candidate_ns, dtype=np.float64)
        if shapes is not None and len(shapes) != candidate.size:
            raise ValueError(f"{candidate.size} blocks and {len(shapes)} shapes: not one a block")
        return cls(
            candidate,
            np.asarray(reference_ns, dtype=np.float64),
            np.asarray(noop_ns, dtype=np.float64),
            np.asarray(cut_off, dtype=np.bool_),
            None if shapes is None else tuple(shapes),
        )

    def log_ratios(self) -> Array:
        """`paired_log_ratios`, or, if an arm's work is small, values centred at the log-ratio of
        the arms' centres: c / C - r / R for each block, shifted so that its centre within a shape
        is log(C / R), where C and R are the Hodges-Lehmann estimates of the work c and r in that
        shape.

        At most log(CENSOR_RATIO), as in `paired_log_ratios`. Raises ValueError as that function
        does.
        """
        plain = paired_log_ratios(
            self.candidate, self.reference, self.cut_off, baseline_ns=self.noop
        )
        works = self.candidate - self.noop, self.reference - self.noop
        noise = self._noise()
        if noise is None or min(map(self._mean_centre, works)) >= CENTRED_BELOW * noise:
            return plain
        ours, theirs = works
        our_centre, their_centre = self._centres(ours), self._centres(theirs)
        found = ours / our_centre - theirs / their_centre
        for own in self._by_shape():
            found[own] -= hodges_lehmann(found[own])
        found += np.log(our_centre / their_centre)
        return np.minimum(found, math.log(CENSOR_RATIO))

    def bound(self) -> float | None:
        """The upper bound of the log-ratio if no better statement is possible, else None.

        The numerator is BOUND_BELOW times the noise, or the upper end of the interval of the
        candidate's mean work if that is larger (without an interval: its centre plus that noise).
        It is at least MIN_WORK_NS. The denominator is the geometric mean of the reference's work.

        A candidate that was cut off has no bound, and neither do blocks of unknown shapes, where
        the cost of inputs would look like noise. There is no bound either if the reference works as
        little: the blocks are then too noisy for both, which the interval shows, and a bound would
        penalise the candidate.
        """
        work, reference = self.candidate - self.noop, self.reference - self.noop
        noise = self._noise()
        if noise is None:
            return None
        little = BOUND_BELOW * noise
        if self._mean_centre(work) >= little or self._mean_centre(reference) < little:
            return None
        assert self.shapes is not None
        found = located(work, len(set(self.shapes)), self.shapes)
        most = max(little, found.interval[1] if found.interval else found.log_ratio + little)
        kinds = np.unique(self.shapes, return_index=True)[1]
        yardstick = np.log(self._centres(reference)[kinds])
        return math.log(max(most, MIN_WORK_NS)) - float(yardstick.mean())

    def _noise(self) -> float | None:
        """Standard deviation of a process's own cost, in ns; None if it cannot be estimated.

        It is the deviation of the no-op within a shape, or that of the arms' work if it is smaller:
        in the work, the time to decode the inputs cancels.
        """
        if self.shapes is None or self.cut_off.any():
            return None
        found = [self._deviation(self.noop)]
        for arm in (self.candidate, self.reference):
            spread = self._deviation(arm - self.noop)
            found.append(None if spread is None else spread / math.sqrt(2))
        known = [spread for spread in found if spread is not None]
        return min(known, default=None)

    def _deviation(self, values: Array) -> float | None:
        """From the median difference of two blocks of one shape; None if no shape has two."""
        names = np.asarray(self.shapes)
        rows, columns = np.triu_indices(values.size, 1)
        same = names[rows] == names[columns]
        if not same.any():
            return None
        differences = np.abs(values[rows] - values[columns])[same]
        return _MEDIAN_TO_DEVIATION * float(np.median(differences))

    def _centres(self, work: Array) -> Array:
        """Shape (n,): the centre of each block's shape, at least MIN_WORK_NS."""
        found = np.empty_like(work)
        for own in self._by_shape():
            found[own] = max(MIN_WORK_NS, hodges_lehmann(work[own]))
        return found

    def _by_shape(self) -> list[NDArray[np.bool_]]:
        """One mask per shape, selecting its blocks."""
        names = np.asarray(self.shapes)
        return [names == name for name in np.unique(names)]

    def _mean_centre(self, work: Array) -> float:
        """The mean of the shapes' centres, with equal weights."""
        centres = [hodges_lehmann(work[own]) for own in self._by_shape()]
        return math.fsum(centres) / len(centres)
