"""What one sample is worth, by the formula of each reward: ours, and others' as they defined them.

Decides formulas alone. A preset is a pure function of one sample; the dead band and the contrast
switches, which look at the group, are in specs. It meets samples with a final status other than
`infra_error`, and passing ones whose ratio r lies between MIN_RATIO and CENSOR_RATIO; s = 1 / r is
the speed-up over the fast reference. Every preset is monotone: no slower sample gets more, and no
sample that failed gets more than one that passed.

Others divided by other baselines (a human's code, an earlier version): here it is always the task's
fast reference, so that a number means the same in every task.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from effbench.metrics.evalperf import dps_norm, matching_cluster
from effbench.records import Status
from effbench.reward.samples import Sample
from effbench.stats.paired import CENSOR_RATIO

MIN_RATIO = 0.01
"""Less can't be told from nothing: a timed call takes 5 ms or so, the clock's floor is 0.05 ms."""
TOP_SHARE = 0.8
_NO_ANSWER: frozenset[Status] = frozenset(
    {"runtime_error", "timeout", "memory", "syntax_error", "no_code", "missing"}
)


@dataclass(frozen=True)
class Preset:
    value: Callable[[Sample], float]
    source: str
    needs_pool: bool = False
    dead_band: bool = False
    version: str = "v1"
    capped: bool = False
    """Each size's ratio counts as at least CAP_RATIO, as in the score."""


def gated_log(sample: Sample) -> float:
    """Failed 0; passed 1 + efficiency = 2 - log10(r): 2 at the fast reference, 1 at a tenth of it.

    Correct and slow (1) is far from wrong (0), and nothing is as good as being correct *and* fast.
    Source: the score itself (DESIGN section 8), behind a gate. v2 has the score's cap, 2.3 at half
    of the reference's time and below; v1 goes on to 4.
    """
    return 2.0 - math.log10(_r(sample)) if sample.passed else 0.0


def log(sample: Sample) -> float:
    """Failed -1; passed 1 + 0.5 clip(log2(s) / 3, -1, 1): 0.5 at an eighth of the speed, 1.5 at 8x.

    Source: ours; a log-speed-up clipped on both sides, with the worst pass above every failure.
    """
    if not sample.passed:
        return -1.0
    return 1.0 + 0.5 * max(-1.0, min(1.0, math.log2(1 / _r(sample)) / 3))


def linear_clip(sample: Sample) -> float:
    """Failed 0; passed 1 + clip((R - r) / (R - 1), 0, 1) with R = CENSOR_RATIO: linear in time.

    Source: ENAMEL's efficiency score (Qiu et al., ICLR 2025, section 3.2), from the limit down to
    the reference's time, behind a gate and cut at the reference: faster is worth no more.
    """
    if not sample.passed:
        return 0.0
    return 1.0 + max(0.0, min(1.0, (CENSOR_RATIO - _r(sample)) / (CENSOR_RATIO - 1)))


def afterburner(sample: Sample) -> float:
    """0.5 (P + 0.5 tanh(clip(1 - r, -1, 1)) [P > 0]) + 0.2 format, P = 0.5 passed, -1 failed.

    Source: grpo/afterburner_reward_function.py of github.com/Elfsong/Afterburner @ ee3f90e, with
    time as the objective. The baseline is the fast reference, which passes, so P knows only
    pass -> pass and pass -> fail; `format` is whether there was code in the answer; the length
    term is disabled there, too.
    """
    shape = 0.0 if sample.status in ("no_code", "missing") else 0.2
    if not sample.passed:
        return 0.5 * -1.0 + shape
    gain = math.tanh(max(-1.0, min(1.0, 1.0 - _r(sample))))
    return 0.5 * (0.5 + 0.5 * gain) + shape


def kevin(sample: Sample) -> float:
    """0.3 + s when passed, else 0.

    Source: Kevin (arXiv 2507.11948), S = 0.3 [correct] + T_baseline / T_kernel [correct]; its sum
    over turns, discounted by 0.4, is the trainer's business.
    """
    return 0.3 + 1.0 / _r(sample) if sample.passed else 0.0


def acecode(sample: Sample) -> float:
    """Passed 0.5 + 0.5 min(s, 1); a wrong answer -0.5; no answer -1.

    Source: ACECode (arXiv 2412.17264), piecewise; the term of a pass after a review of it. What it
    subtracts for failures was not to be found: -0.5 and -1 stand in for it.
    """
    if not sample.passed:
        return -1.0 if sample.status in _NO_ANSWER else -0.5
    return 0.5 + 0.5 * min(1.0, 1.0 / _r(sample))


def drkernel(sample: Sample) -> float:
    """0.5 + 0.5 min(s, 3) when passed, else 0.

    Source: calculate_reward_speedup in drkernel/kernel/rewards/reward_client.py of Dr. Kernel
    (arXiv 2602.05885) @ 3a84417, without its coverage term (there is no profile here). There the
    speed-up counts without a gate; here it needs a pass.
    """
    return 0.5 + 0.5 * min(3.0, 1.0 / _r(sample)) if sample.passed else 0.0


def percentile_graded(sample: Sample) -> float:
    """The share of the known solutions that a passing sample isn't slower than; failed 0.

    Within the sample's interval is not slower. Source: the graded reward of "Making Execution Time
    a Trainable Reward for Code Generation" (ICML 2026), with the task's tiers as the population.
    """
    if not sample.passed:
        return 0.0
    _require_pool(sample)
    best = _r(sample) if sample.ci is None else min(_r(sample), sample.ci[0])
    return sum(best <= known for known in sample.pool) / len(sample.pool)


def percentile_binary(sample: Sample) -> float:
    """1 for a passing sample in the top of the known solutions (percentile >= TOP_SHARE), else 0.

    Source: the binary reward of the same paper, which did best there. Its threshold is not in the
    abstract: TOP_SHARE is ours.
    """
    return 1.0 if percentile_graded(sample) >= TOP_SHARE else 0.0


def evalperf_bucket(sample: Sample) -> float:
    """DPS_norm / 100: the rank, from slow to fast, of the fastest known solution matched; failed 0.

    Source: EvalPerf (Liu et al., COLM 2024, section 4; `metrics.evalperf`), on ratios to the fast
    reference in place of instruction counts.
    """
    if not sample.passed:
        return 0.0
    _require_pool(sample)
    costs = sorted(sample.pool, reverse=True)
    return dps_norm(matching_cluster(_r(sample), costs), len(costs)) / 100


PRESETS: dict[str, Preset] = {
    "gated-log": Preset(
        gated_log, "effbench's score, gated", dead_band=True, version="v2", capped=True
    ),
    "log": Preset(log, "effbench", dead_band=True),
    "linear-clip": Preset(linear_clip, "ENAMEL, ICLR 2025", dead_band=True),
    "afterburner": Preset(afterburner, "Afterburner, arXiv 2505.23387"),
    "kevin": Preset(kevin, "Kevin, arXiv 2507.11948"),
    "acecode": Preset(acecode, "ACECode, arXiv 2412.17264"),
    "drkernel": Preset(drkernel, "Dr. Kernel, arXiv 2602.05885"),
    "percentile-graded": Preset(percentile_graded, "ICML 2026, 78147", needs_pool=True),
    "percentile-binary": Preset(percentile_binary, "ICML 2026, 78147", needs_pool=True),
    "evalperf-bucket": Preset(evalperf_bucket, "EvalPerf, COLM 2024", needs_pool=True),
}
"""The newest version of each. A formula that changes gets a new version, and the old one stays."""
EARLIER: dict[tuple[str, str], Preset] = {
    ("gated-log", "v1"): Preset(gated_log, "effbench's score, gated, no cap", dead_band=True),
}
"""(name, version) -> what it was."""


def preset(name: str, version: str = "") -> Preset:
    """The version asked for, or the newest. Raises KeyError where there is none such."""
    newest = PRESETS[name]
    return newest if version in ("", newest.version) else EARLIER[name, version]


def versions(name: str) -> list[str]:
    """Of a preset, the oldest first."""
    return [*(v for n, v in sorted(EARLIER) if n == name), PRESETS[name].version]


def _r(sample: Sample) -> float:
    assert sample.ratio is not None  # specs fills it in
    return sample.ratio


def _require_pool(sample: Sample) -> None:
    if not sample.pool:
        raise ValueError("this reward places a sample among known solutions, and there are none")
