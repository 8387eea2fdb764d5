"""Judges shared within a process, for trainers that call a plain function once per sample.

Calls with equal settings and the same suite share a judge. The first call creates it, and it is
closed at exit. With a `url`, it is a `RemoteJudge`.
"""

from __future__ import annotations

import difflib
import inspect
import os
import threading
from collections.abc import Mapping
from typing import Any

from effbench.base import UsageError
from effbench.reward.core import Judge
from effbench.reward.remote import RemoteJudge
from effbench.tasks import Suite

AnyJudge = Judge | RemoteJudge

_lock = threading.Lock()
_judges: dict[tuple[tuple[str, Any], ...], AnyJudge] = {}


def shared_judge(**settings: Any) -> AnyJudge:
    """Return the process's judge with these settings: a `RemoteJudge` if `url` is set, else a
    `Judge`.

    Raises UsageError for unknown settings, and what these classes raise.
    """
    key = tuple(
        (name, id(value) if isinstance(value, Suite) else value)  # the judge keeps it alive
        for name, value in sorted(settings.items())
    )
    with _lock:
        found = _judges.get(key)
        if found is None or found.closed:
            found = _judges[key] = _made(settings)
        return found


def _made(settings: Mapping[str, Any]) -> AnyJudge:
    judges = inspect.signature(Judge).parameters.keys()
    remote = inspect.signature(RemoteJudge).parameters.keys() if settings.get("url") else set()
    known = {"url", "token", *judges, *remote}
    for name in settings.keys() - known:
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(sorted(known))}"
        raise UsageError(f"a judge has no setting {name!r}; {hint}")
    if not settings.get("url"):
        return Judge(**{k: v for k, v in settings.items() if k not in ("url", "token")})
    its_own = sorted(settings.keys() & judges)
    if its_own:
        raise UsageError(
            f"{', '.join(its_own)}: with a url, the server sets these (effbench serve-reward); "
            "remove them here and from EFFBENCH_REWARD_*"
        )
    return RemoteJudge(**settings)


def _after_fork() -> None:
    """Replace the lock: another thread of the parent may have held it at the fork."""
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_after_fork)
