"""Time candidates: blocks of fresh inputs, run by the fast reference and the candidates in turn.

This package defines what is run, in which order and for how long. It records raw repetitions and
never summarises them (see `score`). The protocol:

- a block is one freshly seeded input (a batch of instances in one call if one instance would be too
  short to time). The reference, the no-op and every candidate get the same bytes, in random order,
  each in a fresh child process of the same zygote. Comparing within a block cancels changes of the
  machine's speed; the no-op measures the harness's own cost on that input. Sizes at which the
  reference costs little more are frozen as such before any candidate is timed (freezing), and
  are not run;
- a child process is killed at ten times the reference's time (with a margin for the reference's
  own noise): that repetition is censored. A candidate whose first blocks are all censored at a
  size is not run there again. Each size is independent: the next size is run anyway;
- blocks may run in parallel (`at_once`), each on its own zygote. The arms within a block still run
  one after the other. Candidates are stopped only after all parallel blocks have finished;
- input shapes differ in cost, so they alternate: each occurs once per cycle of blocks (or, if a
  call holds several instances, as often as the others within the call);
- every output is checked. A candidate with a wrong answer or an error has failed and is not run
  again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from effbench.base import REFERENCE_ARM, Repetition, Timing, TimingSection
from effbench.measure.auditing import Audit, audit, certificate_tasks
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
from effbench.measure.fitness import QUICK_TARGET, certificate, compared_arm, target_of
from effbench.measure.freezing import counting, freeze, frozen_by, margin_of, time_reference
from effbench.measure.inputs import Fresh, Kept
from effbench.runs import QUICK, STANDARD, TWO_SIZES, TWO_SIZES_HALF, estimand_of
from effbench.sandbox import Sandbox, job_frame
from effbench.stats import CAP_LOG_RATIO, CENSOR_RATIO, located
from effbench.tasks import Suite, SuiteTask, TimedSize

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
"""Numbers of blocks after which precision is checked. Stopping on precision costs an interval a
little coverage, which `stats.ratio` compensates; stopping on significance would cost much more."""


@dataclass(frozen=True)
class Plan:
    """The amount of measurement.

    Without `precision`, every candidate gets `min_blocks` blocks. With `whole_cycles`, if shapes
    alternate, it gets as many complete cycles as fit into them, and at least one. With `precision`
    (0.05: the 95 % interval reaches at most 5 % to either side), a candidate is checked after LOOKS
    blocks and stops once it is precise enough, or after `max_blocks`. `sizes` is the number of the
    task's smallest sizes that are timed; None means all. `batch_share` is the share of a size's
    frozen batch that goes into one call. `cut_offs` is the number of consecutive cut-off blocks,
    from the first block on, after which a candidate is stopped at a size. It is at least two if
    shapes alternate, since one shape says nothing about the others, or if the reference was slow in
    that block as well. `estimand` names the quantity that the times estimate (runs.estimand).
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
        """Return this plan within the suite's limits."""
        allowed = suite.max_blocks or self.max_blocks
        return replace(self, max_blocks=min(self.max_blocks, allowed))

    @property
    def stops(self) -> tuple[int, ...]:
        """Numbers of blocks after which precision is checked; the last one ends the measurement."""
        if not self.precision:
            return (self.min_blocks,)
        looks = [look for look in LOOKS if self.min_blocks <= look < self.max_blocks]
        return (*looks, self.max_blocks)

    def stops_at(self, cycle: int) -> tuple[int, ...]:
        """`stops` for a size with `cycle` alternating shapes."""
        if not self.whole_cycles:
            return self.stops
        return (max(cycle, self.min_blocks // cycle * cycle),)

    def rungs(self, task: SuiteTask) -> tuple[str, ...]:
        """The labels of this plan's sizes, smallest first, including sizes that do not count."""
        return tuple(size.label for size in task.sizes[: self.sizes])

    def labels(self, task: SuiteTask) -> tuple[str, ...]:
        """Labels of the sizes at which `task` is timed: those that count, or all if not frozen."""
        counts = task.frozen
        return tuple(x for x in self.rungs(task) if counts is None or x in counts.timeable)

    def in_a_call(self, task: SuiteTask, size: TimedSize) -> TimedSize:
        """Return `size` with this plan's number of instances per call.

        Every shape in a call keeps at least one instance, since shapes differ in cost. If the
        measurement chooses the batch, it is already the smallest that can be timed.
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
"""The timing profiles of a reward. `reward` times less than the others; its estimand appears in no
table of runs."""
_EARLIER = {
    TWO_SIZES: Plan(sizes=2, estimand=TWO_SIZES),
    TWO_SIZES_HALF: REWARD_PLANS["reward"],
}
"""The plans of older runs whose profile is `quick`, with its meaning at that time."""


def plan_of(timing: TimingSection) -> Plan | None:
    """Return the plan by which a run was timed.

    Raises KeyError for a profile that is not in PLANS.
    """
    return _EARLIER.get(estimand_of(timing)) or PLANS[str(timing.profile)]


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
    """Time `sources` (SHA-256 -> source) of one task; yield each size's record when complete.

    `done` holds this task's records from an earlier, interrupted call with the same sources: these
    sizes are not run again, and the candidates that they stopped stay stopped. `inputs`: use `Kept`
    if the same blocks will be requested again. `at_once`: number of parallel blocks, limited by the
    sandbox's slots.
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
    """True if `measure` has nothing left to do after `done`."""
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
                break  # this size was not frozen, and its reference proves too small to count
            within = math.log1p(plan.precision)
            active = [arm for arm in active if not _is_precise(arm, run, seed, within)]
    return run.timing(seed)


def _finished_here(arm: Arm, run: SizeRun, plan: Plan) -> bool:
    """True if it failed, or its first blocks were censored and more blocks would change nothing."""
    own = [r for r in run.repetitions if r.arm == arm.name]
    if any(r.failed for r in own):
        return True
    if not own or not all(r.cut_off for r in own):
        return False
    if run.cycle > 1 or not _beyond_doubt(own, run.repetitions):
        return len(own) >= max(2, plan.cut_offs)
    return len(own) >= plan.cut_offs


def _beyond_doubt(own: Sequence[Repetition], repetitions: Sequence[Repetition]) -> bool:
    """True if the reference was fast in these blocks too: the cut-off is from an earlier moment."""
    reference = {r.block: r.cpu_ns for r in repetitions if r.arm == REFERENCE_ARM}
    return all(r.cpu_ns >= CENSOR_RATIO * reference[r.block] for r in own)


def _is_precise(arm: Arm, run: SizeRun, seed: int, within: float) -> bool:
    """True if the interval of the log-ratio reaches at most `within` to either side.

    A candidate that is so fast that it has only a bound is precise enough once it scores the cap.
    """
    times = times_of(run, arm.name, seed)
    bound = times.bound()
    if bound is not None:
        return bound <= CAP_LOG_RATIO
    return located(times.log_ratios(), run.cycle, times.shapes).within(within)


def _stop_arms(candidates: Mapping[str, Arm], repetitions: Sequence[Repetition]) -> None:
    """Stop candidates that failed, so that they do not run at the next size.

    A candidate that was cut off still runs at the next size: a fixed cost matters less there, and
    otherwise one size would determine the score of another.
    """
    for arm in candidates.values():
        if any(r.failed for r in repetitions if r.arm == arm.name):
            arm.stopped = True
