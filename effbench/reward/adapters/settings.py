"""Settings for trainers that name a reward by its path and pass nothing, and rewards as numbers.

Decides what such a trainer's judge is made with: EFFBENCH_REWARD_SUITE, _PROFILE, _SPEC, _WORKERS,
_SEED and _EXECUTOR, or EFFBENCH_REWARD_URL and _TOKEN for a judge on another machine; each
overridden by an argument of the same name where the trainer can pass one. And what a trainer gets
that can't leave a completion out (EFFBENCH_REWARD_INFRA_REWARD, or 0).
"""

from __future__ import annotations

import logging
import math
import os
import re
from collections.abc import Sequence
from typing import Any

from effbench.errors import SandboxError, UsageError
from effbench.reward.shared import AnyJudge, shared_judge
from effbench.reward.verdict import RewardVerdict

PREFIX = "EFFBENCH_REWARD_"
_NUMBERS = ("workers", "seed")
_log = logging.getLogger("effbench.reward")
_NAMES = ("suite", "profile", "spec", "executor", *_NUMBERS, "url", "token")


def judge_from(**arguments: Any) -> AnyJudge:
    """The shared judge of these settings, on top of the environment's (`shared_judge`)."""
    settings: dict[str, Any] = {}
    for name in _NAMES:
        text = os.environ.get(PREFIX + name.upper())
        if text:
            settings[name] = _number(name, text) if name in _NUMBERS else text
    return shared_judge(**{**settings, **arguments})


def asked(tasks: Sequence[str], completions: Sequence[Any]) -> list[tuple[str, Any]]:
    """(task, completion) pairs. UsageError where there are more of one than of the other."""
    if len(tasks) != len(completions):
        raise UsageError(f"{len(tasks)} tasks for {len(completions)} completions: one for each")
    return list(zip(tasks, completions, strict=True))


def number(judge: AnyJudge, verdict: RewardVerdict, infra_reward: float | None = None) -> float:
    """The reward as a float, for trainers that have no way to leave a completion out.

    An infrastructure failure is looked into: a correct solution of the same task is scored. Where
    that works, the failure is this completion's alone, most likely its own doing, and it gets
    `infra_reward` (None: what the environment says, or 0), and a warning in the log. Where it
    doesn't, the machine can't judge, and nothing should be trained on that: SandboxError.
    """
    if verdict.reward is not None:
        return verdict.reward
    check_machine(judge, verdict)
    given = _infra_reward() if infra_reward is None else infra_reward
    _log.warning("task %s: %s; its reward is %g", verdict.task_id, verdict.detail, given)
    return given


def check_machine(judge: AnyJudge, lost: RewardVerdict) -> None:
    """SandboxError when the task's own reference can't be scored either."""
    probe = judge.probe(lost.task_id)
    if probe.reward is None:
        raise SandboxError(
            f"no reward for task {lost.task_id}: {lost.detail}; its reference can't be scored "
            f"either ({probe.detail}). `effbench doctor` says what is wrong with this machine"
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
