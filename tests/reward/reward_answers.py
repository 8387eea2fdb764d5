"""Answers to the tiny task `squares`.

SLOWER takes four times FAST's time, a difference that the noise of parallel tests can't hide.
"""

from __future__ import annotations

HEAD = "def squares(values):\n    "
FAST = HEAD + "for _ in range(8): total = sum([v * v for v in values])\n    return total"
SLOWER = HEAD + "for _ in range(32): total = sum([v * v for v in values])\n    return total"
WRONG = HEAD + "return sum(values)"


def fenced(source: str) -> str:
    return f"Here it is.\n```python\n{source}\n```\n"
