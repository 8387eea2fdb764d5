"""What one source may use: how long it may wait in all, over all its inputs, and has waited so far.

Decides the budget of waiting: MAX_WAIT_SECONDS beyond twice what the reference waits on the same
inputs. CPU time is limited input by input, and an input's wall limit is generous, for loaded
machines. A source that sleeps a little in each of many inputs is over neither and would keep a run
waiting. Waiting is what the kernel says it is (`sandbox.waiting`), so a loaded machine uses nothing
of the budget.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

from effbench.sandbox import Limits, Outcome

MAX_WAIT_SECONDS = 3.0
TIMES_REFERENCE = 2


@dataclass
class Allowance:
    """Safe to charge from several threads."""

    wait_seconds: float
    forgiving_seconds: float = 0.0
    """CPU time of an input on which running out of time is no failure."""
    waited_seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def limits(self, limits: Limits, more_seconds: float = 0.0) -> Limits:
        """`limits` with what is left to wait, and `more_seconds` for this child alone."""
        left = max(0.0, self.wait_seconds - self.waited_seconds)
        return replace(limits, wait_seconds=left + more_seconds)

    def charged(self, outcome: Outcome, limits: Limits, more_seconds: float = 0.0) -> Outcome:
        """The outcome of a child that had `limits`; its detail says so when waiting ended it."""
        waited = outcome.waited_ns / 1e9
        with self._lock:
            self.waited_seconds += max(0.0, waited - more_seconds)
        if outcome.ended != "timeout" or waited <= (limits.wait_seconds or 0.0):
            return outcome
        total, budget = self.waited_seconds, self.wait_seconds
        return replace(outcome, detail=f"waited {total:.3g} s in all (budget {budget:.3g} s)")


def budget_seconds(reference_waited_ns: int) -> float:
    """For inputs on which the reference waits so long in all."""
    return MAX_WAIT_SECONDS + TIMES_REFERENCE * reference_waited_ns / 1e9
