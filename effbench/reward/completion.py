"""A completion on its way from a model's text to a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from effbench.base import EffbenchError, one_line
from effbench.reward.cache import Key
from effbench.reward.samples import Sample
from effbench.reward.tasks import OpenTask
from effbench.reward.verdict import RewardVerdict


@dataclass(eq=False)
class Completion:
    """One completion. Grading fills the fields in the order in which they stand here."""

    task_id: str
    text: str
    opened: OpenTask | None = None
    source: str | None = None
    extract_rule: str = ""
    key: Key | None = None
    """The key of its result in the cache; None without a source."""
    cached: bool = False
    sample: Sample | None = None
    verdict: RewardVerdict | None = None

    @property
    def name(self) -> object:
        """A key that completions with the same source share; unique without a source."""
        return id(self) if self.key is None else self.key

    @property
    def passed(self) -> bool:
        """True if it has a result and passed."""
        return self.sample is not None and self.sample.passed


def lost(why: str) -> Sample:
    """Return the sample of a completion that an infrastructure failure left without a result."""
    return Sample("infra_error", detail=why)


def reason_of(error: Exception) -> str:
    """Return an error as one line; with its type if it is none of effbench's own."""
    kind = "" if isinstance(error, EffbenchError) else f"{type(error).__name__}: "
    return one_line(f"{kind}{error}")
