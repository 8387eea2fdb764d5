"""The gates that a task must pass before it counts: `effbench tasks check`.

Cheap gates run first. After a failure of G1, G2 or G3 no other gate runs. Each gate has its own
module:

    G1 statement    G2 generators   G3 agreement    G4 checker      G8 mutation     G12 attacks
    G5 timing       G6 sizing       G7 growth       G11 budgets     G13 attempts
    G14 hardness    (these six share one timing; G14 is only for the suite `hard`)

Gates run task files and checkers in this process, because they are trusted, and every solution in
the sandbox.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from effbench.base import EffbenchError, SandboxError, UsageError
from effbench.gates import (
    agreement,
    attacks,
    attempts,
    budgets,
    checker,
    generators,
    growth,
    hardness,
    mutation,
    sizing,
    statement,
    timing,
)
from effbench.gates.attempts import Tried
from effbench.gates.bench import Bench
from effbench.gates.finding import Finding, FindingEntry, Problem, finding
from effbench.sandbox import Sandbox
from effbench.tasks import TaskFiles, every_choice, open_choice, open_variant

__all__ = ["GATES", "Checked", "Finding", "check_task", "check_variant", "machine_speed"]

machine_speed = sizing.machine_speed

_UNTIMED: tuple[tuple[str, Callable[[Bench], Finding]], ...] = (
    (statement.GATE, statement.examine),
    (generators.GATE, generators.examine),
    (agreement.GATE, agreement.examine),
    (checker.GATE, checker.examine),
    (mutation.GATE, mutation.examine),
    (attacks.GATE, attacks.examine),
)
_TIMED = (
    *(timing.GATE, sizing.GATE, growth.GATE, budgets.GATE),
    *(attempts.GATE, hardness.GATE),
)
_OF_ATTEMPTS = (attempts.GATE, hardness.GATE)
_FOUNDATIONS = (statement.GATE, generators.GATE, agreement.GATE)
_OF_VARIANTS = (generators.GATE, agreement.GATE, checker.GATE)
GATES = (*(name for name, _ in _UNTIMED), *_TIMED)


class CheckedEntry(TypedDict):
    """A task in the report. The report adds the command that checked it, and the key by which a
    check is continued (`resuming`)."""

    version: int
    digest: str
    category: str
    ok: bool
    seconds: float
    findings: list[FindingEntry]
    skipped: list[str]
    command: NotRequired[str]
    key: NotRequired[str]


@dataclass(frozen=True)
class Checked:
    """The result of the gates for one task."""

    task_id: str
    version: int
    digest: str
    category: str
    findings: tuple[Finding, ...]
    seconds: float
    skipped: tuple[str, ...] = ()
    """Gates that did not run, because an earlier gate failed."""

    @property
    def ok(self) -> bool:
        """True if no gate that ran has failed."""
        return all(one.ok for one in self.findings)

    def as_dict(self) -> CheckedEntry:
        """Return the result as plain data for the report."""
        return {
            "version": self.version,
            "digest": self.digest,
            "category": self.category,
            "ok": self.ok,
            "seconds": round(self.seconds, 1),
            "findings": [one.as_dict() for one in self.findings],
            "skipped": list(self.skipped),
        }


def check_task(
    files: TaskFiles,
    sandbox: Sandbox,
    seed: int,
    only: Collection[str] = (),
    variants: int = 2,
    clock: AbstractContextManager[Any] | None = None,
) -> Checked:
    """Run all gates on one task, or those in `only`, then on the first `variants` of its variants.

    The timed gates run inside `clock`, which is a lock if several tasks are checked at once. Raises
    UsageError for an unknown gate, and SandboxError if the sandbox fails.
    """
    unknown = sorted(set(only) - set(GATES))
    if unknown:
        raise UsageError(f"there is no gate {unknown[0]}; the gates: {', '.join(GATES)}")
    started = time.monotonic()
    wanted = set(only or GATES)
    if files.task.suite != hardness.SUITE:
        wanted.discard(hardness.GATE)
    bench = Bench(files, sandbox, seed)
    findings: list[Finding] = []
    for name, examine in _UNTIMED:
        if name in wanted and not _broken(findings):
            findings.append(_guarded(name, bench, examine))
    if wanted & set(_TIMED) and not _broken(findings):
        tried = attempts.judged(bench) if wanted & set(_OF_ATTEMPTS) else {}
        with clock or contextlib.nullcontext():
            findings += _timed(bench, tried, wanted)
    if files.authored.parameters and not _broken(findings) and wanted & set(_OF_VARIANTS):
        findings.append(_guarded("variants", bench, _every_choice))
        for number in range(variants if findings[-1].ok else 0):
            findings += check_variant(files, sandbox, seed, number + 1, wanted)
    reached = {one.gate for one in findings}
    return Checked(
        task_id=files.task.id,
        version=files.task.version,
        digest=files.task.digest,
        category=files.task.category,
        findings=tuple(findings),
        seconds=time.monotonic() - started,
        skipped=tuple(name for name in GATES if name in wanted and name not in reached),
    )


def _every_choice(bench: Bench) -> Finding:
    """Open every variant: its examples must be valid inputs that the brute force can answer."""
    choices = every_choice(bench.authored)
    for choice in choices:
        open_choice(bench.files, choice, bench.task.id, bench.sandbox)
    return finding("variants", bench.files.file, [], {"choices": len(choices)})


def check_variant(
    files: TaskFiles, sandbox: Sandbox, seed: int, suite_seed: int, only: Collection[str] = GATES
) -> list[Finding]:
    """Run the gates for one variant, G2 to G4. The findings are named `G3~k7` and so on."""
    try:
        bench = Bench(open_variant(files, suite_seed, sandbox), sandbox, seed)
    except SandboxError:
        raise
    except EffbenchError as error:
        problem = Problem(str(files.file), str(error), "see `parameters` in docs/add-a-task.md")
        return [finding(f"variants~k{suite_seed}", files.file, [problem])]
    findings: list[Finding] = []
    for name, examine in (
        (generators.GATE, lambda one: generators.examine(one, processes=False)),
        (agreement.GATE, agreement.examine),
        (checker.GATE, checker.examine),
    ):
        if name in only and all(one.ok for one in findings):
            found = _guarded(name, bench, examine)
            figures = {
                **found.figures,
                "choice": {k: str(v) for k, v in bench.authored.chosen.items()},
            }
            gate = f"{name}~k{suite_seed}"
            findings.append(Finding(gate, found.ok, found.file, found.message, found.fix, figures))
    return findings


def _broken(findings: list[Finding]) -> bool:
    return any(not one.ok for one in findings if one.gate in _FOUNDATIONS)


def _timed(bench: Bench, tried: Mapping[str, Tried], wanted: Collection[str]) -> list[Finding]:
    """Run the timed gates. A failure counts only if a second measurement fails as well."""
    found = _timed_once(bench, tried, wanted)
    if isinstance(found, Finding):
        return [found]  # a wrong answer needs no second measurement
    if all(one.ok for one in found):
        return found
    again = _timed_once(Bench(bench.files, bench.sandbox, bench.seed + 1), tried, wanted)
    if isinstance(again, Finding):
        return [again]
    return [first if first.ok else second for first, second in zip(found, again, strict=True)]


def _timed_once(
    bench: Bench, tried: Mapping[str, Tried], wanted: Collection[str]
) -> list[Finding] | Finding:
    """Run the timed gates once. If a tier is wrong at a timed size, return only that, as of G5."""
    started = time.monotonic()
    try:
        before = machine_speed(bench.sandbox)
        measured = timing.take(bench, attempts=attempts.to_time(tried))
        speed = math.sqrt(before * machine_speed(bench.sandbox))  # the speed may drift meanwhile
    except SandboxError:
        raise
    except EffbenchError as error:
        fix = "make the tiers agree at every size; some mistakes appear only at large sizes"
        problem = Problem(str(bench.files.solutions), str(error), fix)
        return finding(timing.GATE, bench.files.file, [problem])
    separation = timing.examine(bench, measured)
    separation.figures["seconds"] = round(time.monotonic() - started, 1)
    found = [
        separation,
        sizing.examine(bench, measured, speed),
        growth.examine(bench, measured),
        budgets.examine(bench, measured),
        attempts.examine(bench, tried, measured),
        hardness.examine(bench, tried, measured),
    ]
    return [one for one in found if one.gate in wanted]


def _guarded(name: str, bench: Bench, examine: Callable[[Bench], Finding]) -> Finding:
    """Run a gate. An exception of the task fails the gate; a SandboxError is raised."""
    started = time.monotonic()
    try:
        found = examine(bench)
        found.figures["seconds"] = round(time.monotonic() - started, 1)
        return found
    except SandboxError:
        raise
    except EffbenchError as error:
        problem = Problem(str(bench.files.file), str(error), "correct what the message names")
        return finding(name, bench.files.file, [problem])
    except Exception as error:  # the task file's own code: a generator or a checker that raises
        problem = Problem(
            str(bench.files.file),
            f"the task's code fails: {type(error).__name__}: {error}",
            "correct the generator, checker or validator",
        )
        return finding(name, bench.files.file, [problem])
