"""The engine that judges and times in this process, and the executor for this machine.

`LocalEngine` does one job at a time. The executor below, a cluster's node (`node`), the reward and
the verification of submissions all use it.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from effbench.base import TaskError, Timing
from effbench.executors.jobs import Audited, Judged, JudgeJob, Node, Stream, Timed, TimingJob
from effbench.judging import CorrectnessJudge, Judgement, SharingJudge
from effbench.measure import (
    Audit,
    Fresh,
    Kept,
    Plan,
    audit,
    certificate_tasks,
    counting,
    measure,
    target_of,
    time_reference,
)
from effbench.sandbox import Sandbox
from effbench.tasks import Suite, SuiteTask

_WAITING_A_SLOT = 2  # jobs running or queued, per slot: enough to keep all slots busy


class LocalEngine:
    """Judges a source, or times the sources of a task. Thread-safe.

    - `sandbox`: judges here. Its owner closes it.
    - `for_rewards`: work as a reward does. Inputs share children while judging and are cached
      between timings, and the blocks of a task run in all slots of the sandbox. Otherwise, the
      engine times in a sandbox of its own, one child at a time.
    """

    def __init__(
        self, sandbox: Sandbox, seed: int, plan: Plan | None, *, for_rewards: bool = False
    ) -> None:
        self._sandbox, self._seed, self._plan = sandbox, seed, plan
        self._for_rewards = for_rewards
        self._judge = (SharingJudge if for_rewards else CorrectnessJudge)(sandbox, seed)
        self._inputs = Kept() if for_rewards else Fresh()
        self._quiet: Sandbox | None = None
        self._lock = threading.Lock()

    @property
    def slots(self) -> int:
        """The number of threads that may call at once."""
        return self._sandbox.slots

    def judge(self, task: SuiteTask, source: str) -> Judgement:
        """Judge the correctness of a source. Raises TaskError if a built-in task is broken."""
        return self._judge.judge(task, source)

    def time(
        self, task: SuiteTask, job: TimingJob, sandbox: Sandbox | None = None
    ) -> Iterator[Timing]:
        """Yield the timings of a job, each size as soon as it is timed. `task`: the job's task.

        `sandbox`: time there. Raises TaskError if the task's own files are at fault.
        """
        assert self._plan is not None
        task, place = counting(task, job.frozen), sandbox or self._timing_sandbox()
        if job.reference_alone:
            yield from time_reference(task, place, self._seed)
            return
        at_once = place.slots if self._for_rewards else 1
        yield from measure(
            task, job.sources, place, self._seed, self._plan, job.done, self._inputs, at_once
        )

    def measure(self, task: SuiteTask, sources: Mapping[str, str]) -> Sequence[Timing]:
        """Time the sources (SHA-256 -> source) at all sizes of the plan, in shared blocks."""
        return list(self.time(task, TimingJob(task.id, sources)))

    def audit(
        self,
        suite: Suite,
        when: str,
        shared: Mapping[str, str] | None = None,
        sandbox: Sandbox | None = None,
    ) -> Audit:
        """Run the known work of the suite (`measure.audit`). `sandbox`: run it there."""
        assert self._plan is not None
        tasks, place = certificate_tasks(suite), sandbox or self._timing_sandbox()
        target = target_of(self._plan.precision, len(suite.tasks))
        return audit(tasks, place, self._seed, when, target, self._plan.sizes, shared)

    def close(self) -> None:
        """Close the engine's own sandbox, if it has one."""
        if self._quiet is not None:
            self._quiet.close()

    def _timing_sandbox(self) -> Sandbox:
        if self._for_rewards:
            return self._sandbox
        with self._lock:
            if self._quiet is None:
                self._quiet = Sandbox(self._sandbox.tier, slots=1)
            return self._quiet


def fault_of(task: SuiteTask, error: TaskError) -> str:
    """Return why an imported task cannot be timed; raise the error again for a built-in one."""
    if not task.is_imported:
        raise error
    return str(error)


class LocalExecutor:
    """See `executors.Executor`. It judges with a thread per slot."""

    is_cluster = False

    def __init__(self, suite: Suite, sandbox: Sandbox, seed: int, plan: Plan | None) -> None:
        self._suite, self._slots = suite, sandbox.slots
        self._tasks = {task.id: task for task in suite.tasks}
        self._engine = LocalEngine(sandbox, seed, plan.for_suite(suite) if plan else None)

    def nodes(self) -> Sequence[Node]:
        """Return this machine as the only node."""
        return [Node(slots=self._slots)]

    def judge(self, jobs: Iterable[JudgeJob]) -> Stream[Judged]:
        """Judge the jobs in one thread per slot."""
        running: dict[Future[Judgement], JudgeJob] = {}
        with ThreadPoolExecutor(self._slots) as pool:
            try:
                for job in jobs:
                    task = self._tasks[job.task_id]
                    running[pool.submit(self._engine.judge, task, job.source)] = job
                    if len(running) >= _WAITING_A_SLOT * self._slots:
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
        # With a single node, there is no other to compare shared sources with.
        found = self._engine.audit(self._suite, when)
        yield Audited("", found.arms, audits=found.audits)

    def time(self, jobs: Iterable[TimingJob], nodes: Collection[str]) -> Stream[Timed]:
        """Time the jobs, and yield each size as soon as it is timed."""
        for job in jobs:
            task, fault = self._tasks[job.task_id], ""
            try:
                for timing in self._engine.time(task, job):
                    yield Timed(job, (timing,), last=False)
            except TaskError as error:
                fault = fault_of(task, error)
            yield Timed(job, (), last=True, fault=fault)

    def close(self) -> None:
        """Close the timing sandbox. The judging sandbox's owner closes that one."""
        self._engine.close()


def _done(running: dict[Future[Judgement], JudgeJob]) -> Iterator[Judged]:
    """Wait until a job is done, and remove and yield all that are."""
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        yield Judged(running.pop(future), future.result())
