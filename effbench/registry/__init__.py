"""Find, load and select the built-in tasks: `tasks/<id>.py` and `reference_solutions/<id>/`.

The content of one task's files is checked in `files`.
"""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from effbench.errors import TaskError, UsageError
from effbench.layout import content_dir
from effbench.registry import baseline
from effbench.registry.families import EVALUATION_FROM, open_variant, parse_variant
from effbench.registry.files import TIERS, TaskFiles, load_task, open_task
from effbench.registry.prompt import prompt_text
from effbench.sandbox import Sandbox
from effbench.suite import Suite, SuiteTask

__all__ = [
    "CORE",
    "EVALUATION_FROM",
    "SPLIT_CHOICES",
    "TIERS",
    "TaskFiles",
    "find",
    "load_baseline",
    "load_core",
    "load_generated",
    "load_task",
    "load_variant",
    "open_task",
    "open_tasks",
    "parse_variant",
    "prompt_text",
    "select",
    "split",
]

CORE = "core"
CORE_VERSION = "1"
_LOCAL = "+local"
SPLIT_CHOICES = ("all", "public", "dev", "generated", "baseline")


def load_core(extra: Iterable[Path] = ()) -> Suite:
    """Load the built-in suite plus the tasks in `extra` folders with their reference_solutions/."""
    extra = tuple(extra)
    tasks = tuple(load_task(file, solutions) for file, solutions in _places(extra))
    return Suite(name=_named("all", bool(extra)), version=CORE_VERSION, tasks=tasks)


def open_tasks(patterns: Sequence[str] = (), extra: Iterable[Path] = ()) -> list[TaskFiles]:
    """Open the tasks whose id matches one of `patterns` (all if none), with all of their files.

    Raises UsageError if a pattern matches no task.
    """
    places = _places(tuple(extra))
    ids = [file.stem for file, _ in places]
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(task_id, pattern) for task_id in ids):
            raise UsageError(_unknown(pattern, CORE, ids))
    return [
        open_task(file, solutions)
        for file, solutions in places
        if not patterns or any(fnmatch.fnmatchcase(file.stem, pattern) for pattern in patterns)
    ]


def load_generated(suite_seed: int, sandbox: Sandbox, extra: Iterable[Path] = ()) -> Suite:
    """Load one variant of every parametrised task, chosen by `suite_seed` (0 or greater)."""
    if suite_seed < 0:
        raise UsageError(f"--suite-seed {suite_seed}: the seed must be 0 or greater")
    extra = tuple(extra)
    families = [base for base in open_tasks((), extra) if base.authored.parameters]
    tasks = tuple(open_variant(base, suite_seed, sandbox).task for base in families)
    purpose = "evaluation" if suite_seed >= EVALUATION_FROM else "training"
    return Suite(
        name=_named("generated", bool(extra)),
        version=CORE_VERSION,
        tasks=tasks,
        notes=(f"generated with suite seed {suite_seed}, a seed for {purpose}",),
    )


def load_baseline(sandbox: Sandbox) -> Suite:
    """Load the tasks that the tiny baseline model is evaluated on (`baseline`)."""
    return Suite(
        name=_named("baseline", False),
        version=CORE_VERSION,
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
    places = [place for place in _places(()) if place[0].stem == task.id]
    files = [open_task(file, solutions) for file, solutions in places]
    return any(f.task.digest == task.digest and bool(f.authored.parameters) for f in files)


def split(suite: Suite, name: str) -> Suite:
    """Return the tasks of one split. `all` returns the suite itself."""
    if name == "all":
        return suite
    tasks = tuple(task for task in suite.tasks if task.split == name)
    return replace(suite, name=_named(name, suite.name.endswith(_LOCAL)), tasks=tasks)


def _named(split_name: str, local: bool) -> str:
    return CORE + ("" if split_name == "all" else f"-{split_name}") + (_LOCAL if local else "")


def select(suite: Suite, patterns: Sequence[str] = (), limit: int | None = None) -> Suite:
    """Return the tasks whose id matches one of `patterns` (shell wildcards), at most `limit`.

    Raises UsageError if a pattern matches no task.
    """
    chosen = list(suite.tasks)
    if patterns:
        for pattern in patterns:
            if not any(fnmatch.fnmatchcase(task.id, pattern) for task in suite.tasks):
                raise UsageError(_unknown(pattern, suite.name, [task.id for task in suite.tasks]))
        chosen = [t for t in chosen if any(fnmatch.fnmatchcase(t.id, p) for p in patterns)]
    return replace(suite, tasks=tuple(chosen[:limit]))


def find(suite: Suite, task_id: str) -> SuiteTask:
    """Return the task with this id. UsageError if the suite has none."""
    for task in suite.tasks:
        if task.id == task_id:
            return task
    raise UsageError(_unknown(task_id, suite.name, [task.id for task in suite.tasks]))


def _places(extra: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Return (task file, folder of its solutions) for every task.

    Raises TaskError if two tasks have the same id.
    """
    folders = [(content_dir("tasks"), content_dir("reference_solutions"))]
    for folder in extra:
        if not folder.is_dir():
            raise UsageError(f"--tasks-path {folder}: no such folder")
        folders.append((folder, folder / "reference_solutions"))
    found: dict[str, tuple[Path, Path]] = {}
    for task_dir, solutions_dir in folders:
        for file in sorted(task_dir.glob("*.py")):
            if file.stem in found:
                raise TaskError(f"{file}: a task {file.stem!r} already exists; rename the file")
            found[file.stem] = (file, solutions_dir / file.stem)
    return list(found.values())


def _unknown(task_id: str, suite: str, ids: Sequence[str]) -> str:
    close = difflib.get_close_matches(task_id, ids, n=3)
    files = "" if suite.startswith(CORE) else f" --suite {suite} --suite-path FILE"
    everything = f"`effbench tasks list{files}` shows all"
    hint = f"did you mean {' or '.join(close)}?" if close else everything
    return f"suite {suite} has no task {task_id!r}; {hint}"
