"""Error rates and power of the test that two machines are equivalent, by simulation.

    python -m benchmarks._statistics_replicate [--repeats 1000] [--json FILE]

Each row is one true model: machines, sessions, tasks, the variation of sessions and of machine x
task, and whether one machine is noisier. `shift` is the project's own method. `pooled` and
`REML-like` are alternatives: sessions pooled over all machines of the report, and a negative
estimate of the session variance replaced by zero.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from benchmarks._common import parse, table, write
from effbench.stats.replication import LEVEL, Shift, shift

MARGIN = 0.01
NOISE = 0.026
"""Noise of one session, in e per task: two sessions then differ by 0.037 per task, as measured once
over the whole suite. The twelve tasks of the list `short` had 0.010."""
SEED = 20_261_130
_LARGE = 0.05
"""A margin so large that the test can pass. At the real one it hardly ever does, and a test that
never passes makes no error."""
Draw = NDArray[np.float64]


def draw(
    rng: np.random.Generator,
    machines: int,
    sessions: int,
    tasks: int,
    *,
    session_sd: float = 0.0,
    machine_task_sd: float = 0.0,
    noise_sd: float = NOISE,
    loud: float = 1.0,
    by: float = 0.0,
) -> Draw:
    """Draw (machines, sessions, tasks). The first machine is `loud` times noisier, off by `by`."""
    scale = np.ones(machines)
    scale[0] = loud
    found = rng.normal(0, machine_task_sd, (machines, 1, tasks)) if machine_task_sd else 0.0
    found = found + scale[:, None, None] * rng.normal(0, noise_sd, (machines, sessions, tasks))
    found = found + scale[:, None, None] * rng.normal(0, session_sd, (machines, sessions, 1))
    found[0] -= by
    return np.asarray(found)


def pooled(y: Draw) -> Shift:
    """The session variance of all machines together."""
    machines, sessions, tasks = y.shape
    between = float(y.mean(axis=2).var(axis=1, ddof=1).mean())
    return _with(y, 2 * between / sessions, machines * (sessions - 1), tasks)


def reml_like(y: Draw) -> Shift:
    """Task differences carry the error; sessions add to it if their variance is positive."""
    _, sessions, tasks = y.shape
    a, b = y[0].mean(axis=0), y[1].mean(axis=0)
    spread = float((b - a).var(ddof=1)) / tasks
    extra = sum(float(m.mean(axis=1).var(ddof=1)) / sessions for m in y[:2])
    extra = max(0.0, extra - sum(_noise(m) / sessions / tasks for m in y[:2]))
    variance = spread + extra
    df = variance**2 / (spread**2 / (tasks - 1) + extra**2 / (2 * (sessions - 1)))
    return _shift(float((b - a).mean()), variance, df)


def _with(y: Draw, of_sessions: float, df: int, tasks: int) -> Shift:
    sessions = y.shape[1]
    d = y[1].mean(axis=0) - y[0].mean(axis=0)
    of_tasks = float(d.var(ddof=1)) / tasks
    of_tasks = max(0.0, of_tasks - sum(_noise(m) / sessions / tasks for m in y[:2]))
    variance = of_sessions + of_tasks
    return _shift(float(d.mean()), variance, variance**2 / (of_sessions**2 / df + 1e-300))


def _noise(y: Draw) -> float:
    left = y - y.mean(axis=0) - y.mean(axis=1)[:, None] + y.mean()
    return float((left**2).sum()) / float((y.shape[0] - 1) * (y.shape[1] - 1))


def _shift(mean: float, variance: float, df: float) -> Shift:
    half = float(stdtrit(max(1.0, df), (1 + LEVEL) / 2)) * math.sqrt(variance)
    return Shift(mean, math.sqrt(variance), df, (mean - half, mean + half))


def _own(y: Draw) -> Shift:
    return shift(y[0], y[1])


METHODS = {"shift": _own, "pooled": pooled, "REML-like": reml_like}


NAMES = ("machines", "sessions", "tasks", "session_sd_over_noise", "machine_task_sd", "loud")


def error_rates(repeats: int) -> list[dict[str, Any]]:
    """Return each method's rate of `equivalent` for machines that differ by exactly the margin."""
    cases = itertools.product((2, 4), (2, 4), (12, 61), (0.0, 1.0, 3.0), (0.0, 0.02), (1.0, 3.0))
    return [
        dict(zip(NAMES, case, strict=True)) | _rates(case, SEED, repeats, METHODS) for case in cases
    ]


def worst_again(rows: Sequence[dict[str, Any]], repeats: int) -> list[dict[str, Any]]:
    """Repeat the five cases with the highest rates of `shift` with new draws: the highest of many
    rates is partly high by chance.
    """
    worst = sorted(rows, key=lambda row: -row["shift"])[:5]
    cases = [tuple(row[name] for name in NAMES) for row in worst]
    own = {"shift": METHODS["shift"]}
    return [
        dict(zip(NAMES, case, strict=True)) | _rates(case, SEED + 1, repeats, own) for case in cases
    ]


def _rates(
    case: Any, seed: int, repeats: int, methods: Mapping[str, Callable[[Draw], Shift]]
) -> dict[str, float]:
    machines, sessions, tasks, session, crossed, loud = case
    truth = (machines, sessions, tasks, int(session), int(1000 * crossed), int(loud))
    rng = np.random.default_rng([seed, *truth])
    counts = dict.fromkeys(methods, 0)
    for _ in range(repeats):
        y = draw(
            rng, machines, sessions, tasks,
            session_sd=session * NOISE / math.sqrt(tasks),
            machine_task_sd=crossed, loud=loud, by=_LARGE,
        )  # fmt: skip
        for name, method in methods.items():
            counts[name] += method(y).verdict(_LARGE) == "equivalent"
    return {name: count / repeats for name, count in counts.items()}


def coverage_and_power(
    repeats: int,
    sessions: Sequence[int] = (2, 3, 4, 6),
    tasks: Sequence[int] = (12, 61, 200),
    crossed: Sequence[float] = (0.0, 0.01, 0.02),
) -> list[dict[str, Any]]:
    """Two equal machines: share of 90 % intervals that contain 0, and of verdicts "equivalent"."""
    rows = []
    for noise, s, t, c in itertools.product((0.010, NOISE), sessions, tasks, crossed):
        rng = np.random.default_rng([SEED, s, t, int(1000 * c), int(1000 * noise)])
        made = (draw(rng, 2, s, t, machine_task_sd=c, noise_sd=noise) for _ in range(repeats))
        found = [_own(y) for y in made]
        rows.append(
            {
                "noise_sd": noise, "sessions": s, "tasks": t, "machine_task_sd": c,
                "coverage": float(np.mean([f.ci[0] <= 0 <= f.ci[1] for f in found])),
                "half_width": float(np.median([(f.ci[1] - f.ci[0]) / 2 for f in found])),
                "equivalent": float(np.mean([f.verdict(MARGIN) == "equivalent" for f in found])),
            }
        )  # fmt: skip
    return rows


def figures(repeats: int = 1000) -> dict[str, Any]:
    """Return the rates of every case, and the worst of each method, for a file of results."""
    errors = error_rates(repeats)
    return {
        "margin": MARGIN,
        "repeats": repeats,
        "worst_error_rate": {name: max(row[name] for row in errors) for name in METHODS},
        "error_rates": errors,
        "worst_again": worst_again(errors, 4 * repeats),
        "coverage_and_power": coverage_and_power(repeats),
    }


def show(found: dict[str, Any]) -> None:
    """Print the worst error rates, and the power for each number of sessions and tasks."""
    worst = found["worst_error_rate"]
    table(("called equivalent at the margin, at worst", "share"),
          [(name, f"{rate:.3f}") for name, rate in worst.items()])  # fmt: skip
    names = (
        "noise_sd",
        "sessions",
        "tasks",
        "machine_task_sd",
        "coverage",
        "half_width",
        "equivalent",
    )
    rows = [tuple(f"{row[n]:.4g}" for n in names) for row in found["coverage_and_power"]]
    table(names, rows)


def main() -> None:
    arguments = parse(__doc__ or "", repeats=1000)
    found = figures(arguments.repeats)
    show(found)
    write(arguments.json, {}, replicate=found)


if __name__ == "__main__":
    main()
