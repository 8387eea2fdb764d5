"""The quantity that a run's times estimate. Efficiencies are comparable only if it is the same.

This module maps timing profiles to estimands, and labels metrics whose estimand is not the standard
one. All code that compares two runs uses it.

An efficiency is a mean over sizes, and a time ratio depends on the size and on the length of a
call. A solution that is slower by a power of n has a different ratio at each size, and a process's
start-up cost has twice the weight in a call of half the length. A profile with other sizes or other
calls therefore estimates another number, however often it is repeated.
"""

from __future__ import annotations

from effbench.base import TimingSection

NONE = ""
"""Nothing was timed."""
STANDARD = "standard"
"""All sizes, whole batches, until the ratios are precise enough: `standard` and `strict`."""
QUICK = "quick"
"""All sizes, whole batches, a few blocks. It is distinct from STANDARD because it does not stop on
precision, and one cut-off stops a candidate at a size."""
TWO_SIZES = "quick-2-sizes"
"""The first version of `quick`: eight blocks at the two smallest sizes, whole batches."""
TWO_SIZES_HALF = "quick-2-sizes-half"
"""The reward, and the second version of `quick`: the two smallest sizes, half batches."""

_MEANS = {
    NONE: "not timed",
    STANDARD: "all sizes, to a precision",
    QUICK: "all sizes, a few blocks",
    TWO_SIZES: "the two smallest sizes only",
    TWO_SIZES_HALF: "the two smallest sizes only, half batches",
}
_FIRST_QUICK_BLOCKS = 8


def estimand_of(timing: TimingSection) -> str:
    """Return one of the names above.

    Older versions of `quick` timed other sizes and did not record their estimand, so a `quick` run
    without one used one of those.
    """
    if timing.profile in ("standard", "strict"):
        return STANDARD
    if timing.profile != "quick":
        return NONE
    if timing.estimand == QUICK:
        return QUICK
    return TWO_SIZES if timing.min_blocks == _FIRST_QUICK_BLOCKS else TWO_SIZES_HALF


def meaning(estimand: str) -> str:
    """Describe the sizes and calls of an estimand."""
    return _MEANS[estimand]


def named(metric_id: str, estimand: str) -> str:
    """Return `eff@1 (quick)`, or just `eff@1` for the standard estimand; pass@k is never labelled.

    Correctness does not depend on the timing.
    """
    if estimand in (NONE, STANDARD) or metric_id.startswith("pass@"):
        return metric_id
    return f"{metric_id} ({estimand})"
