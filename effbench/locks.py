"""Locks of suites whose files are not ours: which sizes of which task count, by the task's digest.

Decides where a lock lies and which of its entries belong to a task. `known_suites.json` comes with
effbench: released sets, and versions of our own suite. A lock that a user makes lies beside the
set's file. The built-in tasks have theirs in `tasks/SUITE.lock` (`registry.lock`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec

from effbench.errors import DataError
from effbench.foreign import read_file
from effbench.records import Frozen
from effbench.suite import Suite, SuiteTask

TABLE = Path(__file__).with_name("known_suites.json")
MAX_BYTES = 64 << 20


class KnownTask(msgspec.Struct, frozen=True):
    digest: str
    sizes: tuple[str, ...]
    """Labels, smallest first."""
    family: str = ""
    timeable: tuple[str, ...] | None = None
    memory: tuple[str, ...] | None = None
    """The sizes that count for time and for memory; None: nobody has locked them."""

    @property
    def frozen(self) -> Frozen | None:
        if self.timeable is None or self.memory is None:
            return None
        return Frozen(timeable=self.timeable, memory=self.memory)


class KnownSuite(msgspec.Struct, frozen=True):
    name: str
    version: str
    tasks: dict[str, KnownTask]
    """In the suite's order."""
    max_blocks: int | None = None

    @property
    def digest(self) -> str:
        return digest_of({name: task.digest for name, task in self.tasks.items()})


def digest_of(tasks: Mapping[str, str]) -> str:
    """The suite's digest from its tasks' (`suite.Suite.digest`)."""
    lines = "\n".join(f"{name} {digest}" for name, digest in tasks.items())
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()


def described(suite: Suite) -> KnownSuite:
    """The suite's entry."""
    return KnownSuite(suite.name, suite.version, _described(suite.tasks), suite.max_blocks)


def _described(tasks: Iterable[SuiteTask]) -> dict[str, KnownTask]:
    return {
        task.id: KnownTask(
            task.digest,
            tuple(size.label for size in task.sizes),
            task.family,
            task.frozen.timeable if task.frozen else None,
            task.frozen.memory if task.frozen else None,
        )
        for task in tasks
    }


@cache
def table() -> tuple[KnownSuite, ...]:
    """The suites that effbench knows without their files."""
    return tuple(read(TABLE))


def read(file: Path) -> list[KnownSuite]:
    """A lock file's suites. DataError when it is none, or can't be read."""
    try:
        return msgspec.json.decode(read_file(file, MAX_BYTES), type=list[KnownSuite])
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"{file}: not a lock file ({error}); remove it and make it again with "
            "`effbench suites lock`"
        ) from None
    except OSError as error:
        raise DataError(f"can't read {file}: {error.strerror}") from None


def text_of(suites: Sequence[KnownSuite]) -> str:
    """A lock file's text: one task a line, so that a change shows as one line."""
    return "[\n" + ",\n".join(map(_entry, suites)) + "\n]\n"


def _entry(suite: KnownSuite) -> str:
    rows = [
        f"  {json.dumps(task_id)}: {json.dumps(msgspec.to_builtins(task))}"
        for task_id, task in suite.tasks.items()
    ]
    head = {"name": suite.name, "version": suite.version, "max_blocks": suite.max_blocks}
    return json.dumps(head)[:-1] + ', "tasks": {\n' + ",\n".join(rows) + "\n}}"


def with_entry(suites: Sequence[KnownSuite], new: KnownSuite) -> list[KnownSuite]:
    """`suites` with `new` in place of the entry of just these tasks, or at the end."""
    known = [suite.digest for suite in suites]
    if new.digest not in known:
        return [*suites, new]
    return [new if digest == new.digest else s for s, digest in zip(suites, known, strict=True)]


def place(name: str, suite_path: Path | None) -> Path:
    """Where a user's lock of the set lies: beside its file; of one on a hub, in this folder."""
    if suite_path is not None and suite_path.exists():
        return suite_path.with_name(f"{suite_path.name}.lock.json")
    return Path(f"{name}.lock.json")


def locked(suite: Suite, files: Iterable[Path] = ()) -> Suite:
    """`suite` with the sizes that count of each task that is locked, here or in one of `files`.

    A task that has them already keeps them. A task without sizes has nothing to lock.
    """
    known = _by_digest(table())
    for file in files:
        if file.is_file():
            known = {**_by_digest(read(file)), **known}
    return replace(suite, tasks=tuple(_locked(task, known) for task in suite.tasks))


def _by_digest(suites: Iterable[KnownSuite]) -> dict[str, Frozen]:
    return {
        task.digest: task.frozen
        for suite in suites
        for task in suite.tasks.values()
        if task.frozen is not None
    }


def _locked(task: SuiteTask, known: Mapping[str, Frozen]) -> SuiteTask:
    if task.frozen is not None:
        return task
    nothing = Frozen(timeable=(), memory=())
    found = known.get(task.digest) if task.sizes else nothing
    return replace(task, frozen=found)
