"""Run a data set's own input generators: foreign code, confined, and the same inputs every time.

Decides how such a child is started and what may come out of it; what a generator is asked for is
the data set's business.

The pool's zygotes have random hash seeds, and a generator that walks over a set of strings gives
other inputs under another hash seed. So generators have a zygote of their own with a fixed one.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from typing import Any

from effbench.sandbox import Limits, Outcome, Sandbox, calls_frame, job_frame
from effbench.sandbox.conversation import ZygoteError
from effbench.sandbox.host import Zygote

_HASH_SEED = 0


class GeneratorRunner:
    """Runs generators one at a time; safe to call from several threads.

    Its zygote is started by the first call and ends with this object.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox  # for its tier: the zygote is this object's own
        self._lock = threading.Lock()
        self._zygote: Zygote | None = None

    def run(
        self,
        prelude: str,
        source: str,
        entry_point: str,
        calls: Sequence[tuple[Any, ...]],
        limits: Limits,
    ) -> Outcome:
        """All `calls` in one fresh child. SandboxError when the sandbox itself fails twice."""
        job, frame = job_frame(source, entry_point, prelude), calls_frame(calls)
        with self._lock:
            try:
                return self._run(job, frame, limits)
            except ZygoteError:
                return self._run(job, frame, limits)

    def _run(self, job: bytes, frame: bytes, limits: Limits) -> Outcome:
        zygote = self._living()
        try:
            return zygote.run(job, frame, limits)
        except BaseException:
            zygote.dead = True  # a conversation may have been cut off half-way
            raise

    def _living(self) -> Zygote:
        if self._zygote is not None and self._zygote.dead:
            self._zygote.close()
            self._zygote = None
        if self._zygote is None:
            self._zygote = self._sandbox.start_zygote((), _HASH_SEED)
            weakref.finalize(self, self._zygote.close)
        return self._zygote
