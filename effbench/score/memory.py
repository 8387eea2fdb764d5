"""What a source's memory is worth, from its raw repetitions at the task's largest timed size.

Decides which blocks count and what stands in place of a ratio that can't be had. It never touches
the efficiency of time: memory is a column of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from effbench.records import MemoryResult
from effbench.score.arms import LEVEL, ArmAtSize, is_right
from effbench.stats.location import hodges_lehmann, signed_rank_interval
from effbench.stats.paired import paired_memory_log_ratios

NOT_TIMED = "not timed at this size"
CUT_OFF = "cut off before it returned at this size"
TOO_LITTLE = "the reference holds too little over a program that does nothing"


def memory_of(size: str, arm: ArmAtSize, cut_off: bool, comparable: bool = True) -> MemoryResult:
    """Peak memory over the no-op's on the same input, as a ratio to the fast reference's.

    Blocks count where source and reference returned the right answer and the no-op returned.
    `cut_off`: the size is censored for time, so no such block is the source's own doing.
    `comparable`: the reference holds enough there for the size to count for memory, which was
    decided for every model alike (`measure.freezing`). Three cases, told apart by `ratio` and
    `efficiency`:

    - `ratio` set: exp(Hodges-Lehmann) of the blocks' log-ratios, e = max(0, 1 - log10(ratio));
    - e = 0: cut off, so there was no answer whose memory could be weighed;
    - e None: not timed, or the size does not count for memory.

    `ci` is None below 6 blocks. The bytes are Hodges-Lehmann over blocks: a task's
    shapes may need very different amounts, and a median would then show one of them only.
    """
    blocks = [
        (ours.peak_rss_bytes, theirs.peak_rss_bytes, run.noop[ours.block].peak_rss_bytes)
        for run in arm.runs
        for ours, theirs in run.returned()
        if ours.block in run.noop
    ]
    location, ci = _located(blocks) if blocks and comparable else (None, None)
    return MemoryResult(
        size=size,
        ratio=None if location is None else math.exp(location),
        ci=ci,
        n_blocks=len(blocks),
        over_noop_bytes=_typical([ours - noop for ours, _, noop in blocks]),
        reference_over_noop_bytes=_reference_bytes(arm),
        efficiency=_efficiency(location, cut_off and comparable),
        reason="" if location is not None else _reason(comparable, cut_off),
    )


def _reference_bytes(arm: ArmAtSize) -> int | None:
    """Over all blocks of these records, also where the source was cut off."""
    return _typical(
        [
            theirs.peak_rss_bytes - run.noop[block].peak_rss_bytes
            for run in arm.runs
            for block, theirs in run.reference.items()
            if block in run.noop and is_right(theirs)
        ]
    )


def _located(
    blocks: Sequence[tuple[int, int, int]],
) -> tuple[float, tuple[float, float] | None]:
    """The log-ratio's location, and the ratio's interval."""
    ours, theirs, noop = zip(*blocks, strict=True)
    log_ratios = paired_memory_log_ratios(ours, theirs, noop)
    interval = signed_rank_interval(log_ratios, LEVEL)
    ci = None if interval is None else (math.exp(interval[0]), math.exp(interval[1]))
    return hodges_lehmann(log_ratios), ci


def _typical(values: Sequence[int]) -> int | None:
    return round(hodges_lehmann(values)) if values else None


def _efficiency(location: float | None, cut_off: bool) -> float | None:
    if location is None:
        return 0.0 if cut_off else None
    return max(0.0, 1.0 - location / math.log(10))


def _reason(comparable: bool, cut_off: bool) -> str:
    if not comparable:
        return TOO_LITTLE
    return CUT_OFF if cut_off else NOT_TIMED
