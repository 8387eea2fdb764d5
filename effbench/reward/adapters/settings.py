"""Judge settings from the environment, and rewards as floats, for trainers that need these.

A trainer may name a reward by its path and pass no settings. These then come from
EFFBENCH_REWARD_SUITE, _PROFILE, _SPEC, _WORKERS, _SEED and _EXECUTOR, or from EFFBENCH_REWARD_URL
and _TOKEN for a judge on another machine. An argument of the same name overrides each. If a trainer
cannot drop a completion, an infrastructure failure gets EFFBENCH_REWARD_INFRA_REWARD (default 0).
"""

from __future__ import annotations

import logging
import math
import os
import re
from collections.abc import Sequence
from typing import Any

from effbench.base import SandboxError, UsageError
from effbench.reward.shared import AnyJudge, shared_judge
from effbench.reward.verdict import RewardVerdict

PREFIX = "EFFBENCH_REWARD_"
_NUMBERS = ("workers", "seed")
_log = logging.getLogger("effbench.reward")
_NAMES = ("suite", "profile", "spec", "executor", *_NUMBERS, "url", "token")


def judge_from(**arguments: Any) -> AnyJudge:
    """Return the shared judge (`shared_judge`) with the environment's settings and `arguments`."""
    settings: dict[str, str | int] = {}
    for name in _NAMES:
        text = os.environ.get(PREFIX + name.upper())
        if text:
            settings[name] = _number(name, text) if name in _NUMBERS else text
    return shared_judge(**{**settings, **arguments})


def asked(tasks: Sequence[str], completions: Sequence[Any]) -> list[tuple[str, Any]]:
    """Return (task, completion) pairs. Raises UsageError if the lengths differ."""
    if len(tasks) != len(completions):
        raise UsageError(f"{len(tasks)} tasks for {len(completions)} completions: one for each")
    return list(zip(tasks, completions, strict=True))


def number(judge: AnyJudge, verdict: RewardVerdict, infra_reward: float | None = None) -> float:
    """Return the reward as a float, for trainers that cannot drop a completion.

    After an infrastructure failure, the task's own fast solution is scored. If that works, the
    failure concerns this completion only, which most likely caused it. The completion then gets
    `infra_reward` (None: the environment's value, or 0), and a warning is logged. If it does not
    work, the machine cannot judge and training should stop: raises SandboxError.
    """
    if verdict.reward is not None:
        return verdict.reward
    check_machine(judge, verdict)
    given = _infra_reward() if infra_reward is None else infra_reward
    _log.warning("task %s: %s; its reward is %g", verdict.task_id, verdict.detail, given)
    return given


def check_machine(judge: AnyJudge, lost: RewardVerdict) -> None:
    """Raise SandboxError if the task's own reference cannot be scored either."""
    probe = judge.probe(lost.task_id)
    if probe.reward is None:
        raise SandboxError(
            f"no reward for task {lost.task_id}: {lost.detail}; its reference can't be scored "
            f"either ({probe.detail}). Run `effbench doctor` to examine this machine"
        )


def _infra_reward() -> float:
    text = os.environ.get(f"{PREFIX}INFRA_REWARD") or "0"
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UsageError(f"{PREFIX}INFRA_REWARD={text}: a number")
    return value


def _number(name: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", text):
        raise UsageError(f"{PREFIX}{name.upper()}={text}: a whole number")
    return int(text)
