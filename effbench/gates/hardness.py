"""G14: check that a task of the suite `hard` is hard for first attempts.

Six attempts, written from the statement alone and never run before they were kept, measure it:
`natural_1` to `natural_3` are natural solutions, `fast_1` to `fast_3` were asked for speed. The
gate uses the times of `timing`; tasks of other suites don't have it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from effbench.gates.attempts import Tried, status
from effbench.gates.bench import Bench
from effbench.gates.finding import Finding, Problem, finding
from effbench.gates.timing import Measured
from effbench.tasks import registry

GATE = "G14"
SUITE = registry.HARD
NATURAL = ("natural_1", "natural_2", "natural_3")
ASKED_FOR_SPEED = ("fast_1", "fast_2", "fast_3")
NAMES = (*NATURAL, *ASKED_FOR_SPEED)
MOST_MEAN = 0.55
"""The largest mean efficiency of the six; a wrong one counts 0."""
REACHED = 0.9
"""If all six are right, none may reach this efficiency."""


def examine(bench: Bench, tried: Mapping[str, Tried], measured: Measured) -> Finding:
    """Run the gate. `measured` has the times of the attempts that are right so far."""
    missing = [name for name in NAMES if name not in tried]
    if missing:
        return finding(GATE, bench.files.file, [_missing(bench, missing)])
    right = [name for name in NAMES if status(name, tried[name], measured) == "pass"]
    efficiency = {
        name: measured.attempts[name].efficiency if name in right else 0.0 for name in NAMES
    }
    mean, best = _mean(efficiency, NAMES), max(efficiency.values())
    figures = {
        "mean_efficiency": round(mean, 3),
        "natural": round(_mean(efficiency, NATURAL), 3),
        "asked_for_speed": round(_mean(efficiency, ASKED_FOR_SPEED), 3),
        "best": round(best, 3),
        "passed": len(right),
    }
    problems = []
    if mean > MOST_MEAN:
        words = f"the six attempts have a mean efficiency of {mean:.2f}, not {MOST_MEAN:g} or less"
        problems.append(_easy(bench, words))
    if len(right) == len(NAMES) and best >= REACHED:
        words = f"all six attempts pass, and the best has an efficiency of {best:.2f}"
        problems.append(_easy(bench, words))
    return finding(GATE, bench.files.file, problems, figures)


def _mean(efficiency: Mapping[str, float], names: tuple[str, ...]) -> float:
    return math.fsum(efficiency[name] for name in names) / len(names)


def _missing(bench: Bench, missing: list[str]) -> Problem:
    return Problem(
        bench.path("attempts"),
        f"there is no {', '.join(f'{name}.py' for name in missing)}",
        "keep six attempts by someone who has seen only the statement: three natural ones and "
        "three asked for speed",
    )


def _easy(bench: Bench, words: str) -> Problem:
    fix = f'change the task or write a faster fast.py; or let it belong to suite="{registry.CORE}"'
    return Problem(str(bench.files.file), words, fix)
