"""Progress on stderr: a live bar at a terminal, a plain line now and then elsewhere.

Decides what is shown while a run goes on. Results are not its business, nor is stdout.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from types import TracebackType
from typing import Any

_PLAIN_EVERY_SECONDS = 10.0


def make_reporter() -> PlainReporter | RichReporter:
    """A live bar when stderr is a terminal and neither CI nor NO_COLOR ask for plain lines."""
    if sys.stderr.isatty() and not os.environ.get("CI") and "NO_COLOR" not in os.environ:
        return RichReporter()
    return PlainReporter()


class PlainReporter:
    """One line per stage, then one every ten seconds."""

    def __init__(self) -> None:
        self._name, self._total, self._done = "", 0, 0
        self._notes: Counter[str] = Counter()
        self._said = 0.0

    def __enter__(self) -> PlainReporter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        return None

    def stage(self, name: str, total: int) -> None:
        self._name, self._total, self._done, self._notes = name, total, 0, Counter()
        self._say()

    def advance(self, note: str = "") -> None:
        self._done += 1
        if note:
            self._notes[note] += 1
        if self._done == self._total or time.monotonic() - self._said > _PLAIN_EVERY_SECONDS:
            self._say()

    def message(self, text: str) -> None:
        print(f"effbench: {text}", file=sys.stderr, flush=True)

    def _say(self) -> None:
        self._said = time.monotonic()
        self.message(f"{self._name}: {self._done}/{self._total}{summary_of(self._notes)}")


class RichReporter:
    """A bar with the time left; counts of verdicts beside it."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[notes]}", markup=False),
            console=Console(stderr=True),
        )
        self._task: Any = None
        self._notes: Counter[str] = Counter()

    def __enter__(self) -> RichReporter:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def stage(self, name: str, total: int) -> None:
        self._notes = Counter()
        self._task = self._progress.add_task(name, total=total, notes="")

    def advance(self, note: str = "") -> None:
        if note:
            self._notes[note] += 1
        self._progress.update(self._task, advance=1, notes=summary_of(self._notes))

    def message(self, text: str) -> None:
        self._progress.console.print(f"effbench: {text}", markup=False, highlight=False)


def summary_of(notes: Counter[str]) -> str:
    """Counts of the commonest notes, as ` · pass 8 · timeout 1`; nothing when each is its own."""
    if not notes or len(notes) > 10 or (len(notes) > 1 and max(notes.values()) == 1):
        return ""
    return "".join(f" · {name} {count}" for name, count in notes.most_common())
