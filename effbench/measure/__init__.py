"""How fast is it? Blocks of fresh inputs, fast reference and candidates side by side.

Decides what is run, in which order and for how long; writes down raw repetitions and never a
summary (score). The protocol:

- a block is one freshly seeded input (a batch of instances in one call where one would be too
  short to time). The reference, the no-op and every candidate get the same bytes, in random order,
  each in a fresh child of the same zygote. The block cancels the machine's mood; the no-op is what
  the harness itself costs on that input. Sizes where the reference costs little more are frozen
  as such before any candidate is timed (freezing), and not run;
- a child is killed at ten times the reference's time (with a margin for the reference's own
  noise): that repetition is censored. A candidate whose first blocks are all censored at a size is
  not run there again. Every size is judged by itself: the next one is run all the same;
- blocks may run beside one another (`at_once`), each on a zygote of its own: what is compared runs
  one after the other all the same. Who leaves is looked at when all of them are done;
- input shapes cost differently, so they take turns: each once in a cycle of blocks (or, where a
  call holds several instances, as often as the others within it);
- every output is checked. A candidate with a wrong answer or an error is not run again: it failed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from effbench.measure.blocks import (
    Arm,
    SizeRun,
    noop_arm,
    open_size,
    reference_arm,
    retried_block,
    side_by_side,
    times_of,
    too_small,
)
from effbench.measure.certificate import Audit, audit, certificate_tasks
from effbench.measure.estimand import QUICK, STANDARD, TWO_SIZES, TWO_SIZES_HALF, estimand_of
from effbench.measure.fitness import QUICK_TARGET, certificate, compared_arm, target_of
from effbench.measure.freezing import counting, freeze, frozen_by, margin_of, time_reference
from effbench.measure.inputs import Fresh, Kept
from effbench.records import REFERENCE_ARM, Repetition, Timing
from effbench.sandbox import Sandbox, job_frame
from effbench.stats.efficiency import CAP_LOG_RATIO
from effbench.stats.paired import CENSOR_RATIO
from effbench.stats.ratio import located
from effbench.suite import Suite, SuiteTask, TimedSize

__all__ = [
    "LOOKS",
    "PLANS",
    "QUICK_TARGET",
    "REWARD_PLANS",
    "Audit",
    "Fresh",
    "Kept",
    "Plan",
    "audit",
    "certificate",
    "certificate_tasks",
    "compared_arm",
    "counting",
    "freeze",
    "frozen_by",
    "is_timed",
    "margin_of",
    "measure",
    "plan_of",
    "target_of",
    "time_reference",
]

LOOKS = (8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384)
"""After how many blocks precision is looked at. Stopping on precision costs an interval a little of
its coverage, for which `stats.ratio` makes up; on significance it would cost much more."""


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Without `precision` every candidate gets `min_blocks` blocks; with `whole_cycles`, where shapes
    take turns, as many complete cycles as fit into them, and at least one. With `precision` (0.05:
    the 95 % interval reaches at most 5 % to either side) a candidate is looked at after LOOKS
    blocks and leaves when it is known well enough, or after `max_blocks`. `sizes` is how many of
    the ladder's first rungs are timed; None means all. `batch_share` is the part of a size's frozen
    batch that goes into one call, `cut_offs` how many blocks in a row from the first on that are
    cut off end a candidate at a size; two where shapes take turns, since one says nothing of the
    others, or where the reference was slow in that block as well. `estimand` names what the times
    estimate (measure.estimand).
    """

    precision: float | None = None
    min_blocks: int = 8
    max_blocks: int = LOOKS[-1]
    sizes: int | None = None
    batch_share: float = 1.0
    cut_offs: int = 2
    whole_cycles: bool = False
    estimand: str = STANDARD

    def for_suite(self, suite: Suite) -> Plan:
        """This plan within what the suite allows."""
        allowed = suite.max_blocks or self.max_blocks
        return replace(self, max_blocks=min(self.max_blocks, allowed))

    @property
    def stops(self) -> tuple[int, ...]:
        """After so many blocks precision is looked at; the last one is the end, whatever it is."""
        if not self.precision:
            return (self.min_blocks,)
        looks = [look for look in LOOKS if self.min_blocks <= look < self.max_blocks]
        return (*looks, self.max_blocks)

    def stops_at(self, cycle: int) -> tuple[int, ...]:
        """`stops`, where so many shapes take turns."""
        if not self.whole_cycles:
            return self.stops
        return (max(cycle, self.min_blocks // cycle * cycle),)

    def rungs(self, task: SuiteTask) -> tuple[str, ...]:
        """The labels of the sizes that this plan has, smallest first, whether they count or not."""
        return tuple(size.label for size in task.sizes[: self.sizes])

    def labels(self, task: SuiteTask) -> tuple[str, ...]:
        """Those at which `task` is timed: the sizes that count. All, where that was not frozen."""
        counts = task.frozen
        return tuple(x for x in self.rungs(task) if counts is None or x in counts.timeable)

    def in_a_call(self, task: SuiteTask, size: TimedSize) -> TimedSize:
        """`size` with as many instances in a call as this plan wants.

        No shape that was in a call is lost: shapes cost differently. Where the measurement chooses
        the batch, it is the least that can be timed already.
        """
        if size.batch is None:
            return size
        fewest = min(size.batch, len(task.shapes))
        return replace(size, batch=max(fewest, math.ceil(self.batch_share * size.batch)))


PLANS: dict[str, Plan | None] = {
    "off": None,
    "quick": Plan(min_blocks=4, cut_offs=1, whole_cycles=True, estimand=QUICK),
    "standard": Plan(precision=0.05, max_blocks=192),
    "strict": Plan(precision=0.02),
}
"""The timing profiles of a run by name; `off` times nothing."""
REWARD_PLANS: dict[str, Plan | None] = {
    "reward": Plan(min_blocks=7, sizes=2, batch_share=0.5, cut_offs=1, estimand=TWO_SIZES_HALF),
    **PLANS,
}
"""Those of a reward. Its own times less, and what it estimates is in no table of runs."""
_EARLIER = {
    TWO_SIZES: Plan(sizes=2, estimand=TWO_SIZES),
    TWO_SIZES_HALF: REWARD_PLANS["reward"],
}
"""What runs were timed by that say `quick` and mean what it was then."""


def plan_of(timing: Mapping[str, object]) -> Plan | None:
    """The plan by which a run was timed whose manifest says this of its `timing`.

    Raises KeyError for a profile that is none of PLANS.
    """
    return _EARLIER.get(estimand_of(timing)) or PLANS[str(timing.get("profile"))]


def measure(
    task: SuiteTask,
    sources: Mapping[str, str],
    sandbox: Sandbox,
    seed: int,
    plan: Plan,
    done: Sequence[Timing] = (),
    inputs: Fresh | None = None,
    at_once: int = 1,
) -> Iterator[Timing]:
    """Time `sources` (SHA-256 -> source) of one task; yields each size's record when complete.

    `done` are this task's records from an earlier, interrupted call with the same sources: those
    sizes are not run again, and what they say about stopped candidates holds. `inputs`: `Kept`
    where the same blocks will be asked for again. `at_once`: so many blocks beside one another,
    as far as the sandbox has slots.
    """
    candidates = {
        name: Arm(name, job_frame(source, task.entry_point, task.prelude))
        for name, source in sources.items()
    }
    finished = {timing.size for timing in done}
    for timing in done:
        _stop_arms(candidates, timing.repetitions)
    for size in task.sizes:
        if size.label in finished or size.label not in plan.labels(task):
            continue
        running = [arm for arm in candidates.values() if not arm.stopped]
        if not running:
            break
        run = open_size(task, plan.in_a_call(task, size), sandbox, seed, inputs)
        timing = _measure_size(run, running, sandbox, seed, plan, at_once)
        _stop_arms(candidates, timing.repetitions)
        yield timing


def is_timed(
    task: SuiteTask, sources: Mapping[str, str], plan: Plan, done: Sequence[Timing]
) -> bool:
    """Would `measure` have nothing left to do after `done`?"""
    arms = {name: Arm(name, b"") for name in sources}
    for timing in done:
        _stop_arms(arms, timing.repetitions)
    missing = set(plan.labels(task)) - {timing.size for timing in done}
    return not missing or all(arm.stopped for arm in arms.values())


def _measure_size(
    run: SizeRun, candidates: Sequence[Arm], sandbox: Sandbox, seed: int, plan: Plan, at_once: int
) -> Timing:
    task = run.task
    active = list(candidates)
    block = 0
    for stop in plan.stops_at(run.cycle):
        while active and block < stop:
            after = min(block + at_once, stop) if block else 1
            arms = [reference_arm(task), noop_arm(task), *active]
            for found in side_by_side(
                [partial(retried_block, run, b, arms, sandbox, seed) for b in range(block, after)]
            ):
                run.repetitions += found
            block = after
            active = [arm for arm in active if not _finished_here(arm, run, plan)]
        if plan.precision:
            if task.frozen is None and too_small(run.repetitions):
                break  # nobody knows that it counts, and it shows that it does not
            within = math.log1p(plan.precision)
            active = [arm for arm in active if not _is_precise(arm, run, seed, within)]
    return run.timing(seed)


def _finished_here(arm: Arm, run: SizeRun, plan: Plan) -> bool:
    """Failed, or censored so often from the start that more blocks can't change it."""
    own = [r for r in run.repetitions if r.arm == arm.name]
    if any(r.failed for r in own):
        return True
    if not own or not all(r.cut_off for r in own):
        return False
    if run.cycle > 1 or not _beyond_doubt(own, run.repetitions):
        return len(own) >= max(2, plan.cut_offs)
    return len(own) >= plan.cut_offs


def _beyond_doubt(own: Sequence[Repetition], repetitions: Sequence[Repetition]) -> bool:
    """Was the reference so fast in those very blocks? The cut-off is of an earlier moment."""
    reference = {r.block: r.cpu_ns for r in repetitions if r.arm == REFERENCE_ARM}
    return all(r.cpu_ns >= CENSOR_RATIO * reference[r.block] for r in own)


def _is_precise(arm: Arm, run: SizeRun, seed: int, within: float) -> bool:
    """Does the interval of the log-ratio reach at most `within` to either side?

    A candidate so fast that there is but a bound is known well enough when it has the cap's score.
    """
    times = times_of(run, arm.name, seed)
    bound = times.bound()
    if bound is not None:
        return bound <= CAP_LOG_RATIO
    return located(times.log_ratios(), run.cycle, times.shapes).within(within)


def _stop_arms(candidates: Mapping[str, Arm], repetitions: Sequence[Repetition]) -> None:
    """Mark candidates that must not run at the next size: those that failed.

    One that was cut off runs there all the same: a fixed cost weighs less at a larger size, and a
    size that is not run would be judged by another.
    """
    for arm in candidates.values():
        if any(r.failed for r in repetitions if r.arm == arm.name):
            arm.stopped = True
