"""Sort raw repetitions by source, next to the reference and no-op repetitions of the same blocks.

This module groups the repetitions that belong together and selects the usable ones. `samples`,
`scaling` and `memory` compute scores from them.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from effbench.base import NOOP_ARM, REFERENCE_ARM, DataError, Repetition, Timing
from effbench.stats import Centre, Times, located

LEVEL = 0.95

Blocks = Mapping[int, Repetition]
"""Block number -> the one repetition of an arm in that block."""


@dataclass(frozen=True)
class ArmRecord:
    """One timing record, for one source. All three arms received the same inputs."""

    n: int
    batch: int
    cycle: int
    turns: Sequence[int]
    own: Blocks
    reference: Blocks
    noop: Blocks
    """The no-op repetitions that returned; of several in one block, the first."""

    @cached_property
    def noop_ns(self) -> float:
        """Median time of the no-ops that returned; 0 if none did."""
        times = [repetition.cpu_ns for repetition in self.noop.values()]
        return statistics.median(times) if times else 0.0

    def work_ns(self, repetition: Repetition) -> float:
        """The repetition's time minus the no-op's time on the same input."""
        return repetition.cpu_ns - self.floor_ns(repetition.block)

    def floor_ns(self, block: int) -> float:
        """The no-op's time in that block, or the median if it did not return in that block."""
        return float(self.noop[block].cpu_ns) if block in self.noop else self.noop_ns

    def returned(self) -> Iterator[tuple[Repetition, Repetition]]:
        """Yield (source, reference) for blocks in which both returned the right answer."""
        for block, repetition in self.own.items():
            if is_right(repetition) and block in self.reference and is_right(self.reference[block]):
                yield repetition, self.reference[block]

    def log_ratios(self) -> list[float]:
        """Log-ratios of blocks with a right reference whose source returned or was cut off."""
        return list(self.log_ratio_by_block().values())

    def log_ratio_by_block(self) -> dict[int, float]:
        """The same log-ratios as `log_ratios`, by block number."""
        return dict(zip(self.usable, map(float, self.times.log_ratios()), strict=True))

    @cached_property
    def usable(self) -> list[int]:
        """Numbers of the blocks in `log_ratios`, in order."""
        return [
            block
            for block, repetition in self.own.items()
            if (repetition.ended == "returned" or repetition.cut_off)
            and block in self.reference
            and is_right(self.reference[block])
        ]

    @cached_property
    def times(self) -> Times:
        """The times of the usable blocks."""
        own = [self.own[block] for block in self.usable]
        return Times.of(
            [ours.cpu_ns for ours in own],
            [self.reference[block].cpu_ns for block in self.usable],
            [self.floor_ns(block) for block in self.usable],
            [ours.cut_off for ours in own],
            self.shapes(self.usable),
        )

    def shapes(self, blocks: Sequence[int]) -> list[int] | None:
        """The shape of each block; None if shapes alternated and the record does not name them."""
        if self.cycle == 1:
            return [0] * len(blocks)
        if any(block >= len(self.turns) for block in blocks):
            return None
        return [self.turns[block] for block in blocks]

    def half(self, which: int) -> ArmRecord:
        """The record with every other cycle of blocks, starting at cycle `which` (0 or 1)."""
        own = {b: r for b, r in self.own.items() if b // self.cycle % 2 == which}
        return replace(self, own=own)


@dataclass
class ArmAtSize:
    """All measurements of one source at one size. Fill `records` before reading any property."""

    records: list[ArmRecord] = field(default_factory=list)

    @cached_property
    def repetitions(self) -> list[Repetition]:
        """All repetitions of the source."""
        return [repetition for record in self.records for repetition in record.own.values()]

    @cached_property
    def log_ratios(self) -> list[float]:
        """Log-ratios of the usable blocks, in the order they were run in."""
        return [ratio for record in self.records for ratio in record.log_ratios()]

    @cached_property
    def centre(self) -> Centre | None:
        """Centre of the log-ratios, weighting shapes equally; None without usable blocks."""
        return self.located(self.log_ratios, [record.usable for record in self.records])

    def located(self, values: Sequence[float], blocks: Sequence[Sequence[int]]) -> Centre | None:
        """The centre of `values`, one per block; `blocks` has one sequence per record."""
        if not values:
            return None
        cycle = max(record.cycle for record in self.records)
        shapes = [record.shapes(own) for record, own in zip(self.records, blocks, strict=True)]
        known = [shape for some in shapes if some is not None for shape in some]
        return located(values, cycle, known if len(known) == len(values) else None)

    def bound(self) -> float | None:
        """Upper bound of the log-ratio if the work is too small for a ratio, else None."""
        found = [record.times.bound() for record in self.records if record.usable]
        bounds = [bound for bound in found if bound is not None]
        return max(bounds) if bounds and len(bounds) == len(found) else None

    @cached_property
    def halves(self) -> tuple[ArmAtSize, ArmAtSize] | None:
        """Alternate cycles of blocks as two halves; None unless both hold every shape."""
        parts = [ArmAtSize([record.half(which) for record in self.records]) for which in (0, 1)]
        if all(record.cycle <= len(record.own) for part in parts for record in part.records):
            return parts[0], parts[1]
        return None

    @property
    def mostly_cut_off(self) -> bool:
        """True if more than half of the repetitions were cut off."""
        timeouts = sum(repetition.cut_off for repetition in self.repetitions)
        return 2 * timeouts > len(self.repetitions)


def collect_arms(
    timings: Iterable[Timing], sizes_by_task: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], dict[str, ArmAtSize]]:
    """Return (task, source SHA-256) -> size -> the measurements of that source.

    Several records of one (task, size) are pooled; each keeps its own reference and no-ops. Without
    no-op repetitions, nothing is subtracted. Raises DataError as `summarise` says.
    """
    arms: dict[tuple[str, str], dict[str, ArmAtSize]] = {}
    for timing in timings:
        if timing.size not in sizes_by_task.get(timing.task_id, ()):
            raise DataError(
                f"the timings name task {timing.task_id!r}, size {timing.size!r}, which the suite "
                "doesn't have; score a run with the suite that it was made with"
            )
        noops = [r for r in timing.repetitions if r.arm == NOOP_ARM and r.ended == "returned"]
        noop = {r.block: r for r in reversed(noops)}
        by_arm = _by_arm_and_block(timing)
        reference = by_arm.pop(REFERENCE_ARM, {})
        for source_sha256, own in by_arm.items():
            sizes = arms.setdefault((timing.task_id, source_sha256), {})
            record = ArmRecord(
                timing.n, timing.batch, timing.cycle, timing.turns, own, reference, noop
            )
            sizes.setdefault(timing.size, ArmAtSize()).records.append(record)
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


def is_right(repetition: Repetition) -> bool:
    """True if the repetition returned the right answer."""
    return repetition.ended == "returned" and repetition.wrong is None
