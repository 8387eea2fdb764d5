"""The places of task files: find them, and open those whose id matches a pattern."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Iterable, Sequence
from pathlib import Path

from effbench.base import TaskError, UsageError, content_dir
from effbench.tasks.registry.files import open_task
from effbench.tasks.registry.suites import CORE, NAMES, of_full_name
from effbench.tasks.registry.taskfiles import TaskFiles


def open_tasks(patterns: Sequence[str] = (), extra: Iterable[Path] = ()) -> list[TaskFiles]:
    """Open the tasks whose id matches one of `patterns` (all if none), with all of their files.

    Raises UsageError if a pattern matches no task.
    """
    places = task_places(tuple(extra))
    ids = [file.stem for file, _ in places]
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(task_id, pattern) for task_id in ids):
            raise UsageError(unknown(pattern, CORE, ids))
    return [
        open_task(file, solutions)
        for file, solutions in places
        if not patterns or any(fnmatch.fnmatchcase(file.stem, pattern) for pattern in patterns)
    ]


def task_places(extra: Sequence[Path]) -> list[tuple[Path, Path]]:
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


def unknown(task_id: str, suite: str, ids: Sequence[str]) -> str:
    """Return the message about an id that the suite does not have."""
    close = difflib.get_close_matches(task_id, ids, n=3)
    built_in = of_full_name(suite)
    option = "" if built_in == CORE else f" --suite {built_in or f'{suite} --suite-path FILE'}"
    everything = f"`effbench tasks list{option}` shows all"
    if built_in and any(file.stem == task_id for file in content_dir("tasks").glob("*.py")):
        everything = f"another built-in suite has it: --suite {' or '.join(NAMES)}"
    hint = f"did you mean {' or '.join(close)}?" if close else everything
    return f"suite {suite} has no task {task_id!r}; {hint}"
