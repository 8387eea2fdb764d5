"""The quantity that a run's times estimate. Two runs' efficiencies meet only where it is the same.

Decides which timing profiles estimate the same thing, and how a metric is called that is not of the
standard one. Everything that puts two runs beside each other asks here.

An efficiency is a mean over sizes, and a time ratio depends on the size and on the length of a
call: a solution that is slower by a power of n has another ratio at each size, and what a process
costs before its work begins weighs twice as much in a call half as long. So a profile that times
other sizes or other calls estimates another number, however often it is repeated.
"""

from __future__ import annotations

from collections.abc import Mapping

NONE = ""
"""Nothing was timed."""
STANDARD = "standard"
"""All sizes, whole batches, until the ratios are known well enough: `standard` and `strict`."""
QUICK = "quick"
"""All sizes, whole batches, a few blocks. It stays apart from STANDARD: it waits for no precision,
and one cut-off ends a candidate at a size."""
TWO_SIZES = "quick-2-sizes"
"""`quick` as it was at first: eight blocks at the two smallest sizes, whole batches."""
TWO_SIZES_HALF = "quick-2-sizes-half"
"""The reward's, and `quick` after that: the two smallest sizes, half batches."""

_MEANS = {
    NONE: "not timed",
    STANDARD: "all sizes, to a precision",
    QUICK: "all sizes, a few blocks",
    TWO_SIZES: "the two smallest sizes only",
    TWO_SIZES_HALF: "the two smallest sizes only, half batches",
}
_FIRST_QUICK_BLOCKS = 8


def estimand_of(timing: Mapping[str, object]) -> str:
    """One of the names above, from what a manifest says of its `timing`.

    `quick` timed other sizes before it wrote its estimand down: what says nothing is one of those.
    """
    profile = timing.get("profile")
    if profile in ("standard", "strict"):
        return STANDARD
    if profile != "quick":
        return NONE
    if timing.get("estimand") == QUICK:
        return QUICK
    return TWO_SIZES if timing.get("min_blocks") == _FIRST_QUICK_BLOCKS else TWO_SIZES_HALF


def meaning(estimand: str) -> str:
    """In words: which sizes and calls."""
    return _MEANS[estimand]


def named(metric_id: str, estimand: str) -> str:
    """`eff@1 (quick)`; just `eff@1` where it is the standard one, and pass@k always.

    Correctness does not depend on how times are taken.
    """
    if estimand in (NONE, STANDARD) or metric_id.startswith("pass@"):
        return metric_id
    return f"{metric_id} ({estimand})"
