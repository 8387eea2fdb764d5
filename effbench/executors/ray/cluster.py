"""The executor for a Ray cluster: its client side. Ray runs in a separate process, the bridge.

`connection` keeps every unanswered job and survives the loss of the bridge. The caller's run folder
is thus the only record, and a training run that uses rewards survives the loss of the cluster's
head.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from effbench.base import EffbenchError
from effbench.executors.jobs import (
    Audited,
    AuditedWire,
    Hello,
    Judged,
    JudgedWire,
    JudgeJob,
    Node,
    Stream,
    Timed,
    TimedWire,
    TimingJob,
    WiredAudit,
    WiredJudge,
    WiredTiming,
    source_bytes,
)
from effbench.executors.node import NodeSettings, raised
from effbench.executors.ray.connection import NAP_SECONDS, Connection
from effbench.executors.ray.open_jobs import Inbox
from effbench.judging import Judgement
from effbench.machine import facts as machine


class RayExecutor:
    """See `executors.Executor`. The constructor raises an error if the cluster cannot be used.

    Several threads may use it at the same time, each with its own iterator.
    """

    is_cluster = True

    def __init__(
        self, settings: NodeSettings, address: str, slots: int | None, say: Callable[[str], None]
    ) -> None:
        self._say = say
        hello = Hello(
            address="" if address == "local" else address,
            local_slots=slots or machine.usable_cores(),
            slots=slots or 0,
            settings=pickle.dumps(settings),
        )
        place = f"at {address}" if address else "on this machine"
        self._connection = Connection(hello, place, say)

    def nodes(self) -> Sequence[Node]:
        """Wait for a first node and for those that are starting; return the working nodes."""
        return self._connection.nodes()

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
        self._connection.allow_timing(nodes)

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
        self._connection.close()

    def _answers(self, jobs: Iterable, wired: Callable) -> Iterator[tuple]:  # type: ignore[type-arg]
        """Yield (job, node, answer) in any order, each once. The caller may stop early."""
        inbox: Inbox = queue.SimpleQueue()
        asked: dict[int, object] = {}
        waiting, more = iter(jobs), True
        try:
            while more or asked:
                while more and self._connection.has_room(len(asked)):
                    job = next(waiting, None)
                    more = job is not None
                    if more:
                        number = self._connection.submit(lambda number: wired(number, job), inbox)  # noqa: B023  used at once
                        asked[number] = job
                with contextlib.suppress(queue.Empty):
                    item = inbox.get(timeout=NAP_SECONDS) if asked or more else None
                    if isinstance(item, EffbenchError):
                        raise item
                    if item is not None and item[1].id in asked:
                        yield asked.pop(item[1].id), *item
        finally:
            self._connection.withdraw(asked)
