"""Test if the clock orders two programs correctly: blocks of fresh processes versus wall times.

The pairs' true costs differ by 0, 5, 10 and 20 % (`_pairs`). Under each condition a long series of
blocks is recorded for each kind of work, and effbench's profiles are replayed on it, on one stretch
after another without overlap (`_series`). Trials of the common method are run as well: the two
programs one after the other in one process, by wall time, with a single time, the best of five, or
the Hodges-Lehmann centre of six, ENAMEL's method (`_wall`). Without added load, the same answers
are then measured twice (`_twice`), and the cost of samples in CPU seconds is measured, alone and in
groups (`_costs`). Finally, the figures are compared with their targets. `--quick` does an eighth of
all of it.
"""

from __future__ import annotations

import json
import math
import os
import statistics
from pathlib import Path

import numpy as np

from benchmarks import _pairs, _wall
from benchmarks._common import command, machine_facts, parser, table, write
from benchmarks._costs import costs
from benchmarks._pairs import CHUNKS, CONDITIONS, KINDS, TRUTH
from benchmarks._series import STANDARD, Series, Window, cold_start, ratios, record, windows
from benchmarks._twice import measured_twice
from benchmarks._wall import Trial
from effbench.machine import facts as machine
from effbench.measure import Plan
from effbench.measure.measuring import PLANS
from effbench.sandbox import Sandbox
from effbench.stats.ratio import centre

_REPEATS = 50  # of identical code for each of the four kinds: 200
_QUICK_REPEATS = 6
_TASKS_TWICE = 8
_REPEATS_A_COST = 5  # measurements that continue for 96 blocks are rare and expensive

Target = tuple[str, float, float]
"""Name of a figure, and the smallest and largest acceptable value."""


def targets(condition: str) -> list[Target]:
    key = f"{condition}_effbench_standard"
    return [
        (f"{key}_wrong_5", 0.0, 0.05),
        (f"{key}_wrong_10", 0.0, 0.01),
        (f"{key}_wrong_20", 0.0, 0.0),
        (f"{key}_aa_ratio", 0.99, 1.01),
        (f"{key}_coverage_0", 0.93, 1.0),
    ]


TARGETS_ONCE: list[Target] = [
    ("twice_eff_difference", 0.0, 0.01),
    ("twice_pairs_turned", 0.0, 0.0),
    ("cost_quick_group_8_total_to_one", 0.0, 5.0),
    ("cost_standard_group_8_total_to_one", 0.0, 5.0),
    ("cost_tasks_to_sum", 0.8, 1.1),
]


def accuracy(
    condition: str, recorded: dict[str, Series], trials: dict[str, list[Trial]]
) -> dict[str, float]:
    """Print each method's rate of wrong orders, over all kinds; return the same as figures."""
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
        figures[f"{condition}_effbench_{name}_repeats"] = float(len(found[0]))
        rows.append(_row(condition, f"effbench {name}", logs, figures, found))
    repeats = [
        int(figures[f"{condition}_effbench_{name}_repeats"]) for name in ("quick", "standard")
    ]
    print(
        f"\n{condition}: share of measurements that order a pair wrongly, and what identical code"
    )
    print(f"gives (A/A): {n_trials} trials by the wall clock, {repeats[0]} quick and {repeats[1]}")
    print("standard measurements of identical code")
    header = ("method", "5 %", "10 %", "20 %", "A/A ratio", "A/A 95 % within", "coverage", "blocks")
    table(header, rows)
    print("\nratios of the whole series, and the base's cost that does not grow with its work")
    table(("kind", "5 %", "10 %", "20 %", "cold start"), _whole(condition, recorded, figures))
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


def _whole(
    condition: str, recorded: dict[str, Series], figures: dict[str, float]
) -> list[tuple[str, ...]]:
    rows = []
    for kind, own in recorded.items():
        found = {p: centre(ratios(own, str(p))[:_MOST]).ratio for p in (5, 10, 20)}
        cold = cold_start(own)
        figures |= {f"{condition}_{kind}_{p}_ratio": ratio for p, ratio in found.items()}
        figures[f"{condition}_{kind}_cold_start"] = cold
        rows.append((kind, *(f"{ratio:.3f}" for ratio in found.values()), f"{cold:.1%}"))
    return rows


_MOST = 2_000  # blocks: the Walsh averages of more take long


def held_against(wanted: list[Target], figures: dict[str, float]) -> float:
    """Print each figure with its target and result; return the number of missed targets."""
    rows, missed = [], 0
    for name, low, high in wanted:
        met = low <= figures[name] <= high
        missed += not met
        rows.append(
            (name, f"{figures[name]:.4f}", f"{low:g} to {high:g}", "met" if met else "MISSED")
        )
    print()
    table(("figure", "measured", "target", ""), rows)
    return float(missed)


def main() -> None:
    arguments = parser(__doc__ or "", repeats=_REPEATS)
    arguments.add_argument("--condition", choices=(*CONDITIONS, "all"), default="all")
    arguments.add_argument("--quick", action="store_true", help="run an eighth of everything")
    arguments.add_argument("--series", type=Path, help="write the series recorded as it comes here")
    options = arguments.parse_args()
    repeats = _QUICK_REPEATS if options.quick else options.repeats
    notes, cores = _circumstances()
    figures = _of_other_conditions(options.json, options.condition)
    for condition in CONDITIONS if options.condition == "all" else (options.condition,):
        if condition == "memory" and cores < 2:
            notes.append("memory: left out, it needs a second core")
            continue
        figures[f"{condition}_load_at_start"] = round(os.getloadavg()[0], 2)
        figures[f"{condition}_repeats_a_kind"] = float(repeats)
        with _pairs.disturbed(condition), Sandbox() as sandbox:
            recorded = {kind: record(kind, sandbox, repeats) for kind in KINDS}
            trials = {k: [_wall.trial(k, i) for i in range(repeats)] for k in KINDS}
        figures |= accuracy(condition, recorded, trials)
        if condition == "asis":
            _write_series(options.series, recorded)
            figures |= _once(repeats)
        write(options.json, figures, notes)  # so that a late failure does not lose an hour's work
    wanted = [target for condition in CONDITIONS for target in targets(condition)] + TARGETS_ONCE
    figures["targets_missed"] = held_against([t for t in wanted if t[0] in figures], figures)
    for note in notes:
        print(f"note: {note}")
    write(options.json, figures, notes)


def _of_other_conditions(path: Path | None, condition: str) -> dict[str, float]:
    """Figures in `path` for conditions not measured now: conditions can be run separately."""
    if path is None or condition == "all" or not path.exists():
        return {}
    figures: dict[str, float] = json.loads(path.read_text())["figures"]
    others = tuple(f"{other}_" for other in CONDITIONS if other != condition)
    if condition != "asis":
        others += ("twice_", "cost_")
    return {name: value for name, value in figures.items() if name.startswith(others)}


def _circumstances() -> tuple[list[str], int]:
    notes = ["effbench's shares are of measurements replayed one after the other on long series"]
    load, cores = os.getloadavg()[0], machine.usable_cores()
    if load > cores / 2:
        notes.append(
            f"load average {load:.1f} on {cores} cores at the start: other work shared the "
            "machine, so 'asis' was not quiet either"
        )
    return notes, cores


def _once(repeats: int) -> dict[str, float]:
    """The measurements that are made only without added load."""
    with Sandbox() as sandbox:
        tasks = min(_TASKS_TWICE, max(1, repeats // 6))
        figures = measured_twice(sandbox, tasks, STANDARD)
    return figures | costs(sandbox.tier, max(1, repeats // _REPEATS_A_COST))


def _write_series(path: Path | None, recorded: dict[str, Series]) -> None:
    if path:
        data = {"command": command(), "machine": machine_facts(), "cpu_ns": recorded}
        path.write_text(json.dumps(data) + "\n")


if __name__ == "__main__":
    main()
