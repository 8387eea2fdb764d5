"""What `score` returns: one record a completion. Data only."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from effbench.records import Status


@dataclass(frozen=True)
class RewardVerdict:
    """One completion: its reward, and what the reward was made of."""

    task_id: str
    reward: float | None
    """None for an infrastructure failure: leave the completion out, it is nobody's zero."""
    status: Status
    detail: str
    spec: str
    """The reward spec's canonical string."""
    efficiency: float | None = None
    """Of this completion's own times, as scored: the mean over sizes of `stats.efficiency`, before
    any dead band; 0 unless it passed; None where nothing was timed or for an infrastructure
    failure. The profile `reward` times the two smallest sizes in half batches: no number to set
    beside a run's eff@k."""
    efficiency_ci: tuple[float, float] | None = None
    """95 %. None where there is none."""
    ratio: float | None = None
    """CPU time over the fast reference's, at most 10; the geometric mean over the timed sizes."""
    source_sha256: str | None = None
    extract_rule: str = ""
    cached: bool = False
    """Measured for an earlier request."""
    profile: str = ""
    seed: int = 0
    """The root of the inputs it met and of the order of the blocks."""

    @property
    def passed(self) -> bool | None:
        """None for an infrastructure failure: it is not known."""
        return None if self.infra_error else self.status == "pass"

    @property
    def infra_error(self) -> bool:
        return self.status == "infra_error"

    @property
    def speedup(self) -> float | None:
        """The fast reference's time over its own."""
        return None if self.ratio is None else 1.0 / self.ratio

    def as_dict(self) -> dict[str, Any]:
        """Plain data, with the properties: what a trainer logs."""
        properties = {name: getattr(self, name) for name in ("passed", "infra_error", "speedup")}
        return {**asdict(self), **properties}

    @classmethod
    def from_dict(cls, plain: Any) -> RewardVerdict:
        """What `as_dict` gave, after its way through JSON. Fields that aren't known are left out.

        Raises ValueError for anything else: a missing field, a wrong type, a reward that isn't
        finite, a reward with an infrastructure failure or a judged completion without one.
        """
        try:
            found = msgspec.convert(plain, cls)
        except ValueError as error:  # also of half a surrogate pair
            raise ValueError(f"not a verdict: {error}") from None
        if (found.reward is None) != found.infra_error:
            raise ValueError(f"not a verdict: status {found.status} with reward {found.reward}")
        if found.reward is not None and not math.isfinite(found.reward):
            raise ValueError(f"not a verdict: reward {found.reward}")
        return found
