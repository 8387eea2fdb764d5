"""The budget of waiting time that one source has over all its inputs, and how much it has used.

The budget is MAX_WAIT_SECONDS plus twice the time that the reference waits on the same inputs. CPU
time is limited per input, and the wall limit of an input is generous because machines may be
loaded. A source that sleeps a little on each of many inputs exceeds neither limit but would delay
the run. Waiting is measured from the kernel's accounting (`host.waiting`), so load on the machine
does not consume the budget.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

from effbench.sandbox.host.answer import Outcome
from effbench.sandbox.host.conversation import Limits

MAX_WAIT_SECONDS = 3.0
TIMES_REFERENCE = 2


@dataclass
class Allowance:
    """The waiting budget of one source. Thread-safe."""

    wait_seconds: float
    forgiving_seconds: float = 0.0
    """CPU limit of an input whose timeout does not count as a failure."""
    waited_seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def limits(self, limits: Limits, more_seconds: float = 0.0) -> Limits:
        """Return `limits` with the remaining wait budget plus `more_seconds` for this child."""
        left = max(0.0, self.wait_seconds - self.waited_seconds)
        return replace(limits, wait_seconds=left + more_seconds)

    def charged(self, outcome: Outcome, limits: Limits, more_seconds: float = 0.0) -> Outcome:
        """Charge a child that ran with `limits` and return its outcome.

        If the child was stopped for waiting too long, the outcome's detail says so.
        """
        waited = outcome.waited_ns / 1e9
        with self._lock:
            self.waited_seconds += max(0.0, waited - more_seconds)
        if outcome.ended != "timeout" or waited <= (limits.wait_seconds or 0.0):
            return outcome
        total, budget = self.waited_seconds, self.wait_seconds
        return replace(outcome, detail=f"waited {total:.3g} s in all (budget {budget:.3g} s)")


def budget_seconds(reference_waited_ns: int) -> float:
    """Return the waiting budget for inputs on which the reference waits this long in total."""
    return MAX_WAIT_SECONDS + TIMES_REFERENCE * reference_waited_ns / 1e9
