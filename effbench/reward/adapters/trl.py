"""Adapter for TRL (>= 1.16): GRPOTrainer, RLOOTrainer, OnlineDPOTrainer and their derivatives.

    reward = EfficiencyReward(suite="core-dev")
    GRPOTrainer(model, reward_funcs=[reward], train_dataset=dataset("dev"), ...)

TRL calls a reward function with lists (`prompts`, `completions`, the columns of the data set) and
with the functions `log_metric` and `log_extra`. It returns one float per completion, or None to
drop it: GRPO and RLOO mask the completion and exclude it from its siblings' baseline. OnlineDPO
(experimental, 1.16) treats None as 0. Set `infra_reward` there, so that a machine that cannot judge
raises an error instead of giving zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from effbench.base import UsageError
from effbench.reward.adapters.settings import asked, judge_from, number
from effbench.reward.core import completion_text
from effbench.reward.shared import AnyJudge
from effbench.reward.verdict import RewardVerdict


class EfficiencyReward:
    """A reward function. The first call creates the judge from `settings` (see `shared_judge`).

    `infra_reward`: for trainers that cannot drop a completion (`adapters.settings.number`).
    Instances that hold settings, not a judge, can be pickled and copied.
    """

    def __init__(
        self, judge: AnyJudge | None = None, *, infra_reward: float | None = None, **settings: Any
    ) -> None:
        if judge is not None and settings:
            raise UsageError("pass a judge or settings for one, not both")
        self.__name__ = "efficiency"
        self._judge, self._infra_reward, self._settings = judge, infra_reward, settings

    def __call__(
        self,
        prompts: Sequence[Any],
        completions: Sequence[Any],
        task_id: Sequence[str] | None = None,
        log_metric: Callable[[str, float], None] | None = None,
        log_extra: Callable[[str, list[Any]], None] | None = None,
        **columns: Any,
    ) -> list[float | None]:
        """Return one reward per completion. Without a column `task_id`, prompts name the tasks."""
        judge = self._judge or judge_from(**self._settings)
        tasks = task_id if task_id is not None else [completion_text(p) for p in prompts]
        verdicts = judge.score_many(asked(tasks, completions))
        if log_metric is not None:
            for name, value in metrics_of(verdicts).items():
                log_metric(f"effbench/{name}", value)
        if log_extra is not None:
            log_extra("effbench_status", [verdict.status for verdict in verdicts])
        if self._infra_reward is not None:
            return [number(judge, verdict, self._infra_reward) for verdict in verdicts]
        return [verdict.reward for verdict in verdicts]

    def __reduce__(self) -> Any:
        if self._judge is not None:
            raise TypeError("made with a judge; make it with settings to pickle it")
        return _made_again, ({**self._settings, "infra_reward": self._infra_reward},)


def metrics_of(verdicts: Sequence[RewardVerdict]) -> dict[str, float]:
    """Return the metrics to log: 0 without data, so that the keys are constant in each process."""
    judged = [v for v in verdicts if not v.infra_error]
    speeds = [v.efficiency for v in judged if v.passed and v.efficiency is not None]
    return {
        "pass": _mean([float(bool(v.passed)) for v in judged]),
        "efficiency_of_passed": _mean(speeds),
        "infra_error": _mean([float(v.infra_error) for v in verdicts]),
    }


def efficiency_reward(
    prompts: Sequence[Any],
    completions: Sequence[Any],
    task_id: Sequence[str] | None = None,
    **columns: Any,
) -> list[float | None]:
    """Return the rewards of EfficiencyReward, as a function that a text configuration can name.

    Settings come from the environment (`adapters.settings`).
    """
    return EfficiencyReward()(prompts, completions, task_id, **columns)


def _made_again(settings: Mapping[str, Any]) -> EfficiencyReward:
    return EfficiencyReward(**settings)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
