"""Adapter for SkyRL (0.4): a text environment of one step.

    from skyrl_gym.envs import register
    register(id="effbench", entry_point="effbench.reward.adapters.skyrl:EfficiencyEnv")

The row's `reward_spec.ground_truth` holds the task id; `env_config` may hold settings of `Judge`.
The class subclasses one of SkyRL's, so it is created on first access.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from effbench.base import JsonObject
from effbench.reward.adapters.settings import judge_from, number


def step(judge: Any, task_id: str, action: str) -> tuple[float, JsonObject]:
    """Return (reward, metadata) of a completion."""
    verdict = judge.score(task_id, action)
    return number(judge, verdict), verdict.as_dict()


def make_env() -> type:
    """Create the environment's class."""
    from skyrl_gym.envs.base_text_env import BaseTextEnv, BaseTextEnvStepOutput

    class EfficiencyEnv(BaseTextEnv):  # type: ignore[misc]
        def __init__(self, env_config: Any = None, extras: Mapping[str, Any] | None = None) -> None:
            super().__init__()
            self._task_id = (extras or {})["reward_spec"]["ground_truth"]
            self._judge = judge_from(**dict(env_config or {}))

        def step(self, action: str) -> Any:
            reward, metadata = step(self._judge, self._task_id, action)
            return BaseTextEnvStepOutput(
                observations=[], reward=reward, done=True, metadata=metadata
            )

    return EfficiencyEnv


def __getattr__(name: str) -> Any:
    if name != "EfficiencyEnv":
        raise AttributeError(name)
    globals()[name] = made = make_env()
    return made
