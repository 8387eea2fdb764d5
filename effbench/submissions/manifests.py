"""Extract the entries of a manifest that the checks need, and check their types.

Almost all entries are optional when a manifest is read, since older versions lack some. This module
lists those that a submission must have. Entries that people read must be printable text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from effbench.base import (
    SCHEMA_VERSION,
    GenerationSection,
    MachineSection,
    Manifest,
    TaskEntry,
    given,
)
from effbench.runs import MANIFEST, card_entries, faults
from effbench.submissions.files import SHA256
from effbench.submissions.plain import MAX_INTEGER
from effbench.submissions.problems import MAKE_AGAIN, Problems
from effbench.submissions.suites import Asked

MAX_SAMPLES_A_TASK = 1000
MAX_TASKS = 10_000
MAX_LABEL_CHARACTERS = 200
MAX_SIZES = 20


@dataclass(frozen=True)
class Facts:
    """The entries of a manifest that the other checks use."""

    asked: Asked
    n_samples: int
    profile: str
    precision: float | None
    label: str
    settings: tuple[str, ...]
    """The generation settings, apart from the model, as text to compare."""


def facts_of(manifest: Manifest, problems: Problems) -> Facts | None:
    """Return the facts, or None, with problems added, if entries are missing or of a wrong type."""
    before = problems.count
    say = _Say(problems)
    if manifest.schema_version != SCHEMA_VERSION:
        wrong = f"{manifest.schema_version}, but this effbench reads {SCHEMA_VERSION}"
        problems.add(MANIFEST, "schema_version", wrong, "use the effbench that wrote it")
    if not 0 <= manifest.seed < MAX_INTEGER:
        problems.add(MANIFEST, "seed", f"{manifest.seed} is not a valid seed")
    for name, text in (("run_id", manifest.run_id), ("created", manifest.created)):
        say.need(name, text, _printable, "printable text")
    described = None if manifest.machine == MachineSection() else manifest.machine
    say.need("machine", described, bool, "the machine's description")
    _check_dates(manifest, problems)
    suite, generation = manifest.suite, manifest.generation
    say.need("suite.name", suite.name, _printable, "printable text")
    say.need("suite.version", suite.version, _printable, "printable text")
    say.need("suite.digest", suite.digest, _is_digest, "64 hex digits")
    say.need("suite.tasks", suite.tasks or None, _is_tasks, "tasks with digests")
    if suite.tasks:
        say.need("suite.n_tasks", suite.n_tasks, len(suite.tasks).__eq__, "their number")
    if suite.choice is not None:
        say.need("suite.choice", suite.choice, _printable, "printable text")
    say.need("suite.subset", suite.subset, _is_bool, "true or false")
    say.need("suite.suite_seed", given(suite.suite_seed), _is_seed, "a seed or null")
    if suite.edition is not None:
        say.need("suite.edition", suite.edition, _printable, "printable text")
    say.need("generation.n_samples", generation.n_samples, _is_count, "a count of 1 or more")
    say.need("model.label", manifest.model.label, _printable, "printable text")
    card = card_entries(manifest.model)
    for name, wanted in faults(card):
        problems.add(MANIFEST, f"model.{name}", f"{card[name]!r:.100}, but expected {wanted}")
    precision = given(manifest.timing.precision)
    say.need("judge.tier", manifest.judge.tier, _printable, "the sandbox's tier")
    say.need("timing.profile", manifest.timing.profile, _printable, "a timing profile")
    say.need("timing.precision", precision, _is_share, "a share or null")
    if problems.count > before:
        return None
    return Facts(
        asked=Asked(
            name=str(suite.name),
            version=str(suite.version),
            digest=str(suite.digest),
            tasks={name: str(task.digest) for name, task in suite.tasks.items()},
            subset=suite.subset is True,
            split=suite.split or "all",
            suite_seed=given(suite.suite_seed),
            choice=suite.choice or "",
            edition=suite.edition or "",
        ),
        n_samples=generation.n_samples or 0,
        profile=str(manifest.timing.profile),
        precision=precision,
        label=str(manifest.model.label),
        settings=_settings(generation),
    )


def _check_dates(manifest: Manifest, problems: Problems) -> None:
    try:
        created = datetime.fromisoformat(manifest.created)
        finished = datetime.fromisoformat(manifest.finished or manifest.created)
        in_order = created <= finished
    except (TypeError, ValueError):
        problems.add(MANIFEST, "created", "created and finished are not dates", MAKE_AGAIN)
        return
    if not in_order:
        wrong = f"{manifest.finished!r} is before the run was created ({manifest.created!r})"
        problems.add(MANIFEST, "finished", wrong, MAKE_AGAIN)


def _settings(generation: GenerationSection) -> tuple[str, ...]:
    """Return all settings except `key`, which also holds the seed and the model's path."""
    settings = msgspec.to_builtins(generation)
    return tuple(f"{name}={settings[name]!r}" for name in sorted(settings) if name != "key")


@dataclass(frozen=True)
class _Say:
    problems: Problems

    def need(self, where: str, value: Any, fits: Callable[[Any], object], what: str) -> None:
        try:
            good = fits(value) is True
        except (TypeError, ValueError):
            good = False
        if not good:
            said = "missing" if value is None else f"{str(value)[:100]!r}"
            self.problems.add(MANIFEST, where, f"{said}, but expected {what}", MAKE_AGAIN)


def _printable(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= MAX_LABEL_CHARACTERS
        and value.isprintable()
        and bool(value.strip())
    )


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and SHA256.fullmatch(value) is not None


def _is_tasks(tasks: Mapping[str, TaskEntry]) -> bool:
    return (
        0 < len(tasks) <= MAX_TASKS
        and all(map(_printable, tasks))
        and all(map(_is_task, tasks.values()))
    )


def _is_task(task: TaskEntry) -> bool:
    labels = (task.sizes, task.timeable, task.memory)
    return _is_digest(task.digest) and all(_are_labels(each) for each in labels if each is not None)


def _are_labels(labels: tuple[str, ...]) -> bool:
    return (
        len(labels) <= MAX_SIZES
        and all(map(_printable, labels))
        and len(set(labels)) == len(labels)
    )


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_seed(value: Any) -> bool:
    return value is None or (type(value) is int and 0 <= value < MAX_INTEGER)


def _is_count(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MAX_SAMPLES_A_TASK


def _is_share(value: Any) -> bool:
    return value is None or (
        isinstance(value, float | int) and math.isfinite(value) and 0 < value < 1
    )
