"""Link two versions of a suite through the tasks with equal digests."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from effbench.base.errors import DataError
from effbench.base.records import Manifest, Metric, Summary, TaskResult
from effbench.results import Finished, Linking, link_versions

OLD = [f"task{i}" for i in range(10)]
NEW = [*OLD[:6], *(f"new{i}" for i in range(6))]
CHANGED = "task5"
"""In both versions, with another digest in the second."""
UNCOUNTED = "task4"
"""Counts for no eff@1."""
COMMON = ("task0", "task1", "task2", "task3")


def digest(task: str, version: str) -> str:
    return f"{task}-{version}" if task == CHANGED else task


def run(label: str, version: str, values: dict[str, float], **changes: Any) -> Finished:
    names = OLD if version == "1" else NEW
    fields: dict[str, Any] = {
        "run_id": label,
        "created": "2026-01-02T03:04:05Z",
        "status": "complete",
        "publishable": True,
        "effbench_version": "0",
        "suite": {
            "name": "core",
            "version": version,
            "digest": version,
            "tasks": {name: {"digest": digest(name, version)} for name in names},
        },
        "model": {"label": label},
        "generation": {},
        "judge": {},
        "timing": {"profile": "standard"},
        "machine": {},
        "seed": 1,
        "command": "",
    }
    tasks = tuple(
        TaskResult(
            task_id=name,
            n_samples=1,
            n_correct=1,
            pass_at_1=1.0,
            eff_at_1=None if name == UNCOUNTED else values.get(name),
            ratio=None,
            statuses={"pass": 1},
        )
        for name in names
    )
    counted = [task.eff_at_1 for task in tasks if task.eff_at_1 is not None]
    metric = Metric(
        id="eff@1",
        value=sum(counted) / len(counted),
        ci=None,
        level=0.95,
        method="",
        n_tasks=len(counted),
        unit="score",
        higher_is_better=True,
    )
    summary = Summary(metrics=(metric,), tasks=tasks, samples=(), statuses={"pass": len(tasks)})
    return Finished(label, msgspec.convert({**fields, **changes}, Manifest), summary)


def contestant(label: str, version: str, strength: float, seed: int, **changes: Any) -> Finished:
    """Old tasks are easy, new ones hard: a score of strength, or of 0.6 * strength, plus noise."""
    rng = np.random.default_rng(seed)
    names = OLD if version == "1" else NEW
    return run(
        label,
        version,
        {
            name: strength * (0.6 if name.startswith("new") else 1.0) + float(rng.normal(0, 0.02))
            for name in names
        },
        **changes,
    )


def new_runs(n: int) -> list[Finished]:
    return [contestant(f"new{i}", "2", 0.3 + 0.6 * i / max(1, n - 1), i) for i in range(n)]


def linked(old: list[Finished], new: list[Finished]) -> Linking:
    found = link_versions(old, new)
    assert found is not None
    return found


def test_the_common_tasks_are_unchanged_and_count() -> None:
    found = linked([contestant("old", "1", 0.5, 99)], new_runs(6))
    assert found.common == COMMON
    assert (found.old_version, found.new_version, found.n_old, found.n_new) == ("1", "2", 10, 12)


def test_a_linked_score_is_what_the_run_would_have_on_the_new_version() -> None:
    old = contestant("old", "1", 0.5, 99)
    found = linked([old], new_runs(8))
    assert found.link is not None and found.link.method == "mean/sigma"
    (row,) = [one for one in found.runs if one.label == "old"]
    truth = 0.5 * (5 * 0.0 + 4 * 1.0 + 1 * 1.0 + 6 * 0.6) / 11  # 11 tasks count in version 2
    assert row.whole == pytest.approx(0.5, abs=0.03)
    assert row.linked == pytest.approx(truth, abs=0.03)
    assert row.interval is not None and row.interval[0] < truth < row.interval[1]
    assert row.interval[1] - row.interval[0] < 0.15


def test_the_same_score_on_the_common_tasks_gives_the_same_linked_score() -> None:
    old = [contestant(name, "1", 0.5, 99) for name in ("a", "b")]
    found = linked(old, new_runs(6))
    one, other = (row for row in found.runs if row.version == "1")
    assert (one.common, one.linked, one.interval) == (other.common, other.linked, other.interval)


def test_runs_are_in_the_order_of_the_common_score_and_new_ones_are_not_linked() -> None:
    found = linked([contestant("old", "1", 0.5, 99)], new_runs(6))
    scores = [row.common for row in found.runs]
    assert None not in scores and scores == sorted(scores, key=lambda score: -(score or 0))
    assert {row.version: row.linked is None for row in found.runs} == {"1": False, "2": True}


def test_too_few_publishable_runs_make_no_link_but_show_the_common_score() -> None:
    new = [*new_runs(2), contestant("x", "2", 0.5, 7, publishable=False)]
    found = linked([contestant("old", "1", 0.5, 99)], new)
    assert found.link is None and len(found.runs) == 4
    assert all(row.common is not None and row.linked is None for row in found.runs)


def test_a_run_that_lacks_a_common_task_has_no_common_score() -> None:
    values = {name: 0.5 for name in OLD if name != "task0"}
    found = linked([run("old", "1", values)], new_runs(6))
    (row,) = [one for one in found.runs if one.label == "old"]
    assert row.whole is not None and row.common is None and row.linked is None
    assert found.runs[-1] is row


def test_tasks_that_count_other_sizes_are_not_common() -> None:
    def with_sizes(finished: Finished, sizes: tuple[str, ...]) -> Finished:
        suite = finished.manifest.suite
        tasks = {
            name: msgspec.structs.replace(task, timeable=sizes, memory=())
            for name, task in suite.tasks.items()
        }
        suite = msgspec.structs.replace(suite, tasks=tasks)
        manifest = msgspec.structs.replace(finished.manifest, suite=suite)
        return finished._replace(manifest=manifest)

    old = [with_sizes(contestant("old", "1", 0.5, 99), ("S", "M"))]
    new = [with_sizes(one, ("M",)) for one in new_runs(6)]
    assert link_versions(old, new) is None


def test_nothing_in_common_and_no_runs_give_none() -> None:
    other = contestant("other", "1", 0.5, 1)
    tasks = {"other": other.manifest.suite.tasks["task0"]}
    suite = msgspec.structs.replace(other.manifest.suite, tasks=tasks)
    manifest = msgspec.structs.replace(other.manifest, suite=suite)
    assert link_versions([other._replace(manifest=manifest)], new_runs(6)) is None
    assert link_versions([], new_runs(6)) is None and link_versions([other], []) is None


def test_runs_of_other_suites_are_refused() -> None:
    old = contestant("old", "1", 0.5, 99)
    suite = msgspec.structs.replace(old.manifest.suite, name="other", digest="x")
    other = old._replace(manifest=msgspec.structs.replace(old.manifest, suite=suite))
    with pytest.raises(DataError, match="different suites"):
        link_versions([other], new_runs(6))
    with pytest.raises(DataError, match="different tasks or timings"):
        link_versions([old, other], new_runs(6))
