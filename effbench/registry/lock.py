"""`tasks/SUITE.lock`: what every task of the suite is, in digests, under version control; and which
of its sizes count for time and memory.

Decides what a change of a task is. A digest that differs without another version is an error: old
results would silently belong to another task. Comments and blank lines don't count. The sizes that
count are measured when a task is new or has changed, and stay as they are from then on.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from effbench.authoring import Task
from effbench.errors import TaskError
from effbench.foreign import read_text
from effbench.layout import content_dir
from effbench.records import Frozen

if TYPE_CHECKING:
    from effbench.registry.files import TaskFiles

FILE_NAME = "SUITE.lock"
_DIGITS = 16  # of SHA-256: 64 bits tell some hundred tasks apart


def path() -> Path:
    return content_dir("tasks") / FILE_NAME


def entry(files: TaskFiles) -> dict[str, Any]:
    """What the lock says of one task."""
    text = read_text(files.file)
    return {
        "version": files.authored.version,
        "split": files.authored.split,
        "statement": _digest(files.task.prompt),
        "generators": _digest(_code(_without_docstring(text))),
        "references": _digest(*(_code(source) for source in _solutions(files))),
        "sizes": {size.label: [size.n, size.batch] for size in files.task.sizes},
    }


def _solutions(files: TaskFiles) -> list[str]:
    """The solutions as they stand in the files, wrong ones and the brute force among them."""
    found = sorted(files.solutions.rglob("*.py"))
    return [f"# {p.name}\n{read_text(p)}" for p in found]


def _without_docstring(text: str) -> str:
    """The task file without its statement, which has a digest of its own."""
    first = ast.parse(text).body[0]
    lines = text.split("\n")
    return "\n".join(lines[first.end_lineno :])


def _code(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))


def _digest(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode())
    return digest.hexdigest()[:_DIGITS]


def read(file: Path) -> dict[str, Any]:
    """Task id -> entry; empty when there is no lock yet."""
    if not file.exists():
        return {}
    try:
        content = json.loads(read_text(file))
        tasks = content["tasks"]
        if content.get("schema_version", 1) > 1:
            raise ValueError("a newer effbench wrote it: upgrade effbench")
        return {str(name): dict(locked) for name, locked in tasks.items()}
    except (AttributeError, ValueError, KeyError, TypeError) as error:
        raise TaskError(
            f"{file}: not a lock file ({error}); remove it and run `effbench tasks lock`"
        ) from None


def frozen(file: Path, task_id: str, authored: Task) -> Frozen | None:
    """The sizes of this task that count, as the lock `file` says; None where it says nothing.

    What it says of another version or of other sizes is of another task.
    """
    if not file.exists():
        return None
    status = file.stat()
    locked = _read_once(file, status.st_mtime_ns, status.st_size).get(task_id, {})
    sizes = {label: list(size) for label, size in authored.sizes.items()}
    if locked.get("version") != authored.version or locked.get("sizes") != sizes:
        return None
    return frozen_in(locked)


def frozen_in(locked: Mapping[str, Any]) -> Frozen | None:
    """The sizes that count, of a task's entry in the lock."""
    try:
        return msgspec.convert(locked, Frozen)
    except msgspec.ValidationError:
        return None


@lru_cache(maxsize=8)
def _read_once(file: Path, changed_ns: int, size: int) -> dict[str, Any]:
    """`read`, once for each state of the file."""
    return read(file)


def text_of(tasks: Sequence[TaskFiles], counts: Mapping[str, Frozen]) -> str:
    """The lock's text: sorted, one task a line, so that a change shows as one line.

    `counts`: task id -> the sizes that count; a task that is not there has none in the lock.
    """
    rows = []
    for files in sorted(tasks, key=lambda files: files.file.stem):
        task_id = files.file.stem
        sizes = counts[task_id].as_entries() if task_id in counts else {}
        rows.append(f"  {json.dumps(task_id)}: {json.dumps({**entry(files), **sizes})}")
    return '{"schema_version": 1, "tasks": {\n' + ",\n".join(rows) + "\n}}\n"


def complaints(locked: Mapping[str, Any], tasks: Sequence[TaskFiles]) -> list[str]:
    """What of `tasks` contradicts the lock, in words that say what to do."""
    found = []
    now = {files.file.stem: files for files in tasks}
    for task_id in sorted(set(locked) - set(now)):
        found.append(f"{task_id} is in {FILE_NAME} but not in tasks/; run `effbench tasks lock`")
    for task_id, files in sorted(now.items()):
        if task_id not in locked:
            found.append(f"{files.file}: not in {FILE_NAME}; run `effbench tasks lock`")
            continue
        old, new = locked[task_id], entry(files)
        changed = [part for part in new if part != "version" and old.get(part) != new[part]]
        if changed and old["version"] == new["version"]:
            found.append(
                f"{files.file}: {', '.join(changed)} changed, but not the version; raise "
                f"TASK's version to {new['version'] + 1} and run `effbench tasks lock`"
            )
        elif old["version"] != new["version"]:
            found.append(
                f"{files.file}: version {new['version']}, but {FILE_NAME} has "
                f"{old['version']}; run `effbench tasks lock`"
            )
        elif frozen_in(old) is None:
            found.append(
                f"{files.file}: {FILE_NAME} does not say which of its sizes count; run "
                "`effbench tasks lock`"
            )
    return found


def write(
    file: Path,
    tasks: Sequence[TaskFiles],
    freeze: Callable[[TaskFiles], Frozen],
    released: bool = True,
) -> None:
    """Write the lock. With `released`, a change without another version is refused (TaskError).

    `freeze` measures which sizes of a task count. It is asked for tasks that are new or changed.
    """
    locked = read(file)
    stale = [words for words in complaints(locked, tasks) if "but not the version" in words]
    if released and stale:
        raise TaskError("; ".join(stale))
    counts = {files.file.stem: _kept(locked, files) or freeze(files) for files in tasks}
    file.write_text(text_of(tasks, counts), encoding="utf-8")


def _kept(locked: Mapping[str, Any], files: TaskFiles) -> Frozen | None:
    """What the lock says of an unchanged task."""
    old = locked.get(files.file.stem, {})
    unchanged = entry(files).items() <= old.items()
    return frozen_in(old) if unchanged else None
