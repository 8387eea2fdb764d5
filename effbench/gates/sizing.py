"""G6: check that the frozen sizes take the intended times on a machine of the reference speed.

A fixed kernel, run in the same sandbox in the same session, measures the machine's speed. `effbench
tasks calibrate` proposes sizes from the same speed.
"""

from __future__ import annotations

import math
import statistics

from effbench.gates.bench import Bench
from effbench.gates.finding import Figures, Finding, Problem, finding
from effbench.gates.timing import Measured
from effbench.sandbox import Limits, Sandbox

GATE = "G6"
BAND_MS = (20.0, 50.0)
TOLERANCE = 1.35
"""The factor by which a time may leave its band. The kernel is pure Python; other work (arrays,
dicts larger than the cache) scales differently from one machine to the next."""
SHORTEST_CALL_MS = 5.0
LONGEST_SAMPLE_SECONDS = 2.0
_CUTOFF = 10.0
KERNEL_MS = 21.5
"""The kernel's time on the reference machine, on which the suite's sizes were chosen."""
_KERNEL_RUNS = 7
_KERNEL = """
def kernel(n):
    table, total, state = {}, 0, 12345
    for i in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        table[state % 997] = i
        total += len(table) + (state & 7)
    values = sorted([(x * 7919) % 100003 for x in range(n)])
    return total + values[n // 2]
"""


def machine_speed(sandbox: Sandbox) -> float:
    """Return this machine's current speed relative to the reference machine (2 = twice as fast).

    Uses medians of `_KERNEL_RUNS` runs.
    """
    whole, floor = (
        statistics.median(
            sandbox.run(_KERNEL, "kernel", [(n,)], Limits()).cpu_ns for _ in range(_KERNEL_RUNS)
        )
        for n in (60_000, 1)
    )
    return KERNEL_MS * 1e6 / max(1.0, whole - floor)


def examine(bench: Bench, measured: Measured, speed: float) -> Finding:
    """Run the gate. `speed` from `machine_speed` converts times to the reference machine's."""
    ms = {
        size.label: measured.fast_ns(size.label) / 1e6 * speed
        for size in bench.task.sizes
        if size.label in measured.timings
    }
    figures: Figures = {
        "fast_ms_at_reference_speed": {label: round(value, 2) for label, value in ms.items()},
        "machine_speed": round(speed, 3),
        "work_over_harness": {label: round(measured.share(label), 2) for label in ms},
    }
    problems = [
        *_band(bench, ms),
        *_short_calls(bench, ms),
        *_drowned_calls(bench, measured),
        *_longest_sample(bench, ms, figures),
    ]
    return finding(GATE, bench.files.file, problems, figures)


def _band(bench: Bench, ms: dict[str, float]) -> list[Problem]:
    low, high = BAND_MS[0] / TOLERANCE, BAND_MS[1] * TOLERANCE
    if "L" not in ms or low <= ms["L"] <= high:
        return []
    return [
        Problem(
            str(bench.files.file),
            f"fast takes {ms['L']:.1f} ms at L, outside {BAND_MS[0]:g}-{BAND_MS[1]:g} ms",
            f"run `effbench tasks calibrate {bench.files.file.stem}`, which proposes sizes",
        )
    ]


def _short_calls(bench: Bench, ms: dict[str, float]) -> list[Problem]:
    short = {k: value for k, value in ms.items() if value < SHORTEST_CALL_MS / TOLERANCE}
    if not short:
        return []
    words = ", ".join(f"{label} {value:.1f} ms" for label, value in short.items())
    return [
        Problem(
            str(bench.files.file),
            f"a timed call of fast is too short to time: {words}, not {SHORTEST_CALL_MS:g}",
            "raise the second number of the size, the instances in one call",
        )
    ]


def _drowned_calls(bench: Bench, measured: Measured) -> list[Problem]:
    """Report sizes at which the harness's own cost hides the work, so that there is no ratio."""
    drowned = [
        one.size
        for one in measured.results["medium"].sizes
        if one.ratio is None and not one.censored and one.n_blocks
    ]
    batches = {size.label: size.batch or 1 for size in bench.task.sizes}
    return [
        Problem(
            str(bench.files.file),
            f"at {size} fast's work is {measured.share(size):.2f} of the cost of passing an input: "
            "too little to time",
            "raise the instances in a call"
            if batches[size] == 1
            else "make instances larger and fewer in a call, or the input more compact",
        )
        for size in drowned
    ]


def _longest_sample(bench: Bench, ms: dict[str, float], figures: Figures) -> list[Problem]:
    seconds = _CUTOFF * math.fsum(ms.values()) / 1e3
    figures["longest_sample_seconds"] = round(seconds, 2)
    if seconds <= LONGEST_SAMPLE_SECONDS:
        return []
    return [
        Problem(
            str(bench.files.file),
            f"a slow sample may take {seconds:.1f} s over the three sizes",
            f"make the sizes smaller, so that it takes at most {LONGEST_SAMPLE_SECONDS:g} s",
        )
    ]
