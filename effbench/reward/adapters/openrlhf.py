"""Adapter for OpenRLHF (0.11): a reward function in a file, or `effbench serve-reward`.

    --reward.remote_url .../effbench/reward/adapters/openrlhf.py --data.label_key task_id
    --reward.remote_url http://HOST:PORT/openrlhf --data.label_key task_id

The function takes lists, mostly of one element: `queries` (prompt and response), `prompts` and
`labels`. It returns tensors. Settings come from the environment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from effbench.reward.adapters.settings import asked, judge_from, number
from effbench.reward.verdict import RewardVerdict


class Shaped(TypedDict):
    """OpenRLHF's structure, with lists instead of tensors."""

    rewards: list[float]
    scores: list[float]
    extra_logs: dict[str, list[float]]


def reward_func(
    queries: Sequence[str], prompts: Sequence[str], labels: Sequence[str], **settings: Any
) -> dict[str, Any]:
    """Return `rewards`, `scores` (1 for a pass, else 0; for dynamic filtering) and `extra_logs`."""
    import torch

    judge = judge_from(**settings)
    responses = [response_of(query, prompt) for prompt, query in asked(prompts, queries)]
    verdicts = judge.score_many(asked(labels, responses))
    lists = shaped(verdicts, [number(judge, verdict) for verdict in verdicts])
    logs = {name: torch.tensor(values) for name, values in lists["extra_logs"].items()}
    rewards, scores = torch.tensor(lists["rewards"]), torch.tensor(lists["scores"])
    return {"rewards": rewards, "scores": scores, "extra_logs": logs}


def response_of(query: str, prompt: str) -> str:
    """Return the text after the prompt, which a beginning-of-text token may precede."""
    head, found, response = query.partition(prompt) if prompt else (query, "", "")
    return response if found else head


def shaped(verdicts: Sequence[RewardVerdict], rewards: Sequence[float]) -> Shaped:
    """Return the results in OpenRLHF's structure, as lists of numbers."""
    passed = [float(bool(verdict.passed)) for verdict in verdicts]
    return {
        "rewards": list(rewards),
        "scores": passed,
        "extra_logs": {
            "passed": passed,
            "efficiency": [verdict.efficiency or 0.0 for verdict in verdicts],
            "infra_error": [float(verdict.infra_error) for verdict in verdicts],
        },
    }
