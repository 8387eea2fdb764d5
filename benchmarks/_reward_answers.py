"""Completions for the reward's soak test: honest ones of every kind, and hostile ones.

Each task has honest completions (its solutions and mistakes, fenced and bare, with comments that
make them different sources) and hostile ones. They are drawn as a trained model would produce them:
a few very often.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from effbench.tasks.suite import SuiteTask

Pair = tuple[str, str]
"""Task id and completion."""

_HOSTILE = (
    "import os; os._exit(0)",
    "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    "return [0] * 10**12",
    "raise SystemExit",
    "raise KeyboardInterrupt",
    "print('x' * 10**7); return 5",
    "import os; [os.close(fd) for fd in range(3, 64)]",
    "import os; [os.fork() for _ in range(8)]",
    "import sys; sys.stdout.close(); sys.stderr.close(); return 0",
)
_ENDLESS = "while True: pass"
_BROKEN = ("\ud800 def", "```python\n" * 500, "x" * 1_000_000, "(" * 5_000, "\0" * 100)
"""Whole answers, not the body of a function."""


def honest(task: SuiteTask, variants: int) -> list[Pair]:
    """Return honest completions; `variants` comments make as many sources of one program."""
    sources = [s for tier, s in task.references.items() if tier != "brute"]
    sources += list(task.wrong.values())[:3]
    found = [""]
    for number in range(variants):
        found += [f"{source}\n# {number}\n" for source in sources]
        found += [f"It is so.\n```python\n{sources[0]}\n# fenced {number}\n```\n"]
    return [(task.id, text) for text in found]


def hostile(task: SuiteTask, endless: bool = False) -> list[Pair]:
    """Return those with a deterministic verdict. `endless`: add one that reaches the limits."""
    name = task.entry_point or "solve"
    chosen = (*_HOSTILE, _ENDLESS) if endless else _HOSTILE
    bodies = [f"def {name}(*arguments):\n    {body}\n" for body in chosen]
    return [(task.id, text) for text in (*bodies, *_BROKEN)]


def drawn(
    good: Sequence[Pair], bad: Sequence[Pair], count: int, share: float, rng: random.Random
) -> list[Pair]:
    """Draw `count` pairs, round(share * count) of them bad; a few good ones are frequent."""
    n_bad = round(share * count)
    weights = [1 / (1 + place) for place in range(len(good))]
    shuffled = list(good)
    rng.shuffle(shuffled)
    found = rng.choices(shuffled, weights, k=count - n_bad) + rng.choices(bad, k=n_bad)
    rng.shuffle(found)
    return found
