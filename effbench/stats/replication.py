"""The shift between two machines' means over the same tasks, each measured in several sessions.

This module holds the model, its estimates, and the criterion for calling a shift small. It knows no
programs and no machines. The model of one set of programs, for machine m, its session s and task t:

    y[m, s, t] = task[t] + machine[m] + (machine x task)[m, t] + session[m, s] + noise[m, s, t]

Tasks are fixed; the other terms are random. Every session has every task, so the estimates are
analysis of variance in closed form. The number of sessions may differ between machines.

The shift of a pair of machines is conditional on these two machines, and generalises to new tasks
of the same kind: machine x task is part of its error, machine itself is not. Its variance is

    (v_A / S_A + v_B / S_B) + max(0, var(d) / T - (e_A / S_A + e_B / S_B) / T)

v: variance of a machine's session means; d: differences of the tasks' means; e: noise. The first
term holds session and noise and has at most S_A + S_B - 2 degrees of freedom, after Welch and
Satterthwaite. Two common simplifications are not made. Sessions are not pooled over machines: a
loaded machine varies more, and a pooled variance would make its shift too certain. A negative
estimate of the session variance is not replaced by zero with many degrees of freedom, as in REML:
with two sessions that is common, and the interval would be too narrow
(`benchmarks/_statistics_replicate.py` has the error rates of each).

Sources: Searle, Casella & McCulloch, "Variance Components" (1992), chapter 4; Satterthwaite (1946);
Welch (1947); Schuirmann (1987) for the two one-sided tests.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

LEVEL = 0.90
"""Two one-sided tests at 5 % each are equivalent to checking this interval against the margin."""
Verdict = Literal["equivalent", "different", "not shown"]


@dataclass(frozen=True)
class Shift:
    """Mean of B minus mean of A over the tasks, with its uncertainty."""

    mean: float
    se: float
    df: float
    ci: tuple[float, float]
    """At LEVEL."""

    def interval(self, level: float) -> tuple[float, float]:
        """The confidence interval of the shift at `level`."""
        half = float(stdtrit(self.df, (1 + level) / 2)) * self.se
        return self.mean - half, self.mean + half

    def verdict(self, margin: float, n_comparisons: int = 1) -> Verdict:
        """Compare the shift with `margin`.

        `equivalent`: the whole interval at LEVEL lies within the margin on both sides. `different`:
        the interval that holds for all `n_comparisons` together (Bonferroni) lies outside the
        margin. `equivalent` needs no such adjustment: the claim that everything is equivalent
        requires every single comparison, so its error rate is that of one.
        """
        if -margin < self.ci[0] and self.ci[1] < margin:
            return "equivalent"
        low, high = self.interval(1 - (1 - LEVEL) / max(1, n_comparisons))
        return "different" if low > margin or high < -margin else "not shown"


@dataclass(frozen=True)
class Components:
    """Standard deviations of the model's random terms.

    A negative variance estimate gives 0: the term is smaller than the error of the other terms.
    """

    machine: float
    machine_task: float
    session: float
    noise: float
    df_machine: int
    df_session: int


def shift(a: NDArray[np.float64], b: NDArray[np.float64]) -> Shift:
    """The shift B - A. Shapes (sessions, tasks), at least two of each, with tasks in equal order.

    Raises ValueError for other shapes and for values that are not finite.
    """
    sides = [_checked(a), _checked(b)]
    n_tasks = sides[0].shape[1]
    if sides[1].shape[1] != n_tasks:
        raise ValueError(f"{n_tasks} and {sides[1].shape[1]} tasks, where both need the same")
    differences = sides[1].mean(axis=0) - sides[0].mean(axis=0)
    of_sessions = [float(y.mean(axis=1).var(ddof=1)) / len(y) for y in sides]
    of_noise = [_noise(y) / len(y) / n_tasks for y in sides]
    spread = float(differences.var(ddof=1)) / n_tasks
    of_tasks = max(0.0, spread - math.fsum(of_noise))
    variance = math.fsum(of_sessions) + of_tasks
    # Satterthwaite: the squares of the parts, each divided by its degrees of freedom.
    squares = [v**2 / (len(y) - 1) for v, y in zip(of_sessions, sides, strict=True)]
    if of_tasks:
        squares.append(spread**2 / (n_tasks - 1))
        squares += [
            v**2 / ((len(y) - 1) * (n_tasks - 1)) for v, y in zip(of_noise, sides, strict=True)
        ]
    total = math.fsum(squares)
    df = variance**2 / total if total > 0 else float(sum(map(len, sides)) - 2)
    found = Shift(float(differences.mean()), math.sqrt(variance), max(1.0, df), (0.0, 0.0))
    return Shift(found.mean, found.se, found.df, found.interval(LEVEL))


def components(machines: Sequence[NDArray[np.float64]]) -> Components:
    """Estimate the components of variance from two or more machines, each (sessions, tasks).

    Mean squares are set equal to their expectations. Raises ValueError for fewer machines or
    different tasks.
    """
    sides = [_checked(y) for y in machines]
    n_tasks = sides[0].shape[1]
    if len(sides) < 2 or any(y.shape[1] != n_tasks for y in sides):
        raise ValueError("components need two machines or more, with the same tasks")
    sizes = np.array([len(y) for y in sides], dtype=np.float64)
    n, df_machine, df_session = sizes.sum(), len(sides) - 1, int(sizes.sum()) - len(sides)
    by_task = np.array([y.mean(axis=0) for y in sides])
    grand_by_task = sizes @ by_task / n
    of_machine, grand = by_task.mean(axis=1), float(grand_by_task.mean())
    noise = float(np.average([_noise(y) for y in sides], weights=sizes - 1))
    session = math.fsum(((y.mean(axis=1) - y.mean()) ** 2).sum() for y in sides)
    session_ms = n_tasks * session / df_session
    crossed = by_task - of_machine[:, None] - grand_by_task[None, :] + grand
    crossed_ms = float((sizes[:, None] * crossed**2).sum()) / (df_machine * (n_tasks - 1))
    machine_ms = n_tasks * float((sizes * (of_machine - grand) ** 2).sum()) / df_machine
    each = float(n - (sizes**2).sum() / n) / df_machine  # effective number of sessions per machine
    return Components(
        machine=_root((machine_ms - session_ms - crossed_ms + noise) / (each * n_tasks)),
        machine_task=_root((crossed_ms - noise) / each),
        session=_root((session_ms - noise) / n_tasks),
        noise=_root(noise),
        df_machine=df_machine,
        df_session=df_session,
    )


def _noise(y: NDArray[np.float64]) -> float:
    """Mean square of the residual after session and task effects of one machine."""
    left = y - y.mean(axis=0) - y.mean(axis=1)[:, None] + y.mean()
    square = float((left**2).sum())
    return square / float((y.shape[0] - 1) * (y.shape[1] - 1))


def _root(variance: float) -> float:
    return math.sqrt(max(0.0, variance))


def _checked(y: NDArray[np.float64]) -> NDArray[np.float64]:
    y = np.asarray(y, dtype=np.float64)
    if y.ndim != 2 or min(y.shape) < 2:
        raise ValueError(f"shape {y.shape}, not (2 or more sessions, 2 or more tasks)")
    if not np.isfinite(y).all():
        raise ValueError("values hold NaN or infinity")
    return y
