"""How fast is it? Blocks of fresh inputs, fast reference and candidates side by side.

Decides what is run, in which order and for how long; writes down raw repetitions and never a
summary (score). The protocol:

- a block is one freshly seeded input (a batch of instances in one call where one would be too
  short to time). The reference, the no-op and every candidate get the same bytes, in random order,
  each in a fresh child of the same zygote. The block cancels the machine's mood; the no-op is what
  the harness itself costs on that input;
- a child is killed at ten times the reference's time (with a margin for the reference's own
  noise): that repetition is censored. A candidate whose first blocks are all censored at a size is
  not run there again, nor at larger sizes;
- every output is checked. A candidate with a wrong answer or an error is not run again: it failed.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from effbench.errors import TaskError
from effbench.records import (
    NOOP_ARM,
    REFERENCE_ARM,
    Certificate,
    CertificateArm,
    Repetition,
    Timing,
)
from effbench.sandbox import Limits, Outcome, Sandbox, calls_frame, job_frame
from effbench.sandbox.conversation import ZygoteError
from effbench.stats.location import hodges_lehmann, signed_rank_interval
from effbench.stats.paired import CENSOR_RATIO, paired_log_ratios
from effbench.suite import Instance, Suite, SuiteTask, TimedSize, derive_seed

_CUTOFF_MARGIN = 1.25  # the reference's own time varies by about this much from run to run
LOOKS = (8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384)
"""After how many blocks precision is looked at. Stopping on precision keeps the interval's coverage
(94-95 % for independent noise, tests/test_timing_statistics.py); on significance it would not."""
_LONGEST_REFERENCE_SECONDS = 20.0
_SHORTEST_CALL_NS = 5_000_000  # below this the harness's floor is no longer small beside the work
_MAX_BATCH = 64
_CALIBRATION_INPUTS = 3
_CENSORED_BLOCKS_TO_STOP = 2
_CERTIFICATE_TASKS = 3
_SPARE_OUTPUT_BYTES = 16 << 20  # the calibration may not have met the shape with the largest answer
_NOOP = "def {entry_point}(*arguments, **options):\n    return None\n"


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Without `precision` every candidate gets `min_blocks` blocks. With it (0.05: the 95 % interval
    reaches at most 5 % to either side) a candidate is looked at after LOOKS blocks and leaves when
    it is known well enough, or after `max_blocks`. `sizes` are labels, or how many of the ladder's
    first rungs; empty means all.
    """

    precision: float | None = None
    min_blocks: int = 8
    max_blocks: int = LOOKS[-1]
    sizes: int | None = None

    def for_suite(self, suite: Suite) -> Plan:
        """This plan within what the suite allows."""
        allowed = suite.max_blocks or self.max_blocks
        return replace(self, max_blocks=min(self.max_blocks, allowed))

    def labels(self, task: SuiteTask) -> tuple[str, ...]:
        """The size labels at which `task` is timed, smallest first."""
        return tuple(size.label for size in task.sizes[: self.sizes])


@dataclass
class _Arm:
    name: str
    job: bytes
    stopped: bool = False


@dataclass
class _SizeRun:
    """What the blocks of one (task, size) share."""

    task: SuiteTask
    size: TimedSize
    batch: int
    limits: Limits
    cutoff_cpu_ns: int
    repetitions: list[Repetition] = field(default_factory=list)


def measure(
    task: SuiteTask,
    sources: Mapping[str, str],
    sandbox: Sandbox,
    seed: int,
    plan: Plan,
    done: Sequence[Timing] = (),
) -> Iterator[Timing]:
    """Time `sources` (SHA-256 -> source) of one task; yields each size's record when complete.

    `done` are this task's records from an earlier, interrupted call with the same sources: those
    sizes are not run again, and what they say about stopped candidates holds.
    """
    candidates = {
        name: _Arm(name, job_frame(source, task.entry_point, task.prelude))
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
        timing = _measure_size(task, size, running, sandbox, seed, plan)
        _stop_arms(candidates, timing.repetitions)
        yield timing


def _measure_size(
    task: SuiteTask,
    size: TimedSize,
    candidates: Sequence[_Arm],
    sandbox: Sandbox,
    seed: int,
    plan: Plan,
) -> Timing:
    run = _calibrate(task, size, sandbox, seed)
    active = list(candidates)
    for block in range(plan.max_blocks if plan.precision else plan.min_blocks):
        arms = [_reference_arm(task), _noop_arm(task), *active]
        _retried_block(run, block, arms, sandbox, seed)
        active = [arm for arm in active if not _finished_here(arm, run.repetitions)]
        if plan.precision and block + 1 in LOOKS and block + 1 >= plan.min_blocks:
            within = math.log1p(plan.precision)
            active = [arm for arm in active if not _is_precise(arm, run.repetitions, within)]
        if not active:
            break
    return Timing(
        task_id=task.id,
        size=size.label,
        n=size.n,
        batch=run.batch,
        cutoff_cpu_ns=run.cutoff_cpu_ns,
        repetitions=tuple(run.repetitions),
    )


def _finished_here(arm: _Arm, repetitions: Sequence[Repetition]) -> bool:
    """Failed, or censored so often from the start that more blocks can't change it."""
    own = [r for r in repetitions if r.arm == arm.name]
    if any(r.failed for r in own):
        return True
    return sum(r.cut_off for r in own) == len(own) >= _CENSORED_BLOCKS_TO_STOP


def _is_precise(arm: _Arm, repetitions: Sequence[Repetition], within: float) -> bool:
    """Does the interval of the log-ratio reach at most `within` to either side?"""
    log_ratios = _log_ratios(repetitions, arm.name)
    interval = signed_rank_interval(log_ratios) if log_ratios else None
    return interval is not None and (interval[1] - interval[0]) / 2 <= within


def _stop_arms(candidates: Mapping[str, _Arm], repetitions: Sequence[Repetition]) -> None:
    """Mark candidates that must not run at the next size: failed, or mostly censored here."""
    for arm in candidates.values():
        own = [r for r in repetitions if r.arm == arm.name]
        cut_off = sum(r.cut_off for r in own)
        if any(r.failed for r in own) or 2 * cut_off > max(1, len(own)):
            arm.stopped = True


def _reference_arm(task: SuiteTask) -> _Arm:
    return _Arm(REFERENCE_ARM, job_frame(task.fast, task.entry_point, task.prelude))


def _noop_arm(task: SuiteTask) -> _Arm:
    source = _NOOP.format(entry_point=task.entry_point)
    return _Arm(NOOP_ARM, job_frame(source, task.entry_point, task.prelude))


# --- calibration ------------------------------------------------------------------------------


def _calibrate(task: SuiteTask, size: TimedSize, sandbox: Sandbox, seed: int) -> _SizeRun:
    """Batch, cut-off and output cap, from a few runs of the reference on inputs of their own.

    The slowest of them sets the cut-off: input shapes differ, and a child that is cut off too late
    costs time, one that is cut off too early its score.
    """
    seed = derive_seed(seed, "calibrate", task.id, size.label)
    batch = size.batch or _fitting_batch(task, size, sandbox, seed)
    count = 1 if size.batch is None else _CALIBRATION_INPUTS  # imported sets: inputs are dear
    outcomes = []
    for index in range(count):
        instances = task.stress(size, derive_seed(seed, index), batch)
        outcomes += _runs(_reference_arm(task), task, size, instances, sandbox, 3 // count)
    cutoff_ns = int(CENSOR_RATIO * _CUTOFF_MARGIN * max(outcome.cpu_ns for outcome in outcomes))
    output_bytes = max(len(calls_frame([outcome.values])) for outcome in outcomes)
    limits = Limits(
        cpu_seconds=cutoff_ns / 1e9,
        memory_bytes=task.memory_limit_bytes,
        output_bytes=4 * output_bytes + _SPARE_OUTPUT_BYTES,
    )
    return _SizeRun(task, size, batch, limits, cutoff_ns)


def _fitting_batch(task: SuiteTask, size: TimedSize, sandbox: Sandbox, seed: int) -> int:
    """How many instances make a call that is long enough to time."""
    instances = task.stress(size, derive_seed(seed, "one"), 1)
    work, floor = (
        statistics.median(o.cpu_ns for o in _runs(arm, task, size, instances, sandbox, 3))
        for arm in (_reference_arm(task), _noop_arm(task))
    )
    return min(_MAX_BATCH, max(1, round(_SHORTEST_CALL_NS / max(1.0, work - floor))))


def _runs(
    arm: _Arm,
    task: SuiteTask,
    size: TimedSize,
    instances: Sequence[Instance],
    sandbox: Sandbox,
    count: int,
) -> list[Outcome]:
    limits = Limits(cpu_seconds=_LONGEST_REFERENCE_SECONDS, memory_bytes=task.memory_limit_bytes)
    frame = calls_frame([instance.arguments for instance in instances])
    outcomes = [sandbox.run_frames(arm.job, frame, limits, task.imports) for _ in range(count)]
    for outcome in outcomes:
        _require_reference(task, size, outcome, len(instances))
    return outcomes


def _require_reference(task: SuiteTask, size: TimedSize, outcome: Outcome, count: int) -> None:
    if outcome.ended != "returned" or len(outcome.values) != count:
        raise TaskError(
            f"task {task.id}: its fast reference fails at size {size.label}: "
            f"{outcome.ended} {outcome.detail}"
        )


# --- blocks -----------------------------------------------------------------------------------


def _retried_block(
    run: _SizeRun, block: int, arms: Sequence[_Arm], sandbox: Sandbox, seed: int
) -> None:
    """One block; once more with a new zygote when ours fails half-way (nothing of it is kept)."""
    try:
        repetitions = _block(run, block, arms, sandbox, seed)
    except ZygoteError:
        repetitions = _block(run, block, arms, sandbox, seed)
    run.repetitions.extend(repetitions)


def _block(
    run: _SizeRun, block: int, arms: Sequence[_Arm], sandbox: Sandbox, seed: int
) -> list[Repetition]:
    task, size = run.task, run.size
    block_seed = derive_seed(seed, "block", task.id, size.label, block)
    instances = task.stress(size, block_seed, run.batch)
    frame = calls_frame([instance.arguments for instance in instances])
    order = list(arms)
    random.Random(derive_seed(block_seed, "order")).shuffle(order)
    outcomes: dict[str, Outcome] = {}
    with sandbox.lease(task.imports) as zygote:
        for arm in order:
            limits = run.limits
            if arm.name == REFERENCE_ARM:
                limits = Limits(_LONGEST_REFERENCE_SECONDS, memory_bytes=limits.memory_bytes)
            outcomes[arm.name] = zygote.run(arm.job, frame, limits)
    _require_reference(task, size, outcomes[REFERENCE_ARM], len(instances))
    expected = outcomes[REFERENCE_ARM].values
    repetitions = []
    for position, arm in enumerate(order):
        outcome = outcomes[arm.name]
        repetitions.append(
            Repetition(
                block=block,
                position=position,
                arm=arm.name,
                ended=outcome.ended,
                cpu_ns=outcome.cpu_ns,
                wall_ns=outcome.wall_ns,
                peak_rss_bytes=outcome.peak_rss_bytes,
                wrong=None
                if arm.name in (REFERENCE_ARM, NOOP_ARM)
                else _what_is_wrong(task, instances, outcome, expected),
                forgiven=not instances[0].timeout_is_failure
                and outcome.ended not in ("returned", "timeout"),
            )
        )
    return repetitions


def _what_is_wrong(
    task: SuiteTask, instances: Sequence[Instance], outcome: Outcome, expected: tuple[Any, ...]
) -> str | None:
    if outcome.ended == "timeout":
        return None
    if outcome.ended != "returned":
        return outcome.detail or outcome.ended
    if len(outcome.values) != len(instances):
        return "an answer for other calls than were made"
    for instance, returned, right in zip(instances, outcome.values, expected, strict=True):
        wrong = task.verify(instance.arguments, returned, right)
        if wrong is not None:
            return f"{instance.label}: {wrong}"
    return None


# --- the A/A certificate ----------------------------------------------------------------------


def certify(
    tasks: Sequence[SuiteTask], sandbox: Sandbox, seed: int, when: str = "start", blocks: int = 8
) -> tuple[CertificateArm, ...]:
    """The fast reference against itself on `tasks`, at each task's largest size. Raw log-ratios.

    Tasks whose reference does too little work to be timed give nothing.
    """
    arms = []
    seed = derive_seed(seed, "certify", when)
    for task in tasks:
        run = _calibrate(task, task.sizes[-1], sandbox, seed)
        twin = _Arm("twin", _reference_arm(task).job)
        for block in range(blocks):
            block_arms = [_reference_arm(task), _noop_arm(task), twin]
            _retried_block(run, block, block_arms, sandbox, seed)
        log_ratios = _log_ratios(run.repetitions, "twin")
        if log_ratios:
            ratio, ci = _centre(log_ratios)
            arm = CertificateArm(
                task_id=task.id, when=when, ratio=ratio, ci=ci, log_ratios=tuple(log_ratios)
            )
            arms.append(arm)
    return tuple(arms)


def certificate(arms: Sequence[CertificateArm], target: float) -> Certificate | None:
    """All comparisons of a run pooled; None when there are none.

    Fit means that the pooled Hodges-Lehmann ratio lies within `target` of 1.
    """
    pooled = [value for arm in arms for value in arm.log_ratios]
    if not pooled:
        return None
    ratio, ci = _centre(pooled)
    fit = abs(ratio - 1) <= target
    note = "" if fit else f"identical code measures {ratio:.3f}: something disturbs this machine"
    return Certificate(
        ratio=ratio, ci=ci, n=len(pooled), target=target, fit=fit, arms=tuple(arms), note=note
    )


def certificate_tasks(suite: Suite) -> list[SuiteTask]:
    """A few tasks spread over the suite, without packages where there are such."""
    plain = [task for task in suite.tasks if not task.imports] or list(suite.tasks)
    return plain[:: max(1, len(plain) // _CERTIFICATE_TASKS)][:_CERTIFICATE_TASKS]


def _centre(log_ratios: Sequence[float]) -> tuple[float, tuple[float, float] | None]:
    """Hodges-Lehmann ratio and its 95 % interval."""
    interval = signed_rank_interval(log_ratios)
    ci = None if interval is None else (math.exp(interval[0]), math.exp(interval[1]))
    return math.exp(hodges_lehmann(log_ratios)), ci


def _log_ratios(repetitions: Sequence[Repetition], arm: str) -> list[float]:
    """Log-ratios of `arm` to the reference, block by block; a cut-off block counts as ten."""
    floor = statistics.median(r.cpu_ns for r in repetitions if r.arm == NOOP_ARM)
    reference = {r.block: r.cpu_ns for r in repetitions if r.arm == REFERENCE_ARM}
    own = [r for r in repetitions if r.arm == arm]
    ratios = paired_log_ratios(
        [r.cpu_ns for r in own],
        [reference[r.block] for r in own],
        [r.cut_off for r in own],
        baseline_ns=floor,
    )
    return [float(value) for value in ratios]
