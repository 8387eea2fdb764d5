"""Long series of blocks, and effbench's stopping rule replayed on one stretch after the other.

A series is recorded by `measure` itself, with every program of a kind in each block. A measurement
is then replayed from the first block on, and the next one begins at its end. No two measurements
share a block, and each equals a run that starts there.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks import _pairs
from benchmarks._pairs import CHUNKS
from effbench.base.records import NOOP_ARM, REFERENCE_ARM, Timing
from effbench.measure import LOOKS, Plan, measure
from effbench.measure.measuring import PLANS
from effbench.sandbox import Sandbox
from effbench.stats.paired import paired_log_ratios
from effbench.stats.ratio import centre

STANDARD = PLANS["standard"] or Plan()
_BLOCKS_AT_ONCE = 96
_MOST_BLOCKS_A_REPEAT = 60  # limits the duration on a busy machine
_SAME, _HALF = "0", "half"

Series = dict[str, list[int]]
"""Arm -> CPU nanoseconds, one value per block."""


@dataclass(frozen=True)
class Window:
    """The result of one measurement: log-ratio, its interval, and the number of blocks."""

    estimate: float
    interval: tuple[float, float] | None
    blocks: int

    def covers(self, truth: float) -> bool:
        """True if the interval contains the true ratio."""
        return self.interval is not None and self.interval[0] <= truth <= self.interval[1]


def record(kind: str, sandbox: Sandbox, repeats: int) -> Series:
    """Record until `standard` has measured identical code `repeats` times, or up to the limit."""
    sources = {str(p): _pairs.source(kind, p, label="candidate") for p in CHUNKS}
    sources[_HALF] = _pairs.half(kind)
    plan = Plan(min_blocks=min(_BLOCKS_AT_ONCE, repeats * LOOKS[0]))
    series: Series = {}
    while True:
        (timing,) = measure(_pairs.task(kind), sources, sandbox, time.time_ns(), plan)
        for arm, values in by_arm(timing).items():
            series.setdefault(arm, []).extend(values)
        if len(series[_SAME]) >= repeats * _MOST_BLOCKS_A_REPEAT:
            return series
        if len(list(windows(series, _SAME, STANDARD))) >= repeats:
            return series


def by_arm(timing: Timing) -> Series:
    """Return the CPU times of each arm. Exits if a repetition failed."""
    series: Series = {}
    for repetition in timing.repetitions:
        if repetition.ended != "returned" or repetition.wrong:
            raise SystemExit(f"{timing.task_id}: {repetition.ended} {repetition.wrong or ''}")
        series.setdefault(repetition.arm, []).append(repetition.cpu_ns)
    return series


def windows(series: Series, arm: str, plan: Plan) -> Iterator[Window]:
    """Replay `plan` repeatedly, as often as it completes within the series."""
    log_ratios, start = ratios(series, arm), 0
    while True:
        found = replay(log_ratios[start:], plan)
        if found is None:
            return
        yield found
        start += found.blocks


def ratios(series: Series, arm: str) -> list[float]:
    """Return the log-ratios of an arm to the base."""
    in_time = np.zeros(len(series[arm]), dtype=bool)
    found = paired_log_ratios(
        series[arm], series[REFERENCE_ARM], in_time, baseline_ns=series[NOOP_ARM]
    )
    return [float(value) for value in found]


def replay(log_ratios: list[float], plan: Plan) -> Window | None:
    """Check precision and stop where `measure` does. None if the series is too short."""
    for blocks in plan.stops:
        if blocks > len(log_ratios):
            return None
        found = centre(log_ratios[:blocks])
        if blocks == plan.stops[-1] or found.within(math.log1p(plan.precision or 0)):
            return Window(found.log_ratio, found.interval, blocks)
    raise AssertionError("the last look returns")


def cold_start(series: Series) -> float:
    """Return the share of the base's time that would not double if its work did.

    2 t(half) - t(whole) in units of t(whole), each minus the no-op: medians over the blocks.
    """
    noop, half, whole = (
        np.asarray(series[arm], dtype=float) for arm in (NOOP_ARM, _HALF, REFERENCE_ARM)
    )
    return float(np.median(2 * half - whole - noop) / np.median(whole - noop))
