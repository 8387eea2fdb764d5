"""The executor for a Ray cluster: its client side. Ray runs in a separate process, the bridge.

A failure of Ray (the head restarts, the network fails, a library aborts its process) affects the
bridge only. This side keeps every unanswered job; when the bridge dies, it starts another one and
resubmits these jobs. Each answer is accepted once, by its number. The caller's run folder is thus
the only record, and a training run that uses rewards survives the loss of the cluster's head.
"""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from effbench.base import EffbenchError, SandboxError, UsageError
from effbench.executors.jobs import (
    Audited,
    AuditedWire,
    Drop,
    FailedWire,
    Fatal,
    Hello,
    Judged,
    JudgedWire,
    JudgeJob,
    Node,
    Nodes,
    NoNodeLeft,
    Results,
    Said,
    Stalled,
    Stream,
    Timed,
    TimedWire,
    TimingJob,
    Usable,
    WiredAudit,
    WiredJob,
    WiredJudge,
    WiredTiming,
    source_bytes,
)
from effbench.executors.node import NodeSettings, raised
from effbench.executors.ray.address import START
from effbench.executors.ray.pipe import BridgeDied, BridgeProcess, Unreachable
from effbench.judging import Judgement
from effbench.machine import facts as machine

JOBS_A_SLOT = 64
"""Back-pressure: the maximum number of unanswered jobs at the bridge per slot of the cluster."""
BYTES_AT_THE_BRIDGE = 64 << 20
PATIENCE_SECONDS = 300.0
"""How long a cluster may be unreachable or without nodes before pending calls fail. The environment
variable EFFBENCH_RAY_PATIENCE overrides it."""
SETTLE_SECONDS = 60.0
"""How long to wait for starting nodes before all nodes are examined together."""
_PROGRESS_SECONDS = 30.0
_NAP_SECONDS = 2.0

_Answer = JudgedWire | TimedWire | AuditedWire | FailedWire
_Inbox = queue.SimpleQueue[tuple[str, _Answer] | EffbenchError]


class RayExecutor:
    """See `executors.Executor`. The constructor raises an error if the cluster cannot be used.

    Several threads may use it at the same time, each with its own iterator. One thread listens to
    the bridge.
    """

    is_cluster = True

    def __init__(
        self, settings: NodeSettings, address: str, slots: int | None, say: Callable[[str], None]
    ) -> None:
        self._say, self._patience_seconds = say, _patience_seconds()
        self._hello = Hello(
            address="" if address == "local" else address,
            local_slots=slots or machine.usable_cores(),
            slots=slots or 0,
            settings=pickle.dumps(settings),
        )
        self._changed = threading.Condition()
        self._nodes: tuple[Node, ...] = ()
        self._n_opening, self._opening_since = 0, 0.0
        self._alone_since = time.monotonic()
        self._usable: tuple[str, ...] = ()
        self._open: dict[int, tuple[WiredJob, _Inbox]] = {}
        self._n_bytes = 0
        self._number = 0
        self._done: Counter[str] = Counter()
        self._said = time.monotonic()
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
            place = f"at {address}" if address else "on this machine"
            raise UsageError(f"no Ray cluster can be used {place}: {error}; {START}") from None
        except BaseException:
            self.close()
            raise

    def nodes(self) -> Sequence[Node]:
        """Wait for a first node and for those that are starting; return the working nodes."""
        self._wait(lambda: self._nodes, self._patience_seconds)
        settled = self._opening_since + SETTLE_SECONDS - time.monotonic()
        self._wait(lambda: self._n_opening == 0, max(0.0, settled))
        return self._nodes

    def _wait(self, there: Callable[[], object], seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: there() or self._fatal, seconds)
            if self._fatal is not None:
                raise self._fatal
            if not self._nodes:
                raise self._nobody()

    def judge(self, jobs: Iterable[JudgeJob]) -> Stream[Judged]:
        """Judge the jobs. A lost job or a sandbox failure is a judgement `infra_error`."""

        def wired(number: int, job: JudgeJob) -> WiredJudge:
            return WiredJudge(id=number, task_id=job.task_id, source=source_bytes(job.source))

        for job, node, answer in self._answers(jobs, wired):
            if isinstance(answer, JudgedWire):
                yield Judged(job, answer.judgement, node)
            elif answer.kind in ("lost", "SandboxError"):
                yield Judged(job, Judgement("infra_error", answer.text), node)
            else:
                raise raised(answer, node)

    def audit(
        self, when: str, shared: Mapping[str, str], nodes: Collection[str]
    ) -> Stream[Audited]:
        """Run the known work on each of `nodes`, and report the nodes that failed to the user."""
        sources = {task_id: source_bytes(source) for task_id, source in shared.items()}

        def wired(number: int, node: str) -> WiredAudit:
            return WiredAudit(id=number, node=node, when=when, shared=sources)

        for name, node, answer in self._answers(nodes, wired):
            if isinstance(answer, AuditedWire):
                yield Audited(node, answer.arms, answer.shared, answer.audits)
            else:
                self._say(f"{name} could not be examined: {answer.text}")

    def time(self, jobs: Iterable[TimingJob], nodes: Collection[str]) -> Stream[Timed]:
        """Time the jobs on `nodes` only. Raises NoNodeLeft if none of them is left."""
        with self._changed:
            self._usable = tuple(nodes)
            self._send(Usable(self._usable))

        def wired(number: int, job: TimingJob) -> WiredTiming:
            sources = {name: source_bytes(source) for name, source in job.sources.items()}
            return WiredTiming(
                id=number,
                task_id=job.task_id,
                sources=sources,
                frozen=job.frozen,
                reference_alone=job.reference_alone,
            )

        for job, node, answer in self._answers(jobs, wired):
            if not isinstance(answer, TimedWire):
                raise raised(answer, f"{node or 'cluster'}, task {job.task_id}")
            yield Timed(job, answer.timings, last=True, node=node, fault=answer.fault)

    def close(self) -> None:
        """End the bridge, and with it a cluster that it started. Pending calls fail."""
        with self._changed:
            self._closed = True
        self._bridge.close()
        if self._listener.is_alive():
            self._listener.join()
        self._fail(SandboxError("the cluster's executor was closed"))

    # --- requests -------------------------------------------------------------------------------

    def _answers(self, jobs: Iterable, wired: Callable) -> Iterator[tuple]:  # type: ignore[type-arg]
        """Yield (job, node, answer) in any order, each once. The caller may stop early."""
        inbox: _Inbox = queue.SimpleQueue()
        asked: dict[int, object] = {}
        waiting, more = iter(jobs), True
        try:
            while more or asked:
                while more and self._has_room(len(asked)):
                    job = next(waiting, None)
                    more = job is not None
                    if more:
                        number = self._ask(lambda number: wired(number, job), inbox)  # noqa: B023  used at once
                        asked[number] = job
                with contextlib.suppress(queue.Empty):
                    item = inbox.get(timeout=_NAP_SECONDS) if asked or more else None
                    if isinstance(item, EffbenchError):
                        raise item
                    if item is not None and item[1].id in asked:
                        yield asked.pop(item[1].id), *item
        finally:
            self._withdraw(asked)

    def _has_room(self, n_asked: int) -> bool:
        slots = sum(node.slots for node in self._nodes)
        return n_asked < JOBS_A_SLOT * max(1, slots) and self._n_bytes < BYTES_AT_THE_BRIDGE

    def _ask(self, wired: Callable[[int], WiredJob], inbox: _Inbox) -> int:
        with self._changed:
            if self._closed:
                raise SandboxError("the cluster's executor was closed")
            self._number += 1
            job = wired(self._number)
            self._open[job.id] = (job, inbox)
            self._n_bytes += _n_bytes(job)
            self._send(job)
            return job.id

    def _withdraw(self, asked: Collection[int]) -> None:
        """Cancel these jobs: their caller stopped."""
        with self._changed:
            left = [number for number in asked if self._forget(number)]
            if left and not self._closed:
                self._send(Drop(tuple(left)))

    def _forget(self, number: int) -> _Inbox | None:
        job, inbox = self._open.pop(number, (None, None))
        if job is not None:
            self._n_bytes -= _n_bytes(job)
        return inbox

    def _send(self, message: WiredJob | Usable | Drop) -> None:
        with contextlib.suppress(BridgeDied):  # the listener notices, and resubmits
            self._bridge.send(message)

    # --- answers --------------------------------------------------------------------------------

    def _listen(self) -> None:
        while not self._closed:
            try:
                message = self._bridge.receive(_NAP_SECONDS)
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
            if not self._done:
                self._said = time.monotonic()
            self._done[message.node] += len(message.answers)
            for answer in message.answers:
                inbox = self._forget(answer.id)
                if inbox is not None:  # otherwise it was answered or cancelled before
                    inbox.put((message.node, answer))
            self._progress()
        elif isinstance(message, Nodes):
            if message.n_opening > self._n_opening:
                self._opening_since = time.monotonic()
            self._n_opening = message.n_opening
            self._hear_of_nodes(message.nodes)
        elif isinstance(message, Said):
            self._heard = message.text
            self._say(message.text)
        elif isinstance(message, Fatal):
            self._fatal = raised(FailedWire(id=0, kind=message.kind, text=message.text))
            self._fail(self._fatal)
        elif isinstance(message, Stalled) and set(message.names) == set(self._usable):
            self._fail(NoNodeLeft("no node that may time is left"), WiredTiming)

    def _hear_of_nodes(self, nodes: tuple[Node, ...]) -> None:
        before, now = {n.name for n in self._nodes}, {n.name for n in nodes}
        self._nodes = nodes
        self._alone_since = time.monotonic()
        for node in nodes:
            if node.name not in before:
                where = f" on {node.host}" if node.host else ""
                self._say(f"{node.name}{where}: {node.slots} slots, tier {node.tier}")
        for name in sorted(before - now):
            self._say(f"{name} is gone; its work goes to the other nodes")

    def _fail(self, error: EffbenchError, kind: type = object) -> None:
        """Raise the error in every caller that waits for jobs of that kind."""
        with self._changed:
            for inbox in {
                id(i): i for job, i in self._open.values() if isinstance(job, kind)
            }.values():
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
        self._say(f"the connection to the cluster broke ({death}); reconnecting")
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
                time.sleep(_NAP_SECONDS)
                continue
            with self._changed:
                self._send(Usable(self._usable))
                for job, _ in self._open.values():
                    self._send(job)
            return

    def _progress(self) -> None:
        if len(self._nodes) < 2 or time.monotonic() - self._said < _PROGRESS_SECONDS:
            return
        self._said = time.monotonic()
        self._say(f"answers by node: {by_node(self._done)}")


def _patience_seconds() -> float:
    text = os.environ.get("EFFBENCH_RAY_PATIENCE") or str(PATIENCE_SECONDS)
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise UsageError(f"EFFBENCH_RAY_PATIENCE={text}: set a positive number of seconds")
    return seconds


def by_node(done: Mapping[str, int], most: int = 6) -> str:
    """Return the counts as text: all of them, or only the least and the most of many nodes."""
    ordered = sorted(done.items(), key=lambda item: (item[1], item[0]))
    if len(ordered) <= most:
        return ", ".join(f"{name} {count}" for name, count in sorted(ordered))
    (least_name, least), (most_name, largest) = ordered[0], ordered[-1]
    return f"{len(ordered)} nodes, {least} ({least_name}) to {largest} ({most_name})"


def _n_bytes(job: WiredJob) -> int:
    if isinstance(job, WiredJudge):
        return len(job.source)
    sources = job.sources if isinstance(job, WiredTiming) else job.shared
    return sum(map(len, sources.values()))
