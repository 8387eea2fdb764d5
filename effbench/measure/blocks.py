"""Run one block, and what must be known before the first: arms, calibration, cut-off.

This module defines the input and the limits of each child process. `effbench.measure` decides which
candidates run, and how often.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import Any, TypeVar

from effbench.base import NOOP_ARM, REFERENCE_ARM, Repetition, TaskError, Timing
from effbench.measure.inputs import BlockInput, Calibration, Fresh, make_input
from effbench.sandbox import (
    TIMES_REFERENCE,
    Allowance,
    Limits,
    Outcome,
    Sandbox,
    Zygote,
    ZygoteError,
    answers_frame,
    budget_seconds,
    job_frame,
)
from effbench.stats import CENSOR_RATIO, Times, large_enough, paired_log_ratios
from effbench.tasks import Instance, SuiteTask, TimedSize, derive_seed

T = TypeVar("T")

_CUTOFF_MARGIN = 1.25  # the reference's own time varies by about this much from run to run
_LONGEST_REFERENCE_SECONDS = 20.0
_SHORTEST_CALL_NS = 5_000_000  # below this, the harness's own cost is not small beside the work
_MAX_BATCH = 64
_CALIBRATION_INPUTS = 3
_SPARE_OUTPUT_BYTES = 16 << 20  # the calibration may have missed the shape with the largest answer
_NOOP = "def {entry_point}(*arguments, **options):\n    return None\n"


@dataclass
class Arm:
    """One program in a block: its name and the job frame that runs it."""

    name: str
    job: bytes
    stopped: bool = False
    allowance: Allowance = field(default_factory=lambda: Allowance(budget_seconds(0)))
    """Time it may wait in all its blocks, beyond twice the reference's waiting time in each."""


@dataclass
class SizeRun:
    """The state of one (task, size) during its measurement."""

    task: SuiteTask
    size: TimedSize
    known: Calibration
    inputs: Fresh = field(default_factory=Fresh)
    repetitions: list[Repetition] = field(default_factory=list)

    @property
    def cycle(self) -> int:
        """Number of consecutive blocks that hold each shape once."""
        return max(1, len(self.known.shapes))

    def timing(self, seed: int) -> Timing:
        """Return the record of the measurement."""
        return Timing(
            task_id=self.task.id,
            size=self.size.label,
            n=self.size.n,
            batch=self.known.batch,
            cutoff_cpu_ns=self.known.cutoff_cpu_ns,
            cycle=self.cycle,
            turns=self.turns(seed),
            repetitions=tuple(self.repetitions),
        )

    def turn(self, block: int, seed: int) -> int:
        """The index of the block's shape: each occurs once per cycle, in random order."""
        turn = derive_seed(seed, "shapes", self.task.id, self.size.label, block // self.cycle)
        return random.Random(turn).sample(range(self.cycle), self.cycle)[block % self.cycle]

    def size_in(self, block: int, seed: int) -> TimedSize:
        """The size, with the shape of this block."""
        if not self.known.shapes:
            return self.size
        return replace(self.size, shape=self.known.shapes[self.turn(block, seed)])

    def turns(self, seed: int) -> tuple[int, ...]:
        """The shape of each block that was run; empty if shapes do not alternate."""
        if self.cycle == 1:
            return ()
        n_blocks = 1 + max((r.block for r in self.repetitions), default=-1)
        return tuple(self.turn(block, seed) for block in range(n_blocks))


def reference_arm(task: SuiteTask) -> Arm:
    """Return the arm that runs the task's fast reference."""
    return Arm(REFERENCE_ARM, job_frame(task.fast, task.entry_point, task.prelude))


def noop_arm(task: SuiteTask) -> Arm:
    """Return the arm that takes the same input and does nothing."""
    program = not task.entry_point  # an empty program does nothing
    source = "" if program else _NOOP.format(entry_point=task.entry_point)
    return Arm(NOOP_ARM, job_frame(source, task.entry_point, task.prelude))


def open_size(
    task: SuiteTask, size: TimedSize, sandbox: Sandbox, seed: int, inputs: Fresh | None = None
) -> SizeRun:
    """Calibrate a size and return it ready for its first block."""
    inputs = inputs or Fresh()
    known = inputs.calibration(task, size, seed, lambda: _calibrate(task, size, sandbox, seed))
    return SizeRun(task, size, known, inputs)


def _calibrate(task: SuiteTask, size: TimedSize, sandbox: Sandbox, seed: int) -> Calibration:
    """Determine batch, cut-off and output limit from a few runs of the reference on extra inputs.

    The slowest run sets the cut-off, since input shapes differ: cutting off a child process too
    late costs time, and too early costs it its score.
    """
    seed = derive_seed(seed, "calibrate", task.id, size.label)
    batch = size.batch or _fitting_batch(task, size, sandbox, seed)
    shapes = task.shapes if batch == 1 and len(task.shapes) > 1 else ()
    inputs = [replace(size, shape=shape) for shape in shapes] or [size] * _CALIBRATION_INPUTS
    if size.batch is None:
        inputs = [size]  # imported sets: inputs are expensive to make
    runs = max(1, _CALIBRATION_INPUTS // len(inputs))
    outcomes = []
    for index, wanted in enumerate(inputs):
        given = make_input(task, wanted, derive_seed(seed, index), batch)
        outcomes += _runs(reference_arm(task), task, size, given, sandbox, runs)
    cutoff_ns = int(CENSOR_RATIO * _CUTOFF_MARGIN * max(outcome.cpu_ns for outcome in outcomes))
    output_bytes = max(len(answers_frame([outcome.values])) for outcome in outcomes)
    limits = Limits(
        cpu_seconds=cutoff_ns / 1e9,
        memory_bytes=task.memory_limit_bytes,
        output_bytes=4 * output_bytes + _SPARE_OUTPUT_BYTES,
        answers=task.answer_types,
        wait_seconds=TIMES_REFERENCE * max(outcome.waited_ns for outcome in outcomes) / 1e9,
    )
    return Calibration(batch, limits, cutoff_ns, shapes)


def _fitting_batch(task: SuiteTask, size: TimedSize, sandbox: Sandbox, seed: int) -> int:
    """Return the number of instances per call that is long enough to time.

    Time one instance to estimate the batch size, then time that batch to refine it. Decoding grows
    with the batch as the work does, so if decoding dominates, batching cannot help: return 1.
    """
    batch = 1
    for _ in range(2):
        work, floor = _reference_work(task, size, batch, sandbox, seed)
        if batch > 1 and not large_enough([work], [floor]):
            return 1
        batch = min(_MAX_BATCH, max(1, round(_SHORTEST_CALL_NS * batch / max(1.0, work))))
        if batch == 1:
            break
    return batch


def _reference_work(
    task: SuiteTask, size: TimedSize, batch: int, sandbox: Sandbox, seed: int
) -> tuple[float, float]:
    """CPU ns of the reference minus the no-op on `batch` instances, and of the no-op."""
    given = make_input(task, size, derive_seed(seed, "batch", batch), batch)
    whole, floor = (
        statistics.median(o.cpu_ns for o in _runs(arm, task, size, given, sandbox, 3))
        for arm in (reference_arm(task), noop_arm(task))
    )
    return whole - floor, floor


def _runs(
    arm: Arm,
    task: SuiteTask,
    size: TimedSize,
    given: BlockInput,
    sandbox: Sandbox,
    count: int,
) -> list[Outcome]:
    limits = Limits(
        cpu_seconds=_LONGEST_REFERENCE_SECONDS,
        memory_bytes=task.memory_limit_bytes,
        answers=task.answer_types,
    )
    outcomes = [
        sandbox.run_frames(arm.job, given.frame, limits, task.imports) for _ in range(count)
    ]
    for outcome in outcomes:
        _require_reference(task, size, outcome, len(given.instances))
    return outcomes


def _require_reference(task: SuiteTask, size: TimedSize, outcome: Outcome, count: int) -> None:
    if outcome.ended != "returned" or len(outcome.values) != count:
        raise TaskError(
            f"task {task.id}: its fast reference fails at size {size.label}: "
            f"{outcome.ended} {outcome.detail}"
        )


def retried_block(
    run: SizeRun, block: int, arms: Sequence[Arm], sandbox: Sandbox, seed: int
) -> list[Repetition]:
    """Run one block. If the zygote fails, discard the block and run it again with a new zygote."""
    try:
        return _block(run, block, arms, sandbox, seed)
    except ZygoteError:
        return _block(run, block, arms, sandbox, seed)


def side_by_side(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Run all calls at once and return their results in order. The first runs in this thread.

    Uses daemon threads, since an exiting interpreter waits for an executor's threads. When all have
    finished, raises the exception of the first call that failed.
    """
    futures: list[Future[T]] = [Future() for _ in calls]

    def serve(call: Callable[[], T], future: Future[T]) -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    pairs = list(zip(calls, futures, strict=True))
    others = [Thread(target=serve, args=pair, daemon=True) for pair in pairs[1:]]
    for other in others:
        other.start()
    for pair in pairs[:1]:
        serve(*pair)
    for other in others:
        other.join()
    return [future.result() for future in futures]


def _block(
    run: SizeRun, block: int, arms: Sequence[Arm], sandbox: Sandbox, seed: int
) -> list[Repetition]:
    task, size = run.task, run.size
    block_seed = derive_seed(seed, "block", task.id, size.label, block)
    given = run.inputs.block(task, run.size_in(block, seed), block_seed, run.known.batch)
    instances = given.instances
    order = list(arms)
    random.Random(derive_seed(block_seed, "order")).shuffle(order)
    outcomes: dict[str, Outcome] = {}
    with sandbox.lease(task.imports) as zygote:
        for arm in order:
            outcomes[arm.name] = _outcome(zygote, arm, given.frame, run.known.limits)
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
                waited_ns=outcome.waited_ns,
                wrong=None
                if arm.name in (REFERENCE_ARM, NOOP_ARM)
                else _what_is_wrong(task, instances, outcome, expected),
                forgiven=not instances[0].timeout_is_failure
                and outcome.ended not in ("returned", "timeout"),
            )
        )
    return repetitions


def _outcome(zygote: Zygote, arm: Arm, frame: bytes, limits: Limits) -> Outcome:
    if arm.name == REFERENCE_ARM:
        limits = Limits(
            _LONGEST_REFERENCE_SECONDS, memory_bytes=limits.memory_bytes, answers=limits.answers
        )
        return zygote.run(arm.job, frame, limits)
    more_seconds = limits.wait_seconds or 0.0  # the multiple of the reference's waiting time
    limits = arm.allowance.limits(limits, more_seconds)
    return arm.allowance.charged(zygote.run(arm.job, frame, limits), limits, more_seconds)


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


def too_small(repetitions: Sequence[Repetition]) -> bool:
    """True if the reference does too little work for a comparison."""
    floor, reference = _cpu_ns(repetitions, NOOP_ARM), _cpu_ns(repetitions, REFERENCE_ARM)
    work = [reference[block] - floor[block] for block in reference]
    return not large_enough(work, list(floor.values()))


def times_of(run: SizeRun, arm: str, seed: int) -> Times:
    """Return the times of `arm` in its blocks so far."""
    floor, reference = _cpu_ns(run.repetitions, NOOP_ARM), _cpu_ns(run.repetitions, REFERENCE_ARM)
    own = [r for r in run.repetitions if r.arm == arm]
    turns = run.turns(seed)
    return Times.of(
        [r.cpu_ns for r in own],
        [reference[r.block] for r in own],
        [floor[r.block] for r in own],
        [r.cut_off for r in own],
        [turns[r.block] if turns else 0 for r in own],
    )


def log_ratios(repetitions: Sequence[Repetition], arm: str) -> list[float]:
    """Return the log-ratios of `arm` to the reference per block; a cut-off block counts as ten."""
    floor, reference = _cpu_ns(repetitions, NOOP_ARM), _cpu_ns(repetitions, REFERENCE_ARM)
    own = [r for r in repetitions if r.arm == arm]
    ratios = paired_log_ratios(
        [r.cpu_ns for r in own],
        [reference[r.block] for r in own],
        [r.cut_off for r in own],
        baseline_ns=[floor[r.block] for r in own],
    )
    return [float(value) for value in ratios]


def _cpu_ns(repetitions: Sequence[Repetition], arm: str) -> dict[int, int]:
    """Block -> CPU time of `arm`."""
    return {r.block: r.cpu_ns for r in repetitions if r.arm == arm}
