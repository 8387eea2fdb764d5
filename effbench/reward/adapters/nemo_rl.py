"""Adapter for NeMo-RL (0.5 and later): an environment that runs as a Ray actor.

    environment = ray.remote(make_environment()).remote({"suite": "core-dev"})

`step` takes a batch of message logs, each of which ends with the answer, and the rows'
`extra_env_info` (`{"task_id": ...}`). It returns an `EnvironmentReturn` for one turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from effbench.reward.adapters.settings import asked, judge_from, number
from effbench.reward.shared import AnyJudge


def score_batch(
    judge: AnyJudge, message_logs: Sequence[Any], metadata: Sequence[Mapping[str, Any]]
) -> tuple[list[float], list[dict[str, str]]]:
    """Return (rewards, observations) of a batch."""
    verdicts = judge.score_many(asked([row["task_id"] for row in metadata], message_logs))
    observations = [{"role": "environment", "content": verdict.status} for verdict in verdicts]
    return [number(judge, verdict) for verdict in verdicts], observations


def make_environment() -> type:
    """Create the environment's class; wrap it with `ray.remote`."""
    import torch
    from nemo_rl.environments.interfaces import EnvironmentInterface, EnvironmentReturn

    class EfficiencyEnvironment(EnvironmentInterface):  # type: ignore[misc]
        def __init__(self, config: Mapping[str, Any] | None = None) -> None:
            self._judge = judge_from(**(config or {}))

        def step(self, message_log_batch: list[Any], metadata: list[Any]) -> Any:
            rewards, observations = score_batch(self._judge, message_log_batch, metadata)
            return EnvironmentReturn(
                observations=observations,
                metadata=metadata,
                next_stop_strings=[None] * len(rewards),
                rewards=torch.tensor(rewards),
                terminateds=torch.ones(len(rewards)),
                answers=None,
            )

        def global_post_process_and_metrics(self, batch: Any) -> tuple[Any, dict[str, float]]:
            rewards = batch["total_reward"] if "total_reward" in batch else batch["rewards"]
            return batch, {"effbench/mean_reward": float(rewards.float().mean())}

    return EfficiencyEnvironment
