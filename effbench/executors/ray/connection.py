"""The client's connection to the bridge: it survives the end of the bridge and of the cluster.

A failure of Ray (the head restarts, the network fails, a library aborts its process) affects the
bridge only. This side keeps every unanswered job; when the bridge dies, it starts another one and
resubmits these jobs. Each answer is accepted once, by its number.
"""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec

from effbench.base import EffbenchError, SandboxError, UsageError
from effbench.executors.jobs import (
    Drop,
    FailedWire,
    Fatal,
    Hello,
    Node,
    Nodes,
    NoNodeLeft,
    Results,
    Said,
    Stalled,
    Usable,
    WiredJob,
    WiredTiming,
)
from effbench.executors.node import raised
from effbench.executors.ray.address import START
from effbench.executors.ray.open_jobs import Inbox, OpenJobs
from effbench.executors.ray.pipe import BridgeDied, BridgeProcess, Unreachable
from effbench.executors.ray.progress import Progress

JOBS_A_SLOT = 64
"""Back-pressure: the maximum number of unanswered jobs at the bridge per slot of the cluster."""
BYTES_AT_THE_BRIDGE = 64 << 20
PATIENCE_SECONDS = 300.0
"""Seconds that a cluster may be unreachable or without nodes before pending calls fail. The
environment variable EFFBENCH_RAY_PATIENCE overrides it."""
SETTLE_SECONDS = 60.0
"""Maximum wait in seconds for starting nodes, before all nodes are examined together."""
NAP_SECONDS = 2.0
"""Interval at which a waiting thread looks around."""


class Connection:
    """Sends jobs to the bridge and delivers the answers. Thread-safe.

    One thread listens to the bridge. The constructor raises UsageError if the cluster cannot be
    used. `place`: where it is, for error messages.
    """

    def __init__(self, hello: Hello, place: str, say: Callable[[str], None]) -> None:
        self._hello, self._progress = hello, Progress(say)
        self._patience_seconds = patience_seconds()
        self._changed = threading.Condition()
        self._jobs = OpenJobs()
        self._nodes: tuple[Node, ...] = ()
        self._n_opening, self._opening_since = 0, 0.0
        self._alone_since = time.monotonic()
        self._usable: tuple[str, ...] = ()
        self._heard = ""
        self._closed = False
        self._fatal: EffbenchError | None = None
        self._bridge = BridgeProcess(self._hello)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        try:
            self._bridge.wait_until_connected()
            self._listener.start()
            self._wait(lambda: self._nodes, self._patience_seconds)
        except Unreachable as error:
            self.close()
            raise UsageError(f"no Ray cluster can be used {place}: {error}; {START}") from None
        except BaseException:
            self.close()
            raise

    # --- for the executor -----------------------------------------------------------------------

    def nodes(self) -> Sequence[Node]:
        """Wait for a first node and for those that are starting; return the working nodes."""
        self._wait(lambda: self._nodes, self._patience_seconds)
        settled = self._opening_since + SETTLE_SECONDS - time.monotonic()
        self._wait(lambda: self._n_opening == 0, max(0.0, settled))
        return self._nodes

    def allow_timing(self, names: Collection[str]) -> None:
        """From now on, let only these nodes time."""
        with self._changed:
            self._usable = tuple(names)
            self._send(Usable(self._usable))

    def has_room(self, n_asked: int) -> bool:
        """True if a caller that waits for `n_asked` jobs may submit another one."""
        slots = sum(node.slots for node in self._nodes)
        return n_asked < JOBS_A_SLOT * max(1, slots) and self._jobs.n_bytes < BYTES_AT_THE_BRIDGE

    def submit(self, wired: Callable[[int], WiredJob], inbox: Inbox) -> int:
        """Submit a job and return its number. `wired` makes the job from its number."""
        with self._changed:
            if self._closed:
                raise SandboxError("the cluster's executor was closed")
            job = self._jobs.add(wired, inbox)
            self._send(job)
            return job.id

    def withdraw(self, numbers: Collection[int]) -> None:
        """Cancel these jobs: their caller stopped."""
        with self._changed:
            left = [number for number in numbers if self._jobs.remove(number)]
            if left and not self._closed:
                self._send(Drop(tuple(left)))

    def close(self) -> None:
        """End the bridge, and with it a cluster that it started. Pending calls fail."""
        with self._changed:
            self._closed = True
        self._bridge.close()
        if self._listener.is_alive():
            self._listener.join()
        self._fail(SandboxError("the cluster's executor was closed"))

    # --- the bridge -----------------------------------------------------------------------------

    def _wait(self, there: Callable[[], object], seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: there() or self._fatal, seconds)
            if self._fatal is not None:
                raise self._fatal
            if not self._nodes:
                raise self._nobody()

    def _send(self, message: WiredJob | Usable | Drop) -> None:
        with contextlib.suppress(BridgeDied):  # the listener notices, and resubmits
            self._bridge.send(message)

    def _listen(self) -> None:
        while not self._closed:
            try:
                message = self._bridge.receive(NAP_SECONDS)
            except BridgeDied as death:
                if not self._closed:
                    self._start_again(death)
                continue
            with self._changed:
                if message is not None:
                    self._hear(message)
                self._changed.notify_all()
            self._lose_patience()

    def _hear(self, message: Any) -> None:
        if isinstance(message, Results):
            for answer in message.answers:
                inbox = self._jobs.remove(answer.id)
                if inbox is not None:  # otherwise it was answered or cancelled before
                    inbox.put((message.node, answer))
            self._progress.answered(message.node, len(message.answers), len(self._nodes))
        elif isinstance(message, Nodes):
            if message.n_opening > self._n_opening:
                self._opening_since = time.monotonic()
            self._n_opening = message.n_opening
            before, self._nodes = self._nodes, message.nodes
            self._alone_since = time.monotonic()
            self._progress.nodes_changed(before, message.nodes)
        elif isinstance(message, Said):
            self._heard = message.text
            self._progress.say(message.text)
        elif isinstance(message, Fatal):
            self._fatal = raised(FailedWire(id=0, kind=message.kind, text=message.text))
            self._fail(self._fatal)
        elif isinstance(message, Stalled) and set(message.names) == set(self._usable):
            self._fail(NoNodeLeft("no node that may time is left"), WiredTiming)

    def _fail(self, error: EffbenchError, kind: type = object) -> None:
        """Raise the error in every caller that waits for jobs of that kind."""
        with self._changed:
            for inbox in self._jobs.inboxes(kind):
                inbox.put(error)
            self._changed.notify_all()

    def _lose_patience(self) -> None:
        if not self._nodes and time.monotonic() - self._alone_since > self._patience_seconds:
            self._alone_since = time.monotonic()
            self._fail(self._nobody())

    def _nobody(self) -> SandboxError:
        heard = f" (its last message: {self._heard})" if self._heard else ""
        return SandboxError(
            f"the cluster has had no working node for {self._patience_seconds:.0f} s{heard}; "
            "no results are lost: repeat the command to resume once it has one"
        )

    def _start_again(self, death: BridgeDied) -> None:
        """Start another bridge and resubmit all unanswered jobs."""
        self._progress.say(f"the connection to the cluster broke ({death}); reconnecting")
        with self._changed:
            self._nodes, self._alone_since = (), time.monotonic()
        self._hello = msgspec.structs.replace(self._hello, again=True)
        while not self._closed:
            self._bridge.close()
            bridge = self._bridge = BridgeProcess(self._hello)
            try:
                bridge.wait_until_connected()
            except Unreachable:
                self._lose_patience()
                time.sleep(NAP_SECONDS)
                continue
            with self._changed:
                self._send(Usable(self._usable))
                for job in self._jobs.all():
                    self._send(job)
            return


def patience_seconds() -> float:
    """Return the patience from the environment. Raises UsageError for an invalid one."""
    text = os.environ.get("EFFBENCH_RAY_PATIENCE") or str(PATIENCE_SECONDS)
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise UsageError(f"EFFBENCH_RAY_PATIENCE={text}: set a positive number of seconds")
    return seconds
