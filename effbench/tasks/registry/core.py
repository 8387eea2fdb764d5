"""Find, load and select the built-in tasks: `tasks/<id>.py` and `reference_solutions/<id>/`.

The content of one task's files is checked in `files`.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from effbench.base import UsageError
from effbench.sandbox import Sandbox
from effbench.tasks.registry import baseline
from effbench.tasks.registry.families import EVALUATION_FROM, open_variant, parse_variant
from effbench.tasks.registry.files import open_task
from effbench.tasks.registry.places import open_tasks, task_places, unknown
from effbench.tasks.registry.suites import (
    BASELINE_VERSION,
    CORE,
    CORE_VERSION,
    canonical,
    full_name,
    members,
    of_full_name,
    version_of,
)
from effbench.tasks.registry.taskfiles import TaskFiles
from effbench.tasks.suite import Suite, SuiteTask


def load_built_in(name: str = CORE, extra: Iterable[Path] = ()) -> Suite:
    """Load a built-in suite, or several joined ones, plus the tasks of the suite in `extra` folders
    with their reference_solutions/.

    Raises UsageError if a suite has no tasks.
    """
    extra = tuple(extra)
    return Suite(
        name=full_name(canonical(name), "all", bool(extra)),
        version=version_of(members(name)),
        tasks=tuple(files.task for files in _of_suite(name, extra)),
        local=bool(extra),
    )


def load_core(extra: Iterable[Path] = ()) -> Suite:
    """Load the suite `core` (`load_built_in`)."""
    return load_built_in(CORE, extra)


def _of_suite(name: str, extra: Iterable[Path]) -> list[TaskFiles]:
    """Open the tasks of a built-in suite. Raises UsageError if one of its members has none."""
    wanted = members(name)
    found = [files for files in open_tasks((), extra) if files.task.suite in wanted]
    for member in wanted:
        if not any(files.task.suite == member for files in found):
            raise UsageError(
                f"suite {member} has no tasks: a task belongs to it if its file says "
                f'suite="{member}"; name the folder of your own task files with --tasks-path'
            )
    return found


def load_generated(
    suite_seed: int, sandbox: Sandbox, extra: Iterable[Path] = (), name: str = CORE
) -> Suite:
    """Load one variant of every parametrised task of a suite, chosen by `suite_seed` (0 or more).

    Raises UsageError if the suite has no parametrised task.
    """
    if suite_seed < 0:
        raise UsageError(f"--suite-seed {suite_seed}: the seed must be 0 or greater")
    extra = tuple(extra)
    families = [base for base in _of_suite(name, extra) if base.authored.parameters]
    if not families:
        raise UsageError(f"suite {canonical(name)} has no task with parameters: no variants")
    tasks = tuple(open_variant(base, suite_seed, sandbox).task for base in families)
    purpose = "evaluation" if suite_seed >= EVALUATION_FROM else "training"
    return Suite(
        name=full_name(canonical(name), "generated", bool(extra)),
        version=version_of(members(name)),
        tasks=tasks,
        notes=(f"generated with suite seed {suite_seed}, a seed for {purpose}",),
        local=bool(extra),
    )


def load_baseline(sandbox: Sandbox) -> Suite:
    """Load the tasks that the tiny baseline model is evaluated on (`baseline`)."""
    return Suite(
        name=full_name(CORE, "baseline", False),
        version=BASELINE_VERSION,
        tasks=tuple(baseline.evaluation_tasks(sandbox)),
        notes=("variants of the families that the tiny baseline was trained on: not ranked",),
    )


def load_variant(name: str, sandbox: Sandbox, extra: Iterable[Path] = ()) -> SuiteTask:
    """Load the variant with an id like `task_id~k3`, or one of the baseline's (`task_id~t3`).

    An id without a mark loads the built-in task.
    """
    if baseline.is_variant(name):
        return baseline.open_baseline(name, sandbox)
    task_id, suite_seed = parse_variant(name)
    base = open_tasks([task_id], extra)[0]
    return base.task if suite_seed is None else open_variant(base, suite_seed, sandbox).task


def has_variants(task: SuiteTask) -> bool:
    """Return True if the task is a built-in one with parameters, which `load_variant` can vary."""
    places = [place for place in task_places(()) if place[0].stem == task.id]
    files = [open_task(file, solutions) for file, solutions in places]
    return any(f.task.digest == task.digest and bool(f.authored.parameters) for f in files)


def split(suite: Suite, name: str) -> Suite:
    """Return the tasks of one split of a built-in suite. `all` returns the suite itself.

    Raises UsageError if the split is empty.
    """
    if name == "all":
        return suite
    tasks = tuple(task for task in suite.tasks if task.split == name)
    if not tasks:
        raise UsageError(f"suite {suite.name} has no tasks of the split {name}")
    return replace(suite, name=full_name(of_full_name(suite.name), name, suite.local), tasks=tasks)


def select(suite: Suite, patterns: Sequence[str] = (), limit: int | None = None) -> Suite:
    """Return the tasks whose id matches one of `patterns` (shell wildcards), at most `limit`.

    Raises UsageError if a pattern matches no task.
    """
    chosen = list(suite.tasks)
    if patterns:
        for pattern in patterns:
            if not any(fnmatch.fnmatchcase(task.id, pattern) for task in suite.tasks):
                raise UsageError(unknown(pattern, suite.name, [task.id for task in suite.tasks]))
        chosen = [t for t in chosen if any(fnmatch.fnmatchcase(t.id, p) for p in patterns)]
    return replace(suite, tasks=tuple(chosen[:limit]))


def find_built_in(task_id: str, extra: Iterable[Path] = ()) -> SuiteTask:
    """Return the task with this id, whatever its suite. UsageError if no built-in suite has it."""
    tasks = tuple(files.task for files in open_tasks((), extra))
    return find(Suite(CORE, CORE_VERSION, tasks), task_id)


def find(suite: Suite, task_id: str) -> SuiteTask:
    """Return the task with this id. UsageError if the suite has none."""
    for task in suite.tasks:
        if task.id == task_id:
            return task
    raise UsageError(unknown(task_id, suite.name, [task.id for task in suite.tasks]))
