"""The judge of docs/attacks.md: a typical script, which hostile programs defeat."""

from __future__ import annotations

import random
import time
from typing import Any


def naive(source: str) -> tuple[bool, float]:
    """Execute the program here, check its first answer, and time the later ones."""
    rng = random.Random(1)
    values = [rng.randrange(10**6) for _ in range(4998)] + [0, 1]
    names: dict[str, Any] = {}
    try:
        exec(source, names)
        correct = names["solve"](values) == sorted(values)
        start = time.perf_counter()
        for _ in range(5):
            names["solve"](values)
        return correct, (time.perf_counter() - start) / 5
    except Exception:
        return False, 0.0
