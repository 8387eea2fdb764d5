"""Adapter for verifiers: a taskset for 0.4 (`verifiers.v1`), an environment for older versions.

    0.4:    effbench.reward.adapters.verifiers.EfficiencyTaskset
    older:  environment = effbench.reward.adapters.verifiers.load_environment(suite="core-dev")

verifiers 0.4 finds a taskset by the name of a top-level module, so create one:

    # effbench_taskset.py, where Python finds it; the taskset's id is effbench_taskset
    from effbench.reward.adapters.verifiers import EfficiencyTaskset
    __all__ = ["EfficiencyTaskset"]

Its configuration has `split` and `suite_seeds`, like `effbench.reward.dataset`. Servers rebuild
tasks from their data, so the judge's settings come from the environment (`adapters.settings`). The
classes are created on first access, because both versions need subclasses or objects of verifiers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from effbench.base import UsageError
from effbench.reward.adapters.settings import judge_from, number
from effbench.reward.data import dataset
from effbench.reward.shared import AnyJudge
from effbench.reward.verdict import RewardVerdict


async def _number(judge: AnyJudge, verdict: RewardVerdict) -> float:
    return await asyncio.to_thread(number, judge, verdict)


async def efficiency(completion: Any, answer: str, **arguments: Any) -> float:
    """Return the reward, as a reward function of the older Rubric. `answer` is the task id."""
    judge = await asyncio.to_thread(judge_from)
    return await _number(judge, await judge.ascore(answer, completion))


def rubric(**settings: Any) -> Any:
    """Return a `verifiers.Rubric` (before 0.4) with the reward, and `passed` at weight 0."""
    import verifiers

    judge = judge_from(**settings)

    async def efficiency(completion: Any, answer: str, **arguments: Any) -> float:
        return await _number(judge, await judge.ascore(answer, completion))

    async def passed(completion: Any, answer: str, **arguments: Any) -> float:
        return float(bool((await judge.ascore(answer, completion)).passed))  # from the cache

    return verifiers.Rubric(funcs=[efficiency, passed], weights=[1.0, 0.0])


def load_environment(data: Mapping[str, Any] | None = None, **settings: Any) -> Any:
    """Return a `verifiers.SingleTurnEnv` (before 0.4).

    `data`: arguments of `effbench.reward.dataset`; `settings`: the judge's. Raises UsageError if
    the installed verifiers has no SingleTurnEnv.
    """
    import verifiers

    if not hasattr(verifiers, "SingleTurnEnv"):
        raise UsageError(
            "this version of verifiers has tasksets instead of SingleTurnEnv (0.4 and later): use "
            "effbench.reward.adapters.verifiers.EfficiencyTaskset"
        )
    rows = dataset(**(data or {})).rename_column("task_id", "answer")
    return verifiers.SingleTurnEnv(dataset=rows, rubric=rubric(**settings))


def _make_taskset() -> type:
    """Create the taskset class (0.4), whose tasks get their scores from the judge."""
    import verifiers.v1 as vf

    class EfficiencyTask(vf.Task[vf.TaskData]):  # type: ignore[misc]
        @vf.reward(weight=1.0)  # type: ignore[untyped-decorator]
        async def efficiency(self, trace: Any) -> float:
            judge = await asyncio.to_thread(judge_from)
            return await _number(judge, await judge.ascore(self.data.id, trace.last_reply))

        @vf.metric  # type: ignore[untyped-decorator]
        async def passed(self, trace: Any) -> float:
            judge = await asyncio.to_thread(judge_from)
            return float(bool((await judge.ascore(self.data.id, trace.last_reply)).passed))

    class EfficiencyConfig(vf.TasksetConfig):  # type: ignore[misc]
        split: str = "dev"
        suite_seeds: list[int] = []  # noqa: RUF012 - a pydantic field, which is copied

    class EfficiencyTaskset(vf.Taskset[EfficiencyTask, EfficiencyConfig]):  # type: ignore[misc]
        def load(self) -> list[Any]:
            asked = {"suite_seeds": self.config.suite_seeds, "chat": False, "form": "list"}
            return [
                EfficiencyTask(
                    vf.TaskData(id=row["task_id"], name=row["task_id"], prompt=row["prompt"]),
                    self.config.task,
                )
                for row in dataset(self.config.split, **asked)
            ]

    return EfficiencyTaskset


def __getattr__(name: str) -> Any:
    if name != "EfficiencyTaskset":
        raise AttributeError(name)
    globals()[name] = made = _make_taskset()
    return made
