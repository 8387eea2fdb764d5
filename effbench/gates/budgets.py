"""G11: check that the fast tier stays well below its limits on memory and wall time.

The gate uses the repetitions that G5 has timed.
"""

from __future__ import annotations

import statistics

from effbench.base import NOOP_ARM, REFERENCE_ARM, Repetition
from effbench.gates.bench import Bench
from effbench.gates.finding import Figures, Finding, Problem, finding
from effbench.gates.timing import Measured

GATE = "G11"
MEMORY_TIGHT = "memory-tight"
MAX_SHARE, MAX_SHARE_TIGHT = 0.25, 0.80
MAX_WALL = 1.3
MAX_THREADS = 1.3
"""CPU time over wall time. Above this ratio, another thread computes beside the main thread."""
_OVERHEAD_NS = 5_000_000  # of waking a child process; not negligible beside 20 ms


def examine(bench: Bench, measured: Measured) -> Finding:
    """Run the gate on the timings of `timing.take`."""
    figures: Figures = {}
    problems: list[Problem] = []
    for label in measured.timings:
        runs = measured.arm(label, REFERENCE_ARM)
        peak = max(run.peak_rss_bytes for run in runs)
        figures[f"peak_rss_bytes_at_{label}"] = peak
        wall = min(map(_stretch, runs))
        threads = min(run.cpu_ns / max(1, run.wall_ns) for run in runs)
        figures[f"wall_over_cpu_at_{label}"] = round(wall, 3)
        if wall > MAX_WALL * _machine(measured, label):
            words = f"fast waits: {wall:.2f} times as much wall time as CPU time at {label}"
            problems.append(Problem(bench.path("fast.py"), words, "remove sleeps and waits"))
        if threads > MAX_THREADS:
            words = f"fast uses {threads:.2f} CPUs at {label}"
            problems.append(Problem(bench.path("fast.py"), words, "use no threads in references"))
    problems += _memory(bench, figures, _idle_bytes(bench))
    return finding(GATE, bench.files.file, problems, figures)


def _stretch(run: Repetition) -> float:
    return max(0, run.wall_ns - _OVERHEAD_NS) / max(1, run.cpu_ns)


def _machine(measured: Measured, label: str) -> float:
    """Estimate from the other tiers' runs by how much other work on the machine slows every run."""
    others = [
        _stretch(run)
        for run in measured.timings[label].repetitions
        if run.arm not in (REFERENCE_ARM, NOOP_ARM)
    ]
    return max(1.0, statistics.median(others)) if others else 1.0


def _idle_bytes(bench: Bench) -> int:
    """Return the memory of a child process with no work, from which the limit counts."""
    name = bench.task.entry_point
    idle = f"def {name}():\n    return None\n" if name else ""
    return bench.run(idle, [] if name else [("",)]).peak_rss_bytes


def _memory(bench: Bench, figures: Figures, idle_bytes: int) -> list[Problem]:
    limit = bench.task.memory_limit_bytes
    peak = max(value for key, value in figures.items() if key.startswith("peak")) - idle_bytes
    figures["idle_rss_bytes"] = idle_bytes
    figures["memory_share"] = round(peak / limit, 3)
    allowed = MAX_SHARE_TIGHT if MEMORY_TIGHT in bench.task.tags else MAX_SHARE
    if peak <= allowed * limit:
        return []
    return [
        Problem(
            bench.path("fast.py"),
            f"fast takes {peak >> 20} MiB, {peak / limit:.0%} of the limit, not {allowed:.0%}",
            f"raise memory_limit_bytes (or add the tag {MEMORY_TIGHT!r} for a tight limit)",
        )
    ]
