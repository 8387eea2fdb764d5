"""Answers to the tiny task `squares`."""

from __future__ import annotations

HEAD = "def squares(values):\n    "
FAST = HEAD + "for _ in range(8): total = sum([v * v for v in values])\n    return total"
TWICE = HEAD + "for _ in range(16): total = sum([v * v for v in values])\n    return total"
WRONG = HEAD + "return sum(values)"


def fenced(source: str) -> str:
    return f"Here it is.\n```python\n{source}\n```\n"
