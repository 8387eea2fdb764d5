"""One sample: its final status, its ratio at each size, its efficiency.

Decides how raw repetitions become ratios, when a size is censored, and when a timed input overturns
a pass. It does not know how samples combine (metrics).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from effbench.errors import DataError
from effbench.records import (
    NOOP_ARM,
    REFERENCE_ARM,
    Ended,
    Repetition,
    SampleResult,
    SizeResult,
    Status,
    Timing,
    Verdict,
)
from effbench.stats.location import hodges_lehmann, signed_rank_interval
from effbench.stats.paired import CENSOR_RATIO, paired_log_ratios

LEVEL = 0.95

_ENDED_STATUS: dict[Ended, Status] = {
    "raised": "runtime_error",
    "died": "runtime_error",
    "output_limit": "runtime_error",
    "memory": "memory",
    "syntax_error": "syntax_error",
}
"""What an end on a timed input says of the candidate. A timeout costs speed, not correctness."""


@dataclass
class ArmAtSize:
    """All that was measured of one source at one size."""

    repetitions: list[Repetition] = field(default_factory=list)
    log_ratios: list[float] = field(default_factory=list)
    """Of the usable blocks only, see `paired_log_ratios`."""


def collect_arms(
    timings: Iterable[Timing], sizes_by_task: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], dict[str, ArmAtSize]]:
    """(task, source SHA-256) -> size -> what was measured of that source.

    Several records of one (task, size) are pooled, each with its own reference and its own no-op
    median; without no-op repetitions nothing is subtracted. Raises DataError as `summarise` says.
    """
    arms: dict[tuple[str, str], dict[str, ArmAtSize]] = {}
    for timing in timings:
        if timing.size not in sizes_by_task.get(timing.task_id, ()):
            raise DataError(
                f"the timings name task {timing.task_id!r}, size {timing.size!r}, which the suite "
                "doesn't have; score a run with the suite that it was made with"
            )
        noop = [r.cpu_ns for r in timing.repetitions if r.arm == NOOP_ARM and r.ended == "returned"]
        baseline_ns = statistics.median(noop) if noop else 0.0
        by_arm = _by_arm_and_block(timing)
        references = by_arm.pop(REFERENCE_ARM, {})
        for source_sha256, blocks in by_arm.items():
            sizes = arms.setdefault((timing.task_id, source_sha256), {})
            arm = sizes.setdefault(timing.size, ArmAtSize())
            arm.repetitions.extend(blocks.values())
            arm.log_ratios.extend(_log_ratios(blocks, references, baseline_ns))
    return arms


def _by_arm_and_block(timing: Timing) -> dict[str, dict[int, Repetition]]:
    by_arm: dict[str, dict[int, Repetition]] = {}
    for repetition in timing.repetitions:
        if repetition.arm == NOOP_ARM:
            continue
        blocks = by_arm.setdefault(repetition.arm, {})
        if repetition.block in blocks:
            raise DataError(
                f"the timings of task {timing.task_id!r}, size {timing.size!r} hold arm "
                f"{repetition.arm!r} twice in block {repetition.block}; measure this task again"
            )
        blocks[repetition.block] = repetition
    return by_arm


def _log_ratios(
    candidate: Mapping[int, Repetition], reference: Mapping[int, Repetition], baseline_ns: float
) -> list[float]:
    """Of blocks where the candidate returned or was cut off and the reference was right."""
    pairs = [
        (repetition, reference[block])
        for block, repetition in candidate.items()
        if repetition.ended in ("returned", "timeout")
        and block in reference
        and reference[block].ended == "returned"
        and reference[block].wrong is None
    ]
    ratios = paired_log_ratios(
        [ours.cpu_ns for ours, _ in pairs],
        [theirs.cpu_ns for _, theirs in pairs],
        [ours.ended == "timeout" for ours, _ in pairs],
        baseline_ns=baseline_ns,
    )
    return [float(ratio) for ratio in ratios]


def score_sample(
    verdict: Verdict, measured: Mapping[str, ArmAtSize], labels: Sequence[str]
) -> SampleResult:
    """Final status and efficiency of one sample. `labels`: the task's sizes, smallest first.

    A pass is overturned by the first timed repetition that raised, died, ran out of memory or
    returned a wrong answer. `sizes` is empty unless the final status is `pass`; `peak_rss_bytes` is
    the largest of all its repetitions, None when there are none.
    """
    failure = _timed_failure(measured) if verdict.status == "pass" else None
    status, detail = failure or (verdict.status, verdict.detail)
    sizes = score_sizes(measured, labels) if status == "pass" else ()
    counted = [size.efficiency for size in sizes if size_counts(size)]
    memory = [r.peak_rss_bytes for arm in measured.values() for r in arm.repetitions]
    return SampleResult(
        task_id=verdict.task_id,
        sample_index=verdict.sample_index,
        status=status,
        detail=detail,
        source_sha256=verdict.source_sha256,
        efficiency=math.fsum(counted) / len(counted) if counted else 0.0,
        sizes=sizes,
        peak_rss_bytes=max(memory, default=None),
    )


def _timed_failure(measured: Mapping[str, ArmAtSize]) -> tuple[Status, str] | None:
    for size, arm in measured.items():
        for repetition in arm.repetitions:
            where = f"on a timed input (size {size}, block {repetition.block})"
            if repetition.ended in _ENDED_STATUS:
                return _ENDED_STATUS[repetition.ended], f"{repetition.ended} {where}"
            if repetition.ended == "returned" and repetition.wrong is not None:
                return "wrong_answer", f"{repetition.wrong} {where}"
    return None


def score_sizes(measured: Mapping[str, ArmAtSize], labels: Sequence[str]) -> tuple[SizeResult, ...]:
    """One result a size, in the order of `labels`. Three kinds, told apart by two fields:

    - `ratio` set: measured, e = max(0, 1 - log10(ratio));
    - `censored`: more than half of its blocks were cut off, or the ratio came to CENSOR_RATIO or
      more, or nothing was run because a smaller size was censored already; e = 0. If only some
      blocks were cut off, they count as CENSOR_RATIO and the size is an ordinary one;
    - neither: no usable block, through no fault of the candidate. `efficiency` reads 0.0 and is
      left out of the sample's mean.

    `ci` is None when there are too few blocks for the level (below 6) or no ratio. `n_blocks`
    counts usable blocks, or all that were run where the size is censored.
    """
    results: list[SizeResult] = []
    for label in labels:
        arm = measured.get(label, ArmAtSize())
        stopped = not arm.repetitions and any(result.censored for result in results)
        results.append(_score_size(label, arm, stopped))
    return tuple(results)


def _score_size(label: str, arm: ArmAtSize, stopped: bool) -> SizeResult:
    timeouts = sum(repetition.ended == "timeout" for repetition in arm.repetitions)
    mostly_cut_off = 2 * timeouts > len(arm.repetitions)
    location = hodges_lehmann(arm.log_ratios) if arm.log_ratios else None
    too_slow = location is not None and location >= math.log(CENSOR_RATIO)
    censored = stopped or mostly_cut_off or too_slow
    if censored or location is None:
        return SizeResult(
            size=label,
            ratio=None,
            ci=None,
            n_blocks=len(arm.repetitions) if censored else 0,
            censored=censored,
            efficiency=0.0,
        )
    interval = signed_rank_interval(arm.log_ratios, LEVEL)
    return SizeResult(
        size=label,
        ratio=math.exp(location),
        ci=(math.exp(interval[0]), math.exp(interval[1])) if interval else None,
        n_blocks=len(arm.log_ratios),
        censored=False,
        efficiency=max(0.0, 1.0 - location / math.log(10)),
    )


def size_counts(size: SizeResult) -> bool:
    """Whether a size enters its sample's mean: measured or censored, but not unusable."""
    return size.censored or size.ratio is not None
