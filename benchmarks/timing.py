"""Does the clock order two programs right? Blocks of fresh processes against single wall times.

The pairs' true costs differ by 0, 5, 10 and 20 % (`_pairs`). Under each condition one long series
of blocks is recorded for each kind of work by `measure` itself, and so are trials of what others
do: the two programs one after the other in one process, by the wall clock, taking a single time,
the best of five, or the Hodges-Lehmann centre of six (ENAMEL's way). effbench's profiles are then
replayed on windows of the series, from every block on (circular, so the windows overlap); a few
runs from end to end check the replay. Last, what a sample costs in CPU seconds, alone and in
company. `--windows` scales all of it.
"""

from __future__ import annotations

import json
import math
import os
import resource
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import _pairs, _wall
from benchmarks._common import command, parser, table, write
from benchmarks._pairs import CHUNKS, CONDITIONS, KINDS, TRUTH
from benchmarks._wall import Trial
from effbench import machine
from effbench.measure import LOOKS, Plan, measure
from effbench.pipeline.config import PLANS
from effbench.records import NOOP_ARM, REFERENCE_ARM, Timing
from effbench.sandbox import Sandbox
from effbench.stats.location import hodges_lehmann, signed_rank_interval
from effbench.stats.paired import paired_log_ratios

_BLOCKS_A_WINDOW = 6
_WINDOWS_A_REAL_RUN = 8
_GROUPS = (1, 2, 4, 8)
_STANDARD = PLANS["standard"] or Plan()

Series = dict[str, list[int]]
"""Arm -> CPU nanoseconds, one value a block."""


@dataclass(frozen=True)
class Window:
    """What one measurement says: log-ratio, its interval, and the blocks that it took."""

    estimate: float
    interval: tuple[float, float] | None
    blocks: int

    def covers(self, truth: float) -> bool:
        return self.interval is not None and self.interval[0] <= truth <= self.interval[1]


# --- recording --------------------------------------------------------------------------------


def record(kind: str, sandbox: Sandbox, blocks: int) -> Series:
    """A long series of blocks, every program of `kind` in each of them."""
    sources = {str(p): _pairs.source(kind, p, label="candidate") for p in CHUNKS}
    plan = Plan(min_blocks=blocks)
    (timing,) = measure(_pairs.task(kind), sources, sandbox, time.time_ns(), plan)
    return by_arm(timing)


def by_arm(timing: Timing) -> Series:
    series: Series = {}
    for repetition in timing.repetitions:
        if repetition.ended != "returned" or repetition.wrong:
            raise SystemExit(f"{timing.task_id}: {repetition.ended} {repetition.wrong or ''}")
        series.setdefault(repetition.arm, []).append(repetition.cpu_ns)
    return series


# --- replaying --------------------------------------------------------------------------------


def windows(series: Series, arm: str, plan: Plan) -> Iterator[Window]:
    """`plan` replayed from every block of the series on."""
    times = {name: np.asarray(values) for name, values in series.items()}
    length = len(times[REFERENCE_ARM])
    longest = min(length, plan.max_blocks if plan.precision else plan.min_blocks)
    for start in range(length):
        picked = (start + np.arange(longest)) % length
        yield replay({name: values[picked] for name, values in times.items()}, arm, plan)


def replay(times: dict[str, NDArray[np.int64]], arm: str, plan: Plan) -> Window:
    """Look at precision where `measure` looks, and stop where it stops."""
    available = len(times[REFERENCE_ARM])
    looks = (
        [look for look in LOOKS if plan.min_blocks <= look < available] if plan.precision else []
    )
    for blocks in [*looks, available]:
        log_ratios = paired_log_ratios(
            times[arm][:blocks],
            times[REFERENCE_ARM][:blocks],
            np.zeros(blocks, dtype=bool),
            baseline_ns=float(np.median(times[NOOP_ARM][:blocks])),
        )
        interval = signed_rank_interval(log_ratios)
        if blocks == available or (
            interval and (interval[1] - interval[0]) / 2 <= math.log1p(plan.precision or 0)
        ):
            return Window(hodges_lehmann(log_ratios), interval, blocks)
    raise AssertionError("the last look returns")


# --- tables -----------------------------------------------------------------------------------


def accuracy(
    condition: str, recorded: dict[str, Series], trials: dict[str, list[Trial]]
) -> dict[str, float]:
    """Print who orders how many windows wrongly, all kinds pooled; the same as figures."""
    figures: dict[str, float] = {}
    rows = []
    for method in _wall.METHODS:
        logs = {
            p: [v for own in trials.values() for v in _wall.log_ratios(own, p, method)]
            for p in CHUNKS
        }
        rows.append(_row(condition, method, logs, figures))
    n_trials = len(logs[0])
    for name in ("quick", "standard"):
        plan = PLANS[name] or Plan()
        found = {
            p: [w for own in recorded.values() for w in windows(own, str(p), plan)] for p in CHUNKS
        }
        logs = {p: [w.estimate for w in found[p]] for p in CHUNKS}
        rows.append(_row(condition, f"effbench {name}", logs, figures, found))
    print(f"\n{condition}: share of {len(logs[0])} windows ({n_trials} trials by the wall clock)")
    print("that order a pair wrongly, and what identical code gives (A/A)")
    header = ("method", "5 %", "10 %", "20 %", "A/A ratio", "A/A 95 % within", "coverage", "blocks")
    table(header, rows)
    for kind, own in recorded.items():
        for percent in (5, 10, 20):
            whole = next(windows(own, str(percent), Plan(min_blocks=len(own[NOOP_ARM]))))
            figures[f"{condition}_{kind}_{percent}_ratio"] = math.exp(whole.estimate)
    return figures


def _row(
    condition: str,
    method: str,
    logs: dict[int, list[float]],
    figures: dict[str, float],
    found: dict[int, list[Window]] | None = None,
) -> tuple[str, ...]:
    key = f"{condition}_{method.split(' (')[0].replace(' ', '_')}"
    wrong = {p: statistics.fmean(value <= 0 for value in logs[p]) for p in (5, 10, 20)}
    ratio = math.exp(statistics.fmean(logs[0]))
    within = math.expm1(float(np.quantile(np.abs(logs[0]), 0.95)))
    figures |= {f"{key}_wrong_{p}": share for p, share in wrong.items()}
    figures |= {f"{key}_aa_ratio": ratio, f"{key}_aa_95_within": within}
    cells = [f"{share:.1%}" for share in wrong.values()] + [f"{ratio:.3f}", f"{within:.1%}"]
    if found is None:
        return (method, *cells, "none", "")
    coverage = {p: statistics.fmean(w.covers(math.log(TRUTH[p])) for w in found[p]) for p in CHUNKS}
    blocks = statistics.fmean(w.blocks for w in found[0])
    figures |= {f"{key}_coverage_{p}": share for p, share in coverage.items()}
    figures[f"{key}_blocks"] = blocks
    return (method, *cells, f"{coverage[0]:.1%}", f"{blocks:.1f}")


def end_to_end(sandbox: Sandbox, runs: int) -> dict[str, float]:
    """Standard runs of `measure`, none of them replayed."""
    found: dict[int, list[Window]] = {0: [], 5: []}
    for kind in KINDS:
        sources = {str(p): _pairs.source(kind, p, label="candidate") for p in found}
        for _ in range(runs):
            (timing,) = measure(_pairs.task(kind), sources, sandbox, time.time_ns(), _STANDARD)
            series = by_arm(timing)
            for percent, mine in found.items():
                blocks = len(series[str(percent)])
                times = {name: np.asarray(values[:blocks]) for name, values in series.items()}
                mine.append(replay(times, str(percent), Plan(min_blocks=blocks)))
    figures = {
        "end_to_end_runs": float(len(found[0])),
        "end_to_end_wrong_5": statistics.fmean(w.estimate <= 0 for w in found[5]),
        "end_to_end_coverage_0": statistics.fmean(w.covers(0.0) for w in found[0]),
        "end_to_end_coverage_5": statistics.fmean(w.covers(math.log(TRUTH[5])) for w in found[5]),
        "end_to_end_aa_ratio": math.exp(statistics.fmean(w.estimate for w in found[0])),
        "end_to_end_blocks": statistics.fmean(w.blocks for w in found[0]),
    }
    print(f"\n{len(found[0])} standard runs from end to end, as it comes")
    table(
        ("5 % pair wrong", "coverage A/A", "coverage 5 %", "A/A ratio", "blocks"),
        [tuple(f"{value:.3f}" for name, value in figures.items() if name != "end_to_end_runs")],
    )
    return figures


def costs(tier: str, repeats: int) -> dict[str, float]:
    """CPU seconds of everything (host, zygotes, children) for one task at one size.

    Strict is measured for one sample only: a group's cost there is that of its noisiest member.
    """
    figures: dict[str, float] = {}
    rows = []
    for name, groups in (("quick", _GROUPS), ("standard", _GROUPS), ("strict", (1,))):
        plan = PLANS[name] or Plan()
        alone = 0.0
        for group in groups:
            sources = {str(i): _pairs.source("dict", 0, label=str(i)) for i in range(group)}
            total = statistics.fmean(_cost(tier, sources, plan) for _ in range(repeats))
            alone = alone or total
            key = f"cost_{name}_group_{group}"
            figures |= {f"{key}_cpu_seconds": total / group, f"{key}_total_to_one": total / alone}
            cells = (f"{total:.2f}", f"{total / group:.2f}", f"{total / alone:.2f}")
            rows.append((name, str(group), *cells))
    print(f"\nCPU seconds for the samples of one task at one size, mean of {repeats} runs")
    table(("profile", "samples", "CPU s", "CPU s a sample", "x one sample"), rows)
    return figures


def _cost(tier: str, sources: dict[str, str], plan: Plan) -> float:
    before = _cpu_seconds()
    with Sandbox(tier) as sandbox:
        for _ in measure(_pairs.task("dict"), sources, sandbox, time.time_ns(), plan):
            pass
    return _cpu_seconds() - before  # the zygotes are dead now, so their children are counted


def _cpu_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    arguments = parser(__doc__ or "", windows=32)
    arguments.add_argument("--condition", choices=(*CONDITIONS, "all"), default="all")
    arguments.add_argument("--series", type=Path, help="write the series recorded as it comes here")
    options = arguments.parse_args()
    notes = ["effbench's shares are of windows replayed on recorded series; the windows overlap"]
    load, cores = os.getloadavg()[0], machine.usable_cores()
    if load > cores / 2:
        notes.append(
            f"load average {load:.1f} on {cores} cores at the start: other work shared the "
            "machine, so 'asis' was not quiet either"
        )
    figures: dict[str, float] = {"windows": options.windows, "load_at_start": round(load, 2)}
    chosen = CONDITIONS if options.condition == "all" else (options.condition,)
    for condition in chosen:
        if condition == "memory" and cores < 2:
            notes.append("memory: left out, it needs a second core")
            continue
        with _pairs.disturbed(condition), Sandbox() as sandbox:
            blocks = max(LOOKS[0], options.windows * _BLOCKS_A_WINDOW)
            recorded = {kind: record(kind, sandbox, blocks) for kind in KINDS}
            trials = {k: [_wall.trial(k, i) for i in range(options.windows)] for k in KINDS}
        figures |= accuracy(condition, recorded, trials)
        if condition == "asis":
            _write_series(options.series, recorded)
            figures |= _real_runs(options.windows)
    for note in notes:
        print(f"note: {note}")
    write(options.json, figures, notes)


def _real_runs(n_windows: int) -> dict[str, float]:
    with Sandbox() as sandbox:
        figures = end_to_end(sandbox, max(1, n_windows // _WINDOWS_A_REAL_RUN))
    return figures | costs(sandbox.tier, max(1, n_windows // _WINDOWS_A_REAL_RUN))


def _write_series(path: Path | None, recorded: dict[str, Series]) -> None:
    if path:
        data = {"command": command(), "machine": machine.describe(), "cpu_ns": recorded}
        path.write_text(json.dumps(data) + "\n")


if __name__ == "__main__":
    main()
