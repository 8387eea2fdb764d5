"""Lock files of imported suites: the sizes that count, for each task by its digest.

`known_suites.json` is shipped with effbench and covers released sets and versions of our own suite.
A user's lock file is stored beside the set's file. The built-in tasks have their own lock file,
`tasks/SUITE.lock` (`registry.lock`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec

from effbench.base import DataError, Frozen, read_file
from effbench.tasks.suite import Suite, SuiteTask

TABLE = Path(__file__).with_name("known_suites.json")
MAX_BYTES = 64 << 20


class KnownTask(msgspec.Struct, frozen=True):
    """A task's entry in a lock file."""

    digest: str
    sizes: tuple[str, ...]
    """The labels of the sizes, smallest first."""
    family: str = ""
    timeable: tuple[str, ...] | None = None
    """The sizes that count for time, or None if not locked."""
    memory: tuple[str, ...] | None = None
    """The sizes that count for memory, or None if not locked."""

    @property
    def frozen(self) -> Frozen | None:
        """The sizes that count, or None if not locked."""
        return Frozen.if_known(self.timeable, self.memory)


class KnownSuite(msgspec.Struct, frozen=True):
    """A suite's entry in a lock file."""

    name: str
    version: str
    tasks: dict[str, KnownTask]
    """Task id -> entry, in the suite's order."""
    max_blocks: int | None = None

    @property
    def digest(self) -> str:
        """The suite's digest (`suite.Suite.digest`)."""
        return digest_of({name: task.digest for name, task in self.tasks.items()})


def digest_of(tasks: Mapping[str, str]) -> str:
    """Compute a suite's digest from those of its tasks (`suite.Suite.digest`)."""
    lines = "\n".join(f"{name} {digest}" for name, digest in tasks.items())
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()


def described(suite: Suite) -> KnownSuite:
    """Return the suite's lock entry."""
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
    """Return the suites of the bundled lock file `known_suites.json`."""
    return tuple(read(TABLE))


def read(file: Path) -> list[KnownSuite]:
    """Read a lock file's suites. Raises DataError if it can't be read or is not a lock file."""
    try:
        return msgspec.json.decode(read_file(file, MAX_BYTES), type=list[KnownSuite])
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"{file}: not a lock file ({error}); remove it and create it again with "
            "`effbench suites lock`"
        ) from None
    except OSError as error:
        raise DataError(f"can't read {file}: {error.strerror}") from None


def text_of(suites: Sequence[KnownSuite]) -> str:
    """Return a lock file's text. Each task is on its own line, so a change shows as one line."""
    return "[\n" + ",\n".join(map(_entry, suites)) + "\n]\n"


def _entry(suite: KnownSuite) -> str:
    rows = [
        f"  {json.dumps(task_id)}: {json.dumps(msgspec.to_builtins(task))}"
        for task_id, task in suite.tasks.items()
    ]
    head = {"name": suite.name, "version": suite.version, "max_blocks": suite.max_blocks}
    return json.dumps(head)[:-1] + ', "tasks": {\n' + ",\n".join(rows) + "\n}}"


def with_entry(suites: Sequence[KnownSuite], new: KnownSuite) -> list[KnownSuite]:
    """Return `suites` with `new` in place of the entry with the same digest, or at the end."""
    known = [suite.digest for suite in suites]
    if new.digest not in known:
        return [*suites, new]
    return [new if digest == new.digest else s for s, digest in zip(suites, known, strict=True)]


def place(name: str, suite_path: Path | None) -> Path:
    """Return the path of a user's lock file: beside the set's file or, for a set on a hub, in the
    current folder.
    """
    if suite_path is not None and suite_path.exists():
        return suite_path.with_name(f"{suite_path.name}.lock.json")
    return Path(f"{name}.lock.json")


def locked(suite: Suite, files: Iterable[Path] = ()) -> Suite:
    """Return `suite` with `frozen` set on each task locked in the bundled table or in `files`.

    The bundled table takes precedence, then earlier files. A task that is already frozen stays
    unchanged. A task without sizes is frozen with none.
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
