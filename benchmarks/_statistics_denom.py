"""Denominators: two models, one of which passes tasks that cannot be timed, by the project's score.

X passes the 45 tasks that can be timed and is faster. Y passes these and 16 that cannot. Then
sessions of one set of sources, whose references work about half as long as the no-op on a busy
machine: the number of tasks that eff@1 averages over, and the range of its value.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from effbench.base.records import NOOP_ARM, REFERENCE_ARM, Frozen, Repetition, Timing, Verdict
from effbench.score import summarise

N_TIMED, N_SMALL, N_SESSIONS = 45, 16, 40
EFFICIENCY = {"X": 0.893, "Y": 0.787}
_MS = 1e6
_BLOCKS = 8


def denominators(seed: int = 20_261_130) -> dict[str, float]:
    """Return eff@1 and number of tasks of X and Y, and the ranges of both over sessions."""
    rng = random.Random(seed)
    tasks = [f"task{i:02}" for i in range(N_TIMED + N_SMALL)]
    frozen = {
        task: Frozen(timeable=("S",) if number < N_TIMED else (), memory=())
        for number, task in enumerate(tasks)
    }
    found: dict[str, float] = {}
    for model, solved in (("X", tasks[:N_TIMED]), ("Y", tasks)):
        slowness = 10 ** (1 - EFFICIENCY[model])
        times = {task: 10.0 if frozen[task].timeable else 0.2 for task in solved}
        value, n = _eff(tasks, times, slowness, 1.0, frozen, rng)
        found |= {f"eff@1 of {model}": value, f"tasks of {model}": n}
    sessions = [
        _eff(tasks, dict.fromkeys(tasks, 5.0), 2.0, rng.uniform(8.5, 11.5), {}, rng)
        for _ in range(N_SESSIONS)
    ]
    values, counts = zip(*sessions, strict=True)
    found["sessions: fewest tasks"], found["sessions: most tasks"] = min(counts), max(counts)
    found["sessions: range of eff@1"] = max(values) - min(values)
    return found


def _eff(
    tasks: list[str],
    work_ms: Mapping[str, float],
    slowness: float,
    noop_ms: float,
    frozen: Mapping[str, Frozen],
    rng: random.Random,
) -> tuple[float, int]:
    """eff@1 and its number of tasks, for a model that passes the tasks in `work_ms`."""
    timings = [_timing(task, work, slowness, noop_ms, rng) for task, work in work_ms.items()]
    verdicts = [
        Verdict(
            task_id=task,
            sample_index=0,
            status="pass" if task in work_ms else "wrong_answer",
            source_sha256="a",
        )
        for task in tasks
    ]
    sizes = dict.fromkeys(tasks, ("S",))
    summary = summarise(verdicts, timings, sizes, seed=1, speed_measured=True, frozen=frozen)
    metric = next(m for m in summary.metrics if m.id == "eff@1")
    return (math.nan if metric.value is None else metric.value), metric.n_tasks


def _timing(
    task: str, work_ms: float, slowness: float, noop_ms: float, rng: random.Random
) -> Timing:
    """Blocks of the three programs; each child's harness cost varies by 10 %."""
    works = {NOOP_ARM: 0.0, REFERENCE_ARM: work_ms, "a": work_ms * slowness}
    repetitions = [
        Repetition(
            block=block,
            position=0,
            arm=arm,
            ended="returned",
            cpu_ns=round(_MS * (work + noop_ms * rng.gauss(1, 0.1 if noop_ms > 2 else 0.01))),
            wall_ns=0,
            peak_rss_bytes=0,
        )
        for block in range(_BLOCKS)
        for arm, work in works.items()
    ]
    return Timing(
        task_id=task, size="S", n=1, batch=1, cutoff_cpu_ns=1, repetitions=tuple(repetitions)
    )
