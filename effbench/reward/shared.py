"""One judge for a whole process, for trainers that call a plain function once a sample.

Decides when two calls mean the same judge: equal settings, the same suite. It is made by the
first call that asks and closed at exit.
"""

from __future__ import annotations

import threading
from typing import Any

from effbench.reward.core import Judge
from effbench.suite import Suite

_lock = threading.Lock()
_judges: dict[tuple[tuple[str, Any], ...], Judge] = {}


def shared_judge(**settings: Any) -> Judge:
    """The process's judge with these settings of `Judge`. Raises what `Judge` raises."""
    key = tuple(
        (name, id(value) if isinstance(value, Suite) else value)  # the judge keeps it alive
        for name, value in sorted(settings.items())
    )
    with _lock:
        found = _judges.get(key)
        if found is None or found.closed:
            found = _judges[key] = Judge(**settings)
        return found
