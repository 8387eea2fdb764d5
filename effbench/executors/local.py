"""This machine: judging in as many threads as the sandbox has slots, timing one child at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from effbench.errors import TaskError
from effbench.executors.jobs import Audited, Judged, JudgeJob, Node, Stream, Timed, TimingJob
from effbench.judge import Judge, Judgement
from effbench.measure import (
    Plan,
    audit,
    certificate_tasks,
    counting,
    measure,
    target_of,
    time_reference,
)
from effbench.sandbox import Sandbox
from effbench.suite import Suite

_WAITING_A_SLOT = 2  # jobs that are begun or wait for a slot: enough to keep all slots at work


class LocalExecutor:
    is_cluster = False

    def __init__(self, suite: Suite, sandbox: Sandbox, seed: int, plan: Plan | None) -> None:
        self._suite, self._sandbox, self._seed = suite, sandbox, seed
        self._plan = plan.for_suite(suite) if plan else None
        self._tasks = {task.id: task for task in suite.tasks}
        self._judge = Judge(sandbox, seed)
        self._quiet: Sandbox | None = None

    def nodes(self) -> Sequence[Node]:
        return [Node(slots=self._sandbox.slots)]

    def judge(self, jobs: Iterable[JudgeJob]) -> Stream[Judged]:
        running: dict[Future[Judgement], JudgeJob] = {}
        with ThreadPoolExecutor(self._sandbox.slots) as pool:
            try:
                for job in jobs:
                    task = self._tasks[job.task_id]
                    running[pool.submit(self._judge.judge, task, job.source)] = job
                    if len(running) >= _WAITING_A_SLOT * self._sandbox.slots:
                        yield from _done(running)
                while running:
                    yield from _done(running)
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def audit(
        self, when: str, shared: Mapping[str, str], nodes: Collection[str]
    ) -> Stream[Audited]:
        assert self._plan is not None
        tasks, sandbox = certificate_tasks(self._suite), self._timing_sandbox()
        target = target_of(self._plan.precision, len(self._suite.tasks))
        found = audit(tasks, sandbox, self._seed, when, target, self._plan.sizes)
        # There is nobody to share a sample with.
        yield Audited("", found.arms, audits=found.audits)

    def time(self, jobs: Iterable[TimingJob], nodes: Collection[str]) -> Stream[Timed]:
        """Each size as soon as it is there."""
        assert self._plan is not None
        for job in jobs:
            task, sandbox = counting(self._tasks[job.task_id], job.frozen), self._timing_sandbox()
            fault = ""
            try:
                for timing in (
                    time_reference(task, sandbox, self._seed)
                    if job.reference_alone
                    else measure(task, job.sources, sandbox, self._seed, self._plan, job.done)
                ):
                    yield Timed(job, (timing,), last=False)
            except TaskError as error:
                if not task.is_imported:
                    raise
                fault = str(error)
            yield Timed(job, (), last=True, fault=fault)

    def close(self) -> None:
        """The sandbox that it was given is its owner's to close."""
        if self._quiet is not None:
            self._quiet.close()

    def _timing_sandbox(self) -> Sandbox:
        if self._quiet is None:
            self._quiet = Sandbox(self._sandbox.tier, slots=1)
        return self._quiet


def _done(running: dict[Future[Judgement], JudgeJob]) -> Iterator[Judged]:
    """Those of `running` that are done, taken out of it; waits for one at least."""
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        yield Judged(running.pop(future), future.result())
