"""The executor for this machine: it judges with a thread per slot and times one child at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from effbench.base import TaskError
from effbench.executors.jobs import Audited, Judged, JudgeJob, Node, Stream, Timed, TimingJob
from effbench.judging import CorrectnessJudge, Judgement
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
from effbench.tasks import Suite

_WAITING_A_SLOT = 2  # jobs running or queued, per slot: enough to keep all slots busy


class LocalExecutor:
    """See `executors.Executor`."""

    is_cluster = False

    def __init__(self, suite: Suite, sandbox: Sandbox, seed: int, plan: Plan | None) -> None:
        self._suite, self._sandbox, self._seed = suite, sandbox, seed
        self._plan = plan.for_suite(suite) if plan else None
        self._tasks = {task.id: task for task in suite.tasks}
        self._judge = CorrectnessJudge(sandbox, seed)
        self._quiet: Sandbox | None = None

    def nodes(self) -> Sequence[Node]:
        """Return this machine as the only node."""
        return [Node(slots=self._sandbox.slots)]

    def judge(self, jobs: Iterable[JudgeJob]) -> Stream[Judged]:
        """Judge the jobs in one thread per slot."""
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
        """Run the known work here. `shared` and `nodes` are unused: there is one node."""
        assert self._plan is not None
        tasks, sandbox = certificate_tasks(self._suite), self._timing_sandbox()
        target = target_of(self._plan.precision, len(self._suite.tasks))
        found = audit(tasks, sandbox, self._seed, when, target, self._plan.sizes)
        # With a single node, there is no other to compare shared sources with.
        yield Audited("", found.arms, audits=found.audits)

    def time(self, jobs: Iterable[TimingJob], nodes: Collection[str]) -> Stream[Timed]:
        """Time the jobs, and yield each size as soon as it is timed."""
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
        """Close the timing sandbox. The judging sandbox's owner closes that one."""
        if self._quiet is not None:
            self._quiet.close()

    def _timing_sandbox(self) -> Sandbox:
        if self._quiet is None:
            self._quiet = Sandbox(self._sandbox.tier, slots=1)
        return self._quiet


def _done(running: dict[Future[Judgement], JudgeJob]) -> Iterator[Judged]:
    """Wait until a job is done, and remove and yield all that are."""
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        yield Judged(running.pop(future), future.result())
