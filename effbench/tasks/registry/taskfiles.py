"""A task together with its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from effbench.base import read_text
from effbench.tasks.authoring import Task
from effbench.tasks.suite import SuiteTask

ATTEMPTS = "attempts"
"""The folder of kept attempts, beside the tiers. They are no part of the task and its version."""


@dataclass(frozen=True)
class TaskFiles:
    """A task with the data that only its gates need: its paths, authored form and brute force."""

    file: Path
    solutions: Path
    authored: Task
    task: SuiteTask
    brute: str | None
    """The brute force's source, or None if the task has none."""

    @property
    def attempts(self) -> dict[str, str]:
        """Name -> source of the kept attempts, for the task with its first parameter values."""
        found = sorted((self.solutions / ATTEMPTS).glob("*.py"))
        return {path.stem: read_text(path) for path in found}
