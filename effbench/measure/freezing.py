"""Freeze the sizes of a task that count for time and for memory, using the fast reference alone.

This module defines how much work beyond the harness's cost the reference must do for a size to
count. Candidates have no influence: a model's results must not change the set of tasks that count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from effbench.base import NOOP_ARM, REFERENCE_ARM, Frozen, Repetition, TaskError, Timing
from effbench.measure.blocks import noop_arm, open_size, reference_arm, retried_block
from effbench.sandbox import Sandbox
from effbench.stats import MIN_MEMORY_BYTES, hodges_lehmann, large_enough
from effbench.tasks import SuiteTask, derive_seed

MARGIN = 2.0
"""A size counts if the reference exceeds the minimum for a ratio by this factor: its work takes as
long as the no-op, and it holds 512 KiB. Such a size can still be timed in a session that measures
the no-op at twice its cost."""
BUILT_IN_MARGIN = 1.0
"""Margin for the time of built-in tasks, whose sizes were chosen so that each can be timed: the
smallest of their 183 ratios of work to no-op is 0.78, far above the 0.5 that a ratio needs. MARGIN
would exclude twelve of them, from 0.78 to 1.01, and remove one task from eff@1."""
_BLOCKS = 4


def freeze(task: SuiteTask, sandbox: Sandbox, seed: int) -> Frozen:
    """Return the sizes of `task` that count, from a few runs of its fast reference.

    An imported task whose own files fail gets no sizes; a built-in one raises TaskError.
    """
    try:
        return frozen_by(list(time_reference(task, sandbox, seed)), margin_of(task))
    except TaskError:
        if not task.is_imported:
            raise
        return Frozen(timeable=(), memory=())


def margin_of(task: SuiteTask) -> float:
    """Return the margin that `frozen_by` applies to the time of this task."""
    return MARGIN if task.is_imported else BUILT_IN_MARGIN


def counting(task: SuiteTask, frozen: Frozen | None) -> SuiteTask:
    """Return `task` with the given frozen sizes; with None, return it unchanged."""
    return task if frozen is None else replace(task, frozen=frozen)


def time_reference(task: SuiteTask, sandbox: Sandbox, seed: int) -> Iterator[Timing]:
    """Run the fast reference and the no-op in a few blocks of every size, all shapes included."""
    seed = derive_seed(seed, "freeze")
    for size in task.sizes:
        run = open_size(task, size, sandbox, seed)
        arms = [reference_arm(task), noop_arm(task)]
        for block in range(max(_BLOCKS, run.cycle)):
            run.repetitions += retried_block(run, block, arms, sandbox, seed)
        yield run.timing(seed)


def frozen_by(timings: Iterable[Timing], margin: float = MARGIN) -> Frozen:
    """Return the sizes that count, from the reference's and the no-op's times of one task.

    `margin` applies to time; memory always uses MARGIN. The smallest size comes first.

    Records of one size are pooled. Blocks count if the reference was right and the no-op returned.
    """
    pairs: dict[str, list[tuple[Repetition, Repetition]]] = {}
    for timing in sorted(timings, key=lambda timing: timing.n):
        pairs.setdefault(timing.size, []).extend(_pairs(timing))
    return Frozen(
        timeable=tuple(size for size, found in pairs.items() if _is_timeable(found, margin)),
        memory=tuple(size for size, found in pairs.items() if _is_comparable(found)),
    )


def _pairs(timing: Timing) -> Iterator[tuple[Repetition, Repetition]]:
    """(reference, no-op) of each block in which both returned."""
    right = [r for r in timing.repetitions if r.ended == "returned" and r.wrong is None]
    noop = {r.block: r for r in right if r.arm == NOOP_ARM}
    for found in right:
        if found.arm == REFERENCE_ARM and found.block in noop:
            yield found, noop[found.block]


def _is_timeable(pairs: Sequence[tuple[Repetition, Repetition]], margin: float) -> bool:
    work = [reference.cpu_ns - noop.cpu_ns for reference, noop in pairs]
    return large_enough(work, [noop.cpu_ns for _, noop in pairs], margin)


def _is_comparable(pairs: Sequence[tuple[Repetition, Repetition]]) -> bool:
    held = [reference.peak_rss_bytes - noop.peak_rss_bytes for reference, noop in pairs]
    return bool(held) and hodges_lehmann(held) >= MARGIN * MIN_MEMORY_BYTES
