"""Raw repetitions, sorted: what was measured of each source, beside what it is compared with.

Decides which repetitions belong together and which of them are usable. It does not decide what they
are worth (samples, growth, memory).
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from effbench.errors import DataError
from effbench.records import NOOP_ARM, REFERENCE_ARM, Repetition, Timing
from effbench.stats.ratio import Centre, located
from effbench.stats.small_work import Times

LEVEL = 0.95

Blocks = Mapping[int, Repetition]
"""Block number -> the one repetition of an arm in it."""


@dataclass(frozen=True)
class Run:
    """One timing record from the view of one source. The three arms met the same inputs."""

    n: int
    batch: int
    cycle: int
    turns: Sequence[int]
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
        return dict(zip(self.usable, map(float, self.times.log_ratios()), strict=True))

    @cached_property
    def usable(self) -> list[int]:
        """The blocks of `log_ratios`, in order."""
        return [
            block
            for block, repetition in self.own.items()
            if (repetition.ended == "returned" or repetition.cut_off)
            and block in self.reference
            and is_right(self.reference[block])
        ]

    @cached_property
    def times(self) -> Times:
        """Of the usable blocks."""
        own = [self.own[block] for block in self.usable]
        return Times.of(
            [ours.cpu_ns for ours in own],
            [self.reference[block].cpu_ns for block in self.usable],
            [self.floor_ns(block) for block in self.usable],
            [ours.cut_off for ours in own],
            self.shapes(self.usable),
        )

    def shapes(self, blocks: Sequence[int]) -> list[int] | None:
        """Of which shape each block was; None where they took turns and the record has no names."""
        if self.cycle == 1:
            return [0] * len(blocks)
        if any(block >= len(self.turns) for block in blocks):
            return None
        return [self.turns[block] for block in blocks]

    def half(self, which: int) -> Run:
        """Every other cycle of the blocks, from cycle `which` (0 or 1) on."""
        own = {b: r for b, r in self.own.items() if b // self.cycle % 2 == which}
        return replace(self, own=own)


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
    def centre(self) -> Centre | None:
        """The log-ratio, each shape of input weighing the same; None without a usable block."""
        return self.located(self.log_ratios, [run.usable for run in self.runs])

    def located(self, values: Sequence[float], blocks: Sequence[Sequence[int]]) -> Centre | None:
        """The centre of one value for each of the `blocks`, which are given for each run."""
        if not values:
            return None
        cycle = max(run.cycle for run in self.runs)
        shapes = [run.shapes(own) for run, own in zip(self.runs, blocks, strict=True)]
        known = [shape for some in shapes if some is not None for shape in some]
        return located(values, cycle, known if len(known) == len(values) else None)

    def bound(self) -> float | None:
        """The most that the log-ratio may be, where the work is too little for a number."""
        found = [run.times.bound() for run in self.runs if run.usable]
        bounds = [bound for bound in found if bound is not None]
        return max(bounds) if bounds and len(bounds) == len(found) else None

    @cached_property
    def halves(self) -> tuple[ArmAtSize, ArmAtSize] | None:
        """Every other cycle of blocks, and the others; None unless both hold every shape."""
        parts = [ArmAtSize([run.half(which) for run in self.runs]) for which in (0, 1)]
        if all(run.cycle <= len(run.own) for part in parts for run in part.runs):
            return parts[0], parts[1]
        return None

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
            run = Run(timing.n, timing.batch, timing.cycle, timing.turns, own, reference, noop)
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
