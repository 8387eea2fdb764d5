"""Hashes of solutions, computed in the confined process."""

from __future__ import annotations

from dataclasses import dataclass

from effbench.base import confined
from effbench.tasks.overlap import trees

MAX_CHARS = 200_000
"""Longer solutions are not parsed."""
MIN_NODES = 40
"""Smaller trees are not compared: two independent one-line solutions are often equal."""


@dataclass(frozen=True)
class Hashed:
    """A solution's hash, or the reason why it has none. A very small solution has neither."""

    digest: str | None
    reason: str | None = None


def solution_hash(source: str) -> Hashed:
    """Hash a solution's normalised syntax tree (`trees`).

    Raises SandboxError if the confined process can't be used.
    """
    if len(source) > MAX_CHARS:
        return Hashed(None, f"a solution has more than {MAX_CHARS} characters")
    try:
        found = confined.call(trees.__name__, "digest_of", source)
    except confined.OverBudgetError as error:
        return Hashed(None, f"a solution can't be parsed: {error}")
    if found is None:
        return Hashed(None, "a solution is not Python code")
    digest, nodes = found
    return Hashed(str(digest) if nodes >= MIN_NODES else None)
