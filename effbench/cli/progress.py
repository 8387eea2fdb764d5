"""Progress on stderr: a live bar on a terminal, otherwise a plain line every ten seconds.

Nothing here writes to stdout or prints results.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from typing import Any

_PLAIN_EVERY_SECONDS = 10.0


def make_reporter() -> PlainReporter | RichReporter:
    """A live bar if stderr is a terminal and neither CI nor NO_COLOR is set; else plain lines."""
    if sys.stderr.isatty() and not os.environ.get("CI") and "NO_COLOR" not in os.environ:
        return RichReporter()
    return PlainReporter()


class _Tally:
    """Counts of one stage so far, and their one-line summary."""

    def __init__(self, name: str, total: int) -> None:
        self.name, self.total, self.done, self.tokens = name, total, 0, 0
        self._notes: Counter[str] = Counter()
        self._started = time.monotonic()

    def add(self, note: str, tokens: int) -> None:
        self.done += 1
        self.tokens += tokens
        if note:
            self._notes[note] += 1

    def words(self) -> str:
        """` · 812 tokens/s`, counts of the most frequent notes, and pass@1 during judging."""
        words = summary_of(self._notes)
        seconds = time.monotonic() - self._started
        if self.tokens and seconds > 0:
            words = f" · {self.tokens / seconds:.0f} tokens/s{words}"
        if self.name == "judge" and self.done:
            words = f" · pass@1 so far {self._notes['pass'] / self.done:.0%}{words}"
        return words

    def time_left(self) -> str:
        if not 0 < self.done < self.total:
            return ""
        seconds = (time.monotonic() - self._started) / self.done * (self.total - self.done)
        minutes, seconds = divmod(round(seconds), 60)
        return f" · about {minutes}:{seconds:02d} left"


class PlainReporter:
    """Progress as plain lines: one per stage, then one every ten seconds."""

    def __init__(self) -> None:
        self._tally = _Tally("", 0)
        self._said = 0.0

    def __enter__(self) -> PlainReporter:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of `total` items."""
        self._tally = _Tally(name, total)
        self._say()

    def advance(self, note: str = "", tokens: int = 0) -> None:
        """Count one item of the stage as done."""
        self._tally.add(note, tokens)
        last = self._tally.done == self._tally.total
        if last or time.monotonic() - self._said > _PLAIN_EVERY_SECONDS:
            self._say()

    def message(self, text: str) -> None:
        """Print a line to stderr."""
        print(f"effbench: {text}", file=sys.stderr, flush=True)

    def _say(self) -> None:
        self._said = time.monotonic()
        tally = self._tally
        self.message(f"{tally.name}: {tally.done}/{tally.total}{tally.words()}{tally.time_left()}")


class RichReporter:
    """Progress as a live bar, with time left, tokens per second and verdict counts."""

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
        self._tally = _Tally("", 0)

    def __enter__(self) -> RichReporter:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of `total` items."""
        self._tally = _Tally(name, total)
        self._task = self._progress.add_task(name, total=total, notes="")

    def advance(self, note: str = "", tokens: int = 0) -> None:
        """Count one item of the stage as done."""
        self._tally.add(note, tokens)
        self._progress.update(self._task, advance=1, notes=self._tally.words())

    def message(self, text: str) -> None:
        """Print a line to stderr."""
        self._progress.console.print(f"effbench: {text}", markup=False, highlight=False)


def summary_of(notes: Counter[str]) -> str:
    """Counts of the notes, most frequent first: ` · pass 8 · timeout 1`.

    Empty if there are more than ten different notes, or if several notes occur once each.
    """
    if not notes or len(notes) > 10 or (len(notes) > 1 and max(notes.values()) == 1):
        return ""
    return "".join(f" · {name} {count}" for name, count in notes.most_common())
