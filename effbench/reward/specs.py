"""Reward specs: versioned strings that define how verdicts and times become rewards.

A spec is a preset (`presets`) with switches. Infrastructure failures always get the reward None.

    NAME:vVERSION[+SWITCH=VALUE...]       for example gated-log:v2+contrast=2+spread=1.2

    band=on|off           the dead band (default: on for our own presets, off for others')
    contrast=C            raise ratios to the power C >= 1 before the formula, to widen gaps
    spread=S              if the slowest and the fastest pass of a group are within a factor of S,
                          all its passes get the geometric mean ratio: too small a spread is noise
    workload=timed|largest   the sizes that count: all timed ones, or the largest only
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from effbench.base import UsageError
from effbench.reward.band import pooled_ratios
from effbench.reward.presets import MIN_RATIO, PRESETS, Preset, preset, versions
from effbench.reward.samples import CAP_RATIO, Sample, Workload
from effbench.stats import CENSOR_RATIO

DEFAULT = "gated-log:v2"
_SWITCHES = ("band", "contrast", "spread", "workload")
_MAX_CONTRAST = 10.0
_MAX_SPREAD = CENSOR_RATIO / MIN_RATIO


@dataclass(frozen=True)
class RewardSpec:
    """A preset with its switches. `str(spec)` is the canonical string, and `parse` inverts it."""

    name: str
    dead_band: bool
    contrast: float = 1.0
    spread: float = 1.0
    workload: Workload = "timed"
    version: str = ""
    """The preset's version; empty for the newest."""

    def __post_init__(self) -> None:
        """Raise UsageError for values that no spec string can express."""
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
        """The preset of this name and version."""
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
        """The smallest and the largest possible reward."""
        failed = [self.preset.value(Sample(status)) for status in ("no_code", "wrong_answer")]
        pool = (1.0,)  # any pool reaches both ends of the percentile
        slow = Sample("pass", CENSOR_RATIO, pool=pool)
        least = self._contrasted(CAP_RATIO) if self.preset.capped else MIN_RATIO
        fast = Sample("pass", least, pool=pool)
        ends = [self.preset.value(slow), self.preset.value(fast)]
        return min([*failed, *ends]), max([*failed, *ends])

    def rewards(self, group: Sequence[Sample]) -> list[float | None]:
        """Return the rewards of one task's samples, in order; None for infrastructure failures.

        A pass without a ratio (it was not timed) gets the reward of the slowest pass. No reward
        depends on the order of the group or on its failures. An empty group gives an empty list.
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
        """Return the reward of a single sample."""
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
    """Parse a spec string. Raises UsageError that names the fault and the valid choices."""
    if not isinstance(text, str):
        raise UsageError(f"a reward spec is a text like {DEFAULT}, not a {type(text).__name__}")
    head, *switches = text.split("+")
    name, _, version = head.partition(":")
    if name not in PRESETS:
        raise UsageError(f"reward spec {text!r}: there is no preset {name!r}; {_hint(name)}")
    if not version:
        raise UsageError(
            f"reward spec {text!r}: name the version, so that the reward of a result cannot "
            f"change later: {name}:{PRESETS[name].version}"
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
    if close:
        return f"did you mean {close[0]}:{PRESETS[close[0]].version}?"
    default, _, _ = DEFAULT.partition(":")
    return f"there are: {', '.join([default, *(one for one in PRESETS if one != default)])}"


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
    return float(f"{number:g}")  # the value used is the value recorded
