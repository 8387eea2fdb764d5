"""OpenRLHF (0.11): a reward function in a file.

    --reward.remote_url .../effbench/reward/adapters/openrlhf.py --data.label_key task_id

It is called with lists (of one, mostly): `queries` (prompt and response), `prompts`, `labels`; and
returns tensors. Settings come from the environment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from effbench.reward.adapters.settings import judge_from, number


def reward_func(
    queries: Sequence[str], prompts: Sequence[str], labels: Sequence[str], **settings: Any
) -> dict[str, Any]:
    """`rewards`; `scores` from 0 to 1, by which dynamic filtering goes (1 for a pass); logs."""
    import torch

    judge = judge_from(**settings)
    responses = [query.removeprefix(prompt) for query, prompt in zip(queries, prompts, strict=True)]
    verdicts = judge.score_many(zip(labels, responses, strict=True))
    passed = torch.tensor([float(bool(v.passed)) for v in verdicts])
    return {
        "rewards": torch.tensor([number(judge, v) for v in verdicts]),
        "scores": passed,
        "extra_logs": {
            "passed": passed,
            "efficiency": torch.tensor([v.efficiency or 0.0 for v in verdicts]),
            "infra_error": torch.tensor([float(v.infra_error) for v in verdicts]),
        },
    }
