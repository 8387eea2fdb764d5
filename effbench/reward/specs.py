"""Reward specs: versioned strings that say exactly how verdicts and times become rewards.

Decides the grammar, the dead band's and the contrast switches' place, and what infrastructure
failures give: None, always. The formulas are in presets.

    NAME:vVERSION[+SWITCH=VALUE...]       for example gated-log:v2+contrast=2+spread=1.2

    band=on|off           the dead band (default: on for our own presets, off for others')
    contrast=C            ratios are raised to the power C >= 1 before the formula: gaps widen
    spread=S              a group whose slowest and fastest pass lie within a factor of S gets one
                          ratio, its geometric mean: no signal from groups that hold none
    workload=timed|largest   the sizes that count: all timed ones, or the largest alone
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from effbench.errors import UsageError
from effbench.reward.band import pooled_ratios
from effbench.reward.presets import MIN_RATIO, PRESETS, Preset, preset, versions
from effbench.reward.samples import CAP_RATIO, Sample, Workload
from effbench.stats.paired import CENSOR_RATIO

DEFAULT = "gated-log:v2"
_SWITCHES = ("band", "contrast", "spread", "workload")
_MAX_CONTRAST = 10.0
_MAX_SPREAD = CENSOR_RATIO / MIN_RATIO


@dataclass(frozen=True)
class RewardSpec:
    """A preset with its switches. `str(spec)` is the canonical string; parsing it gives it back."""

    name: str
    dead_band: bool
    contrast: float = 1.0
    spread: float = 1.0
    workload: Workload = "timed"
    version: str = ""
    """The newest where nothing is said."""

    def __post_init__(self) -> None:
        """UsageError for what no string could say."""
        if self.name not in PRESETS:
            raise UsageError(f"reward spec: no preset {self.name!r}; {_hint(self.name)}")
        if not self.version:
            object.__setattr__(self, "version", PRESETS[self.name].version)
        if self.version not in versions(self.name):
            known = " and ".join(f"{self.name}:{one}" for one in versions(self.name))
            raise UsageError(
                f"reward spec: {self.name} has no version {self.version!r}; there is {known}"
            )
        for key, value, most in (
            ("contrast", self.contrast, _MAX_CONTRAST),
            ("spread", self.spread, _MAX_SPREAD),
        ):
            if not 1.0 <= value <= most:
                raise UsageError(f"reward spec: {key}={value} is not from 1 to {most:g}")
        if self.workload not in ("timed", "largest"):
            raise UsageError(f"reward spec: workload={self.workload!r}: timed or largest")

    @property
    def preset(self) -> Preset:
        return preset(self.name, self.version)

    def __str__(self) -> str:
        text = f"{self.name}:{self.version}"
        if self.dead_band != self.preset.dead_band:
            text += f"+band={'on' if self.dead_band else 'off'}"
        if self.contrast != 1.0:
            text += f"+contrast={self.contrast:g}"
        if self.spread != 1.0:
            text += f"+spread={self.spread:g}"
        if self.workload != "timed":
            text += f"+workload={self.workload}"
        return text

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest reward that there can be."""
        failed = [self.preset.value(Sample(status)) for status in ("no_code", "wrong_answer")]
        pool = (1.0,)  # both ends of a place among known solutions are met with any pool
        slow = Sample("pass", CENSOR_RATIO, pool=pool)
        least = self._contrasted(CAP_RATIO) if self.preset.capped else MIN_RATIO
        fast = Sample("pass", least, pool=pool)
        ends = [self.preset.value(slow), self.preset.value(fast)]
        return min([*failed, *ends]), max([*failed, *ends])

    def rewards(self, group: Sequence[Sample]) -> list[float | None]:
        """The rewards of samples of one task, in their order; None for infrastructure failures.

        A pass without a ratio (nothing was timed) is worth what the slowest pass is. The group's
        order and its failures don't change anybody's reward. An empty group gives an empty list.
        """
        if self.preset.capped:
            group = [sample.with_cap() for sample in group]
        ratios = pooled_ratios(group) if self.dead_band else [sample.ratio for sample in group]
        ratios = self._without_signal(ratios)
        return [
            self._reward(sample, ratio, pooled=ratio != sample.ratio)
            for sample, ratio in zip(group, ratios, strict=True)
        ]

    def reward(self, sample: Sample) -> float | None:
        """The reward of a sample by itself."""
        return self.rewards([sample])[0]

    def _without_signal(self, ratios: list[float | None]) -> list[float | None]:
        known = [ratio for ratio in ratios if ratio is not None]
        if len(known) < 2 or self.spread == 1.0 or max(known) / min(known) >= self.spread:
            return ratios
        middle = math.exp(math.fsum(map(math.log, known)) / len(known))
        return [None if ratio is None else middle for ratio in ratios]

    def _reward(self, sample: Sample, ratio: float | None, pooled: bool) -> float | None:
        if sample.status == "infra_error":
            return None
        if not sample.passed:
            return self.preset.value(sample)
        ci = None if pooled or sample.ci is None else _interval(sample.ci, self.contrast)
        ratio = self._contrasted(CENSOR_RATIO if ratio is None else ratio)
        pool = tuple(self._contrasted(known) for known in sample.pool)
        return self.preset.value(replace(sample, ratio=ratio, ci=ci, pool=pool))

    def _contrasted(self, ratio: float) -> float:
        return _clipped(_clipped(ratio) ** self.contrast)


def _interval(ci: tuple[float, float], contrast: float) -> tuple[float, float]:
    low, high = (_clipped(_clipped(end) ** contrast) for end in ci)
    return low, high


def _clipped(ratio: float) -> float:
    return max(MIN_RATIO, min(CENSOR_RATIO, ratio))


def parse(text: str) -> RewardSpec:
    """The spec that a string names. Raises UsageError, naming what is wrong and what there is."""
    if not isinstance(text, str):
        raise UsageError(f"a reward spec is a text like {DEFAULT}, not a {type(text).__name__}")
    head, *switches = text.split("+")
    name, _, version = head.partition(":")
    if name not in PRESETS:
        raise UsageError(f"reward spec {text!r}: there is no preset {name!r}; {_hint(name)}")
    if not version:
        raise UsageError(
            f"reward spec {text!r}: name the version, so that the reward can't change under a "
            f"result: {name}:{PRESETS[name].version}"
        )
    if version not in versions(name):
        known = " and ".join(f"{name}:{one}" for one in versions(name))
        raise UsageError(
            f"reward spec {text!r}: {name} has no version {version!r}; there is {known}"
        )
    spec = RewardSpec(name, preset(name, version).dead_band, version=version)
    seen: set[str] = set()
    for switch in switches:
        key, _, value = switch.partition("=")
        if key in seen:
            raise UsageError(f"reward spec {text!r}: {key} twice")
        seen.add(key)
        spec = _switched(spec, text, key, value)
    return spec


def _hint(name: str) -> str:
    close = difflib.get_close_matches(str(name), PRESETS, n=1)
    return (
        f"did you mean {close[0]}:{PRESETS[close[0]].version}?"
        if close
        else f"there are: {', '.join(PRESETS)}"
    )


def _switched(spec: RewardSpec, text: str, key: str, value: str) -> RewardSpec:
    if key == "band" and value in ("on", "off"):
        return replace(spec, dead_band=value == "on")
    if key == "workload" and value in ("timed", "largest"):
        return replace(spec, workload="largest" if value == "largest" else "timed")
    if key == "contrast":
        return replace(spec, contrast=_number(text, key, value, _MAX_CONTRAST))
    if key == "spread":
        return replace(spec, spread=_number(text, key, value, _MAX_SPREAD))
    if key in _SWITCHES:
        raise UsageError(f"reward spec {text!r}: {key}={value} is not one of its values")
    raise UsageError(f"reward spec {text!r}: no switch {key!r}; there are: {', '.join(_SWITCHES)}")


def _number(text: str, key: str, value: str, most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 1.0 <= number <= most:
        raise UsageError(f"reward spec {text!r}: {key} is a number from 1 to {most:g}")
    return float(f"{number:g}")  # what is recorded is what is used
