"""Counts of graded completions, and the seconds that each phase took."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator


class Counters:
    """Counters and phase times. Counting is thread-safe; other threads may read at any time."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.seconds: dict[str, float] = {}
        self._lock = threading.Lock()

    def count(self, name: str, more: int = 1) -> None:
        """Add to a count."""
        with self._lock:
            self.counts[name] += more

    @contextlib.contextmanager
    def clocked(self, name: str) -> Iterator[None]:
        """Add the wall time of the block to the seconds of a phase."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - begun
