"""Reward formulas: effbench's own presets, and those of other projects as published.

A preset is a pure function of one sample; `specs` handles the group (dead band, contrast, spread).
Samples have a final status other than `infra_error`, and the ratio r of a passing one lies between
MIN_RATIO and CENSOR_RATIO. s = 1 / r is the speed-up over the fast reference. Every preset is
monotone: a slower sample never gets more than a faster one, and a failure never more than a pass.

Other projects use other baselines (human code, an earlier version). Here the baseline is always the
task's fast reference, so that a value means the same for every task.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from effbench.base import Registry, Status
from effbench.reward.samples import Sample
from effbench.stats import CENSOR_RATIO, dps_norm, matching_cluster

MIN_RATIO = 0.01
"""The resolution limit: a timed call takes about 5 ms and the clock's floor is 0.05 ms."""
TOP_SHARE = 0.8
_NO_ANSWER: frozenset[Status] = frozenset(
    {"runtime_error", "timeout", "memory", "syntax_error", "no_code", "missing"}
)


@dataclass(frozen=True)
class Preset:
    """A reward formula with its source, version and defaults."""

    value: Callable[[Sample], float]
    source: str
    needs_pool: bool = False
    dead_band: bool = False
    version: str = "v1"
    capped: bool = False
    """True if each size's ratio is raised to at least CAP_RATIO, as in the score."""
    earlier: tuple[Preset, ...] = ()
    """Its earlier versions, the oldest first, for results that name them."""


def gated_log(sample: Sample) -> float:
    """Fail 0; pass 1 + efficiency = 2 - log10(r): 2 at the fast reference's speed, 1 at a tenth.

    A correct but slow answer (1) stays clear of a wrong one (0); only an answer that is correct
    *and* fast gets the most. Source: the score (DESIGN section 8), gated by correctness. v2 has the
    score's cap: 2.3 at half of the reference's time and below. v1 is limited only by MIN_RATIO,
    at 4.
    """
    return 2.0 - math.log10(_r(sample)) if sample.passed else 0.0


def log(sample: Sample) -> float:
    """Fail -1; pass 1 + 0.5 clip(log2(s) / 3, -1, 1): 0.5 at s = 1/8 and below, 1.5 at 8 and above.

    Source: effbench. The log speed-up is clipped on both sides; every pass is above every failure.
    """
    if not sample.passed:
        return -1.0
    return 1.0 + 0.5 * max(-1.0, min(1.0, math.log2(1 / _r(sample)) / 3))


def linear_clip(sample: Sample) -> float:
    """Fail 0; pass 1 + clip((R - r) / (R - 1), 0, 1) with R = CENSOR_RATIO: linear in time.

    Source: ENAMEL's efficiency score (Qiu et al., ICLR 2025, section 3.2), from the limit down to
    the reference's time, gated by correctness. Answers faster than the reference get no more.
    """
    if not sample.passed:
        return 0.0
    return 1.0 + max(0.0, min(1.0, (CENSOR_RATIO - _r(sample)) / (CENSOR_RATIO - 1)))


def afterburner(sample: Sample) -> float:
    """0.5 (P + 0.5 tanh(clip(1 - r, -1, 1)) [P > 0]) + 0.2 format; P is 0.5 for a pass, -1 if not.

    Source: grpo/afterburner_reward_function.py of github.com/Elfsong/Afterburner @ ee3f90e, with
    time as the objective. The baseline is the fast reference, which passes, so P has only the cases
    pass -> pass and pass -> fail. `format` is 1 if the answer contains code. The length term is
    omitted; it is disabled in the source, too.
    """
    shape = 0.0 if sample.status in ("no_code", "missing") else 0.2
    if not sample.passed:
        return 0.5 * -1.0 + shape
    gain = math.tanh(max(-1.0, min(1.0, 1.0 - _r(sample))))
    return 0.5 * (0.5 + 0.5 * gain) + shape


def kevin(sample: Sample) -> float:
    """Fail 0; pass 0.3 + s.

    Source: Kevin (arXiv 2507.11948), S = 0.3 [correct] + T_baseline / T_kernel [correct]. Its sum
    over turns, discounted by 0.4, is left to the trainer.
    """
    return 0.3 + 1.0 / _r(sample) if sample.passed else 0.0


def acecode(sample: Sample) -> float:
    """Pass 0.5 + 0.5 min(s, 1); a wrong answer -0.5; no answer -1.

    Source: ACECode (arXiv 2412.17264), piecewise; the term for a pass follows a review of the
    paper. Its penalties for failures could not be found: -0.5 and -1 are placeholders.
    """
    if not sample.passed:
        return -1.0 if sample.status in _NO_ANSWER else -0.5
    return 0.5 + 0.5 * min(1.0, 1.0 / _r(sample))


def drkernel(sample: Sample) -> float:
    """Fail 0; pass 0.5 + 0.5 min(s, 3).

    Source: calculate_reward_speedup in drkernel/kernel/rewards/reward_client.py of Dr. Kernel
    (arXiv 2602.05885) @ 3a84417, without its coverage term (no profile is taken here). The source
    counts the speed-up without a gate; here only a pass gets it.
    """
    return 0.5 + 0.5 * min(3.0, 1.0 / _r(sample)) if sample.passed else 0.0


def percentile_graded(sample: Sample) -> float:
    """Fail 0; pass: the share of the known solutions that the sample is not slower than.

    A known solution within the sample's interval counts. Source: the graded reward of "Making
    Execution Time a Trainable Reward for Code Generation" (ICML 2026), with the task's reference
    tiers as the population.
    """
    if not sample.passed:
        return 0.0
    _require_pool(sample)
    best = _r(sample) if sample.ci is None else min(_r(sample), sample.ci[0])
    return sum(best <= known for known in sample.pool) / len(sample.pool)


def percentile_binary(sample: Sample) -> float:
    """1 for a pass whose percentile among the known solutions is at least TOP_SHARE, else 0.

    Source: the binary reward of the same paper, which reports the best results with it. The
    abstract gives no threshold; TOP_SHARE is effbench's choice.
    """
    return 1.0 if percentile_graded(sample) >= TOP_SHARE else 0.0


def evalperf_bucket(sample: Sample) -> float:
    """Fail 0; pass DPS_norm / 100: the rank (slow to fast) of the fastest known solution matched.

    Source: EvalPerf (Liu et al., COLM 2024, section 4; `stats.peers.evalperf`), with ratios to the
    fast reference instead of instruction counts.
    """
    if not sample.passed:
        return 0.0
    _require_pool(sample)
    costs = sorted(sample.pool, reverse=True)
    return dps_norm(matching_cluster(_r(sample), costs), len(costs)) / 100


GATED_LOG = Preset(
    gated_log,
    "effbench's score, gated",
    dead_band=True,
    version="v2",
    capped=True,
    earlier=(Preset(gated_log, "effbench's score, gated, no cap", dead_band=True),),
)
LOG = Preset(log, "effbench", dead_band=True)
LINEAR_CLIP = Preset(linear_clip, "ENAMEL, ICLR 2025", dead_band=True)
AFTERBURNER = Preset(afterburner, "Afterburner, arXiv 2505.23387")
KEVIN = Preset(kevin, "Kevin, arXiv 2507.11948")
ACECODE = Preset(acecode, "ACECode, arXiv 2412.17264")
DRKERNEL = Preset(drkernel, "Dr. Kernel, arXiv 2602.05885")
PERCENTILE_GRADED = Preset(percentile_graded, "ICML 2026, 78147", needs_pool=True)
PERCENTILE_BINARY = Preset(percentile_binary, "ICML 2026, 78147", needs_pool=True)
EVALPERF_BUCKET = Preset(evalperf_bucket, "EvalPerf, COLM 2024", needs_pool=True)

PRESETS: Registry[Preset] = Registry("effbench.reward_presets", Preset, "reward preset")
"""The newest version of each preset. A changed formula gets a new version; the old one stays."""


def preset(name: str, version: str = "") -> Preset:
    """Return the given version of a preset, or the newest. Raises KeyError if it is unknown."""
    newest = PRESETS[name]
    known = {one.version: one for one in (*newest.earlier, newest)}
    return known[version or newest.version]


def versions(name: str) -> list[str]:
    """Return the versions of a preset, the oldest first."""
    newest = PRESETS[name]
    return [one.version for one in (*newest.earlier, newest)]


def _r(sample: Sample) -> float:
    assert sample.ratio is not None  # set by specs
    return sample.ratio


def _require_pool(sample: Sample) -> None:
    if not sample.pool:
        raise ValueError("this reward compares a sample with known solutions, but has none")
