"""One thread grades the queued requests in rounds.

This module defines order, batching and back-pressure. Any number of threads or coroutines submit
requests and wait for futures. The thread takes all queued requests, grades them (`grading`) and
takes the next batch. Correctness and timing therefore never run concurrently, and concurrent
completions of one task are timed together. Queueing uses up no time limit: a child's limits count
from its start.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field

from effbench.reward.completion import Completion
from effbench.reward.grading import Grader
from effbench.reward.specs import RewardSpec
from effbench.reward.verdict import RewardVerdict
from effbench.sandbox import Sandbox

GATHER_SECONDS = 0.02
"""Seconds that a round waits for more requests: a trainer's single requests arrive within ms."""
_CLOSE_SECONDS = 60.0
_log = logging.getLogger("effbench.reward")

Answer = Future[list[RewardVerdict]]


@dataclass(eq=False)
class _Request:
    completions: Sequence[Completion]
    future: Answer = field(default_factory=Future)

    def __post_init__(self) -> None:
        self.n_left = len(self.completions)

    def resolve(self) -> None:
        with contextlib.suppress(InvalidStateError):  # the caller cancelled it
            self.future.set_result([one.verdict for one in self.completions if one.verdict])


class Rounds:
    """Owns the sandbox and the grading thread. `close` ends both and drops ungraded requests."""

    def __init__(
        self, sandbox: Sandbox, grader: Grader, spec: RewardSpec, max_pending: int
    ) -> None:
        self.sandbox, self.grader, self._spec = sandbox, grader, spec
        self._max_pending = max_pending
        self._owner = os.getpid()
        self._changed = threading.Condition()
        self._waiting: list[_Request] = []
        self._n_pending = 0
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="effbench-reward", daemon=True)
        self._thread.start()

    def submit(self, completions: Sequence[Completion], *, wait: bool = True) -> Answer | None:
        """Queue the completions and return a future of their verdicts, in order.

        If more than `max_pending` completions would be pending, block until there is room; with
        `wait=False` return None instead. A request larger than `max_pending` is accepted when
        nothing else is pending. Without completions, the future holds an empty list at once.
        """
        request = _Request(completions)
        with self._changed:
            while self._is_full(len(completions)) and not self._closed:
                if not wait:
                    return None
                self._changed.wait()
            if not completions or self._closed:
                self._give_up(request)
                return request.future
            self._n_pending += len(completions)
            self._waiting.append(request)
            self._changed.notify_all()
        return request.future

    def close(self) -> None:
        """Stop after the running input or block, end the zygotes and resolve every future."""
        if os.getpid() != self._owner:  # a fork's copy: thread and zygotes are the parent's
            return
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self.grader.stopping.set()
        self.grader.engine.close()
        self.sandbox.close()
        if threading.current_thread() is not self._thread:
            self._thread.join(_CLOSE_SECONDS)

    def _is_full(self, more: int) -> bool:
        return self._n_pending > 0 and self._n_pending + more > self._max_pending

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if not self._closed and not self._is_full(1):
                    self._changed.wait(GATHER_SECONDS)
                    # An early wake-up means that requests are arriving: wait for the rest.
                    self._changed.wait(GATHER_SECONDS)
                taken, self._waiting = self._waiting, []
                closed = self._closed
            try:
                self._grade([r for r in taken if not closed and not r.future.cancelled()])
            except Exception:  # this round fails; the thread must survive for the next
                _log.exception("a round of grading")
            finally:
                for request in taken:
                    if not request.future.done():
                        self._give_up(request)
                with self._changed:
                    self._n_pending -= sum(len(request.completions) for request in taken)
                    self._changed.notify_all()
            if closed:
                return

    def _grade(self, requests: Sequence[_Request]) -> None:
        request_of = {one: request for request in requests for one in request.completions}
        for graded in self.grader.grade(list(request_of)):
            for completion in graded:
                request = request_of[completion]
                request.n_left -= 1
                if not request.n_left:
                    request.resolve()

    def _give_up(self, request: _Request) -> None:
        for completion in request.completions:
            completion.verdict = completion.verdict or RewardVerdict(
                task_id=completion.task_id,
                reward=None,
                status="infra_error",
                detail="the judge was closed" if self._closed else "grading failed",
                spec=str(self._spec),
            )
        request.resolve()
