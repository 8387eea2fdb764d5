"""What other projects' metrics say of one of our runs, from its raw measurements.

Decides what stands for their quantities here: a sample's time at a size is its ratio to the fast
reference there times the reference's work, its time limit is ours, their canonical solution is our
fast reference. So the numbers show what a definition makes of the same measurements; they are not
those projects' scores, except ENAMEL's on ENAMEL's own suite. The formulas are `metrics`'.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence

from effbench.metrics import effibench, enamel, ours, speedups
from effbench.records import NOOP_ARM, REFERENCE_ARM, SampleResult, SizeResult, Summary, Timing
from effbench.tables import Column, Table

ENAMEL_LEVELS = ("1", "2", "3")


def field_metrics(summary: Summary, timings: Iterable[Timing]) -> Table:
    """One row a metric that this run's measurements can give."""
    work_ns = reference_work_ns(timings)
    groups = list(summary.samples_by_task().values())
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
    n_tasks, n_samples = len(groups), sum(map(len, groups))
    largest = [[_largest(sample) for sample in group] for group in groups]
    cis = [[size.ci if size and not size.censored else None for size in group] for group in largest]
    table.add(
        "beats_fast@1", _shown(ours.beats_fast_at_k(cis, 1)), str(n_tasks), "tasks",
        "surely faster than the fast reference at the largest size",
    )  # fmt: skip  # a cell a line would be longer and say less
    for p in (0.0, 0.5, 1.0, 2.0):
        table.add(
            f"fast_{p:g}", _shown(ours.fast_p(cis, p)), str(n_tasks), "tasks",
            f"KernelBench: correct and surely more than {p:g} times as fast as the reference",
        )  # fmt: skip
    speeds = [_speedup(size) for group in largest for size in group]
    table.add(
        "AlgoTune", _shown(speedups.algotune_score(speeds)), str(n_samples), "samples",
        "harmonic mean of max(1, speed-up), failures 1",
    )  # fmt: skip
    table.add(
        "efficient@1", _shown(speedups.coffe_efficient_at_1(speeds)), str(n_samples), "samples",
        "COFFE: correct and faster than the reference",
    )  # fmt: skip
    pairs = _pairs(groups, work_ns)
    if pairs:
        for name, value, words in (
            ("NET (paper)", effibench.mean_of_ratios_of_passed(pairs), "mean of ratios"),
            ("NET (code)", effibench.ratio_of_sums_of_passed(pairs), "ratio of sums"),
        ):
            table.add(name, _shown(value), str(len(pairs)), "passed", f"EffiBench: {words}")
    if _is_enamel(summary):
        value = enamel_eff_at_1(groups)
        table.add(
            "ENAMEL eff@1", _shown(value), str(n_tasks), "tasks",
            "levels weigh 3, 3, 4; 0 from twice the reference's time on",
        )  # fmt: skip
    return table


def enamel_eff_at_1(groups: Sequence[Sequence[SampleResult]]) -> float:
    """ENAMEL's eff@1 from time ratios: with the limit T = 2 t*, (T - t) / (T - t*) is 2 - t / t*.

    A level whose reference is too fast to time is taken as even with it (a ratio of 1); a cut-off
    one ends the levels. One group of samples a task; ValueError without any.
    """
    return enamel.eff_at_k(
        [[_enamel_efficiency(sample) for sample in group] for group in groups], 1
    )


def _enamel_efficiency(sample: SampleResult) -> float:
    if sample.status != "pass":
        return 0.0
    by_label = {size.size: size for size in sample.sizes}
    levels: list[float | None] = [0.0]
    for label in ENAMEL_LEVELS:
        size = by_label.get(label)
        if size is not None and size.censored:
            levels.append(None)
        elif size is None or size.ratio is None:
            levels.append(1.0)
        else:
            within = size.ratio < enamel.TIMEOUT_FACTOR
            levels.append(enamel.level_efficiency(size.ratio, 1.0) if within else None)
    return enamel.sample_efficiency(levels)


def reference_work_ns(timings: Iterable[Timing]) -> dict[tuple[str, str], float]:
    """(task, size) -> ns of CPU time of the fast reference less the no-op: medians over blocks."""
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


def _largest(sample: SampleResult) -> SizeResult | None:
    """The largest size at which the sample was timed or cut off; None for one that failed."""
    known = [size for size in sample.sizes if size.ratio is not None or size.censored]
    return known[-1] if known and sample.status == "pass" else None


def _speedup(size: SizeResult | None) -> float | None:
    """Reference time / sample time; a sample that was cut off is correct, and as slow as counts."""
    if size is None:
        return None
    return 0.0 if size.censored or not size.ratio else 1 / size.ratio


def _pairs(
    groups: Sequence[Sequence[SampleResult]], work_ns: Mapping[tuple[str, str], float]
) -> list[tuple[float, float]]:
    """(sample's seconds, reference's) at the largest size, of what passed and was not cut off."""
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
