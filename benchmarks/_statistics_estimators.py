"""Bias and coverage of ratios, scores and best of k, by simulation with fixed seeds.

    python -m benchmarks._statistics_estimators [--runs 60] [--tasks 60] [--run FOLDER]

`shapes`: the stopping rule of `standard` if input shapes alternate and differ in cost. Baseline:
means of cycles from six on, single values before.
`fast`: work of a few times the no-op's noise. Baseline: the centre of the blocks' logarithms.
`best_of`: ten equal programs. Baseline: the blocks that choose the best also score it.
`cliff`: a fixed cost beside work that grows. Baseline: no size is run after one that was cut off.
`cliff_cost`: the cost of running them, from a run folder of reference:medium and the recorded
ratios of the slow references.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks._common import parser, table, write
from effbench.base.records import NOOP_ARM, REFERENCE_ARM, Repetition, SampleResult, Timing, Verdict
from effbench.measure import PLANS
from effbench.runs import store
from effbench.score import summarise
from effbench.stats.at_k import best_of_k
from effbench.stats.location import hodges_lehmann
from effbench.stats.log_scale import efficiency, uncapped_efficiency
from effbench.stats.paired import CENSOR_RATIO, paired_log_ratios
from effbench.stats.ratio import MIN_VALUES, Centre, centre, located
from effbench.stats.small_work import Times

SEED = 20_261_130
SHAPES = ("rule", "noise", "shapes", "coverage", "blocks", "bias", "rms error")
FAST = (
    *("work / no-op", "noise", "ratio", "bias of e before", "has a bound", "bound holds"),
    *("bias of uncapped e without", "bias of e, all"),
)
BEST_OF = ("profile", "blocks", "noise", "k", "eff@1", "bias before", "bias now")
CLIFF = ("fixed ms", "e: larger not run", "e: largest tried", "e: each by itself")
Array = NDArray[np.float64]
Noise = Callable[[np.random.Generator, NDArray[np.int64]], Array]
"""Errors of the log-ratios of blocks, given the shape of each."""


# --- shapes -----------------------------------------------------------------------------------


def even(rng: np.random.Generator, order: NDArray[np.int64]) -> Array:
    """Normal noise, equal for all shapes."""
    return 0.05 * rng.standard_normal(order.size)


def uneven(rng: np.random.Generator, order: NDArray[np.int64]) -> Array:
    """Heavy tails, and shapes whose noise differs tenfold."""
    scales = np.linspace(0.02, 0.2, int(order.max()) + 1)
    return scales[order] * rng.standard_t(4, order.size)


def disturbed(rng: np.random.Generator, order: NDArray[np.int64]) -> Array:
    """One child process in 25, of either arm, takes 50 % longer."""

    def arm() -> Array:
        often = np.where(rng.random(order.size) < 0.04, math.log(1.5), 0.0)
        return 0.04 * rng.standard_normal(order.size) + often

    return arm() - arm()


NOISES: dict[str, Noise] = {"even": even, "uneven": uneven, "disturbed": disturbed}


def _as_before(values: Array, cycle: int, shapes: Sequence[int]) -> Centre:
    complete = values.size // cycle
    if complete >= MIN_VALUES:
        values = values[: complete * cycle].reshape(complete, cycle).mean(axis=1)
    return centre(values)


def shapes(runs: int) -> list[tuple[str, ...]]:
    """Return (rule, noise, shapes, coverage, mean blocks, bias, root mean square error) as text."""
    rows = []
    for n_shapes in (2, 4, 5, 6, 7, 8):
        for name, noise in NOISES.items():
            for rule, estimate in (("before", _as_before), ("now", located)):
                found = [_stopped(n_shapes, noise, estimate, i) for i in range(runs)]
                held, blocks, errors = (
                    np.array(one, dtype=float) for one in zip(*found, strict=True)
                )
                shown = f"{held.mean():.3f}", f"{blocks.mean():.0f}", f"{errors.mean():+.3f}"
                rms = f"{math.sqrt(float((errors**2).mean())):.3f}"
                rows.append((rule, name, str(n_shapes), *shown, rms))
    return rows


def _stopped(
    n_shapes: int, noise: Noise, estimate: Callable[..., Centre], run: int
) -> tuple[bool, int, float]:
    """(interval at the stop of `standard` holds the truth, blocks, error of the log-ratio)"""
    plan = PLANS["standard"]
    assert plan is not None and plan.precision is not None
    rng = np.random.default_rng((SEED, n_shapes, run))
    effects = np.full(n_shapes, math.log(1.1))
    effects[-1] += math.log(5)
    cycles = -(-plan.max_blocks // n_shapes)
    order = np.concatenate([rng.permutation(n_shapes) for _ in range(cycles)])[: plan.max_blocks]
    values = effects[order] + noise(rng, order)
    for look in plan.stops:
        found = estimate(values[:look], n_shapes, [int(shape) for shape in order[:look]])
        if found.within(math.log1p(plan.precision)):
            break
    low, high = found.interval or (-math.inf, math.inf)
    truth = float(effects.mean())
    return low <= truth <= high, look, found.log_ratio - truth


# --- work that is small beside the harness ----------------------------------------------------

NOOP_NS = 4e6
BLOCKS = 24


def _varied(rng: np.random.Generator, deviation: float) -> Array:
    usual = np.exp(deviation * rng.standard_normal(BLOCKS))
    return usual * np.where(rng.random(BLOCKS) < 0.04, 1.5, 1.0)


def fast(runs: int) -> list[tuple[str, ...]]:
    """Return (reference's work / no-op, no-op's noise, ratio; before: bias of e; now: share with a
    bound, share of bounds that hold, bias of uncapped e of the others, bias of capped e of all)."""
    rows = []
    for share in (0.5, 1.0, 5.0):
        for deviation in (0.05, 0.1):
            for ratio in (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 3.0, 8.0):
                rng = np.random.default_rng(SEED)
                found = [_little(rng, share, deviation, ratio) for _ in range(runs)]
                rows.append((f"{share:g}", f"{deviation:g}", f"{ratio:g}", *_biases(found, ratio)))
    return rows


def _little(
    rng: np.random.Generator, share: float, deviation: float, ratio: float
) -> tuple[float, float | None, float]:
    """(centre of the logarithms, bound or None, log-ratio as measured now)"""
    mood = np.exp(0.08 * rng.standard_normal(BLOCKS))
    floor, work = NOOP_NS * mood, share * NOOP_NS * mood
    noop = floor * _varied(rng, deviation)
    reference = floor * _varied(rng, deviation) + work * _varied(rng, deviation)
    candidate = floor * _varied(rng, deviation) + ratio * work * _varied(rng, deviation)
    in_time = np.zeros(BLOCKS, dtype=bool)
    before = hodges_lehmann(paired_log_ratios(candidate, reference, in_time, baseline_ns=noop))
    times = Times.of(candidate, reference, noop, in_time, [0] * BLOCKS)
    return before, times.bound(), centre(times.log_ratios()).log_ratio


def _biases(
    found: Sequence[tuple[float, float | None, float]], ratio: float
) -> tuple[str, str, str, str, str]:
    truth = math.log(ratio)
    bounds = [bound for _, bound, _ in found if bound is not None]
    free = [log for _, bound, log in found if bound is None]
    worth = [efficiency(log if bound is None else bound) for _, bound, log in found]
    before = statistics.mean(uncapped_efficiency(log) for log, _, _ in found)
    now = [uncapped_efficiency(log) for log in free]
    shown = f"{statistics.mean(now) - uncapped_efficiency(truth):+.3f}" if len(now) > 9 else "–"
    held = f"{statistics.mean(bound >= truth for bound in bounds):.2f}" if bounds else "–"
    return (
        f"{before - uncapped_efficiency(truth):+.3f}",
        f"{len(bounds) / len(found):.2f}",
        held,
        shown,
        f"{statistics.mean(worth) - efficiency(truth):+.3f}",
    )


# --- best of k --------------------------------------------------------------------------------

N_EQUAL = 10


def best_of(tasks: int) -> list[tuple[str, ...]]:
    """Return (profile, blocks, noise; k, eff@1, bias before, bias now) for ten equal programs, 1.5
    times as slow as the reference."""
    rows = []
    for profile, n_sizes in (("quick", 2), ("standard", 3)):
        for noise in (0.05, 0.1, 0.2):
            before, now, n_blocks = _equal_programs(profile, n_sizes, noise, tasks)
            for k in (5, 10):
                truth = efficiency(math.log(1.5))
                row = (f"{before[k] - truth:+.4f}", f"{now[f'eff@{k}'] - truth:+.4f}")
                first = f"{now['eff@1'] - truth:+.4f}"
                rows.append((profile, f"{n_blocks:.0f}", f"{noise:g}", str(k), first, *row))
    return rows


def _equal_programs(
    profile: str, n_sizes: int, noise: float, tasks: int
) -> tuple[dict[int, float], dict[str, float], float]:
    plan = PLANS[profile]
    assert plan is not None
    rng = np.random.default_rng((SEED, round(1000 * noise)))
    labels = ("S", "M", "L")[:n_sizes]
    timings, verdicts = [], []
    for task in range(tasks):
        timings += [_timing(rng, f"t{task}", size, noise, profile) for size in labels]
        verdicts += [
            Verdict(task_id=f"t{task}", sample_index=i, status="pass", source_sha256=f"s{i}")
            for i in range(N_EQUAL)
        ]
    sizes = {f"t{task}": labels for task in range(tasks)}
    summary = summarise(verdicts, timings, sizes, seed=1, speed_measured=True)
    values = {metric.id: metric.value or 0.0 for metric in summary.metrics}
    groups: dict[str, list[SampleResult]] = summary.samples_by_task()
    before = {
        k: statistics.mean(best_of_k([s.efficiency for s in own], k) for own in groups.values())
        for k in (5, 10)
    }
    n = [size.n_blocks for sample in summary.samples for size in sample.sizes]
    return before, values, statistics.mean(n)


def _timing(
    rng: np.random.Generator, task_id: str, size: str, noise: float, profile: str
) -> Timing:
    """One size of ten equal programs, each stopped as in `profile`."""
    plan = PLANS[profile]
    assert plan is not None
    n = plan.stops[-1]
    mood = np.exp(0.1 * rng.standard_normal(n))
    times = {
        REFERENCE_ARM: NOOP_NS * mood * (1 + 5 * np.exp(noise * rng.standard_t(5, n) / 2)),
        NOOP_ARM: NOOP_NS * mood * np.exp(0.05 * rng.standard_normal(n)),
    }
    lasting = {REFERENCE_ARM: 0, NOOP_ARM: 0}
    for i in range(N_EQUAL):
        own = NOOP_NS * mood * (1 + 7.5 * np.exp(noise * rng.standard_t(5, n) / 2))
        times[f"s{i}"], lasting[f"s{i}"] = own, n
        for look in plan.stops:
            arms = own[:look], times[REFERENCE_ARM][:look], times[NOOP_ARM][:look]
            one = Times.of(*arms, np.zeros(look, dtype=bool), [0] * look)
            if plan.precision and centre(one.log_ratios()).within(math.log1p(plan.precision)):
                lasting[f"s{i}"] = look
                break
    longest = max(lasting.values())
    repetitions = [
        _repetition(block, arm, float(values[block]))
        for block in range(longest)
        for arm, values in times.items()
        if block < (lasting[arm] or longest)
    ]
    return Timing(
        task_id=task_id, size=size, n=1, batch=1, cutoff_cpu_ns=10**12,
        repetitions=tuple(repetitions),
    )  # fmt: skip


def _repetition(block: int, arm: str, cpu_ns: float) -> Repetition:
    return Repetition(
        block=block, position=0, arm=arm, ended="returned", cpu_ns=round(cpu_ns), wall_ns=0,
        peak_rss_bytes=0,
    )  # fmt: skip


# --- the cliff --------------------------------------------------------------------------------

REFERENCE_MS = (5.0, 20.0, 100.0)
CUT_OFF = 1.25 * CENSOR_RATIO


def cliff() -> list[tuple[str, ...]]:
    """Return (fixed cost in ms; e if no larger size is run, if the largest is tried, if every size
    is independent) for a program that does the reference's work plus a fixed cost.
    """
    rows = []
    for fixed in (0.0, 25.0, 50.0, 55.0, 60.0, 75.0, 150.0, 300.0, 1200.0):
        cut = [fixed + ms >= CUT_OFF * ms for ms in REFERENCE_MS]
        own = [0.0 if c else efficiency(math.log(1 + fixed / ms))
               for c, ms in zip(cut, REFERENCE_MS, strict=True)]  # fmt: skip
        first = cut.index(True) if True in cut else len(cut)
        last = [own[-1]] if first < len(own) - 1 else []
        skipped = [*own[:first], *[0.0] * (len(own) - first)]
        probed = [*own[:first], *[0.0] * (len(own) - first - len(last)), *last]
        shown = [f"{statistics.mean(values):.3f}" for values in (skipped, probed, own)]
        rows.append((f"{fixed:g}", *shown))
    return rows


def cliff_cost(run: Path, tasks: Path) -> dict[str, float]:
    """Return CPU seconds for timing the slow references, and for the sizes that were not run
    before.

    `run`: a folder of reference:medium at `standard`, with the times of reference and no-op and the
    cut-offs. `tasks`: the output of `effbench tasks check --report`, with the ratios.
    """
    known = {(timing.task_id, timing.size): timing for timing in store.timings(run)}
    found = dict.fromkeys(("whole run", "the largest size", "all sizes", "reference:medium"), 0.0)
    found["tasks cut off before L"] = 0
    for timing in known.values():
        found["reference:medium"] += sum(r.cpu_ns for r in timing.repetitions) / 1e9
    for task_id, about in json.loads(tasks.read_text())["tasks"].items():
        if any((task_id, size) not in known for size in "SML"):
            continue
        gate = next(one for one in about["findings"] if one["gate"] == "G5")
        slow = gate["figures"]["slow"]["sizes"]
        first = next((size for size in "SML" if slow[size]["censored"]), "")
        found["tasks cut off before L"] += first in ("S", "M")
        for size in "SML":
            whole, killed = _costs(known[task_id, size], slow[size]["ratio"])
            if not first or "SML".index(size) < "SML".index(first):
                found["whole run"] += whole
            elif size == first:
                found["whole run"] += killed
            else:
                found["all sizes"] += killed
                found["the largest size"] += killed if size == "L" else 0.0
    return found


def _costs(timing: Timing, ratio: float | None) -> tuple[float, float]:
    """CPU seconds of as many blocks as the medium reference took, and of two that are cut off,
    each with the three runs of the calibration."""
    reference, noop = (
        statistics.median(r.cpu_ns for r in timing.repetitions if r.arm == arm) / 1e9
        for arm in (REFERENCE_ARM, NOOP_ARM)
    )
    n = 1 + max(r.block for r in timing.repetitions)
    block = 2 * noop + reference + (ratio or CENSOR_RATIO) * (reference - noop)
    killed = 2 * (timing.cutoff_cpu_ns / 1e9 + reference + noop)
    return n * block + 3 * reference, killed + 3 * reference


def report(runs: int, tasks: int, run: Path | None = None) -> dict[str, object]:
    """Print every table and return them as plain data. `run`: for `cliff_cost`."""
    found: dict[str, object] = {}
    for name, header, rows in (
        ("shapes", SHAPES, shapes(runs)),
        ("fast", FAST, fast(runs)),
        ("best_of", BEST_OF, best_of(tasks)),
        ("cliff", CLIFF, cliff()),
    ):
        table(header, rows)
        print()
        found[name] = [dict(zip(header, row, strict=True)) for row in rows]
    if run is not None:
        costs = cliff_cost(run, Path("benchmarks/results/tasks.json"))
        table(("CPU of reference:slow", "s"), [(k, f"{v:.0f}") for k, v in costs.items()])
        found["cliff_cost"] = costs
    return found


def main() -> None:
    made = parser(__doc__ or "", runs=60, tasks=60)
    made.add_argument("--run", type=Path, help="reference:medium at standard, for cliff_cost")
    options = made.parse_args()
    tables = report(options.runs, options.tasks, options.run)
    write(options.json, {}, tables=tables)


if __name__ == "__main__":
    main()
