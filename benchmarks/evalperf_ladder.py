"""Compare the order of real solutions by our times with EvalPerf's clusters: Kendall's tau-b.

    python -m benchmarks.evalperf_ladder [--data ../shared/data] [--limit N] [--json FILE]

The solutions are those of ten models that EvalPerf profiled, by counting instructions on its own
input (which its result files do not contain); each has the cluster that it matched. Here up to
`--per-cluster` distinct solutions per cluster are drawn and timed by effbench: blocks of fresh
inputs, every solution once in each, with the most frequent text of the fastest cluster as the
reference. Inputs are grown from the plus inputs (`_heavier`) to the smallest length, among powers
of four, at which the reference works for 5 ms. All solutions and contracts run in the sandbox.

Tau-b compares the order of the times with that of the clusters: 1 for the same order, 0 if they are
unrelated, -1 for the reverse. `pooled` counts the pairs of all tasks together, `mean` weights tasks
equally; both have a 95 % bootstrap interval over tasks. `told apart` counts only pairs of different
clusters whose intervals are disjoint, and gives the share of them that is in EvalPerf's order. Left
out are tasks with a single cluster, tasks without a heavier input that the contract allows and the
reference can handle, and tasks with too little work to time or whose time is mostly spent on
sending the answer; also solutions that answer differently on the grown inputs.
"""

from __future__ import annotations

import itertools
import math
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._common import parser, write
from benchmarks._heavier import allowed, contract_source, grown
from effbench.base.errors import EffbenchError
from effbench.base.records import Timing
from effbench.measure import Plan, measure
from effbench.measure.blocks import log_ratios
from effbench.sandbox import Limits, Sandbox
from effbench.stats.bootstrap import N_RESAMPLES, mean_interval
from effbench.stats.paired import CENSOR_RATIO, large_enough
from effbench.stats.ratio import centre
from effbench.tasks.datasets import evalperf, evalplus, problem_file
from effbench.tasks.suite import Arguments, Instance, SuiteTask, TimedSize, derive_seed

_LENGTHS = [4**k for k in range(2, 10)]
_HOPELESS_SHARE = 0.4  # of the added decoding: work grows in proportion, so no length helps
_ENOUGH_NS = 5_000_000
_LONGEST_NS = 1_000_000_000
_BLOCKS = 8
_POOL = 8
_LEAST_POOL = 4
_LIMITS = Limits(cpu_seconds=5.0, memory_bytes=4 << 30)
_ECHO = "def echo(answer):\n    return answer\n"
_NOOP = "def {entry_point}(*arguments):\n    return None\n"


class LeftOut(Exception):
    """The reason why a task is left out."""


@dataclass(frozen=True)
class Ladder:
    """One task: cluster, log-ratio and its interval for each solution."""

    task_id: str
    length: int
    clusters: list[int]
    log_times: list[float]
    intervals: list[tuple[float, float] | None]
    n_wrong: int

    def pairs(self) -> dict[str, int]:
        """Count pairs in EvalPerf's order and against it, ties, and pairs told apart."""
        count = Counter[str]()
        for i, j in itertools.combinations(range(len(self.clusters)), 2):
            faster = np.sign(self.clusters[i] - self.clusters[j])  # a higher cluster is faster
            shorter = np.sign(self.log_times[j] - self.log_times[i])
            count["all"] += 1
            count["tied_cluster"] += faster == 0
            count["tied_time"] += shorter == 0
            count["with"] += faster * shorter > 0
            count["against"] += faster * shorter < 0
            if faster and _disjoint(self.intervals[i], self.intervals[j]):
                count["apart"] += 1
                count["apart_with"] += faster * shorter > 0
        return dict(count)


def tau_b(pairs: Sequence[dict[str, int]]) -> float | None:
    """(C - D) / sqrt((n0 - n1) (n0 - n2)), with the counts of all tasks added. None: all tied."""
    total = Counter[str]()
    for one in pairs:
        total.update(one)
    spread = (total["all"] - total["tied_cluster"]) * (total["all"] - total["tied_time"])
    return (total["with"] - total["against"]) / math.sqrt(spread) if spread else None


def _disjoint(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    if one is None or other is None:
        return False
    return one[1] < other[0] or other[1] < one[0]


def pooled_interval(pairs: Sequence[dict[str, int]], seed: int) -> tuple[float, float]:
    """Return the 95 % percentile interval of the pooled tau-b over resampled tasks."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(N_RESAMPLES):
        value = tau_b([pairs[i] for i in rng.integers(len(pairs), size=len(pairs))])
        found.append(value if value is not None else 0.0)
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


def ladder(
    laddered: evalperf.Laddered,
    row: dict[str, Any],
    per_cluster: int,
    seed: int,
    sandbox: Sandbox,
) -> Ladder:
    """Time a task's solutions. Raises LeftOut."""
    rng = random.Random(derive_seed(seed, laddered.task.id))
    by_cluster: dict[int, list[str]] = {}
    for source, cluster in laddered.clusters.items():
        by_cluster.setdefault(cluster, []).append(source)
    if len(by_cluster) < 2:
        raise LeftOut("one cluster alone")
    reference = by_cluster[max(by_cluster)][0]
    task = replace(laddered.task, references={"fast": reference})
    length, pool = _heavy_inputs(task, row, rng, sandbox)
    size = TimedSize("grown", length)

    def stress(size: TimedSize, block_seed: int, batch: int) -> list[Instance]:
        first = block_seed % len(pool)
        return [Instance(pool[(first + index) % len(pool)]) for index in range(batch)]

    chosen: dict[str, str] = {}
    for cluster, sources in sorted(by_cluster.items()):
        for source in rng.sample(sources, min(per_cluster, len(sources))):
            chosen[f"{cluster}/{len(chosen)}"] = source
    timed = replace(task, sizes=(size,), stress=stress)
    try:
        (timing,) = measure(timed, chosen, sandbox, seed, Plan(min_blocks=_BLOCKS))
    except EffbenchError as error:
        raise LeftOut("the reference fails on a grown input") from error
    return _read(timing, list(chosen), length)


def _heavy_inputs(
    task: SuiteTask, row: dict[str, Any], rng: random.Random, sandbox: Sandbox
) -> tuple[int, list[Arguments]]:
    contract = contract_source(row)
    if contract is None:
        raise LeftOut("no contract that can be asked")
    inputs = [instance.arguments for instance in task.correctness(0)]
    best: tuple[int, list[Arguments]] | None = None
    least_floor = math.inf
    for length in _LENGTHS:
        try:
            few = allowed(contract, [grown(inputs, length, rng) for _ in range(3)], sandbox)
        except (ValueError, TypeError, RecursionError):
            break
        work = _work_ns(task, few, sandbox)
        if work is None:
            if few and least_floor < math.inf:
                break  # it returned at a smaller length, and takes too long now
            continue
        times, floor = work
        if np.median(times) > _LONGEST_NS:
            break
        if large_enough(times, floor):
            best = (length, few)
        least_floor = min(least_floor, float(np.median(floor)))
        decoding = float(np.median(floor)) - least_floor
        if decoding > 2 * least_floor and np.median(times) < _HOPELESS_SHARE * decoding:
            break
        if best and np.median(times) >= _ENOUGH_NS:
            break
    if best is None:
        raise LeftOut("no heavier input that contract and reference bear and that can be timed")
    _require_more_than_sending(task, best[1][0], least_floor, sandbox)
    more = [grown(inputs, best[0], rng) for _ in range(_POOL)]
    pool = allowed(contract, more, sandbox)
    if len(pool) < _LEAST_POOL:
        raise LeftOut("the contract refuses most grown inputs")
    return best[0], pool


def _require_more_than_sending(
    task: SuiteTask, arguments: Arguments, least_floor: float, sandbox: Sandbox
) -> None:
    """Raises LeftOut if half of the reference's time or more goes into sending its answer.

    An echo of the answer costs that twice: it is read and sent.
    """
    outcome = sandbox.run(task.prelude + task.fast, task.entry_point, [arguments], _LIMITS)
    nothing = sandbox.run(
        _NOOP.format(entry_point=task.entry_point), task.entry_point, [arguments], _LIMITS
    )
    echo = sandbox.run(_ECHO, "echo", [(value,) for value in outcome.values], _LIMITS)
    sending = (echo.cpu_ns - least_floor) / 2
    if sending > (outcome.cpu_ns - nothing.cpu_ns) / 2:
        raise LeftOut("most of the time would go into sending the answer")


def _work_ns(
    task: SuiteTask, inputs: Sequence[Arguments], sandbox: Sandbox
) -> tuple[list[float], list[float]] | None:
    """CPU times of the reference minus the no-op's, and the no-op's; None if there are none."""
    noop = _NOOP.format(entry_point=task.entry_point)
    work, floor = [], []
    for arguments in inputs:
        outcome = sandbox.run(task.prelude + task.fast, task.entry_point, [arguments], _LIMITS)
        nothing = sandbox.run(noop, task.entry_point, [arguments], _LIMITS)
        if outcome.ended == "returned":
            work.append(float(outcome.cpu_ns - nothing.cpu_ns))
            floor.append(float(nothing.cpu_ns))
    return (work, floor) if work else None


def _read(timing: Timing, arms: Sequence[str], length: int) -> Ladder:
    clusters, log_times, intervals, n_wrong = [], [], [], 0
    for arm in arms:
        own = [r for r in timing.repetitions if r.arm == arm]
        if any(r.failed for r in own):
            n_wrong += 1
            continue
        values = log_ratios(timing.repetitions, arm)
        if not values:
            raise LeftOut("too little work beside the harness")
        found = centre(values)
        most = math.log(CENSOR_RATIO)
        clusters.append(int(arm.partition("/")[0]))
        log_times.append(min(found.log_ratio, most))
        intervals.append((most, most) if 2 * sum(r.cut_off for r in own) > len(own) else
                         found.interval)  # fmt: skip
    if len(set(clusters)) < 2:
        raise LeftOut("answers differ on the grown inputs, until one cluster is left")
    return Ladder(timing.task_id, length, clusters, log_times, intervals, n_wrong)


def main() -> None:
    made = parser(__doc__ or "", limit=0, per_cluster=2, seed=1)
    made.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = made.parse_args()
    load_before, began = os.getloadavg()[0], time.monotonic()
    fields = evalplus.FIELDS | {"contract": str}
    paths = [
        options.data / "humanevalplus/HumanEvalPlus.jsonl.gz",
        options.data / "mbppplus/MbppPlus.jsonl.gz",
    ]
    rows = {r["task_id"]: r for path in paths for r in problem_file.read(path, fields, "")}
    files = sorted((options.data / "evalperf").glob("*_evalperf_results*.json.gz"))
    with Sandbox() as sandbox:
        suites = [
            evalplus.load_humaneval(paths[0], sandbox),
            evalplus.load_mbpp(paths[1], sandbox),
        ]
        joined, missing = evalperf.join(map(evalperf.read, files), suites)
        n_tasks = len(joined) + len(missing)
        if options.limit:
            joined = random.Random(options.seed).sample(joined, min(options.limit, len(joined)))
        ladders, left_out = [], Counter[str]()
        for index, laddered in enumerate(joined):
            task_id = laddered.task.id
            try:
                one = ladder(laddered, rows[task_id], options.per_cluster, options.seed, sandbox)
            except LeftOut as why:
                left_out[str(why)] += 1
                print(f"{index + 1}/{len(joined)} {task_id}: {why}", file=sys.stderr)
                continue
            ladders.append(one)
            tau = tau_b([one.pairs()])
            shown = "–" if tau is None else f"{tau:.2f}"
            print(
                f"{index + 1}/{len(joined)} {task_id}: {len(one.clusters)} solutions, "
                f"length {one.length}, tau-b {shown}",
                file=sys.stderr,
            )
    figures = _figures(ladders, options.seed)
    figures |= {
        "tasks_of_evalperf": n_tasks,
        "tasks_asked": len(joined),
        "disputed_solutions": sum(one.n_disputed for one in joined),
        "load_at_start": load_before,
        "load_at_end": os.getloadavg()[0],
        "seconds": round(time.monotonic() - began),
    }
    notes = [f"{count} tasks left out: {why}" for why, count in left_out.most_common()]
    if missing:
        notes.append(f"in neither plus set as imported: {', '.join(missing)}")
    for name, value in figures.items():
        print(f"{name}  {value:.4g}")
    print("\n".join(notes))
    write(options.json, figures, notes)


def _figures(ladders: Sequence[Ladder], seed: int) -> dict[str, float]:
    pairs = [one.pairs() for one in ladders]
    taus = {one.task_id: tau for one, p in zip(ladders, pairs, strict=True)
            if (tau := tau_b([p])) is not None}  # fmt: skip
    pooled = tau_b(pairs)
    if pooled is None or len(taus) < 2:
        raise SystemExit("too few tasks could be timed for an interval")
    low, high = pooled_interval(pairs, seed)
    mean = mean_interval(list(taus.values()), seed=seed)
    assert mean is not None
    apart = sum(p.get("apart", 0) for p in pairs)
    figures = {
        "tasks": len(ladders),
        "solutions": sum(len(one.clusters) for one in ladders),
        "solutions_wrong_on_grown_inputs": sum(one.n_wrong for one in ladders),
        "tau_b_pooled": pooled,
        "tau_b_pooled_low": low,
        "tau_b_pooled_high": high,
        "tau_b_mean": float(np.mean(list(taus.values()))),
        "tau_b_mean_low": mean[0],
        "tau_b_mean_high": mean[1],
        "tau_b_median": float(np.median(list(taus.values()))),
        "pairs_told_apart": apart,
        "told_apart_in_order": sum(p.get("apart_with", 0) for p in pairs) / apart if apart else 0.0,
    }
    return figures | {f"tau_b_{task_id}": tau for task_id, tau in taus.items()}


if __name__ == "__main__":
    main()
