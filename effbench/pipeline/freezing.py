"""Determine the sizes that count, before any candidate is timed: from the suite's lock or the run.

A locked suite has them in its lock file. For other tasks, the run times the fast reference alone,
on all of them, whatever passed, and writes the result into its manifest. One run thus has one
denominator, but another run may get a different one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

from effbench.base import Frozen, Manifest, Timing, command, one_line
from effbench.executors import Executor, TimingJob
from effbench.measure import freeze, frozen_by, margin_of
from effbench.pipeline.config import Reporter, RunConfig, load_suite
from effbench.runs import MANIFEST, RunFolder, write_atomically
from effbench.sandbox import Sandbox
from effbench.tasks import Suite, SuiteTask, derive_seed, locks, registry

_LOCK_SEED = derive_seed(0, "lock")


def settle(
    config: RunConfig,
    suite: Suite,
    ids: Collection[str],
    files: RunFolder,
    executor: Executor,
    reporter: Reporter,
    manifest: Manifest,
) -> tuple[Suite, Manifest]:
    """Return `suite` and `manifest` with the sizes that count of the tasks `ids`.

    Sizes that the manifest already has are kept, so that resuming a run does not change its
    denominator.
    """
    known = {task.id: task.frozen for task in suite.tasks if task.frozen is not None}
    known |= manifest.frozen()
    missing = [task for task in suite.tasks if task.id in ids and task.id not in known]
    if missing:
        reporter.stage("freeze", len(missing))
        known |= _decided(missing, executor, reporter)
        reporter.message(_words(config, suite, known))
    locked = all(task.frozen and task.frozen == known[task.id] for task in suite.tasks)
    manifest = manifest.with_frozen(known, locked=locked)
    files.replace(MANIFEST, manifest)
    tasks = tuple(replace(task, frozen=known.get(task.id)) for task in suite.tasks)
    return replace(suite, tasks=tasks), manifest


def _decided(tasks: list[SuiteTask], executor: Executor, reporter: Reporter) -> dict[str, Frozen]:
    """Measured in a few runs of each task's reference, on whichever node is available."""
    found: dict[str, list[Timing]] = defaultdict(list)
    faulty = set()
    jobs = [TimingJob(task.id, {}, reference_alone=True) for task in tasks]
    for timed in executor.time(jobs, [node.name for node in executor.nodes()]):
        found[timed.job.task_id] += timed.timings
        if timed.fault:
            faulty.add(timed.job.task_id)
            reporter.message(f"warning: none of its sizes counts: {one_line(timed.fault)}")
        if timed.last:
            reporter.advance(timed.job.task_id)
    return {
        task.id: frozen_by([] if task.id in faulty else found[task.id], margin_of(task))
        for task in tasks
    }


def _words(config: RunConfig, suite: Suite, known: Mapping[str, Frozen]) -> str:
    sizes = [(task.id, size.label) for task in suite.tasks for size in task.sizes]
    counted = sum(task in known and label in known[task].timeable for task, label in sizes)
    return (
        f"suite {suite.name} is not locked: this run's own references decide that {counted} of "
        f"{len(sizes)} sizes count for time, so it can't be published. To lock the suite once for "
        f"all runs: {_lock_command(config)}"
    )


def _lock_command(config: RunConfig) -> str:
    if not registry.members(config.suite):
        words = ["--suite", config.suite, "--suite-path", str(config.suite_path)]
        return command("effbench", "suites", "lock", *words)
    folders = [["--tasks-path", str(path)] for path in config.tasks_path] or [[]]
    return "; ".join(command("effbench", "tasks", "lock", *words) for words in folders)


# --- making locks -----------------------------------------------------------------------------


def freeze_for_lock(task: SuiteTask, sandbox: Sandbox) -> Frozen:
    """Measure the sizes of `task` that count, to be stored in a lock file."""
    return freeze(task, sandbox, _LOCK_SEED)


def lock_suite(
    config: RunConfig, file: Path, sandbox: Sandbox, say: Callable[[str], None]
) -> locks.KnownSuite:
    """Write the lock of the suite that `config` names into `file`, keeping other suites' entries.

    Tasks that are already locked keep their sizes; the others are measured. The file is written
    after each task, so an interrupted call can be resumed.
    """
    suite = locks.locked(load_suite(config, sandbox), [file])
    before = locks.read(file) if file.exists() else []
    tasks = list(suite.tasks)
    for number, task in enumerate(tasks):
        if task.frozen is None:
            tasks[number] = replace(task, frozen=freeze_for_lock(task, sandbox))
            say(f"{task.id}: {_of_task(tasks[number])}")
            _write(file, before, replace(suite, tasks=tuple(tasks)))
    return _write(file, before, replace(suite, tasks=tuple(tasks)))


def _write(file: Path, before: list[locks.KnownSuite], suite: Suite) -> locks.KnownSuite:
    entry = locks.described(suite)
    write_atomically(file, locks.text_of(locks.with_entry(before, entry)).encode())
    return entry


def _of_task(task: SuiteTask) -> str:
    assert task.frozen is not None
    time, memory = (", ".join(x) or "no size" for x in (task.frozen.timeable, task.frozen.memory))
    return f"{time} for time; {memory} for memory"
