"""One denominator: the fast reference alone, and no model, decides which tasks count for speed.

X solves the 45 tasks that can be timed. Y solves these and the 16 others. X is faster.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_records import metric, score, timing, verdict
from submission_runs import manifest

from effbench import measure
from effbench.base import Frozen, Summary, TaskEntry, Timing, Verdict
from effbench.leaderboard.ranking import rank
from effbench.leaderboard.reading import read_run
from effbench.results import exports, field
from effbench.results.breakdown import breakdown
from effbench.results.comparison import compare
from effbench.runs import store

N_TIMED, N_SMALL = 45, 16
TASKS = [f"task{i:02}" for i in range(N_TIMED + N_SMALL)]
SMALL = set(TASKS[N_TIMED:])
COUNTS = {task: Frozen(timeable=() if task in SMALL else ("S",), memory=()) for task in TASKS}
NOOP_MS, WORK_MS, SMALL_WORK_MS = 1.0, 10.0, 0.2
RATIO = {"X": 10**0.107, "Y": 10**0.213}
"""The ratios on tasks that can be timed; the efficiencies are .893 and .787."""


def records(model: str, solved: Sequence[str]) -> tuple[list[Verdict], list[Timing]]:
    rng = random.Random(model)
    verdicts = [verdict(t, status="pass" if t in solved else "wrong_answer") for t in TASKS]
    timings = []
    for task in solved:
        work = SMALL_WORK_MS if task in SMALL else WORK_MS
        own = work * RATIO[model] * math.exp(rng.gauss(0, 0.05))
        timings.append(timing(task, reference=NOOP_MS + work, noop=NOOP_MS, a=NOOP_MS + own))
    return verdicts, timings


def summary_of(model: str, solved: Sequence[str]) -> Summary:
    verdicts, timings = records(model, solved)
    frozen = {task: (one.timeable, one.memory) for task, one in COUNTS.items()}
    return score(verdicts, timings, frozen=frozen)


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    return write("X", TASKS[:N_TIMED], tmp_path), write("Y", TASKS, tmp_path)


def write(model: str, solved: Sequence[str], place: Path) -> Path:
    verdicts, timings = records(model, solved)
    tasks = {t: {"digest": "0" * 64, **msgspec.to_builtins(COUNTS[t])} for t in TASKS}
    suite = {**msgspec.to_builtins(manifest().suite), "n_tasks": len(TASKS), "tasks": tasks}
    about = manifest(suite=suite, run_id=model, model={"label": model, "spec": f"openai:{model}"})
    with store.RunFolder(place / model) as files:
        for row in verdicts:
            files.append(store.VERDICTS, row)
        for item in timings:
            files.append(store.TIMINGS, item)
        files.replace(store.MANIFEST, about)
        files.replace(store.SUMMARY, summary_of(model, solved))
    return place / model


def test_summary_comparison_ranks_exports_field_and_breakdown_have_one_order(
    runs: tuple[Path, Path],
) -> None:
    x, y = (store.require_summary(folder) for folder in runs)
    shown = [metric(one, "eff@1") for one in (x, y)]
    assert [one.n_tasks for one in shown] == [N_TIMED, N_TIMED]
    assert shown[0].value - shown[1].value == pytest.approx(0.106, abs=0.02)
    assert [metric(one, "pass@1").n_tasks for one in (x, y)] == [len(TASKS)] * 2
    assert "having no size that can be timed: 16" in shown[0].method

    found = {one.metric: one for one in compare(*runs).metrics}["eff@1"]
    assert (found.a, found.b) == (pytest.approx(shown[0].value), pytest.approx(shown[1].value))
    assert found.verdict == "worse"  # of B

    ranges = rank([read_run(folder) for folder in runs]).ranges
    assert [(one.best, one.worst) for one in ranges.values()] == [(1, 1), (2, 2)]

    for one, own in zip(runs, shown, strict=True):
        about = store.load_manifest(one)
        result = exports.every_eval_ever(about, store.require_summary(one))["evaluation_results"]
        exported = {item["metric_config"]["metric_name"]: item for item in result}["eff@1"]
        assert exported["score_details"]["score"] == own.value
        assert exported["score_details"]["details"]["n_tasks"] == str(N_TIMED)
        (row,) = breakdown(about, store.require_summary(one), "split").rows
        assert row[3] == f"{own.value:.2f}"
    algotune = []
    for folder, one in zip(runs, (x, y), strict=True):
        rows = {r[0]: r for r in field.field_metrics(one, store.timings(folder), COUNTS).rows}
        assert rows["fast_1"][2] == rows["AlgoTune"][2] == str(N_TIMED)
        algotune.append(float(rows["fast_0.5"][1]))
    assert algotune[0] >= algotune[1]


@given(st.sets(st.sampled_from(TASKS)), st.sampled_from(TASKS))
@settings(max_examples=25, deadline=None)
def test_one_more_pass_never_lowers_eff(solved: set[str], more: str) -> None:
    before = metric(summary_of("X", sorted(solved)), "eff@1")
    after = metric(summary_of("X", sorted(solved | {more})), "eff@1")
    assert after.value >= before.value
    assert after.n_tasks == before.n_tasks == N_TIMED


@given(st.lists(st.booleans(), min_size=8, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_what_a_session_makes_of_the_reference_changes_no_denominator(
    small: list[bool], rng: random.Random
) -> None:
    """Time the same sources again; now some references take less than half the no-op's time."""
    verdicts = [verdict(f"t{i}", status="pass" if i % 3 else "memory") for i in range(8)]
    timings = []
    for i, drowned in enumerate(small):
        work = rng.uniform(0.2, 0.45) if drowned else 5.0
        if i % 3:
            timings.append(timing(f"t{i}", reference=1.0 + work, noop=1.0, a=1.0 + 2 * work))
    summary = score(verdicts, timings)
    found = metric(summary, "eff@1")
    assert found.n_tasks == metric(summary, "mem_eff@1").n_tasks == 8
    assert found.value == pytest.approx(5 / 8 * (1 - math.log10(2)))


def test_times_that_a_fault_of_the_run_lost_are_no_failure_of_the_models() -> None:
    verdicts, timings = records("X", TASKS[:N_TIMED])
    frozen = {task: (one.timeable, one.memory) for task, one in COUNTS.items()}
    whole = score(verdicts, timings, frozen=frozen)
    lost = score(verdicts, timings[1:], frozen=frozen)
    assert metric(lost, "eff@1").n_tasks == N_TIMED - 1
    assert metric(lost, "eff@1").value == pytest.approx(metric(whole, "eff@1").value, abs=0.01)


def reference(work_ms: float, noop_ms: float, held: int, size: str = "S", n: int = 1) -> Timing:
    rss = {"reference": held, "noop": 0}
    return timing("t", size, reference=noop_ms + work_ms, noop=noop_ms, n=n, rss=rss)


@pytest.mark.parametrize(
    ("work_ms", "noop_ms", "timeable"),
    [(1.0, 0.2, True), (0.99, 0.2, False), (8.0, 8.0, True), (7.9, 8.0, False)],
)
def test_a_size_counts_with_twice_the_work_that_a_ratio_needs(
    work_ms: float, noop_ms: float, timeable: bool
) -> None:
    found = measure.frozen_by([reference(work_ms, noop_ms, 0)])
    assert found.timeable == (("S",) if timeable else ())


def test_sizes_are_frozen_smallest_first_and_memory_by_itself() -> None:
    large = reference(20.0, 1.0, 512 * 1024, "L", 100)
    small = reference(5.0, 1.0, 512 * 1024 - 1, "S", 10)
    assert measure.frozen_by([large, small]) == Frozen(timeable=("S", "L"), memory=("L",))
    assert measure.frozen_by([]) == Frozen(timeable=(), memory=())


def unlocked(folder: Path, counts: tuple[str, ...], task: str) -> None:
    """Make the run one of a suite that is not locked, which counts other sizes for one task."""
    about = store.load_manifest(folder)
    entry = TaskEntry(digest="0" * 64, timeable=counts, memory=())
    tasks = {**about.suite.tasks, task: entry}
    suite = msgspec.structs.replace(about.suite, tasks=tasks, locked=False)
    with store.RunFolder(folder) as files:
        files.replace(store.MANIFEST, msgspec.structs.replace(about, suite=suite))


def test_runs_that_froze_other_sizes_are_compared_on_those_of_both(
    runs: tuple[Path, Path],
) -> None:
    unlocked(runs[0], (), TASKS[0])
    found = compare(*runs)
    rest = [t.eff_at_1 for t in store.require_summary(runs[0]).tasks if t.task_id in TASKS[1:]]
    mean = math.fsum(x for x in rest if x is not None) / (N_TIMED - 1)
    assert {one.metric: one for one in found.metrics}["eff@1"].a == pytest.approx(mean)
    assert "the suite is not locked: A itself decided which sizes count" in found.warnings


def test_a_run_of_an_earlier_effbench_is_named_as_such(runs: tuple[Path, Path]) -> None:
    about = store.load_manifest(runs[1])
    tasks = {name: TaskEntry(digest="0" * 64) for name in TASKS}
    with store.RunFolder(runs[1]) as files:
        suite = msgspec.structs.replace(about.suite, tasks=tasks)
        files.replace(store.MANIFEST, msgspec.structs.replace(about, suite=suite))
    (warning,) = compare(*runs).warnings
    assert warning.startswith("B is of an earlier effbench") and "effbench rescore" in warning
