"""Time a task's tiers with the benchmark's own protocol, and check that they separate (G5).

Five other gates use the same measurement: `sizing`, `growth`, `budgets`, `attempts` and `hardness`.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field

from effbench.base import (
    NOOP_ARM,
    REFERENCE_ARM,
    Repetition,
    SampleResult,
    SizeResult,
    TaskError,
    Timing,
    Verdict,
)
from effbench.gates.bench import Bench
from effbench.gates.finding import Figures, Finding, Problem, finding
from effbench.judging import source_sha256
from effbench.measure import Plan, measure
from effbench.score import summarise

GATE = "G5"
TIMED = ("medium", "slow")
BLOCKS = 8
MIN_SLOW_RATIO = 10.0
MIN_MEDIUM_RATIO = 2.0
MIN_CONSTANTS_RATIO = 1.5
"""For tasks tagged `constants`, whose tiers differ by implementation and not by algorithm."""
_SHAKY = 0.85  # allowance below the required ratio, for noise: few blocks, other load


@dataclass(frozen=True)
class Measured:
    """The timings of a task's tiers and the results computed from them."""

    timings: dict[str, Timing]
    """Size -> raw repetitions."""
    results: dict[str, SampleResult]
    """Tier (medium, slow) -> ratios, growth and efficiency against fast."""
    attempts: dict[str, SampleResult] = field(default_factory=dict)
    """Kept attempt -> the same."""

    def arm(self, size: str, name: str) -> list[Repetition]:
        """Return the repetitions of one arm at one size."""
        return [r for r in self.timings[size].repetitions if r.arm == name]

    def fast_ns(self, size: str) -> float:
        """Return the fast tier's median CPU time of a call minus the no-op's, in ns."""
        fast, noop = (
            statistics.median(r.cpu_ns for r in self.arm(size, name))
            for name in (REFERENCE_ARM, NOOP_ARM)
        )
        return fast - noop

    def share(self, size: str) -> float:
        """Return `fast_ns` over the no-op's median CPU time, the harness's own cost."""
        noop = statistics.median(r.cpu_ns for r in self.arm(size, NOOP_ARM))
        return self.fast_ns(size) / max(1.0, noop)

    def at(self, tier: str, size: str) -> SizeResult | None:
        """Return a tier's result at a size, or None if it was not run after an earlier cut-off."""
        found = [result for result in self.results[tier].sizes if result.size == size]
        return found[0] if found and found[0].n_blocks else None


def take(bench: Bench, blocks: int = BLOCKS, attempts: Mapping[str, str] | None = None) -> Measured:
    """Time medium and slow against fast at S, M and L. Raises TaskError if an answer is wrong.

    `attempts` (name -> source) are timed in the same blocks; their answers may be wrong.
    """
    task = bench.task
    arms = [*((tier, task.references[tier]) for tier in TIMED), *(attempts or {}).items()]
    names = [source_sha256(source) for _, source in arms]
    sources = {name: source for name, (_, source) in zip(names, arms, strict=True)}
    timings = list(measure(task, sources, bench.sandbox, bench.seed, Plan(min_blocks=blocks)))
    tiers = dict(zip(names[: len(TIMED)], TIMED, strict=True))
    for timing in timings:
        for repetition in timing.repetitions:
            if repetition.wrong is not None and repetition.arm in tiers:
                tier = tiers[repetition.arm]
                raise TaskError(f"{tier} is wrong at size {timing.size}: {repetition.wrong}")
    results = _scored(bench, timings, names)
    return Measured(
        timings={t.size: t for t in timings},
        results=dict(zip(TIMED, results[: len(TIMED)], strict=True)),
        attempts=dict(zip(attempts or {}, results[len(TIMED) :], strict=True)),
    )


def _scored(bench: Bench, timings: list[Timing], names: list[str]) -> list[SampleResult]:
    """Return the result of each program in `names`, in order."""
    task = bench.task
    verdicts = [
        Verdict(task_id=task.id, sample_index=i, status="pass", source_sha256=name)
        for i, name in enumerate(names)
    ]
    labels = {task.id: [size.label for size in task.sizes]}
    summary = summarise(verdicts, timings, labels, seed=1, speed_measured=True)
    return sorted(summary.samples, key=lambda sample: sample.sample_index)


def figures(measured: Measured) -> Figures:
    """Return each tier's ratios and intervals by size, and its mean efficiency, for the report."""
    return {
        tier: {"efficiency": round(result.efficiency, 3), "sizes": sizes_in_figures(result)}
        for tier, result in measured.results.items()
    }


def sizes_in_figures(result: SampleResult) -> Figures:
    """Return a program's ratio and interval at each size, for the report."""
    return {
        one.size: {
            "ratio": None if one.ratio is None else round(one.ratio, 3),
            "ci": None if one.ci is None else [round(end, 3) for end in one.ci],
            "censored": one.censored,
        }
        for one in result.sizes
    }


def examine(bench: Bench, measured: Measured) -> Finding:
    """Run G5 on the timings of `take`."""
    problems = [*_slow(bench, measured), *_medium(bench, measured), *_order(bench, measured)]
    return finding(GATE, bench.files.file, problems, figures(measured))


def _slow(bench: Bench, measured: Measured) -> list[Problem]:
    best = 0.0
    for size in ("M", "L"):
        at = measured.at("slow", size)
        if at is None or at.censored:
            return []
        best = max(best, at.ratio or 0.0)
    if best >= MIN_SLOW_RATIO * _SHAKY:
        return []
    return [
        Problem(
            bench.path("slow.py"),
            f"slow takes only {best:.1f} times as long as fast at M and L, not {MIN_SLOW_RATIO:g}",
            "make M and L larger, or slow simpler: the obvious first attempt",
        )
    ]


def _medium(bench: Bench, measured: Measured) -> list[Problem]:
    wanted = MIN_CONSTANTS_RATIO if "constants" in bench.task.tags else MIN_MEDIUM_RATIO
    seen = []
    for size in bench.task.sizes:
        at = measured.at("medium", size.label)
        if at is None or at.censored:
            return []
        low = at.ci[0] if at.ci else 0.0
        seen.append(f"{size.label} {at.ratio or 0:.2f}")
        if (at.ratio or 0) >= wanted and low >= wanted * _SHAKY:
            return []
    return [
        Problem(
            bench.path("medium.py"),
            f"medium takes less than {wanted:g} times fast's time everywhere: {', '.join(seen)}",
            "separate the tiers: write a faster fast or a simpler medium, or make L larger",
        )
    ]


def _order(bench: Bench, measured: Measured) -> list[Problem]:
    medium, slow = measured.at("medium", "L"), measured.at("slow", "L")
    if medium is not None and not medium.censored and medium.ci is not None and medium.ci[1] < 1:
        return [
            Problem(
                bench.path("fast.py"),
                f"medium is faster than fast at L ({medium.ratio:.2f} times its time)",
                "make fast.py the faster of the two",
            )
        ]
    if medium is None or slow is None or slow.censored or slow.ci is None:
        return []
    if medium.censored or (medium.ci is not None and slow.ci[1] < medium.ci[0]):
        message = "slow is faster than medium at L"
        return [Problem(bench.path("medium.py"), message, "swap the two, or make L larger")]
    return []
