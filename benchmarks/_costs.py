"""The cost of a sample in CPU seconds, including host, zygotes and child processes."""

from __future__ import annotations

import resource
import statistics
import time

from benchmarks import _pairs
from benchmarks._common import table
from benchmarks._pairs import KINDS
from effbench.measure import Plan, measure
from effbench.measure.measuring import PLANS
from effbench.sandbox import Sandbox

_GROUPS = (1, 2, 4, 8)


def costs(tier: str, repeats: int) -> dict[str, float]:
    """Measure one task at one size by group size, then one sample of each of several tasks.

    `strict` is measured for one sample only, because a group costs as much as its noisiest member.
    """
    found: dict[tuple[str, int], list[float]] = {}
    for _ in range(repeats):  # every round measures all, so changes of the machine affect all
        for name, groups in (("quick", _GROUPS), ("standard", _GROUPS), ("strict", (1,))):
            for group in groups:
                sources = {str(i): _pairs.source("dict", 0, label=str(i)) for i in range(group)}
                cost = _cost(tier, {"dict": sources}, PLANS[name] or Plan())
                found.setdefault((name, group), []).append(cost)
    figures: dict[str, float] = {}
    rows = []
    for (name, group), cpu_seconds in found.items():
        total = statistics.fmean(cpu_seconds)
        alone = statistics.fmean(found[name, 1])
        key = f"cost_{name}_group_{group}"
        figures |= {f"{key}_cpu_seconds": total / group, f"{key}_total_to_one": total / alone}
        cells = (f"{total:.2f}", f"{total / group:.2f}", f"{total / alone:.2f}")
        rows.append((name, str(group), *cells))
    print(f"\nCPU seconds for the samples of one task at one size, mean of {repeats} runs")
    table(("profile", "samples", "CPU s", "CPU s a sample", "x one sample"), rows)
    figures["cost_tasks_to_sum"] = _linearity(tier, repeats)
    print(
        f"one sample of each of {len(KINDS)} tasks by `quick`: {figures['cost_tasks_to_sum']:.2f} "
        "of what they cost one by one"
    )
    return figures


def _linearity(tier: str, repeats: int) -> float:
    """Ratio of the cost of several tasks in one sandbox to the sum of their costs in their own."""
    plan = PLANS["quick"] or Plan()
    samples = {kind: {"0": _pairs.source(kind, 0, label="0")} for kind in KINDS}
    together = apart = 0.0
    for _ in range(repeats):
        together += _cost(tier, samples, plan)
        apart += sum(_cost(tier, {kind: own}, plan) for kind, own in samples.items())
    return together / apart


def _cost(tier: str, samples: dict[str, dict[str, str]], plan: Plan) -> float:
    before = _cpu_seconds()
    with Sandbox(tier) as sandbox:
        for kind, sources in samples.items():
            for _ in measure(_pairs.task(kind), sources, sandbox, time.time_ns(), plan):
                pass
    return _cpu_seconds() - before  # the zygotes have ended, so their children are counted


def _cpu_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
