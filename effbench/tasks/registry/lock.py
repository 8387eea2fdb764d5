"""The lock file `tasks/SUITE.lock`: every task's digests, and its sizes that count.

The file is under version control. A changed digest without a new version is an error, because old
results would silently be attributed to a different task. Comments and blank lines don't count as
changes. The sizes that count, separately for time and for memory, are measured when a task is new
or has changed; after that they stay fixed.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from effbench.base import Frozen, Record, TaskError, content_dir, read_text
from effbench.tasks.authoring import Task
from effbench.tasks.registry.taskfiles import ATTEMPTS, TaskFiles

FILE_NAME = "SUITE.lock"
_DIGITS = 16  # of SHA-256: 64 bits tell some hundred tasks apart


class Entry(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A task's entry. Locks of older versions lack some of the fields."""

    version: int
    split: str | None = None
    suite: str = "core"
    statement: str | None = None
    generators: str | None = None
    references: str | None = None
    sizes: dict[str, tuple[int, int | None]] | None = None
    """Label -> (n, batch)."""
    timeable: tuple[str, ...] | None = None
    """As in `Frozen`; so is `memory`."""
    memory: tuple[str, ...] | None = None

    @property
    def frozen(self) -> Frozen | None:
        """The sizes that count, if the entry has them."""
        return Frozen.if_known(self.timeable, self.memory)

    def differences(self, other: Entry) -> list[str]:
        """Return the parts of the task that differ, without the version."""
        return [part for part in _PARTS if getattr(self, part) != getattr(other, part)]


_PARTS = ("split", "suite", "statement", "generators", "references", "sizes")


def path() -> Path:
    """Return the path of the built-in suite's lock file."""
    return content_dir("tasks") / FILE_NAME


def entry(files: TaskFiles) -> Entry:
    """Return a task's lock entry, without the sizes that count."""
    text = read_text(files.file)
    return Entry(
        version=files.authored.version,
        split=files.authored.split,
        suite=files.authored.suite,
        statement=_digest(files.task.prompt),
        generators=_digest(_code(_without_docstring(text))),
        references=_digest(*(_code(source) for source in _solutions(files))),
        sizes={size.label: (size.n, size.batch) for size in files.task.sizes},
    )


def _solutions(files: TaskFiles) -> list[str]:
    """Return the sources of all solutions, including the wrong ones and the brute force.

    Kept attempts are no part of the task: a new one changes no version.
    """
    attempts = files.solutions / ATTEMPTS
    found = [p for p in sorted(files.solutions.rglob("*.py")) if p.parent != attempts]
    return [f"# {p.name}\n{read_text(p)}" for p in found]


def _without_docstring(text: str) -> str:
    """Return the task file without its statement, which has its own digest."""
    first = ast.parse(text).body[0]
    lines = text.split("\n")
    return "\n".join(lines[first.end_lineno :])


def _code(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))


def _digest(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode())
    return digest.hexdigest()[:_DIGITS]


def read(file: Path) -> dict[str, Entry]:
    """Read a lock file as task id -> entry. Empty if the file does not exist.

    Raises TaskError if the file is not a lock file or was written by a newer effbench.
    """
    if not file.exists():
        return {}
    try:
        content = json.loads(read_text(file))
        tasks = content["tasks"]
        if content.get("schema_version", 1) > 1:
            raise ValueError("a newer effbench wrote it: upgrade effbench")
        return msgspec.convert(tasks, dict[str, Entry])
    except (AttributeError, ValueError, KeyError, TypeError) as error:
        raise TaskError(
            f"{file}: not a lock file ({error}); remove it and run `effbench tasks lock`"
        ) from None


def frozen(file: Path, task_id: str, authored: Task) -> Frozen | None:
    """Return the sizes of this task that count, from the lock `file`, or None if not locked.

    An entry for another version or for other sizes is ignored.
    """
    if not file.exists():
        return None
    status = file.stat()
    locked = _read_once(file, status.st_mtime_ns, status.st_size).get(task_id)
    sizes = {label: tuple(size) for label, size in authored.sizes.items()}
    if locked is None or locked.version != authored.version or locked.sizes != sizes:
        return None
    return locked.frozen


@lru_cache(maxsize=8)
def _read_once(file: Path, changed_ns: int, size: int) -> dict[str, Entry]:
    """`read`, cached for each state of the file."""
    return read(file)


def text_of(tasks: Sequence[TaskFiles], counts: Mapping[str, Frozen]) -> str:
    """Return the lock file's text: sorted, one task per line, so that a change shows as one line.

    `counts` maps task id -> the sizes that count. A task without an entry gets none.
    """
    rows = []
    for files in sorted(tasks, key=lambda files: files.file.stem):
        task_id = files.file.stem
        row = entry(files)
        if task_id in counts:
            sizes = counts[task_id]
            row = msgspec.structs.replace(row, timeable=sizes.timeable, memory=sizes.memory)
        rows.append(f"  {json.dumps(task_id)}: {json.dumps(msgspec.to_builtins(row))}")
    return '{"schema_version": 1, "tasks": {\n' + ",\n".join(rows) + "\n}}\n"


def complaints(locked: Mapping[str, Entry], tasks: Sequence[TaskFiles]) -> list[str]:
    """Return one message for each difference between `tasks` and the lock, with the next step."""
    found = []
    now = {files.file.stem: files for files in tasks}
    for task_id in sorted(set(locked) - set(now)):
        found.append(f"{task_id} is in {FILE_NAME} but not in tasks/; run `effbench tasks lock`")
    for task_id, files in sorted(now.items()):
        if task_id not in locked:
            found.append(f"{files.file}: not in {FILE_NAME}; run `effbench tasks lock`")
            continue
        old, new = locked[task_id], entry(files)
        changed = new.differences(old)
        if changed and old.version == new.version:
            found.append(
                f"{files.file}: {', '.join(changed)} changed, but not the version; raise "
                f"TASK's version to {new.version + 1} and run `effbench tasks lock`"
            )
        elif old.version != new.version:
            found.append(
                f"{files.file}: version {new.version}, but {FILE_NAME} has "
                f"{old.version}; run `effbench tasks lock`"
            )
        elif old.frozen is None:
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
    """Write the lock file.

    `freeze` measures which sizes of a task count. It is called for new and changed tasks. Raises
    TaskError if `released` is true and a task changed without a new version.
    """
    locked = read(file)
    stale = [words for words in complaints(locked, tasks) if "but not the version" in words]
    if released and stale:
        raise TaskError("; ".join(stale))
    counts = {files.file.stem: _kept(locked, files) or freeze(files) for files in tasks}
    file.write_text(text_of(tasks, counts), encoding="utf-8")


def _kept(locked: Mapping[str, Entry], files: TaskFiles) -> Frozen | None:
    """Return the locked sizes of a task, or None if the task is new, changed or not locked."""
    old, new = locked.get(files.file.stem), entry(files)
    if old is None or old.version != new.version or new.differences(old):
        return None
    return old.frozen
