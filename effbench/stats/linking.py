"""Put scores of one form of a test on the scale of another form through common items.

Contestants of the old form took the common items, and contestants of the new form took these and
the others. The new form's contestants show how a score on the common items relates to a score on
the whole new form (Kolen and Brennan, Test Equating, Scaling, and Linking, 3rd edition, 2014,
chapters 4 and 10: mean and linear linking with an internal anchor).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from scipy.special import stdtrit

MIN_MEAN, MIN_SIGMA = 3, 5
"""The fewest contestants of the new form for a mean link and for a mean/sigma link."""
_EPSILON = 1e-9


@dataclass(frozen=True)
class Link:
    """A line from scores on the common items to scores on the new form."""

    method: str
    """`mean` (slope 1) or `mean/sigma` (the slope is the ratio of the standard deviations)."""
    n: int
    """The number of contestants of the new form."""
    slope: float
    anchor_mean: float
    score_mean: float
    deviation: float
    """The standard deviation of the contestants around the line."""
    df: int
    anchor_squares: float
    """The sum of the squared deviations of their anchor scores; infinite for a mean link."""

    def score(self, anchor: float) -> float:
        """Return the linked score of a contestant with this score on the common items."""
        return self.score_mean + self.slope * (anchor - self.anchor_mean)

    def interval(self, anchor: float, level: float = 0.95) -> tuple[float, float]:
        """Return the prediction interval of a contestant's score on the new form.

        It assumes that the contestant is one like those of the new form, with normal deviations
        from the line.
        """
        far = (anchor - self.anchor_mean) ** 2 / self.anchor_squares
        t = float(stdtrit(self.df, (1 + level) / 2))
        half = t * self.deviation * math.sqrt(1 + 1 / self.n + far)
        return self.score(anchor) - half, self.score(anchor) + half


def link(anchors: Sequence[float], scores: Sequence[float]) -> Link | None:
    """Link by the scores of the new form's contestants on the common items and on the whole form.

    A mean/sigma link needs MIN_SIGMA contestants whose scores differ. With fewer, or if their
    scores are all alike, it is a mean link, which needs MIN_MEAN. None with fewer than that.
    """
    n = len(anchors)
    if n != len(scores):
        raise ValueError(f"{n} anchor scores and {len(scores)} scores")
    if n < MIN_MEAN:
        return None
    means = fmean(anchors), fmean(scores)
    spread = stdev(anchors), stdev(scores)
    if n >= MIN_SIGMA and min(spread) > _EPSILON:
        slope = spread[1] / spread[0]
        rest = [y - means[1] - slope * (v - means[0]) for v, y in zip(anchors, scores, strict=True)]
        deviation = math.sqrt(math.fsum(r * r for r in rest) / (n - 2))
        squares = spread[0] ** 2 * (n - 1)
        return Link("mean/sigma", n, slope, *means, deviation, n - 2, squares)
    deviation = stdev(y - v for v, y in zip(anchors, scores, strict=True))
    return Link("mean", n, 1.0, *means, deviation, n - 1, math.inf)
