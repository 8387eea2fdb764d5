"""Find the known suite that a submission's tasks belong to, by the tasks' digests.

A known suite also has the sizes at which its tasks are timed. Known suites are the built-in suites
of this installation, their generated variants, imported sets whose file is given, and the table of
locked suites that comes with effbench (`effbench.tasks.locks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from effbench.base import EffbenchError, one_line
from effbench.sandbox import Sandbox
from effbench.tasks import (
    DATASETS,
    SUITES,
    KnownSuite,
    Suite,
    SuiteChoice,
    choice_of,
    locks,
    open_suite,
    registry,
)


@dataclass(frozen=True)
class Asked:
    """A manifest's description of its suite."""

    name: str
    version: str
    digest: str
    tasks: Mapping[str, str]
    """Task -> digest, in the manifest's order."""
    subset: bool
    split: str
    suite_seed: int | None
    choice: str = ""
    """The name that opened the suite; empty in manifests that are older than this field."""
    edition: str = ""
    """The name of the private edition; empty for all other tasks."""

    @property
    def base(self) -> str:
        """The name that opens the suite."""
        return self.choice or choice_of(self.name, self.split)


@dataclass
class KnownSuites:
    """Loads suites on demand and caches them."""

    suite_path: Path | None = None
    tasks_path: tuple[Path, ...] = ()
    sandbox: str = "auto"
    suite_seed_file: Path | None = None
    """The file with the seed of a private edition."""
    extra: tuple[KnownSuite, ...] = ()
    """Additional known suites, for tests."""
    _loaded: dict[tuple[str, str, int | None, str], list[KnownSuite]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    """The errors of the suites that might have matched but could not be loaded."""

    def find(self, asked: Asked) -> KnownSuite | None:
        """Return the suite with exactly these tasks, in order, or None if no known suite matches.

        For a `subset`, return the suite that contains all of them.
        """
        for suite in self._candidates(asked):
            if suite.version == asked.version and suite.name == asked.name and _holds(suite, asked):
                return suite
        return None

    def _candidates(self, asked: Asked) -> Iterator[KnownSuite]:
        yield from self.extra
        yield from locks.table()
        key = (asked.base, asked.split, asked.suite_seed, asked.edition)
        if key not in self._loaded:
            self._loaded[key] = list(self._load(asked))
        yield from self._loaded[key]

    def _load(self, asked: Asked) -> Iterator[KnownSuite]:
        if registry.members(asked.base) and asked.split in registry.SPLIT_CHOICES:
            choice = SuiteChoice(
                asked.base,
                split=asked.split,
                seed=asked.suite_seed,
                edition=self.suite_seed_file if asked.edition else None,
            )
            yield from self._try(lambda box: open_suite(choice, box))
            if self.tasks_path:
                with_local = replace(choice, tasks_path=self.tasks_path)
                yield from self._try(lambda box: open_suite(with_local, box))
        elif asked.base in SUITES or (asked.base in DATASETS and self.suite_path is not None):
            choice = SuiteChoice(asked.base, self.suite_path)
            yield from self._try(lambda box: open_suite(choice, box))

    def _try(self, load: Callable[[Sandbox], Suite]) -> Iterator[KnownSuite]:
        try:
            with Sandbox(self.sandbox) as sandbox:
                yield locks.described(load(sandbox))
        except EffbenchError as error:
            self.failures.append(one_line(error))


def _holds(suite: KnownSuite, asked: Asked) -> bool:
    known = {name: task.digest for name, task in suite.tasks.items()}
    if asked.subset:
        return asked.tasks.items() <= known.items()
    return list(known.items()) == list(asked.tasks.items())
