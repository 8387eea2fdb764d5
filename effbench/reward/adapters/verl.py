"""Adapter for verl (0.9): a custom reward function, called with one sample at a time.

    reward.custom_reward_function.path=pkg://effbench.reward.adapters.verl
    reward.custom_reward_function.name=compute_score_async     (or compute_score)
    +reward.custom_reward_function.reward_kwargs.suite=core-dev

The parquet file's `reward_model.ground_truth` holds the task id. verl uses `score` of the returned
dict and logs the rest. It cannot drop a sample, so one that could not be judged gets the score
`infra_reward` (`adapters.settings.number`) and `infra_error` = 1, for filtering.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from effbench.reward.adapters.settings import judge_from, number
from effbench.reward.shared import AnyJudge
from effbench.reward.verdict import RewardVerdict


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: str,
    extra_info: Mapping[str, Any] | None = None,
    infra_reward: float | None = None,
    reward_router_address: Any = None,
    reward_model_tokenizer: Any = None,
    **settings: Any,
) -> dict[str, float]:
    """Return `score` and the values to log. `settings` are `Judge`'s; verl's router is unused."""
    judge = judge_from(**settings)
    return _result(judge, judge.score(ground_truth, solution_str), infra_reward)


async def compute_score_async(
    data_source: str,
    solution_str: str,
    ground_truth: str,
    extra_info: Mapping[str, Any] | None = None,
    infra_reward: float | None = None,
    reward_router_address: Any = None,
    reward_model_tokenizer: Any = None,
    **settings: Any,
) -> dict[str, float]:
    """Score a sample in verl's asynchronous loop, in blocks shared with concurrent samples."""
    judge = await asyncio.to_thread(judge_from, **settings)
    verdict = await judge.ascore(ground_truth, solution_str)
    return await asyncio.to_thread(_result, judge, verdict, infra_reward)


def _result(
    judge: AnyJudge, verdict: RewardVerdict, infra_reward: float | None
) -> dict[str, float]:
    """Return floats under constant keys, because verl turns them into columns."""
    return {
        "score": number(judge, verdict, infra_reward),
        "acc": float(bool(verdict.passed)),
        "efficiency": verdict.efficiency or 0.0,
        "infra_error": float(verdict.infra_error),
    }
