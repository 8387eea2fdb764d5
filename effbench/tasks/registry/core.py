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
from effbench.tasks.registry.files import load_task, open_task
from effbench.tasks.registry.places import CORE, open_tasks, task_places, unknown
from effbench.tasks.suite import Suite, SuiteTask

CORE_VERSION = "1"
_LOCAL = "+local"
SPLIT_CHOICES = ("all", "public", "dev", "generated", "baseline")
SPLIT_OF = {CORE: "all", f"{CORE}-dev": "dev", f"{CORE}-public": "public"}
"""The names that the reward takes for the built-in suite -> the split."""


def load_core(extra: Iterable[Path] = ()) -> Suite:
    """Load the built-in suite plus the tasks in `extra` folders with their reference_solutions/."""
    extra = tuple(extra)
    tasks = tuple(load_task(file, solutions) for file, solutions in task_places(extra))
    local = bool(extra)
    return Suite(name=_named("all", local), version=CORE_VERSION, tasks=tasks, local=local)


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
        local=bool(extra),
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
    places = [place for place in task_places(()) if place[0].stem == task.id]
    files = [open_task(file, solutions) for file, solutions in places]
    return any(f.task.digest == task.digest and bool(f.authored.parameters) for f in files)


def split(suite: Suite, name: str) -> Suite:
    """Return the tasks of one split. `all` returns the suite itself."""
    if name == "all":
        return suite
    tasks = tuple(task for task in suite.tasks if task.split == name)
    return replace(suite, name=_named(name, suite.local), tasks=tasks)


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
                raise UsageError(unknown(pattern, suite.name, [task.id for task in suite.tasks]))
        chosen = [t for t in chosen if any(fnmatch.fnmatchcase(t.id, p) for p in patterns)]
    return replace(suite, tasks=tuple(chosen[:limit]))


def find(suite: Suite, task_id: str) -> SuiteTask:
    """Return the task with this id. UsageError if the suite has none."""
    for task in suite.tasks:
        if task.id == task_id:
            return task
    raise UsageError(unknown(task_id, suite.name, [task.id for task in suite.tasks]))
