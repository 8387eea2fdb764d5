"""`effbench tasks calibrate ID`: propose sizes that give a task's tiers the intended times.

The tiers are timed at growing n on this machine, and the times are corrected for its speed. Only
`freeze` writes the sizes, into the task file's `sizes=`. The machine should be quiet.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from effbench.base import TaskError, read_text
from effbench.gates.bench import Bench
from effbench.gates.sizing import SHORTEST_CALL_MS
from effbench.tasks import TaskFiles, derive_seed

TARGET_MS = {"S": 7.0, "M": 10.0, "L": 35.0}
"""The CPU time of one call of fast; at S and M a call holds several instances to reach it."""
SLOW_AT_S, SLOW_AT_M = 4.0, 14.0
"""The ratio of slow to fast: at S every tier finishes, at M slow exceeds the cut-off."""
_START_N, _GROWTH = 8, 2.0
_LONGEST_MS = 400.0
_RUNS = 3
_MAX_BATCH = 1_000
_MAX_STEPS = 24


@dataclass(frozen=True)
class Step:
    """The milliseconds of one instance at `n`, on a machine of the reference speed."""

    n: int
    fast_ms: float
    slow_ms: float | None
    """None once slow takes too long."""

    @property
    def slow_ratio(self) -> float:
        """slow's time over fast's; infinite once slow takes too long."""
        return math.inf if self.slow_ms is None else self.slow_ms / max(self.fast_ms, 1e-4)


@dataclass(frozen=True)
class Proposal:
    """Proposed sizes, and the steps that they were derived from."""

    sizes: dict[str, tuple[int, int]]
    """Label -> (n, instances in a call)."""
    steps: tuple[Step, ...]


def propose(bench: Bench, speed: float) -> Proposal:
    """Propose sizes: double n until fast takes its target time at L.

    `speed` is from `machine_speed`. Raises TaskError if fast does not reach the target in 24 steps,
    or a solution fails.
    """
    steps: list[Step] = []
    n, slow_runs = _START_N, True
    while len(steps) < _MAX_STEPS:
        step = _step(bench, n, speed, slow_runs)
        slow_runs = step.slow_ms is not None
        steps.append(step)
        if step.fast_ms >= TARGET_MS["L"]:
            break
        n = int(n * _GROWTH)
    else:
        raise TaskError(
            f"{bench.files.file}: fast takes {steps[-1].fast_ms:.2f} ms at n = {steps[-1].n}: does "
            "the input grow with n?"
        )
    large = _at_time(steps, TARGET_MS["L"])
    small = _at_ratio(steps, SLOW_AT_S, large // 8)
    middle = min(max(_at_ratio(steps, SLOW_AT_M, large // 3), 2 * small), max(large // 2, 1))
    chosen = {"S": small, "M": middle, "L": large}
    sizes = {
        label: (_round(n), _batch(steps, n, TARGET_MS[label]) if label != "L" else 1)
        for label, n in chosen.items()
    }
    return Proposal(sizes, tuple(steps))


def _step(bench: Bench, n: int, speed: float, with_slow: bool) -> Step:
    make = bench.authored.stress_generator
    assert make is not None  # the registry requires one
    shapes = list(bench.authored.shapes)
    count = max(len(shapes), min(256, 4_096 // n))
    calls = [
        tuple(make(n, shapes[i % len(shapes)], bench.rng("calibrate", n, i))) for i in range(count)
    ]
    floor = min(bench.run(_noop(bench), calls).cpu_ns for _ in range(_RUNS))

    def ms(tier: str, runs: int) -> float:
        outcomes = [bench.run(bench.task.references[tier], calls) for _ in range(runs)]
        if any(outcome.ended != "returned" for outcome in outcomes):
            raise TaskError(f"{bench.path(tier)}.py: {outcomes[0].ended} at n = {n}")
        return max(0.0, min(o.cpu_ns for o in outcomes) - floor) / 1e6 * speed / count

    fast = ms("fast", _RUNS)
    slow = ms("slow", 1) if with_slow else None
    return Step(n, fast, slow if slow is None or slow * count < _LONGEST_MS else None)


def _noop(bench: Bench) -> str:
    name = bench.task.entry_point
    return f"def {name}(*arguments):\n    return None\n" if name else ""


def _at_time(steps: list[Step], target_ms: float) -> int:
    """Estimate the n at which fast takes `target_ms`: a power law through the last two steps."""
    after = steps[-1]
    before = steps[-2] if len(steps) > 1 else Step(1, after.fast_ms / after.n, None)
    slope = math.log(after.fast_ms / max(before.fast_ms, 1e-6)) / math.log(after.n / before.n)
    return max(1, int(after.n * (target_ms / after.fast_ms) ** (1 / max(slope, 0.3))))


def _at_ratio(steps: list[Step], ratio: float, otherwise: int) -> int:
    """Return the smallest n among the steps at which slow takes `ratio` times fast's time."""
    for step in steps:
        if step.slow_ratio >= ratio:
            return step.n
    return max(1, otherwise)


def _batch(steps: list[Step], n: int, target_ms: float) -> int:
    nearest = min(steps, key=lambda step: abs(math.log(step.n / n)))
    one_ms = max(nearest.fast_ms * n / nearest.n, 1e-4)
    return max(1, min(_MAX_BATCH, math.ceil(max(target_ms, SHORTEST_CALL_MS) / one_ms)))


def _round(n: int) -> int:
    """Round to two significant digits: more would suggest a precision that a size doesn't have."""
    digits = max(0, len(str(n)) - 2)
    unit: int = 10**digits
    return max(1, round(n / unit) * unit)


def freeze(files: TaskFiles, sizes: dict[str, tuple[int, int]]) -> None:
    """Write `sizes` into the task file. Raises TaskError if its `sizes=` is not one plain dict."""
    text = read_text(files.file)
    inner = ", ".join(f'"{label}": ({n:_}, {batch:_})' for label, (n, batch) in sizes.items())
    changed, count = re.subn(r"\bsizes=\{[^}]*\}", f"sizes={{{inner}}}", text)
    if count != 1:
        raise TaskError(f"{files.file}: sizes= is not one plain dict; write it there: {{{inner}}}")
    files.file.write_text(changed, encoding="utf-8")


def seed_of(task_id: str) -> int:
    """Return the calibration's own seed, so that sizes do not depend on a check's seed."""
    return derive_seed(0, "calibration", task_id)
