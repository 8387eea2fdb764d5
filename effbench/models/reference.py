"""The reference solutions as a model: a self-test that needs no real model.

The module returns the sources of one tier as answers that need no extraction. A run of `fast` must
find it correct on every task and as fast as itself.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from effbench.base import Generation, JsonObject, UsageError
from effbench.models.base import ModelOptions, Request, answered, failed


class ReferenceModel:
    """Answers each request with the task's reference of one tier, or an error row if there is none.

    Raises UsageError if no task has that tier.
    """

    is_replay = True

    def __init__(self, tier: str, references: Mapping[str, Mapping[str, str]]) -> None:
        tiers = sorted({name for sources in references.values() for name in sources})
        if tier not in tiers:
            close = difflib.get_close_matches(tier, tiers, n=1)
            hint = f" Did you mean reference:{close[0]}?" if close else ""
            raise UsageError(
                f"no task of this suite has a reference solution {tier!r}.{hint} "
                f"Available: {', '.join(tiers) or 'none'}"
            )
        self.label = f"reference:{tier}"
        self.warnings: list[str] = []
        self._tier = tier
        self._references = references

    def describe(self) -> JsonObject:
        """Return the tier, for the manifest."""
        return {"kind": "reference", "label": self.label, "tier": self._tier}

    def generate(self, requests: Sequence[Request]) -> Iterator[Generation]:
        """Yield the reference, or an error row if the task has none, for each request."""
        for request in requests:
            source = self._references.get(request.task_id, {}).get(self._tier)
            if source is None:
                words = f"{request.task_id} has no reference solution {self._tier!r}"
                yield failed(request, words, blame="setup")
            else:
                yield answered(request, source, is_code=True, seed=None)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""
        return None


def open_reference(tier: str, options: ModelOptions) -> ReferenceModel:
    """Open the suite's own reference solutions: `reference:TIER`."""
    return ReferenceModel(tier, options.references)
