"""Score a source's memory from its raw repetitions at the task's largest timed size.

This module selects the blocks that count, and the result if no ratio can be formed. Memory does not
affect the efficiency of time: it is reported separately.
"""

from __future__ import annotations

from collections.abc import Sequence

from effbench.base import MemoryResult, Repetition
from effbench.score.arms import ArmAtSize, ArmRecord, is_right
from effbench.stats import Centre, efficiency, hodges_lehmann, paired_memory_log_ratios

NOT_TIMED = "not timed at this size"
CUT_OFF = "cut off before it returned at this size"
TOO_LITTLE = "the reference holds too little over a program that does nothing"


def memory_of(size: str, arm: ArmAtSize, cut_off: bool, comparable: bool = True) -> MemoryResult:
    """Return peak memory over the no-op's on the same input, as a ratio to the fast reference's.

    A block counts if source and reference returned the right answer and the no-op returned.
    `cut_off`: the size is censored for time, so the source itself causes any lack of such blocks.
    `comparable`: the reference holds enough memory at this size for the size to count; this is
    determined once for all models (`measure.freezing`). `ratio` and `efficiency` distinguish three
    cases:

    - `ratio` set: the centre of the blocks' log-ratios (`stats.ratio`: each input shape has equal
      weight); e is its efficiency, capped as for time;
    - e = 0: cut off, so there was no answer whose memory could be measured;
    - e None: not timed, or the size does not count for memory.

    `ci` is None below 3 blocks. The bytes are Hodges-Lehmann estimates over blocks: a task's shapes
    may need very different amounts of memory, and a median would show only one of them.
    """
    blocks = _blocks(arm)
    found = _located(arm) if comparable else None
    return MemoryResult(
        size=size,
        ratio=None if found is None else found.ratio,
        ci=None if found is None else found.ci,
        n_blocks=len(blocks),
        over_noop_bytes=_typical([ours - noop for ours, _, noop in blocks]),
        reference_over_noop_bytes=_reference_bytes(arm),
        efficiency=_efficiency(found, cut_off and comparable),
        reason="" if found is not None else _reason(comparable, cut_off),
        halves=_halves(arm, found),
    )


def _blocks(arm: ArmAtSize) -> list[tuple[int, int, int]]:
    """Peaks of source, reference and no-op in the blocks where all three are usable."""
    return [
        (ours.peak_rss_bytes, theirs.peak_rss_bytes, record.noop[ours.block].peak_rss_bytes)
        for record in arm.records
        for ours, theirs in _usable(record)
    ]


def _usable(record: ArmRecord) -> list[tuple[Repetition, Repetition]]:
    return [(ours, theirs) for ours, theirs in record.returned() if ours.block in record.noop]


def _reference_bytes(arm: ArmAtSize) -> int | None:
    """Over all blocks of these records, including those where the source was cut off."""
    return _typical(
        [
            theirs.peak_rss_bytes - record.noop[block].peak_rss_bytes
            for record in arm.records
            for block, theirs in record.reference.items()
            if block in record.noop and is_right(theirs)
        ]
    )


def _located(arm: ArmAtSize) -> Centre | None:
    """Centre of the log-ratios with equal weight per input shape; None without usable blocks."""
    blocks = _blocks(arm)
    if not blocks:
        return None
    ours, theirs, noop = zip(*blocks, strict=True)
    where = [[one.block for one, _ in _usable(record)] for record in arm.records]
    return arm.located([float(v) for v in paired_memory_log_ratios(ours, theirs, noop)], where)


def _halves(arm: ArmAtSize, found: Centre | None) -> tuple[float, float] | None:
    """The efficiency by each half of the blocks (alternate cycles).

    Both are 0 if the whole scores 0, as for time: near that limit, noise could only raise the
    score.
    """
    if found is None:
        return None
    if efficiency(found.log_ratio) == 0.0:
        return 0.0, 0.0
    centres = [_located(part) for part in arm.halves or ()]
    known = [efficiency(centre.log_ratio) for centre in centres if centre is not None]
    return (known[0], known[1]) if len(known) == 2 else None


def _typical(values: Sequence[int]) -> int | None:
    return round(hodges_lehmann(values)) if values else None


def _efficiency(found: Centre | None, cut_off: bool) -> float | None:
    if found is None:
        return 0.0 if cut_off else None
    return efficiency(found.log_ratio)


def _reason(comparable: bool, cut_off: bool) -> str:
    if not comparable:
        return TOO_LITTLE
    return CUT_OFF if cut_off else NOT_TIMED
