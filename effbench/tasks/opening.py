"""Open a suite by its name: a built-in one, its variants, or a published data set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from effbench.base import Registry, UsageError
from effbench.sandbox import Sandbox
from effbench.tasks import editions, locks, registry
from effbench.tasks.suite import DataSet, Suite


@dataclass(frozen=True)
class SuiteChoice:
    """Which suite to open, as the command line names it."""

    name: str = registry.CORE
    path: Path | None = None
    """The file or folder of a published data set."""
    tasks_path: tuple[Path, ...] = ()
    """Further folders of task files, for a built-in suite."""
    split: str = "all"
    seed: int | None = None
    """The seed of the variants; for the split `generated` only."""
    edition: Path | None = None
    """The file with the seed of a private edition (`editions`), in place of `seed`."""


SuiteOpener = Callable[[SuiteChoice, Sandbox], Suite]
SUITES: Registry[SuiteOpener] = Registry("effbench.suites", Callable, "suite")
"""Suites that bring their tasks, by the name that `--suite` takes."""
DATASETS: Registry[DataSet] = Registry("effbench.datasets", DataSet, "data set")
"""Published data sets, whose file `--suite-path` names, by the name that `--suite` takes."""


def open_suite(choice: SuiteChoice, sandbox: Sandbox) -> Suite:
    """The whole suite, with the sizes that its lock file freezes.

    Raises UsageError for an unknown suite or split, for a missing path, and for a plug-in that
    can't be used.
    """
    choice = replace(choice, name=registry.canonical(choice.name))
    joined = registry.members(choice.name)
    for name in joined or (choice.name,):
        if name in SUITES and name in DATASETS:
            both = " and ".join([*SUITES.distributions(name), *DATASETS.distributions(name)])
            words = f"the suite {name!r} is declared by {both}: uninstall all but one of them"
            raise UsageError(words)
    name = joined[0] if joined else choice.name
    if name in SUITES:
        suite = SUITES[name](choice, sandbox)
    elif name in DATASETS:
        suite = _data_set(choice, sandbox)
    else:
        known = [*SUITES, *(x for x in registry.NAMES if x not in SUITES), *DATASETS]
        raise UsageError(f"unknown suite {name!r}; there are: {', '.join(known)}")
    if not isinstance(suite, Suite):
        by = " and ".join([*SUITES.distributions(name), *DATASETS.distributions(name)])
        raise UsageError(
            f"the suite {name!r} of {by} opens as {type(suite).__name__}, not as "
            "effbench.tasks.Suite: see docs/plugins.md"
        )
    return locks.locked(suite, [locks.place(choice.name, choice.path)])


def _data_set(choice: SuiteChoice, sandbox: Sandbox) -> Suite:
    found = DATASETS[choice.name]
    if choice.path is None:
        raise UsageError(f"--suite {choice.name} needs --suite-path FILE: {found.file}")
    return found.load(choice.path, sandbox)


def open_built_in(choice: SuiteChoice, sandbox: Sandbox) -> Suite:
    """Open a built-in suite or several joined ones: a split, or variants of the tasks."""
    if choice.split not in registry.SPLIT_CHOICES:
        known = ", ".join(registry.SPLIT_CHOICES)
        raise UsageError(f"--split {choice.split}: choose one of {known}")
    if choice.seed is not None and choice.edition is not None:
        raise UsageError("--suite-seed and --suite-seed-file: give only one of them")
    if (choice.split == "generated") != (choice.seed is not None or choice.edition is not None):
        raise UsageError("--split generated and --suite-seed N (or --suite-seed-file) go together")
    if choice.edition is not None:
        if choice.tasks_path:
            raise UsageError("--suite-seed-file: an edition has the built-in tasks only")
        if registry.canonical(choice.name) != registry.CORE:
            raise UsageError(f"--suite-seed-file: editions are only of --suite {registry.CORE}")
        return editions.open_edition(choice.edition, sandbox)
    if choice.seed is not None:
        return registry.load_generated(choice.seed, sandbox, choice.tasks_path, choice.name)
    if choice.split == "baseline":
        if choice.name != registry.CORE:
            raise UsageError(f"--split baseline is only for --suite {registry.CORE}")
        return registry.load_baseline(sandbox)
    return registry.split(registry.load_built_in(choice.name, choice.tasks_path), choice.split)
