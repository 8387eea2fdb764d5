"""A task together with its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from effbench.tasks.authoring import Task
from effbench.tasks.suite import SuiteTask


@dataclass(frozen=True)
class TaskFiles:
    """A task with the data that only its gates need: its paths, authored form and brute force."""

    file: Path
    solutions: Path
    authored: Task
    task: SuiteTask
    brute: str | None
    """The brute force's source, or None if the task has none."""
