"""Score one sample: its final status, its ratio at each size, its efficiency.

This module scores a size and determines whether it is censored, whether it reaches the requested
precision, and whether a timed input overturns a pass. Samples are combined in `metrics`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from effbench.base import STATUS_OF, Frozen, MemoryResult, SampleResult, SizeResult, Status, Verdict
from effbench.score.arms import ArmAtSize
from effbench.score.memory import memory_of
from effbench.score.scaling import scaling_of
from effbench.stats import CENSOR_RATIO, efficiency, uncapped_efficiency

NOT_TIMED = "not timed"
_ROUNDING = 1e-9  # the stopping rule computed the same interval from the same times


def score_sample(
    verdict: Verdict,
    measured: Mapping[str, ArmAtSize],
    labels: Sequence[str],
    precision: float | None = None,
    frozen: Frozen | None = None,
) -> SampleResult:
    """Return the final status and efficiency of one sample. `labels`: sizes, smallest first.

    `frozen` says which of them count (None: all). Only these are in `sizes` and in the mean.

    A timed repetition may overturn a pass (`timed_failure`). `sizes` is empty unless the final
    status is `pass`. `peak_rss_bytes` is the largest of all its repetitions, or None if there are
    none. `scaling` and `memory` are None without a pass, without labels, or if nothing was
    measured.
    """
    failure = timed_failure(measured) if verdict.status == "pass" else None
    status, detail = failure or (verdict.status, verdict.detail)
    counts = tuple(x for x in labels if frozen is None or x in frozen.timeable)
    timed = status == "pass" and bool(counts)
    found = score_sizes(measured, labels, precision) if timed else ()
    sizes = tuple(size for size in found if size.size in counts)
    counted = [size for size in sizes if size_counts(size)]
    memory = [r.peak_rss_bytes for arm in measured.values() for r in arm.repetitions]
    return SampleResult(
        task_id=verdict.task_id,
        sample_index=verdict.sample_index,
        status=status,
        detail=detail,
        source_sha256=verdict.source_sha256,
        efficiency=_mean([size.efficiency for size in counted]),
        uncapped=_mean([_uncapped(size) for size in counted]),
        halves=_halves(measured, counted),
        sizes=sizes,
        peak_rss_bytes=max(memory, default=None),
        scaling=scaling_of(measured) if timed else None,
        memory=_memory(measured, sizes[-1], frozen) if timed and measured else None,
    )


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def _uncapped(size: SizeResult) -> float:
    return 0.0 if size.ratio is None else uncapped_efficiency(math.log(size.ratio))


def _halves(
    measured: Mapping[str, ArmAtSize], sizes: Sequence[SizeResult]
) -> tuple[float, float] | None:
    """The mean efficiency of the sizes that count, by each half of their blocks.

    A size that was cut off, or has only a bound, has the same score in both.
    """
    found: list[tuple[float, float]] = []
    for size in sizes:
        if size.censored or size.bound:
            found.append((size.efficiency, size.efficiency))
            continue
        parts = measured[size.size].halves
        centres = [part.centre for part in parts or ()]
        known = [efficiency(centre.log_ratio) for centre in centres if centre is not None]
        if len(known) < 2:
            return None
        found.append((known[0], known[1]))
    if not found:
        return None
    return _mean([first for first, _ in found]), _mean([second for _, second in found])


def _memory(
    measured: Mapping[str, ArmAtSize], largest: SizeResult, frozen: Frozen | None
) -> MemoryResult:
    arm = measured.get(largest.size, ArmAtSize())
    comparable = frozen is None or largest.size in frozen.memory
    return memory_of(largest.size, arm, largest.censored, comparable)


def timed_failure(measured: Mapping[str, ArmAtSize]) -> tuple[Status, str] | None:
    """Return the status and detail that overturn a pass, or None.

    The first timed repetition that raised, died, ran out of memory or returned a wrong answer
    overturns it.
    """
    for size, arm in measured.items():
        for repetition in arm.repetitions:
            where = f"on a timed input (size {size}, block {repetition.block})"
            if repetition.failed and repetition.ended == "returned":
                return "wrong_answer", f"{repetition.wrong} {where}"
            if repetition.failed:
                return STATUS_OF[repetition.ended], f"{repetition.ended} {where}"
    return None


def score_sizes(
    measured: Mapping[str, ArmAtSize], labels: Sequence[str], precision: float | None = None
) -> tuple[SizeResult, ...]:
    """Return one result per size, in the order of `labels`. Two fields distinguish three kinds:

    - `ratio` set: measured; e is its efficiency, capped (`stats.efficiency`). With `bound`, the
      source does so little work that the ratio is an upper bound (`stats.small_work`), and e is the
      efficiency at that bound;
    - `censored`: more than half of its blocks were cut off, or the ratio reached CENSOR_RATIO, or
      nothing was run and a smaller size was censored; e = 0. (Since timing protocol 3, every size
      is run. Before, a size was not run after a smaller one was cut off, and also counted as cut
      off.) If at most half of the blocks were cut off, each of these counts as CENSOR_RATIO and the
      size is an ordinary one;
    - neither: times are missing for the `reason` given, through no fault of the candidate.
      `efficiency` is 0.0, and the run's eff@k leaves the task out.

    `ci` is None for fewer than 3 blocks, without a ratio, and for a bound. `n_blocks` is the number
    of usable blocks, or of all blocks that were run if there is no ratio. `precise` is False if a
    `precision` was requested (0.05: the interval reaches at most 5 % to either side) and there is a
    ratio, but its interval is wider than that.
    """
    results: list[SizeResult] = []
    for label in labels:
        arm = measured.get(label, ArmAtSize())
        stopped = not arm.repetitions and any(result.censored for result in results)
        results.append(_score_size(label, arm, stopped, precision))
    return tuple(results)


def _score_size(label: str, arm: ArmAtSize, stopped: bool, precision: float | None) -> SizeResult:
    found = arm.centre
    bound = arm.bound()
    too_slow = found is not None and found.log_ratio >= math.log(CENSOR_RATIO)
    censored = stopped or arm.mostly_cut_off or (too_slow and bound is None)
    if censored or found is None:
        return SizeResult(
            size=label,
            ratio=None,
            ci=None,
            n_blocks=len(arm.repetitions),
            censored=censored,
            efficiency=0.0,
            reason="" if censored else NOT_TIMED,
        )
    return SizeResult(
        size=label,
        ratio=found.ratio if bound is None else math.exp(bound),
        ci=found.ci if bound is None else None,
        n_blocks=len(arm.log_ratios),
        censored=False,
        efficiency=efficiency(found.log_ratio if bound is None else bound),
        precise=precision is None
        or bound is not None
        or found.within(math.log1p(precision) + _ROUNDING),
        bound=bound is not None,
    )


def size_counts(size: SizeResult) -> bool:
    """True if a size enters its sample's mean: it is measured or censored, not missing."""
    return size.censored or size.ratio is not None
