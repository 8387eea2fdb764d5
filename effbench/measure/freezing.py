"""Which sizes of a task count for time and for memory: decided by the fast reference alone.

Decides how much the reference must do beside the harness for a size to count. A candidate has no
part in it: whether a model passes a task must not decide whether the task counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from effbench.errors import TaskError
from effbench.measure.blocks import noop_arm, open_size, reference_arm, retried_block
from effbench.records import NOOP_ARM, REFERENCE_ARM, Frozen, Repetition, Timing
from effbench.sandbox import Sandbox
from effbench.stats.location import hodges_lehmann
from effbench.stats.paired import MIN_MEMORY_BYTES, large_enough
from effbench.suite import SuiteTask, derive_seed

MARGIN = 2.0
"""A size counts when the reference does so many times what a ratio needs at the least: it works as
long as the no-op, and holds 512 KiB. A size that counts is then still fit to be timed in a session
that measures the no-op at twice its cost."""
BUILT_IN_MARGIN = 1.0
"""For the time of built-in tasks, whose sizes were chosen so that each can be timed: the least of
their 183 shares of work to no-op is 0.78, far from the 0.5 that a ratio needs. MARGIN would cut
through twelve of them, from 0.78 to 1.01, and take one task out of eff@1."""
_BLOCKS = 4


def freeze(task: SuiteTask, sandbox: Sandbox, seed: int) -> Frozen:
    """The sizes of `task` that count, from a few runs of its fast reference.

    An imported task whose own files fail counts nowhere; a built-in one raises TaskError.
    """
    try:
        return frozen_by(list(time_reference(task, sandbox, seed)), margin_of(task))
    except TaskError:
        if not task.is_imported:
            raise
        return Frozen(timeable=(), memory=())


def margin_of(task: SuiteTask) -> float:
    """For time."""
    return MARGIN if task.is_imported else BUILT_IN_MARGIN


def counting(task: SuiteTask, frozen: Frozen | None) -> SuiteTask:
    """`task` with the sizes that count as somebody else froze them; None: as it is."""
    return task if frozen is None else replace(task, frozen=frozen)


def time_reference(task: SuiteTask, sandbox: Sandbox, seed: int) -> Iterator[Timing]:
    """The fast reference and the no-op in a few blocks of every size, each shape at least once."""
    seed = derive_seed(seed, "freeze")
    for size in task.sizes:
        run = open_size(task, size, sandbox, seed)
        arms = [reference_arm(task), noop_arm(task)]
        for block in range(max(_BLOCKS, run.cycle)):
            run.repetitions += retried_block(run, block, arms, sandbox, seed)
        yield run.timing(seed)


def frozen_by(timings: Iterable[Timing], margin: float = MARGIN) -> Frozen:
    """What the reference's and the no-op's times of one task say. Smallest size first.

    `margin` is that of time; for memory it is MARGIN.

    Records of one size are taken together. Blocks count where the reference was right and the
    no-op returned.
    """
    pairs: dict[str, list[tuple[Repetition, Repetition]]] = {}
    for timing in sorted(timings, key=lambda timing: timing.n):
        pairs.setdefault(timing.size, []).extend(_pairs(timing))
    return Frozen(
        timeable=tuple(size for size, found in pairs.items() if _is_timeable(found, margin)),
        memory=tuple(size for size, found in pairs.items() if _is_comparable(found)),
    )


def _pairs(timing: Timing) -> Iterator[tuple[Repetition, Repetition]]:
    """(reference, no-op) of each block where both returned."""
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
