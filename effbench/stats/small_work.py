"""Log-ratios of blocks where little work stands beside what the harness itself costs.

Decides when work is small, what is done with log-ratios then, and when there is a bound in place of
a number. Ratios of ordinary work are `paired`'s, centres are `ratio`'s.

A block's work is its time less the no-op's, and both have the error of a fresh process. Where the
work is a few times that error, the logarithm of a block is bent: its centre lies too low, by 18 %
of a decade for work at a tenth of a no-op that varies by 10 %. A difference of times is not bent.
So small work is centred first, and the logarithm is taken of the centres. Where it is less than
twice the error, even the centre is mostly error: then the upper end of its interval is given.
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
"""Times the no-op's noise: a candidate that works for less has a bound instead of a ratio."""
CENTRED_BELOW = 5.0
"""Times the no-op's noise: with less work of either arm, work is centred before the logarithm. At
this the bend is 1 % of a decade at most."""
_MEDIAN_TO_DEVIATION = 1.0483  # of |difference of two| of a normal law, to its standard deviation

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Times:
    """CPU times in ns of one candidate's blocks, in their order; every array has shape (n,)."""

    candidate: Array
    reference: Array
    noop: Array
    cut_off: NDArray[np.bool_]
    shapes: tuple[int, ...] | None
    """Of each block; None where they took turns and the records don't say how."""

    @classmethod
    def of(
        cls,
        candidate_ns: ArrayLike,
        reference_ns: ArrayLike,
        noop_ns: ArrayLike,
        cut_off: ArrayLike,
        shapes: Sequence[int] | None,
    ) -> Times:
        """Raises ValueError when there is not one shape a block."""
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
        """`paired_log_ratios`, or where an arm's work is small, values whose centre is the ratio of
        the arms' centres: c / C - r / R for each block, moved so that its centre within a shape is
        log(C / R), with C and R the Hodges-Lehmann estimates of the work c and r in that shape.

        At most log(CENSOR_RATIO), as there. Raises ValueError as `paired_log_ratios` does.
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
        """The most that the log-ratio may be, where there is no better to say; None elsewhere.

        BOUND_BELOW times the noise, or the upper end of the interval of the candidate's mean work
        if that is more (without an interval: its centre and that noise), over the geometric mean of
        the reference's work. Not less than what MIN_WORK_NS gives.

        A candidate that was cut off has no bound, nor have blocks of unknown shapes: there what
        inputs cost looks like noise. Nor is there one where the reference works as little: then the
        blocks are too noisy for either, which the interval says, and a bound would take it out on
        the candidate.
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
        """Standard deviation of what a process costs, in ns; None where it can't be told.

        Of the no-op within a shape; or, where it is less, of what is left of the arms' work, since
        inputs that take longer to decode are no noise there.
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
        """From the median difference of two blocks of one shape; None when no shape has two."""
        names = np.asarray(self.shapes)
        rows, columns = np.triu_indices(values.size, 1)
        same = names[rows] == names[columns]
        if not same.any():
            return None
        differences = np.abs(values[rows] - values[columns])[same]
        return _MEDIAN_TO_DEVIATION * float(np.median(differences))

    def _centres(self, work: Array) -> Array:
        """Shape (n,): the centre of the block's shape, at least MIN_WORK_NS."""
        found = np.empty_like(work)
        for own in self._by_shape():
            found[own] = max(MIN_WORK_NS, hodges_lehmann(work[own]))
        return found

    def _by_shape(self) -> list[NDArray[np.bool_]]:
        """The blocks of each shape."""
        names = np.asarray(self.shapes)
        return [names == name for name in np.unique(names)]

    def _mean_centre(self, work: Array) -> float:
        """Every shape weighs the same."""
        centres = [hodges_lehmann(work[own]) for own in self._by_shape()]
        return math.fsum(centres) / len(centres)
