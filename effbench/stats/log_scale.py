"""Efficiency: the score of a ratio to the fast reference, in time or memory.

Scores, tables and rewards all use this formula and its cap. Ratios come from `ratio`.
"""

from __future__ import annotations

import math

CAP = 1.3
"""Maximum efficiency of a size, reached at half of the reference's cost. The reference is meant to
be about as fast as Python gets, so a higher value would say more about the reference than about the
candidate. Without the cap, a single size at a hundredth of the cost would outweigh two that were
cut off (docs/decisions)."""
CAP_LOG_RATIO = (1.0 - CAP) * math.log(10)
"""The log-ratio at and below which the efficiency is CAP."""


def efficiency(log_ratio: float) -> float:
    """Return 1 - log10(ratio) for a natural log-ratio, limited to 0 ... CAP: 1 at the reference's
    cost, 0.7 at twice that cost, 0 at ten times and above.
    """
    return min(CAP, uncapped_efficiency(log_ratio))


def uncapped_efficiency(log_ratio: float) -> float:
    """The efficiency without the cap: 0 or more."""
    return max(0.0, 1.0 - log_ratio / math.log(10))
