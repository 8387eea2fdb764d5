"""The certificate's power: the machines that pass, by the older rule and by the present one.

A machine is a noise distribution and a fault. As many log-ratios as in a run are simulated, in the
run's order, and judged by the project's own functions. The noise is modelled on virtual machines: a
long upper tail, two speeds that last for about 20 blocks, slight correlation of successive ratios,
and a standard deviation of 0.05 to 0.1 per block.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from benchmarks._common import table
from effbench.base.records import CertificateArm
from effbench.measure.fitness import (
    MOMENTS,
    QUICK_TARGET,
    Effort,
    certificate,
    effort,
    is_precise,
)
from effbench.measure.known import KINDS, PREFIX, RATIOS
from effbench.stats.ratio import centre

SEED = 20_261_130
TASKS = ("task 1", "task 2", "task 3")
TARGETS = {"quick": QUICK_TARGET, "standard": 0.05, "strict": 0.02}
RULES = ("older rule", *TARGETS)
STRICT_SHARE = 4
"""`strict` has six times the blocks of `standard`, so only one run in four simulates it."""
_OLD_BLOCKS, _OLD_TARGET = 8, 0.05
Array = NDArray[np.float64]
Noise = Callable[[np.random.Generator, int], Array]
"""Noise of a program in each of n successive blocks, without the part that all programs share."""


@dataclass(frozen=True)
class Place:
    """The position in a run at which a comparison is made."""

    name: str
    truth: float
    number: int
    """Index among the tasks' comparisons, 0 to 8; for audits, the middle one of their moment."""

    @property
    def part(self) -> float:
        """From -1 at the run's start to 1 at its end."""
        return self.number / 4 - 1


Fault = Callable[[Place], float]
"""The log of the factor by which a comparison is wrong."""


def autocorrelated(deviation: float, phi: float) -> Noise:
    """Normal noise with lag-1 autocorrelation `phi`."""

    def noise(rng: np.random.Generator, n: int) -> Array:
        made = rng.standard_normal(n)
        for i in range(1, n):
            made[i] = phi * made[i - 1] + math.sqrt(1 - phi**2) * made[i]
        return deviation * made

    return noise


def long_tailed(deviation: float) -> Noise:
    """Noise of times with a lower limit; `deviation` is that of a ratio of two of them."""

    def noise(rng: np.random.Generator, n: int) -> Array:
        scale = deviation / math.sqrt(2 * 0.7)
        candidate, reference = 1 + scale * rng.gamma(0.7, 1, (2, n))
        found: Array = np.log(candidate / reference)
        return found

    return noise


def two_speeds(deviation: float) -> Noise:
    """Noise of two speeds. At the slow one, memory is relatively slower: 50 % more noise."""

    def noise(rng: np.random.Generator, n: int) -> Array:
        slow = np.cumsum(rng.random(n) < 0.05) % 2 == 1
        found: Array = deviation * np.where(slow, 1.2, 0.8) * rng.standard_normal(n)
        return found

    return noise


def bursts(deviation: float, share: float, of_bursts: float) -> Noise:
    """Small normal noise, and in a `share` of blocks the large one of something else that ran."""

    def noise(rng: np.random.Generator, n: int) -> Array:
        found: Array = rng.standard_normal(n)
        return found * np.where(rng.random(n) < share, of_bursts, deviation)

    return noise


def _none(place: Place) -> float:
    return 0.0


MACHINES: Mapping[str, tuple[Noise, Fault]] = {
    "clean, SD .05, long tail": (long_tailed(0.05), _none),
    "clean, SD .05, autocorrelation .12": (autocorrelated(0.05, 0.12), _none),
    "clean, SD .08, two speeds": (two_speeds(0.08), _none),
    "clean, SD .10, independent": (autocorrelated(0.10, 0.0), _none),
    "clean, SD .10, long tail": (long_tailed(0.10), _none),
    "clean, SD .10, autocorrelation .12": (autocorrelated(0.10, 0.12), _none),
    # The quantiles of the residuals of a quiet machine's certificate, two virtual cores.
    "clean, as recorded: SD .04, bursts of .35 in 8 % of blocks": (bursts(0.04, 0.08, 0.35), _none),
    "SD .3": (autocorrelated(0.3, 0.0), _none),
    "two tasks of three 20 % off, one up and one down": (
        autocorrelated(0.08, 0.0),
        lambda p: {"task 1": math.log(1.2), "task 2": -math.log(1.2)}.get(p.name, 0.0),
    ),
    "drift from -15 to +15 %": (
        autocorrelated(0.08, 0.0),
        lambda p: p.part * math.log(1.15),
    ),
    "2 % everywhere": (autocorrelated(0.08, 0.0), lambda p: math.log(1.02)),
    "5 % everywhere": (autocorrelated(0.08, 0.0), lambda p: math.log(1.05)),
    "5 % everywhere, SD .05": (autocorrelated(0.05, 0.0), lambda p: math.log(1.05)),
    "5 % everywhere, SD .10": (autocorrelated(0.10, 0.0), lambda p: math.log(1.05)),
    "10 % everywhere": (autocorrelated(0.08, 0.0), lambda p: math.log(1.10)),
    "comparisons with intervals of .5 to 1.5": (autocorrelated(0.6, 0.0), _none),
    "one kind of code 10 % off": (
        autocorrelated(0.08, 0.0),
        lambda p: math.log(1.1) if p.name == f"{PREFIX}memory" and p.truth != 1 else 0.0,
    ),
    "one kind of code 15 % off": (
        autocorrelated(0.08, 0.0),
        lambda p: math.log(1.15) if p.name == f"{PREFIX}memory" and p.truth != 1 else 0.0,
    ),
    "ratios drawn to 1 by 5 % of their logarithm": (
        autocorrelated(0.08, 0.0),
        lambda p: -0.05 * math.log(p.truth),
    ),
    "ratios drawn to 1 by 10 % of their logarithm": (
        autocorrelated(0.08, 0.0),
        lambda p: -0.10 * math.log(p.truth),
    ),
}


def run(
    rng: np.random.Generator, noise: Noise, fault: Fault, wanted: Effort, target: float
) -> tuple[list[CertificateArm], list[CertificateArm]]:
    """Simulate one run's comparisons: those of the tasks, and those of the audits."""
    tasks, audits = [], []
    for moment, when in enumerate(MOMENTS):
        for number, name in enumerate(TASKS):
            place = Place(name, 1.0, len(TASKS) * moment + number)
            tasks.append(_arm(rng, place, when, noise, fault, wanted.task_blocks))
        for kind in KINDS if wanted.audit_blocks else ():
            # The anchor's own noise is in all ratios of a block.
            shared = noise(rng, wanted.most_audit_blocks) / math.sqrt(2)
            most = [
                _arm(
                    rng,
                    Place(PREFIX + kind, truth, len(TASKS) * moment + 1),
                    when,
                    noise,
                    fault,
                    wanted.most_audit_blocks,
                    shared,
                )
                for truth in RATIOS
            ]
            audits += _stopped(most, wanted, target)
    return tasks, audits


def _stopped(most: list[CertificateArm], wanted: Effort, target: float) -> list[CertificateArm]:
    """Cut one kind's comparisons at the block at which `measure.auditing` stops."""
    for blocks in wanted.looks:
        cut = [arm.log_ratios[:blocks] for arm in most]
        if is_precise(cut, target):
            return [
                msgspec.structs.replace(arm, log_ratios=kept)
                for arm, kept in zip(most, cut, strict=True)
            ]
    return most


def _arm(
    rng: np.random.Generator,
    place: Place,
    when: str,
    noise: Noise,
    fault: Fault,
    blocks: int,
    shared: Array | None = None,
) -> CertificateArm:
    values = noise(rng, blocks)
    if shared is not None:
        values = values / math.sqrt(2) + shared
    logs = values + math.log(place.truth) + fault(place)
    # The verdict does not use the ratio and interval of a single comparison.
    return CertificateArm(
        task_id=place.name,
        when=when,
        ratio=1.0,
        ci=None,
        log_ratios=tuple(float(value) for value in logs),
        truth=place.truth,
    )


def passes(rng: np.random.Generator, noise: Noise, fault: Fault, rule: str) -> bool:
    """Return True if a simulated machine passes by `rule`."""
    if rule == "older rule":
        return passes_before(rng, noise, fault)
    return passes_now(rng, noise, fault, TARGETS[rule])


def passes_before(rng: np.random.Generator, noise: Noise, fault: Fault) -> bool:
    """The older rule: the pooled ratio of 72 blocks is within 5 % of 1."""
    tasks, _ = run(rng, noise, fault, Effort(_OLD_BLOCKS, 0, 0), _OLD_TARGET)
    pooled = [value for arm in tasks for value in arm.log_ratios]
    return abs(centre(pooled).ratio - 1) <= _OLD_TARGET


def passes_now(rng: np.random.Generator, noise: Noise, fault: Fault, target: float) -> bool:
    """The present rule, at a target."""
    tasks, audits = run(rng, noise, fault, effort(target), target)
    found = certificate(tasks, audits, target)
    assert found is not None
    return found.fit


def report(runs: int) -> dict[str, float]:
    """Print a row per machine; return `certificate.rule.machine` -> the share of runs that pass."""
    found: dict[str, float] = {}
    rows = []
    for machine, (noise, fault) in MACHINES.items():
        for rule in RULES:
            rng = np.random.default_rng(SEED)
            number = math.ceil(runs / STRICT_SHARE) if rule == "strict" else runs
            passed = [passes(rng, noise, fault, rule) for _ in range(number)]
            found[f"certificate.{rule}.{machine}"] = float(np.mean(passed))
        cells = (f"{found[f'certificate.{rule}.{machine}']:.3f}" for rule in RULES)
        rows.append((machine, *cells))
    table(("machine: share of runs that pass", *RULES), rows)
    return found
