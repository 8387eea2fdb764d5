"""Extract the entries of a manifest that the checks need, and check their types.

A manifest's dictionaries are free-form. This module lists the entries that a manifest must have
before anything else can be checked. Entries that people read must be printable text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from effbench.base import SCHEMA_VERSION, Manifest
from effbench.runs import MANIFEST, faults
from effbench.submissions.files import SHA256
from effbench.submissions.plain import MAX_INTEGER
from effbench.submissions.problems import MAKE_AGAIN, Problems
from effbench.submissions.suites import Asked

MAX_SAMPLES_A_TASK = 1000
MAX_TASKS = 10_000
MAX_LABEL_CHARACTERS = 200
MAX_SIZES = 20
_LABELS = ("sizes", "timeable", "memory")


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
    say.need("machine", manifest.machine, lambda about: len(about) > 0, "the machine's description")
    _check_dates(manifest, problems)
    suite, generation = manifest.suite, manifest.generation
    for name in ("name", "version"):
        say.need(f"suite.{name}", suite.get(name), _printable, "printable text")
    say.need("suite.digest", suite.get("digest"), _is_digest, "64 hex digits")
    say.need("suite.tasks", suite.get("tasks"), _is_tasks, "tasks with digests")
    if isinstance(suite.get("tasks"), dict):
        say.need("suite.n_tasks", suite.get("n_tasks"), len(suite["tasks"]).__eq__, "their number")
    say.need("suite.locked", suite.get("locked", False), _is_bool, "true or false")
    say.need("suite.subset", suite.get("subset"), _is_bool, "true or false")
    if "choice" in suite:
        say.need("suite.choice", suite["choice"], _printable, "printable text")
    say.need("suite.suite_seed", suite.get("suite_seed"), _is_seed, "a seed or null")
    say.need("generation.n_samples", generation.get("n_samples"), _is_count, "a count of 1 or more")
    say.need("model.label", manifest.model.get("label"), _printable, "printable text")
    for name, wanted in faults(manifest.model):
        problems.add(
            MANIFEST, f"model.{name}", f"{manifest.model[name]!r:.100}, but expected {wanted}"
        )
    say.need("judge.tier", manifest.judge.get("tier"), _printable, "the sandbox's tier")
    say.need("timing.profile", manifest.timing.get("profile"), _printable, "a timing profile")
    say.need("timing.precision", manifest.timing.get("precision"), _is_share, "a share or null")
    if problems.count > before:
        return None
    return Facts(
        asked=Asked(
            name=suite["name"],
            version=suite["version"],
            digest=suite["digest"],
            tasks={name: task["digest"] for name, task in suite["tasks"].items()},
            subset=suite["subset"],
            split=str(suite.get("split", "all")),
            suite_seed=suite.get("suite_seed"),
            choice=suite.get("choice", ""),
        ),
        n_samples=generation["n_samples"],
        profile=manifest.timing["profile"],
        precision=manifest.timing.get("precision"),
        label=manifest.model["label"],
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


def _settings(generation: Mapping[str, Any]) -> tuple[str, ...]:
    """Return all settings except `key`, which also holds the seed and the model's path."""
    return tuple(f"{name}={generation[name]!r}" for name in sorted(generation) if name != "key")


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


def _is_tasks(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and 0 < len(value) <= MAX_TASKS
        and all(_printable(name) for name in value)
        and all(map(_is_task, value.values()))
    )


def _is_task(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _is_digest(value.get("digest"))
        and isinstance(value.get("family") or "", str)
        and all(_are_labels(value[name]) for name in _LABELS if name in value)
    )


def _are_labels(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) <= MAX_SIZES
        and all(map(_printable, value))
        and len(set(value)) == len(value)
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
