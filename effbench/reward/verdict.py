"""`RewardVerdict`: the record that `score` returns for each completion."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from effbench.base import JsonObject, Status


@dataclass(frozen=True)
class RewardVerdict:
    """The reward of one completion, and the values behind it."""

    task_id: str
    reward: float | None
    """None for an infrastructure failure: drop the completion, do not treat it as 0."""
    status: Status
    detail: str
    spec: str
    """The reward spec's canonical string."""
    efficiency: float | None = None
    """The mean of `stats.efficiency` over the sizes, from this completion's own times, before any
    dead band. 0 for a failure; None if nothing was timed or for an infrastructure failure. The
    profile `reward` times the two smallest sizes in half batches, so the value is not comparable
    with a run's eff@k."""
    efficiency_ci: tuple[float, float] | None = None
    """The 95 % interval of `efficiency`, or None."""
    ratio: float | None = None
    """CPU time divided by the fast reference's, at most 10 per size: the geometric mean over the
    sizes that the spec's workload counts."""
    source_sha256: str | None = None
    extract_rule: str = ""
    cached: bool = False
    """True if the result comes from an earlier request."""
    profile: str = ""
    seed: int = 0
    """The root seed of the inputs and of the order within the blocks."""

    @property
    def passed(self) -> bool | None:
        """True if the completion passed; None (unknown) for an infrastructure failure."""
        return None if self.infra_error else self.status == "pass"

    @property
    def infra_error(self) -> bool:
        """True if the infrastructure failed, so that there is no reward."""
        return self.status == "infra_error"

    @property
    def speedup(self) -> float | None:
        """The fast reference's time divided by the completion's; None without a ratio."""
        return None if self.ratio is None else 1.0 / self.ratio

    def as_dict(self) -> JsonObject:
        """Return the fields and properties as plain data, for a trainer's log."""
        properties = {name: getattr(self, name) for name in ("passed", "infra_error", "speedup")}
        return {**asdict(self), **properties}

    @classmethod
    def from_dict(cls, plain: Any) -> RewardVerdict:
        """Rebuild a verdict from the JSON of `as_dict`. Unknown fields are ignored.

        Raises ValueError for anything else: a missing field, a wrong type, a reward that is not
        finite, an infrastructure failure with a reward, or a judged completion without one.
        """
        try:
            found = msgspec.convert(plain, cls)
        except ValueError as error:  # includes the error for a lone surrogate
            raise ValueError(f"not a verdict: {error}") from None
        if (found.reward is None) != found.infra_error:
            raise ValueError(f"not a verdict: status {found.status} with reward {found.reward}")
        if found.reward is not None and not math.isfinite(found.reward):
            raise ValueError(f"not a verdict: reward {found.reward}")
        return found
