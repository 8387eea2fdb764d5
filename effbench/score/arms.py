"""Raw repetitions, sorted: what was measured of each source, beside what it is compared with.

Decides which repetitions belong together and which of them are usable. It does not decide what they
are worth (samples, growth, memory).
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from effbench.errors import DataError
from effbench.records import NOOP_ARM, REFERENCE_ARM, Repetition, Timing
from effbench.stats.paired import paired_log_ratios
from effbench.stats.ratio import by_cycle

LEVEL = 0.95

Blocks = Mapping[int, Repetition]
"""Block number -> the one repetition of an arm in it."""


@dataclass(frozen=True)
class Run:
    """One timing record from the view of one source. The three arms met the same inputs."""

    n: int
    batch: int
    cycle: int
    own: Blocks
    reference: Blocks
    noop: Blocks
    """Those that returned, the first of a block."""

    @cached_property
    def noop_ns(self) -> float:
        """Median time of the no-ops that returned; 0 when there are none."""
        times = [repetition.cpu_ns for repetition in self.noop.values()]
        return statistics.median(times) if times else 0.0

    def work_ns(self, repetition: Repetition) -> float:
        """Its time less what a program that does nothing takes on the same input."""
        return repetition.cpu_ns - self.floor_ns(repetition.block)

    def floor_ns(self, block: int) -> float:
        """The no-op's time in that block; the median where it did not return there."""
        return float(self.noop[block].cpu_ns) if block in self.noop else self.noop_ns

    def returned(self) -> Iterator[tuple[Repetition, Repetition]]:
        """(source, reference) of the blocks where both returned, and rightly."""
        for block, repetition in self.own.items():
            if is_right(repetition) and block in self.reference and is_right(self.reference[block]):
                yield repetition, self.reference[block]

    def log_ratios(self) -> list[float]:
        """Of blocks where the source returned or was cut off and the reference was right."""
        return list(self.log_ratio_by_block().values())

    def log_ratio_by_block(self) -> dict[int, float]:
        """`log_ratios`, by the number of the block."""
        pairs = {
            block: (repetition, self.reference[block])
            for block, repetition in self.own.items()
            if (repetition.ended == "returned" or repetition.cut_off)
            and block in self.reference
            and is_right(self.reference[block])
        }
        ratios = paired_log_ratios(
            [ours.cpu_ns for ours, _ in pairs.values()],
            [theirs.cpu_ns for _, theirs in pairs.values()],
            [ours.cut_off for ours, _ in pairs.values()],
            baseline_ns=[self.floor_ns(block) for block in pairs],
        )
        return dict(zip(pairs, map(float, ratios), strict=True))


@dataclass
class ArmAtSize:
    """All that was measured of one source at one size. Complete before anything is read off."""

    runs: list[Run] = field(default_factory=list)

    @cached_property
    def repetitions(self) -> list[Repetition]:
        return [repetition for run in self.runs for repetition in run.own.values()]

    @cached_property
    def log_ratios(self) -> list[float]:
        """Of the usable blocks only, in the order they were run in."""
        return [ratio for run in self.runs for ratio in run.log_ratios()]

    @cached_property
    def values(self) -> list[float]:
        """Log-ratios to be centred: where shapes take turns, one for each cycle of them."""
        return [v for run in self.runs for v in by_cycle(run.log_ratios(), run.cycle)]

    @property
    def mostly_cut_off(self) -> bool:
        timeouts = sum(repetition.cut_off for repetition in self.repetitions)
        return 2 * timeouts > len(self.repetitions)


def collect_arms(
    timings: Iterable[Timing], sizes_by_task: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], dict[str, ArmAtSize]]:
    """(task, source SHA-256) -> size -> what was measured of that source.

    Several records of one (task, size) are pooled, each with its own reference and no-ops; without
    no-op repetitions nothing is subtracted. Raises DataError as `summarise` says.
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
            run = Run(timing.n, timing.batch, timing.cycle, own, reference, noop)
            sizes.setdefault(timing.size, ArmAtSize()).runs.append(run)
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
    return repetition.ended == "returned" and repetition.wrong is None
