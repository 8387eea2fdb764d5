"""verifiers: an environment for its 0.4 (`verifiers.v1`) and the older Rubric.

    0.4:    taskset = effbench.reward.adapters.verifiers.taskset(split="dev")
    older:  environment = effbench.reward.adapters.verifiers.load_environment(suite="core-dev")

prime-rl takes verifiers environments by name; see `prime_rl`. The classes are made when asked for,
because both versions want a subclass or object of their own.
"""

from __future__ import annotations

import asyncio
from typing import Any

from effbench.reward.adapters.settings import judge_from, number
from effbench.reward.data import dataset
from effbench.reward.shared import AnyJudge
from effbench.reward.verdict import RewardVerdict


async def _number(judge: AnyJudge, verdict: RewardVerdict) -> float:
    return await asyncio.to_thread(number, judge, verdict)


async def efficiency(completion: Any, answer: str, **arguments: Any) -> float:
    """A reward function of the older Rubric. `answer` is the task id."""
    judge = judge_from()
    return await _number(judge, await judge.ascore(answer, completion))


def rubric(**settings: Any) -> Any:
    """A `verifiers.Rubric` (before 0.4) with the reward, and `passed` at weight 0."""
    import verifiers

    judge = judge_from(**settings)

    async def efficiency(completion: Any, answer: str, **arguments: Any) -> float:
        return await _number(judge, await judge.ascore(answer, completion))

    async def passed(completion: Any, answer: str, **arguments: Any) -> float:
        return float(bool((await judge.ascore(answer, completion)).passed))  # from the cache

    return verifiers.Rubric(funcs=[efficiency, passed], weights=[1.0, 0.0])


def load_environment(data: dict[str, Any] | None = None, **settings: Any) -> Any:
    """A `verifiers.SingleTurnEnv` (before 0.4). `data`: arguments of `effbench.reward.dataset`."""
    import verifiers

    rows = dataset(**(data or {})).rename_column("task_id", "answer")
    return verifiers.SingleTurnEnv(dataset=rows, rubric=rubric(**settings))


def taskset(data: dict[str, Any] | None = None, **settings: Any) -> Any:
    """A `verifiers.v1.Taskset` (0.4): tasks whose `score` asks the judge."""
    import verifiers.v1 as vf

    judge = judge_from(**settings)
    rows = dataset(**{**(data or {}), "chat": False, "form": "list"})

    class EfficiencyTask(vf.Task[vf.TaskData]):  # type: ignore[misc]
        @vf.reward(weight=1.0)  # type: ignore[untyped-decorator]
        async def efficiency(self, trace: Any) -> float:
            verdict = await judge.ascore(self.data.id, trace.last_reply)
            return await _number(judge, verdict)

        @vf.metric  # type: ignore[untyped-decorator]
        async def passed(self, trace: Any) -> float:
            return float(bool((await judge.ascore(self.data.id, trace.last_reply)).passed))

    class EfficiencyTaskset(vf.Taskset[EfficiencyTask]):  # type: ignore[misc]
        def load(self) -> list[Any]:
            return [
                EfficiencyTask(vf.TaskData(id=row["task_id"], prompt=row["prompt"])) for row in rows
            ]

    return EfficiencyTaskset(vf.TasksetConfig())
