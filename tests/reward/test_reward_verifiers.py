"""The real verifiers: its own loaders find our taskset, and its own tasks score a trace.

verifiers pins an older openai, so this needs a separate environment: `pip install verifiers==0.4.0
-e ".[test,datasets]"`. Skipped unless verifiers 0.4 is installed.
"""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (importlib.util.find_spec("verifiers") and importlib.util.find_spec("verifiers.v1")),
        reason="verifiers 0.4 is not installed (an environment of its own)",
    ),
    pytest.mark.filterwarnings("ignore"),
]

MODULE = """\
from effbench.reward.adapters.prime_rl import EfficiencyTaskset
__all__ = ["EfficiencyTaskset"]
"""


def test_its_loaders_find_the_taskset_and_its_tasks_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from verifiers.v1.configs.agent import AgentConfig
    from verifiers.v1.trace import AgentInfo, Trace, TraceTask
    from verifiers.v1.utils import loaders

    (tmp_path / "effbench_taskset.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name, value in {"SUITE": "core-dev", "PROFILE": "reward", "WORKERS": "1"}.items():
        monkeypatch.setenv(f"EFFBENCH_REWARD_{name}", value)
    environment = loaders.resolve_env_config({"taskset": {"id": "effbench_taskset"}})
    tasks = list(loaders.load_taskset(environment.taskset))
    assert len(tasks) == 20 and loaders.task_type("effbench_taskset") is type(tasks[0])

    from effbench.reward.adapters.settings import judge_from

    # Rebuild the task from its serialised data, as a server does.
    again = type(tasks[0])(type(tasks[0].data).model_validate(tasks[0].data.model_dump()))
    known = judge_from().task(again.data.id).references

    async def scored(reply: str) -> Trace:
        trace = Trace(
            task=TraceTask(type=type(again).__name__, data=again.data),
            agent=AgentInfo(config=AgentConfig()),
            root_reply=reply,
        )
        await again.score(trace)
        return trace

    fast, slow, nothing = (
        asyncio.run(scored(reply))
        for reply in (f"```python\n{known['fast']}\n```", known["slow"], "no idea")
    )
    assert fast.reward > 1.5 > slow.reward >= 1.0 and nothing.reward == 0.0
    assert [trace.metrics["passed"] for trace in (fast, slow, nothing)] == [1.0, 1.0, 0.0]
