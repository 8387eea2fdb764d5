"""Run a data set's input generators: untrusted code in the sandbox, with reproducible inputs.

The pool's zygotes have random hash seeds. A generator that iterates over a set of strings yields
different inputs under a different hash seed. Therefore generators get their own zygote with a fixed
hash seed.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from typing import Any

from effbench.sandbox import Limits, Outcome, Sandbox, Zygote, ZygoteError, calls_frame, job_frame

_HASH_SEED = 0


class GeneratorRunner:
    """Runs generators one at a time. It may be called from several threads.

    The first call starts its zygote, which ends with this object.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox  # used for its tier; this object has its own zygote
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
        """Run all `calls` in one fresh child process. SandboxError if the sandbox fails twice."""
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
            zygote.dead = True  # the exchange may have been interrupted half-way
            raise

    def _living(self) -> Zygote:
        if self._zygote is not None and self._zygote.dead:
            self._zygote.close()
            self._zygote = None
        if self._zygote is None:
            self._zygote = self._sandbox.start_zygote((), _HASH_SEED)
            weakref.finalize(self, self._zygote.close)
        return self._zygote
