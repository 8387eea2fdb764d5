"""Efficiency: what a ratio to the fast reference is worth, in time or memory.

Decides the formula and its cap, for scores, tables and rewards alike. Ratios come from `ratio`.
"""

from __future__ import annotations

import math

CAP = 1.3
"""No size is worth more: half of the reference's cost gives it. The reference is meant to be about
as fast as Python gets, so what lies beyond says more of the reference than of the candidate, and a
single size at a hundredth of the cost would outweigh two that were cut off (docs/decisions)."""
CAP_LOG_RATIO = (1.0 - CAP) * math.log(10)
"""The log-ratio from which on down the efficiency is CAP."""


def efficiency(log_ratio: float) -> float:
    """1 - log10(ratio) of a natural log-ratio, within 0 ... CAP: 1 at the reference's cost, 0.7 at
    twice as much, 0 at ten times and above.
    """
    return min(CAP, uncapped_efficiency(log_ratio))


def uncapped_efficiency(log_ratio: float) -> float:
    """The same without the cap: 0 and up."""
    return max(0.0, 1.0 - log_ratio / math.log(10))
