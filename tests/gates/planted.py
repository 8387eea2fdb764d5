"""A valid task, and faulty tasks that differ from it by one change, for every gate to reject.

The valid task is the one that `effbench tasks new` writes, with suitable sizes.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from effbench import gates
from effbench.gates import skeleton
from effbench.tasks import registry

ID = "different_worth"
CANARY = f"# {gates.CANARY}: do not train on this file\n"
SIZES = '{"S": (200, 100), "M": (3_000, 8), "L": (90_000, 1)}'


@dataclass(frozen=True)
class Place:
    """A folder of tasks with its solutions."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / f"{ID}.py"

    @property
    def solutions(self) -> Path:
        return self.folder / "reference_solutions" / ID

    def opened(self) -> registry.TaskFiles:
        return registry.open_task(self.file, self.solutions)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace `old` in the task file ("task") or a solution ("fast", "wrong/…")."""
        path = self.file if name == "task" else self.solutions / f"{name}.py"
        text = path.read_text() if path.exists() else ""
        assert old in text, f"{name}: nothing to change: {old!r}"
        path.write_text(text.replace(old, new, 1))


def good(folder: Path) -> Place:
    folder.mkdir(parents=True, exist_ok=True)
    skeleton.create(ID, folder, folder / "reference_solutions")
    place = Place(folder)
    place.change("task", '{"S": (100, 1), "M": (1_000, 1), "L": (10_000, 1)}', SIZES)
    return place


def spoilt(source: Place, folder: Path, changes: Mapping[tuple[str, str], str]) -> Place:
    """Copy `source` and apply `changes`: (file, old text) -> new text."""
    shutil.copytree(source.folder, folder)
    place = Place(folder)
    for (name, old), new in changes.items():
        place.change(name, old, new)
    return place


def keep(place: Place, sources: Mapping[str, str]) -> None:
    """Write attempts beside the task's solutions."""
    folder = place.solutions / "attempts"
    folder.mkdir(exist_ok=True)
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(CANARY + source)
