"""Adapter for slime (Aug 2026): a custom reward model, named by its path.

    --custom-rm-path effbench.reward.adapters.slime.rm          one sample
    --custom-rm-path effbench.reward.adapters.slime.group_rm --group-rm     the samples of a prompt

A sample's `label` holds the task id (`--label-key task_id`). Settings come from the environment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from effbench.reward.adapters.settings import judge_from, number


async def rm(args: Any, sample: Any, **arguments: Any) -> float:
    """Return the reward of a sample; for a list (with `--group-rm`), the rewards of its samples."""
    if isinstance(sample, list):
        return await group_rm(args, sample)  # type: ignore[return-value]
    return (await group_rm(args, [sample]))[0]


async def group_rm(args: Any, samples: Sequence[Any], **arguments: Any) -> list[float]:
    """Return the rewards of a group, timed together. Samples that tie get equal rewards."""
    judge = await asyncio.to_thread(judge_from)
    verdicts = await judge.ascore_many([(s.label, s.response) for s in samples])
    return [await asyncio.to_thread(number, judge, verdict) for verdict in verdicts]
