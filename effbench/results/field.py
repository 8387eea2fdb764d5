"""Other projects' metrics, computed from the raw measurements of a run.

This module maps their quantities to ours. A sample's time at a size is its ratio to the fast
reference at that size times the reference's work; their time limit is ours; their canonical
solution is our fast reference. The results show the effect of each definition on the same
measurements. They are not those projects' scores, except ENAMEL's on ENAMEL's own suite, where the
times themselves are used (`enamel_eff_at_1`). The formulas are in `stats.peers`.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence, Set

from effbench.base import (
    NOOP_ARM,
    REFERENCE_ARM,
    Column,
    Frozen,
    SampleResult,
    SizeResult,
    Summary,
    Table,
    Timing,
)
from effbench.measure import frozen_by
from effbench.score import ArmAtSize, ArmRecord, Blocks, collect_arms
from effbench.stats.peers import effibench, enamel, ours, speedups

ENAMEL_LEVELS = ("1", "2", "3")


def field_metrics(
    summary: Summary, timings: Iterable[Timing], frozen: Mapping[str, Frozen] | None = None
) -> Table:
    """Return one row per metric that this run's measurements can give.

    The rows cover the tasks of eff@1, or all tasks if nothing was timed. `frozen`: the sizes of
    each task that count, from the run's manifest; None: determined from these times.
    """
    timings = list(timings)
    work_ns = reference_work_ns(timings)
    counted = {task.task_id for task in summary.tasks if task.eff_at_1 is not None}
    by_task = summary.samples_by_task()
    groups = [group for task, group in by_task.items() if task in counted or not counted]
    table = Table(
        columns=[
            Column("metric"),
            Column("value", right=True),
            Column("n", right=True),
            Column("of"),
            Column("definition"),
        ]
    )
    if not groups:
        return table
    _add_speedups(table, groups)
    pairs = _pairs(groups, work_ns)
    if pairs:
        for name, value, words in (
            ("NET (paper)", effibench.mean_of_ratios_of_passed(pairs), "mean of ratios"),
            ("NET (code)", effibench.ratio_of_sums_of_passed(pairs), "ratio of sums"),
        ):
            table.add(name, _shown(value), str(len(pairs)), "passed", f"EffiBench: {words}")
    if _is_enamel(summary):
        value, n_timed = enamel_eff_at_1(groups, timings, frozen)
        table.add(
            "ENAMEL eff@1", _shown(value), str(n_timed), "tasks",
            "weights 3, 3, 4 of the levels that count; 0 from twice the reference's longest time; "
            f"{len(by_task) - n_timed} tasks left out: no level of them counts, or not all that "
            "count were timed (--timing standard does)",
        )  # fmt: skip  # one cell per line would be longer and no clearer
    return table


def _add_speedups(table: Table, groups: Sequence[Sequence[SampleResult]]) -> None:
    """Add the metrics that depend only on each sample's speed-up at its largest size."""
    n_tasks, n_samples = len(groups), sum(map(len, groups))
    cis = [[_interval(sample) for sample in group] for group in groups]
    table.add(
        "beats_fast@1", _shown(ours.beats_fast_at_k(cis, 1)), str(n_tasks), "tasks",
        "significantly faster than the fast reference at the largest size",
    )  # fmt: skip
    for p in (0.0, 0.5, 1.0, 2.0):
        table.add(
            f"fast_{p:g}", _shown(ours.fast_p(cis, p)), str(n_tasks), "tasks",
            f"KernelBench: correct and significantly more than {p:g} times the reference's speed",
        )  # fmt: skip
    speeds = [_speedup(_largest(sample)) for group in groups for sample in group]
    table.add(
        "AlgoTune", _shown(speedups.algotune_score(speeds)), str(n_samples), "samples",
        "harmonic mean of max(1, speed-up), failures 1",
    )  # fmt: skip
    table.add(
        "efficient@1", _shown(speedups.coffe_efficient_at_1(speeds)), str(n_samples), "samples",
        "COFFE: correct and faster than the reference",
    )  # fmt: skip


def enamel_eff_at_1(
    groups: Sequence[Sequence[SampleResult]],
    timings: Iterable[Timing],
    frozen: Mapping[str, Frozen] | None = None,
) -> tuple[float | None, int]:
    """Return ENAMEL's eff@1 from this run's times, as its evaluator computes it (enam 0.0.2), and
    the number of tasks in it.

    At each level, t is the sample's longest case and t* the reference's, and the level is worth
    max(0, T - t) / (T - t*). T belongs to the task, not the level: it is twice the largest t* of
    its levels. A sample that was cut off at a level scores 0 there and at later levels.

    Differences from ENAMEL: each block has fresh inputs. CPU time is used, minus a no-op's on the
    same input. It includes sending the answer, for the reference too, which moves tasks with long
    answers closer to 1. A call of several instances gives their mean, not the longest. Our cut-off
    is ten times the reference's time at the same level. At a level much lighter than the heaviest,
    that is below T; if it ends all measurements of a task, the heavier levels are missing from T.
    In both cases the value is too low.

    As in our own eff@k, only the levels that count are used (`frozen`; None: determined from these
    times). The others have no weight, and a task without such a level is left out even if a sample
    passed. A task is also left out if this run timed a level nowhere, or lacks a passing sample's
    times; a task without a pass is worth 0. `groups` has one group of samples per task. Returns
    (None, 0) if no task is left.
    """
    timings = list(timings)
    levels = _counted_levels(groups, timings, frozen)
    every = dict.fromkeys(levels, ENAMEL_LEVELS)
    arms = collect_arms([t for t in timings if t.task_id in levels], every)
    longest_ns: dict[str, float] = {}
    for (task_id, _), sizes in arms.items():
        for record in itertools.chain.from_iterable(
            sizes[x].records for x in levels[task_id] & sizes.keys()
        ):
            level_ns = _level_ns(record, record.reference)
            longest_ns[task_id] = max(level_ns, longest_ns.get(task_id, 0.0))
    worth = []
    for group in groups:
        if group[0].task_id not in levels:
            continue
        values = [
            _enamel_efficiency(
                sample,
                arms.get((sample.task_id, sample.source_sha256 or ""), {}),
                longest_ns.get(sample.task_id, 0.0),
                levels[sample.task_id],
            )
            for sample in group
        ]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            worth.append(known)
    return (enamel.eff_at_k(worth, 1) if worth else None), len(worth)


def _counted_levels(
    groups: Sequence[Sequence[SampleResult]],
    timings: Sequence[Timing],
    frozen: Mapping[str, Frozen] | None,
) -> dict[str, Set[str]]:
    """Task -> the levels that count, for tasks that have any and whose levels the run timed."""
    if frozen is None:
        by_task: dict[str, list[Timing]] = {}
        for timing in timings:
            by_task.setdefault(timing.task_id, []).append(timing)
        frozen = {task: frozen_by(those) for task, those in by_task.items()}
    timed = {timing.size for timing in timings}
    found: dict[str, Set[str]] = {}
    for task_id in (group[0].task_id for group in groups):
        counts = set(frozen[task_id].timeable) if task_id in frozen else set(ENAMEL_LEVELS)
        if counts and counts <= timed:
            found[task_id] = counts
    return found


def _enamel_efficiency(
    sample: SampleResult,
    measured: Mapping[str, ArmAtSize],
    longest_ns: float,
    counted: Set[str],
) -> float | None:
    """`longest_ns`: the reference's time at the heaviest level that counts.

    None for a pass without enough timings.
    """
    if sample.status != "pass":
        return 0.0
    if not longest_ns:
        return None
    censored = {size.size for size in sample.sizes if size.censored}
    limit = enamel.TIMEOUT_FACTOR * longest_ns
    levels: list[float | None] = [0.0]
    for label in ENAMEL_LEVELS:
        records = measured[label].records if label in measured else []
        if label not in counted:
            levels.append(0.0)
        elif label in censored:
            levels.append(None)
        elif not records:
            return None
        else:
            ours = statistics.fmean(_level_ns(record, record.own) for record in records)
            theirs = statistics.fmean(_level_ns(record, record.reference) for record in records)
            theirs = min(max(theirs, 1.0), longest_ns)
            levels.append(enamel.level_efficiency(ours / 1e9, theirs / 1e9, limit / 1e9))
    own = zip(ENAMEL_LEVELS, enamel.LEVEL_WEIGHTS[1:], strict=True)
    weights = (0.0, *(weight if label in counted else 0.0 for label, weight in own))
    return enamel.sample_efficiency(levels, weights)


def _level_ns(record: ArmRecord, blocks: Blocks) -> float:
    """The longest case in ns per instance: the median over cycles, each of which has every case."""
    cycles: dict[int, float] = {}
    for block, repetition in blocks.items():
        own = math.inf if repetition.forgiven else max(0.0, record.work_ns(repetition))
        cycles[block // record.cycle] = max(own, cycles.get(block // record.cycle, 0.0))
    return statistics.median(cycles.values()) / record.batch


def reference_work_ns(timings: Iterable[Timing]) -> dict[tuple[str, str], float]:
    """Return (task, size) -> CPU ns of the fast reference minus the no-op: medians over blocks."""
    work = {}
    for timing in timings:
        arms = {
            arm: [r.cpu_ns for r in timing.repetitions if r.arm == arm]
            for arm in (REFERENCE_ARM, NOOP_ARM)
        }
        if all(arms.values()):
            medians = {arm: statistics.median(times) for arm, times in arms.items()}
            work[timing.task_id, timing.size] = medians[REFERENCE_ARM] - medians[NOOP_ARM]
    return work


def _interval(sample: SampleResult) -> tuple[float, float] | None:
    """Interval of the time ratio at the largest size; (0, inf) for a pass without measurements."""
    if sample.status != "pass":
        return None
    size = _largest(sample)
    return size.ci if size and size.ci and not size.censored else (0.0, math.inf)


def _largest(sample: SampleResult) -> SizeResult | None:
    """The largest size at which the sample was timed or cut off; None if it failed."""
    known = [size for size in sample.sizes if size.ratio is not None or size.censored]
    return known[-1] if known and sample.status == "pass" else None


def _speedup(size: SizeResult | None) -> float | None:
    """Reference time / sample time; 0 for a sample that was cut off: correct, but too slow."""
    if size is None:
        return None
    return 0.0 if size.censored or not size.ratio else 1 / size.ratio


def _pairs(
    groups: Sequence[Sequence[SampleResult]], work_ns: Mapping[tuple[str, str], float]
) -> list[tuple[float, float]]:
    """(sample's seconds, reference's) at the largest size, for passes that were not cut off."""
    pairs = []
    for group in groups:
        for sample in group:
            size = _largest(sample)
            work = work_ns.get((sample.task_id, size.size), 0.0) if size else 0.0
            if size is not None and size.ratio is not None and not size.censored and work > 0:
                pairs.append((size.ratio * work / 1e9, work / 1e9))
    return pairs


def _is_enamel(summary: Summary) -> bool:
    labels = {size.size for sample in summary.samples for size in sample.sizes}
    return bool(labels) and labels <= set(ENAMEL_LEVELS)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
