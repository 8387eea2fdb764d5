"""What a gate says of a task. Data only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One gate's word: what is wrong, in which file, what to do; and the figures it rests on."""

    gate: str
    ok: bool
    file: str
    message: str = ""
    fix: str = ""
    figures: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        words = {} if self.ok else {"file": self.file, "message": self.message, "fix": self.fix}
        return {"gate": self.gate, "ok": self.ok, **words, "figures": self.figures}


@dataclass(frozen=True)
class Problem:
    """A fault that a gate met: the file it lies in, what is wrong, and what to do."""

    file: str
    message: str
    fix: str


def finding(
    gate: str, file: object, problems: Sequence[Problem], figures: dict[str, Any] | None = None
) -> Finding:
    """The gate's finding: its first problem, with the others as a figure; or that all is well."""
    if not problems:
        return Finding(gate, True, str(file), figures=figures or {})
    first = problems[0]
    others = [f"{problem.file}: {problem.message}; {problem.fix}" for problem in problems[1:12]]
    facts = {**(figures or {}), **({"also": others} if others else {})}
    return Finding(gate, False, first.file, first.message, first.fix, facts)
