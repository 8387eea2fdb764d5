"""The problems of a submission, printed as lines for people, as CI annotations, or as data.

This module only formats problems; the checks find them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from effbench.base import one_line

MAX_SHOWN = 50
"""The maximum number of problems listed for one folder; the rest are only counted."""
MAKE_AGAIN = "make the submission again with `effbench submit RUN`"
RUN_AGAIN = "run it again into a new folder"
"""Replaces MAKE_AGAIN for a run folder."""


@dataclass(frozen=True)
class Problem:
    """`file` is a path; `field` is a place in it, e.g. `line 3: source_sha256`, and never empty."""

    file: str
    field: str
    wrong: str
    fix: str

    def line(self) -> str:
        """Return the problem as `FILE: FIELD: PROBLEM; FIX`."""
        return f"{self.file}: {self.field}: {self.wrong}; {self.fix}"

    def github(self) -> str:
        """Return a workflow command that GitHub shows beside the file."""
        return f"::error file={_property(self.file)}::{_data(self.line())}"

    def as_dict(self) -> dict[str, str]:
        """Return the problem as plain data for JSON."""
        return {"file": self.file, "field": self.field, "wrong": self.wrong, "fix": self.fix}


@dataclass
class Problems:
    """The problems of one folder, collected in the order in which they were found."""

    folder: Path
    found: list[Problem] = field(default_factory=list)
    n_more: int = 0
    notes: list[str] = field(default_factory=list)
    """Information for the reader that is not a problem."""
    of_run: bool = False
    """True for a run folder, False for a submission."""

    def add(self, name: str, where: str, wrong: str, fix: str = MAKE_AGAIN) -> None:
        """Add a problem. `name` is the file within the folder; empty for the folder itself.

        All text may be untrusted. Problems beyond MAX_SHOWN are only counted.
        """
        if len(self.found) >= MAX_SHOWN:
            self.n_more += 1
            return
        if self.of_run:
            fix = fix.replace(f"{MAKE_AGAIN} --unpublishable", RUN_AGAIN)
            fix = fix.replace(MAKE_AGAIN, RUN_AGAIN)
        file = one_line(self.folder / name if name else self.folder, 500)
        self.found.append(Problem(file, one_line(where, 200), one_line(wrong), one_line(fix)))

    def note(self, text: str) -> None:
        """Add a note, at most 500 characters on one line."""
        self.notes.append(one_line(text, 500))

    @property
    def count(self) -> int:
        """The number of problems, listed or not."""
        return len(self.found) + self.n_more

    def lines(self) -> Iterator[str]:
        """Yield one line for each listed problem, then one with the number of the others."""
        yield from (problem.line() for problem in self.found)
        if self.n_more:
            yield f"{one_line(self.folder, 500)}: and {self.n_more} more problems"

    def github(self) -> Iterator[str]:
        """Yield the same as workflow commands for GitHub."""
        yield from (problem.github() for problem in self.found)
        if self.n_more:
            yield f"::error::{_data(one_line(self.folder, 500))}: and {self.n_more} more problems"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
