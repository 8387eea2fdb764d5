"""The findings and problems that gates report. Data only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict

Figures = dict[str, Any]
"""Name -> a number, a text or a list of them: plain data for the report. Each gate has its own."""


class FindingEntry(TypedDict):
    """A finding in the report. The file, the message and the fix are there if the gate failed."""

    gate: str
    ok: bool
    file: NotRequired[str]
    message: NotRequired[str]
    fix: NotRequired[str]
    figures: Figures


@dataclass(frozen=True)
class Finding:
    """The result of one gate: the file, the problem and its fix, and the figures behind it."""

    gate: str
    ok: bool
    file: str
    message: str = ""
    fix: str = ""
    figures: Figures = field(default_factory=dict)

    def as_dict(self) -> FindingEntry:
        """Return the finding as plain data; file, message and fix only if the gate failed."""
        if self.ok:
            return {"gate": self.gate, "ok": True, "figures": self.figures}
        return {
            "gate": self.gate,
            "ok": False,
            "file": self.file,
            "message": self.message,
            "fix": self.fix,
            "figures": self.figures,
        }


@dataclass(frozen=True)
class Problem:
    """A problem that a gate found: the file, the message and the fix."""

    file: str
    message: str
    fix: str


def finding(
    gate: str, file: object, problems: Sequence[Problem], figures: Figures | None = None
) -> Finding:
    """Make the gate's finding: its first problem, with up to 11 others in the figure `also`.

    Without problems the gate has passed.
    """
    if not problems:
        return Finding(gate, True, str(file), figures=figures or {})
    first = problems[0]
    others = [f"{problem.file}: {problem.message}; {problem.fix}" for problem in problems[1:12]]
    facts = {**(figures or {}), **({"also": others} if others else {})}
    return Finding(gate, False, first.file, first.message, first.fix, facts)
