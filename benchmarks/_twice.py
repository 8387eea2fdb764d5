"""Measure the same answers twice, and compare the scores and the order of models.

The answers are the suite's reference solutions, assigned to models by hand: one fast, one medium
and one slow everywhere, and two that are fast on one half of the tasks and medium on the other.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence

from benchmarks._common import table
from effbench.base.records import Summary, Verdict
from effbench.judging.judge import source_sha256
from effbench.measure import Plan, measure
from effbench.sandbox import Sandbox
from effbench.score import summarise
from effbench.stats.differences import paired_difference
from effbench.stats.resolution import MIN_CLUSTERS
from effbench.tasks import registry
from effbench.tasks.suite import SuiteTask

MODELS = {
    "fast": ("fast", "fast"),
    "medium": ("medium", "medium"),
    "slow": ("slow", "slow"),
    "fast or medium": ("fast", "medium"),
    "medium or fast": ("medium", "fast"),
}
"""Model -> the tiers of its answers, which alternate over the tasks."""


def measured_twice(sandbox: Sandbox, n_tasks: int, plan: Plan) -> dict[str, float]:
    """Print eff@1 of every model twice, and every pair of models whose order is reversed."""
    tasks = one_of_each_family(n_tasks)
    first, second = (_summaries(tasks, sandbox, plan) for _ in range(2))
    scores = {name: (_eff(first[name]), _eff(second[name])) for name in MODELS}
    worst = max(abs(a - b) for a, b in scores.values())
    print(f"\n{len(tasks)} tasks measured twice by `standard`")
    rows = [(name, f"{a:.4f}", f"{b:.4f}", f"{abs(a - b):.4f}") for name, (a, b) in scores.items()]
    table(("model", "eff@1", "eff@1 again", "difference"), rows)
    changed = [pair for pair in itertools.combinations(MODELS, 2) if _turned(pair, first, second)]
    for one, other in changed:
        print(f"{one} and {other}: called different, and the other way round the second time")
    return {
        "twice_tasks": float(len(tasks)),
        "twice_eff_difference": worst,
        "twice_pairs_turned": float(len(changed)),
    }


def one_of_each_family(n_tasks: int) -> list[SuiteTask]:
    """Return the first task without packages of each of the first `n_tasks` families, at least
    MIN_CLUSTERS: with fewer there is no test."""
    families: dict[str, SuiteTask] = {}
    for task in registry.load_core().tasks:
        if not task.imports:
            families.setdefault(task.family, task)
    return list(families.values())[: max(MIN_CLUSTERS, n_tasks)]


def _summaries(tasks: Sequence[SuiteTask], sandbox: Sandbox, plan: Plan) -> dict[str, Summary]:
    timings, seed = [], time.time_ns()
    for task in tasks:
        sources = {source_sha256(text): text for text in task.references.values()}
        timings += list(measure(task, sources, sandbox, seed, plan))
    labels = {task.id: plan.labels(task) for task in tasks}
    return {
        name: summarise(
            [_passed(task, tiers[i % len(tiers)]) for i, task in enumerate(tasks)],
            timings,
            labels,
            seed=1,
            speed_measured=True,
            precision=plan.precision,
        )
        for name, tiers in MODELS.items()
    }


def _passed(task: SuiteTask, tier: str) -> Verdict:
    sha256 = source_sha256(task.references[tier])
    return Verdict(task_id=task.id, sample_index=0, status="pass", source_sha256=sha256)


def _eff(summary: Summary) -> float:
    (value,) = [metric.value for metric in summary.metrics if metric.id == "eff@1"]
    if value is None:
        raise SystemExit("no task of the suite could be timed")
    return value


def _turned(pair: tuple[str, str], first: dict[str, Summary], second: dict[str, Summary]) -> bool:
    """True if one of the measurements calls the pair different and the other reverses its order.

    Different: the interval of the paired difference over tasks excludes 0.
    """
    found = []
    for summaries in (first, second):
        ours, theirs = ({t.task_id: t.eff_at_1 for t in summaries[n].tasks} for n in pair)
        logs = [a - b for t in ours if (a := ours[t]) is not None and (b := theirs[t]) is not None]
        found.append(paired_difference(logs, range(len(logs)), seed=1))
    different = any(one.ci is not None and not one.ci[0] <= 0 <= one.ci[1] for one in found)
    return different and found[0].mean * found[1].mean < 0
