"""A task of an imported set whose own solution fails is left out by name; the others count."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import Quiet

from effbench import pipeline
from effbench.base.errors import TaskError
from effbench.executors import TimingJob, local
from effbench.measure import PLANS
from effbench.pipeline import RunConfig, RunResult
from effbench.results import quality_failed
from effbench.runs import store
from effbench.sandbox import Sandbox
from effbench.tasks.suite import Suite, SuiteTask


def row(number: int, body: str = "return values[-1]") -> dict[str, Any]:
    return {
        "task_id": f"HumanEval/{number}",
        "prompt": 'def last(values):\n    """The last value."""\n',
        "entry_point": "last",
        "canonical_solution": f"    {body}\n",
        "test": "def check(candidate):\n    assert candidate([1, 2]) == 2\n",
    }


def ran(folder: Path, *rows: dict[str, Any], n: int = 2) -> tuple[RunResult, Quiet]:
    """Run with `n` answers to every task; every second answer is wrong."""
    suite = folder / "set.jsonl"
    suite.write_text("".join(json.dumps(one) + "\n" for one in rows))
    answers = folder / "answers.jsonl"
    bodies = ["return values[-1]", "return values[0]"]
    lines = [
        {"task_id": one["task_id"], "solution": f"def last(values):\n    {bodies[i % 2]}\n"}
        for one in rows
        for i in range(n)
    ]
    answers.write_text("".join(json.dumps(line) + "\n" for line in lines))
    config = RunConfig(
        model=f"replay:{answers}",
        suite="humaneval",
        suite_path=suite,
        n_samples=n,
        timing="off",
        results=folder,
    )
    said = Quiet()
    return pipeline.run(config, said), said


BROKEN = row(1, "return values[10**6]")


def test_the_others_count_and_the_broken_one_is_named(tmp_path: Path, sandbox: Sandbox) -> None:
    result, said = ran(tmp_path, row(0), BROKEN, row(2))
    (metric,) = [metric for metric in result.summary.metrics if metric.id == "pass@1"]
    assert (metric.value, metric.n_tasks) == (0.5, 2)
    assert "tasks left out for faults of the set's own files: 1" in metric.method
    assert [task.task_id for task in result.summary.tasks] == ["HumanEval/0", "HumanEval/2"]
    assert result.summary.statuses == {"pass": 2, "wrong_answer": 2, "left_out": 2}
    assert result.manifest.suite.left_out is not None
    why = result.manifest.suite.left_out["HumanEval/1"]
    assert "its test fails the canonical solution" in why
    assert "IndexError" in why
    assert any("warning: task HumanEval/1 is left out" in text for text in said.said)
    assert not quality_failed(result.manifest, result.summary)
    assert "tasks at fault" in " ".join(result.manifest.unpublishable_reasons)


def test_the_same_command_again_finds_it_complete(tmp_path: Path, sandbox: Sandbox) -> None:
    first, _ = ran(tmp_path, row(0), BROKEN)
    again, said = ran(tmp_path, row(0), BROKEN)
    assert again.summary == first.summary
    assert any("nothing to do" in text for text in said.said)
    assert len(list(store.verdicts(first.folder))) == 4


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path, sandbox: Sandbox) -> None:
    first, _ = ran(tmp_path, row(0), BROKEN)
    verdicts = first.folder / store.VERDICTS
    (first.folder / store.SUMMARY).unlink()
    verdicts.write_bytes(verdicts.read_bytes().split(b"\n", 1)[0] + b"\n")
    again, _ = ran(tmp_path, row(0), BROKEN)
    assert again.summary == first.summary
    assert again.manifest.suite.left_out == first.manifest.suite.left_out


def test_when_nothing_is_left_the_run_says_so(tmp_path: Path, sandbox: Sandbox) -> None:
    for _ in range(2):
        with pytest.raises(TaskError, match="all tasks of humaneval are left out, the first"):
            ran(tmp_path, BROKEN)


def test_a_task_that_can_not_be_timed_is_named_and_its_times_are_dropped(
    tiny_suite: Suite, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(task: SuiteTask, *rest: Any) -> Iterator[Any]:
        yield "one size"
        raise TaskError(f"task {task.id}: its fast reference fails at size L")

    monkeypatch.setattr(local, "measure", measure)
    own, foreign = tiny_suite.tasks[0], replace(tiny_suite.tasks[1], split="")
    suite = replace(tiny_suite, tasks=(own, foreign))
    executor = local.LocalExecutor(suite, sandbox, 1, PLANS["quick"])
    *_, last = executor.time([TimingJob(foreign.id, {})], [""])
    assert (last.last, last.timings) == (True, ())
    assert last.fault == f"task {foreign.id}: its fast reference fails at size L"
    with pytest.raises(TaskError, match="fails at size L"):  # built-in tasks must be fixed
        list(executor.time([TimingJob(own.id, {})], [""]))
    executor.close()
