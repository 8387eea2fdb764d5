"""The engine of this process: its verdicts, and the sandboxes in which runs and rewards time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from effbench.base.errors import SandboxError
from effbench.executors import LocalEngine, TimingJob, local
from effbench.measure import PLANS, Fresh, Kept
from effbench.sandbox import Limits, Sandbox, calls_frame, job_frame
from effbench.tasks.suite import Suite

HEAD = "def squares(values):\n    "
SOURCES = {
    HEAD + "return sum(v * v for v in values)": "pass",
    HEAD + "return sum(values)": "wrong_answer",
    HEAD + "raise ValueError": "runtime_error",
    "no code (": "syntax_error",
}


@pytest.mark.parametrize("for_rewards", [False, True])
def test_verdicts_do_not_depend_on_the_user(
    tiny_suite: Suite, sandbox: Sandbox, for_rewards: bool
) -> None:
    engine = LocalEngine(sandbox, 1, None, for_rewards=for_rewards)
    found = {source: engine.judge(tiny_suite.tasks[0], source).status for source in SOURCES}
    assert found == SOURCES


def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Sandbox, object, int]]:
    """Record the sandbox, the inputs and the number of parallel blocks of every measurement."""
    calls: list[tuple[Sandbox, object, int]] = []

    def measure(
        task: Any, sources: Any, place: Sandbox, seed: int, plan: Any,
        done: Any, inputs: Fresh, at_once: int,
    ) -> Iterator[Any]:  # fmt: skip
        calls.append((place, inputs, at_once))
        yield from ()

    monkeypatch.setattr(local, "measure", measure)
    return calls


def test_a_run_times_one_child_at_a_time_in_a_sandbox_of_its_own(
    tiny_suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = measured(monkeypatch)
    task = tiny_suite.tasks[0]
    with Sandbox(slots=2) as judging:
        with closing(LocalEngine(judging, 1, PLANS["quick"])) as engine:
            for _ in range(2):
                assert list(engine.time(task, TimingJob(task.id, {}))) == []
        (place, inputs, at_once), second = calls
        assert place is not judging and place.slots == 1 and place.tier == judging.tier
        assert (type(inputs), at_once) == (Fresh, 1) and second == calls[0]
        job, calls_ = job_frame(task.fast, task.called, task.prelude), calls_frame([([1],)])
        assert judging.run_frames(job, calls_, Limits()).ended == "returned"
        with pytest.raises(SandboxError):
            place.run_frames(job, calls_, Limits())


def test_a_reward_times_in_all_slots_and_keeps_the_inputs(
    tiny_suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = measured(monkeypatch)
    task = tiny_suite.tasks[0]
    with Sandbox(slots=2) as judging, Sandbox(slots=1) as lane:
        engine = LocalEngine(judging, 1, PLANS["quick"], for_rewards=True)
        assert engine.slots == 2
        for _ in range(2):
            assert engine.measure(task, {}) == []
        list(engine.time(task, TimingJob(task.id, {}), lane))
        inputs = calls[0][1]
        assert isinstance(inputs, Kept)
        assert calls == [(judging, inputs, 2), (judging, inputs, 2), (lane, inputs, 1)]
