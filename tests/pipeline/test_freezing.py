"""The source of a run's denominators: a lock, its manifest, or its own references."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import pytest
from fakes import Quiet
from score_records import timing

from effbench import measure
from effbench.base import (
    Frozen,
    GenerationSection,
    JudgeSection,
    MachineSection,
    Manifest,
    ModelSection,
    SampleResult,
    SizeResult,
    SuiteSection,
    Summary,
    TaskEntry,
    TimingSection,
)
from effbench.base.errors import DataError
from effbench.executors import Node, Timed, TimingJob
from effbench.pipeline import RunConfig, freezing
from effbench.results.publishing import unpublishable_reasons
from effbench.runs.store import RunFolder, load_manifest
from effbench.sandbox import Sandbox
from effbench.tasks import locks
from effbench.tasks.suite import Suite

CONFIG = RunConfig(tasks_path=(Path("my tasks"),))
LOCKED = Frozen(timeable=("S",), memory=())
WORK_MS = {"squares": {"S": 0.1, "M": 5.0, "L": 50.0}, "squares_again": {"S": 9.0}}


@dataclass
class References:
    """An executor that returns times of references at once, and records its jobs."""

    fault: str = ""
    asked: list[TimingJob] = field(default_factory=list)

    def nodes(self) -> list[Node]:
        return [Node()]

    def time(self, jobs: Iterable[TimingJob], nodes: Collection[str]) -> Iterator[Timed]:
        for job in jobs:
            self.asked.append(job)
            sizes = enumerate(WORK_MS[job.task_id].items())
            found = tuple(
                timing(job.task_id, size, reference=1.0 + work, noop=1.0, n=number)
                for number, (size, work) in sizes
            )
            yield Timed(job, found, last=True, fault=self.fault)


def manifest(suite: Suite) -> Manifest:
    tasks = {task.id: TaskEntry(digest=task.digest) for task in suite.tasks}
    return Manifest(
        run_id="r", created="2026-01-01T00:00:00+00:00", effbench_version="0",
        suite=SuiteSection(name=suite.name, tasks=tasks), model=ModelSection(),
        generation=GenerationSection(), judge=JudgeSection(tier="T1"),
        timing=TimingSection(profile="standard"), machine=MachineSection(), seed=1,
    )  # fmt: skip


def settled(
    suite: Suite, place: Path, executor: References, before: Manifest | None = None
) -> tuple[Suite, Manifest, Quiet]:
    quiet, ids = Quiet(), [task.id for task in suite.tasks]
    with RunFolder(place) as files:
        before = before or manifest(suite)
        found = freezing.settle(CONFIG, suite, ids, files, executor, quiet, before)  # type: ignore[arg-type]
    assert load_manifest(place) == found[1]
    return (*found, quiet)


def locked(suite: Suite) -> Suite:
    return replace(suite, tasks=tuple(replace(task, frozen=LOCKED) for task in suite.tasks))


def test_a_locked_suite_is_not_measured(tiny_suite: Suite, tmp_path: Path) -> None:
    executor = References()
    suite, about, quiet = settled(locked(tiny_suite), tmp_path, executor)
    assert (executor.asked, quiet.said) == ([], [])
    assert about.suite.locked is True
    assert about.frozen() == {task.id: LOCKED for task in suite.tasks}


def test_of_others_all_references_are_timed_and_the_manifest_keeps_the_result(
    tiny_suite: Suite, tmp_path: Path
) -> None:
    executor = References()
    suite, about, quiet = settled(tiny_suite, tmp_path, executor)
    assert [(job.task_id, job.reference_alone) for job in executor.asked] == [
        ("squares", True),
        ("squares_again", True),
    ]
    assert {task.id: task.frozen for task in suite.tasks} == about.frozen()
    assert about.frozen()["squares"].timeable == ("M", "L")
    assert about.suite.locked is False
    (said,) = [text for text in quiet.said if "not locked" in text]
    assert "3 of 6 sizes count" in said and "effbench tasks lock --tasks-path 'my tasks'" in said
    reasons = unpublishable_reasons(about, Summary(metrics=(), tasks=(), samples=(), statuses={}))
    assert "not_locked" in {reason.kind for reason in reasons}
    again, same, _ = settled(tiny_suite, tmp_path, References(), about)
    assert (again, same) == (suite, about)


def test_a_run_that_goes_on_keeps_its_denominator(tiny_suite: Suite, tmp_path: Path) -> None:
    _, about, _ = settled(tiny_suite, tmp_path, References())
    executor = References()
    suite, later, _ = settled(locked(tiny_suite), tmp_path, executor, about)
    assert executor.asked == [] and later.frozen() == about.frozen()
    assert later.suite.locked is False  # the newer lock is ignored
    assert suite.tasks[0].frozen == about.frozen()["squares"]


def test_a_task_whose_own_files_fail_counts_nowhere(tiny_suite: Suite, tmp_path: Path) -> None:
    _, about, quiet = settled(tiny_suite, tmp_path, References(fault="no generator"))
    assert set(about.frozen().values()) == {Frozen(timeable=(), memory=())}
    assert "warning: none of its sizes counts: no generator" in quiet.said


def test_missing_times_are_counted_among_the_reasons(tiny_suite: Suite) -> None:
    about = manifest(tiny_suite)
    lost = SizeResult(size="S", ratio=None, ci=None, n_blocks=0, censored=False, efficiency=0.0)
    sample = SampleResult(
        task_id="squares", sample_index=0, status="pass", detail="", source_sha256="a",
        efficiency=0.0, sizes=(lost,),
    )  # fmt: skip
    summary = Summary(metrics=(), tasks=(), samples=(sample,), statuses={"pass": 1})
    reasons = unpublishable_reasons(about, summary)
    words = [reason.words for reason in reasons]
    assert "the times of 1 sizes that count are missing" in words


@pytest.mark.usefixtures("sandbox")
def test_the_plan_times_the_sizes_that_count(tiny_suite: Suite, sandbox: Sandbox) -> None:
    task = replace(tiny_suite.tasks[0], frozen=Frozen(timeable=("M",), memory=()))
    plan = measure.Plan(min_blocks=2, sizes=2)
    source = {"a": task.references["fast"]}
    (found,) = measure.measure(task, source, sandbox, 1, plan)
    assert found.size == "M" and plan.rungs(task) == ("S", "M")
    none = replace(task, frozen=Frozen(timeable=("L",), memory=()))
    assert list(measure.measure(none, source, sandbox, 1, plan)) == []


# --- lock files


def test_a_lock_file_is_found_by_digest_and_keeps_what_it_has(
    tiny_suite: Suite, tmp_path: Path
) -> None:
    file = tmp_path / "set.csv.lock.json"
    assert locks.place("x", tmp_path / "set.csv") == Path("x.lock.json")  # no such file
    (tmp_path / "set.csv").touch()
    assert locks.place("x", tmp_path / "set.csv") == file
    entry = locks.described(locked(tiny_suite))
    other = msgspec.structs.replace(entry, name="other", tasks={})
    file.write_text(locks.text_of([other]))
    file.write_text(locks.text_of(locks.with_entry(locks.read(file), entry)))
    assert locks.read(file) == [other, entry]
    assert locks.with_entry([entry, other], entry) == [entry, other]
    assert locks.locked(tiny_suite, [file]) == locked(tiny_suite)
    assert locks.locked(tiny_suite) == tiny_suite
    changed = replace(tiny_suite, tasks=tuple(replace(t, digest="0") for t in tiny_suite.tasks))
    assert locks.locked(changed, [file]) == changed
    without = replace(tiny_suite.tasks[0], sizes=())
    (nothing,) = locks.locked(replace(tiny_suite, tasks=(without,))).tasks
    assert nothing.frozen == Frozen(timeable=(), memory=())


@pytest.mark.parametrize("text", ["{", "[1]", "[" * 100_000])
def test_a_broken_lock_file_is_named(tiny_suite: Suite, tmp_path: Path, text: str) -> None:
    file = tmp_path / "lock.json"
    file.write_text(text)
    with pytest.raises(DataError, match=r"lock.json: not a lock file .*effbench suites lock"):
        locks.locked(tiny_suite, [file])


def test_the_table_and_the_built_in_lock_say_the_same() -> None:
    from effbench.tasks import registry

    core = registry.load_core()
    (entry,) = [suite for suite in locks.table() if suite.digest == core.digest]
    assert entry == locks.described(core)
    assert all(task.frozen and task.frozen.timeable for task in core.tasks)
