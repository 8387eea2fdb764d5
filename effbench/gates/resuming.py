"""Resume a check: find the tasks that a report does not contain in their present state."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from effbench.base import read_file
from effbench.gates.crowd import Asked
from effbench.gates.report import Report
from effbench.tasks import TaskFiles


def key_of(files: TaskFiles, asked: Asked) -> str:
    """Return a digest of everything that a check depends on.

    These are the task's file, all of its solutions and attempts, the code of the gates, and the
    options. The machine and the rest of effbench are left out.
    """
    folder = files.solutions
    found = sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".txt") and p.is_file())
    digest = hashlib.sha256(f"{_code()}\0{asked.seed}\0{asked.gates}\0{asked.variants}".encode())
    for name, path in [("", files.file), *((str(p.relative_to(folder)), p) for p in found)]:
        digest.update(f"\0{name}\0{hashlib.sha256(read_file(path)).hexdigest()}".encode())
    return digest.hexdigest()


_MAX_CODE_BYTES = 1 << 20


@cache
def _code() -> str:
    """Return the digest of the gates' own code."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(f"{path.name}\0".encode() + read_file(path, _MAX_CODE_BYTES))
    return digest.hexdigest()


def left(todo: Sequence[TaskFiles], asked: Asked, report: Report) -> list[TaskFiles]:
    """Return the tasks that have not passed in the report with their present `key_of`."""
    passed = {
        task_id: task.get("key") for task_id, task in report["tasks"].items() if task["ok"] is True
    }
    return [files for files in todo if passed.get(files.task.id) != key_of(files, asked)]
