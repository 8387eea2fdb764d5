"""The cost of a cluster and its limits: `python -m benchmarks.scale`.

Overhead: samples judged by the local executor and by Ray on this machine, with 1 and with 2 slots,
alternately, so that other load affects both; the overhead is the median over the pairs. Both stay
open all the time, and have made the tasks' inputs before. The same for timing.

Costs: CPU seconds per sample and per task, which other load does not change, on `--tasks` tasks
spread over the suite; and the CPU time of the driver's processes per call and per answer in it.
These are measured with answers that arrive as fast as possible, from sources that do not parse,
because Ray's idle work is not a cost of an answer. They give a sizing table and a simulation of up
to 1,000 nodes. `--rounds 0` leaves out the overhead, and Ray with it; the driver's shares are then
`--answer-us` and `--call-us`.
"""

from __future__ import annotations

import argparse
import math
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import psutil

from benchmarks._cluster_simulation import Costs, Simulated, judging, some_tasks, timing
from benchmarks._common import parser, table, write
from effbench.base.records import Generation
from effbench.executors import Executor, JudgeJob, LocalExecutor, TimingJob
from effbench.executors.node import NodeSettings
from effbench.executors.ray.cluster import RayExecutor
from effbench.executors.ray.schedule import MAX_JOBS_A_CALL
from effbench.judging.judge import CorrectnessJudge, Judgement, source_sha256, verdict
from effbench.measure import PLANS, Plan, audit, certificate_tasks, measure
from effbench.runs.store import VERDICTS, RunFolder
from effbench.sandbox import Sandbox
from effbench.tasks import registry
from effbench.tasks.suite import Suite, SuiteTask

NODES = (1, 10, 30, 100, 300, 1000)
APPENDED = 2000
ANSWERS = 2000


def jobs_of(suite: Suite, copies: int, mark: str) -> list[JudgeJob]:
    """Return known solutions and mistakes, each copy distinct by a comment, task after task."""
    found = []
    for task in suite.tasks:
        sources = [task.fast, task.references["medium"], *list(task.wrong.values())[:1]]
        for number in range(copies):
            source = sources[number % len(sources)]
            found.append(JudgeJob(task.id, f"{source}\n# {mark} {number}\n"))
    return found


@contextmanager
def opened(kind: str, suite: Suite, slots: int, seed: int, plan: Plan | None) -> Iterator[Executor]:
    """Open an executor of a kind, and close it afterwards."""
    if kind == "local":
        with (
            Sandbox(slots=slots) as sandbox,
            closing(LocalExecutor(suite, sandbox, seed, plan)) as e,
        ):
            yield e
        return
    ids = tuple(task.id for task in suite.tasks)
    settings = NodeSettings(partial(some_tasks, ids), suite.name, suite.digest, "auto", seed, plan)
    with closing(RayExecutor(settings, "", slots, lambda text: None)) as cluster:
        yield cluster


def judged(executor: Executor, suite: Suite, copies: int, mark: str) -> float:
    """Return samples per minute."""
    jobs = jobs_of(suite, copies, mark)
    start = time.monotonic()
    count = sum(judged.judgement.status != "infra_error" for judged in executor.judge(jobs))
    seconds = time.monotonic() - start
    assert count == len(jobs)
    return 60 * count / seconds


def driver_seconds(executor: Executor, suite: Suite) -> tuple[float, float]:
    """Return CPU seconds of the slower of the driver's two processes, per answer and per call.

    With many jobs at once, each call takes as many as it may; with one at a time, one.
    """
    alone = _driver_seconds(executor, suite, ANSWERS // 5, 1)
    together = _driver_seconds(executor, suite, 1, ANSWERS)
    answer = (MAX_JOBS_A_CALL * together - alone) / (MAX_JOBS_A_CALL - 1)
    return max(0.0, answer), max(0.0, alone - answer)


def _driver_seconds(executor: Executor, suite: Suite, rounds: int, count: int) -> float:
    """Per answer, if `count` of them are requested at once."""
    own, bridge = time.process_time(), _bridge_seconds()
    for number in range(rounds):
        task_id = suite.tasks[number % len(suite.tasks)].id
        jobs = [JudgeJob(task_id, f"def f(: # {number} {i}\n") for i in range(count)]
        found = [judged.judgement.status for judged in executor.judge(jobs)]
        assert found == ["syntax_error"] * count
    return max(time.process_time() - own, _bridge_seconds() - bridge) / (rounds * count)


def timed(executor: Executor, suite: Suite) -> float:
    """Return tasks per minute, with one source each."""
    jobs = [
        TimingJob(task.id, {source_sha256(task.references["medium"]): task.references["medium"]})
        for task in suite.tasks
    ]
    names = [node.name for node in executor.nodes()]
    start = time.monotonic()
    done = sum(timed.last for timed in executor.time(jobs, names))
    return 60 * done / (time.monotonic() - start)


def _bridge_seconds() -> float:
    """CPU time of the bridge, this process's only child process of its name; 0 without one."""
    total = 0.0
    for child in psutil.Process().children():
        if any("executors.ray.bridge" in word for word in child.cmdline()):
            times = child.cpu_times()
            total += times.user + times.system
    return total


def overheads(
    suite: Suite, copies: int, rounds: int, seed: int
) -> tuple[dict[str, float], list[tuple[str, ...]], tuple[float, float]]:
    """Return figures, table rows, and the driver's CPU seconds per answer and per call."""
    figures: dict[str, float] = {}
    rows: list[tuple[str, ...]] = []
    for slots in (1, 2):
        with (
            opened("local", suite, slots, seed, PLANS["quick"]) as local,
            opened("ray", suite, slots, seed, PLANS["quick"]) as ray,
        ):
            for executor in (local, ray):  # inputs and expected answers
                judged(executor, suite, slots, "warm")
            pairs = []
            for number in range(rounds):
                order = (local, ray) if number % 2 else (ray, local)
                speed = {e: judged(e, suite, copies, f"{slots} {number} {id(e)}") for e in order}
                pairs.append((speed[local], speed[ray]))
            name = f"judging_{slots}_slots"
            _compare(f"judging, {slots} slots", name, pairs, figures, rows)
            if slots == 1:
                pairs = [(timed(local, suite), timed(ray, suite)) for _ in range(rounds)]
                _compare("timing, tasks, 1 lane", "timing", pairs, figures, rows)
            else:
                driver = driver_seconds(ray, suite)
    return figures, rows, driver


def _compare(
    title: str,
    name: str,
    pairs: Sequence[tuple[float, float]],
    figures: dict[str, float],
    rows: list[tuple[str, ...]],
) -> None:
    """Medians of both, and of the pairs' ratios, so that other load affects both sides."""
    local, ray = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    overhead = statistics.median(one / other - 1 for one, other in pairs)
    figures |= {f"{name}_local": local, f"{name}_ray": ray, f"{name}_overhead": overhead}
    rows.append((title, f"{local:.1f}", f"{ray:.1f}", f"{overhead:+.1%}"))


def cpu_seconds(act: Callable[[Sandbox], object]) -> tuple[float, float]:
    """Return the CPU cost of `act`: (this process, all that the sandbox started). Load has no
    effect.
    """
    before, own = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
    with Sandbox() as sandbox:
        act(sandbox)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)  # closing has waited for them
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.process_time() - own, children


def judging_costs(suite: Suite, seed: int) -> tuple[dict[str, float], dict[str, float], float]:
    """Return CPU seconds per sample and to prepare, by task; and the host's share of a sample."""
    per_sample, preparing, own_seconds = {}, {}, 0.0
    for task in suite.tasks:
        known: list[CorrectnessJudge] = []

        def first(
            sandbox: Sandbox, task: SuiteTask = task, known: list[CorrectnessJudge] = known
        ) -> None:
            known.append(CorrectnessJudge(sandbox, seed))
            known[0].judge(task, task.fast)

        def again(
            sandbox: Sandbox, task: SuiteTask = task, known: list[CorrectnessJudge] = known
        ) -> None:
            known[0]._sandbox = sandbox  # keeps the inputs that it has made
            known[0].judge(task, task.fast)

        def boot(sandbox: Sandbox, task: SuiteTask = task) -> None:
            with sandbox.lease(task.imports):
                pass

        whole, sample, nothing = cpu_seconds(first), cpu_seconds(again), cpu_seconds(boot)
        per_sample[task.id] = max(1e-3, sum(sample) - sum(nothing))
        preparing[task.id] = max(0.0, sum(whole) - sum(sample))
        own_seconds += sample[0]
    return per_sample, preparing, own_seconds / sum(per_sample.values())


def timing_costs(suite: Suite, profile: str, seed: int) -> dict[str, float]:
    """Return CPU seconds for one source with reference and no-op, by task."""
    plan = PLANS[profile]
    assert plan is not None

    def act(sandbox: Sandbox, task: SuiteTask) -> None:
        list(measure(task, {"m": task.references["medium"]}, sandbox, seed, plan))

    return {task.id: sum(cpu_seconds(partial(act, task=task))) for task in suite.tasks}


def seconds_to_examine(suite: Suite, seed: int) -> float:
    """Return CPU seconds of one examination of a node."""
    tasks = certificate_tasks(suite)
    shared = {task.id: task.references["medium"] for task in tasks}
    return sum(cpu_seconds(lambda sandbox: audit(tasks, sandbox, seed, "start", shared)))


def seconds_to_write(suite: Suite) -> float:
    """Return seconds to write one verdict into a run folder."""
    task = suite.tasks[0]
    asked = Generation(task_id=task.id, sample_index=0, text="")
    record = verdict(asked, task.fast, "code", Judgement("pass", "", 20, 20), "node-12345678")
    with tempfile.TemporaryDirectory() as folder, RunFolder(Path(folder)) as files:
        start = time.process_time()
        for _ in range(APPENDED):
            files.append(VERDICTS, record)
        return (time.process_time() - start) / APPENDED


def main() -> None:
    made = parser(__doc__ or "", tasks=6, copies=3, rounds=9, seed=5, slots=32, models=30)
    made.add_argument("--samples", type=int, default=100, help="simulated, per task and model")
    made.add_argument("--distinct", type=int, default=20, help="passing sources of a task to time")
    made.add_argument("--answer-us", type=float, default=150.0, help="without --rounds")
    made.add_argument("--call-us", type=float, default=1000.0, help="without --rounds")
    made.add_argument("--profile", default="standard", help="of the timing: quick, standard")
    args = made.parse_args()
    suite = registry.load_core()
    ids = [task.id for task in suite.tasks[:: len(suite.tasks) // args.tasks]]
    part = registry.select(suite, ids, args.tasks)
    figures: dict[str, float] = {}
    answer, call = args.answer_us / 1e6, args.call_us / 1e6
    if args.rounds:
        figures, rows, (answer, call) = overheads(part, args.copies, args.rounds, args.seed)
        table(("a minute", "local", "ray", "overhead"), rows)
    per_sample, preparing, share = judging_costs(part, args.seed)
    written = seconds_to_write(suite)
    timings = timing_costs(part, args.profile, args.seed)
    costs = Costs(
        judging=_spread(per_sample, suite),
        preparing=_spread(preparing, suite),
        host_share=share,
        answer=answer + written,
        call=call,
        timing=_spread(timings, suite),
        audit=seconds_to_examine(suite, args.seed),
    )
    figures |= {
        "driver_ms_an_answer": 1e3 * answer,
        "driver_ms_a_call": 1e3 * call,
        "write_ms_a_verdict": 1e3 * written,
        "seconds_a_sample": costs.mean_judging,
        "host_share": share,
        "seconds_to_prepare_a_task": statistics.mean(preparing.values()),
        "seconds_to_examine_a_node": costs.audit,
        "seconds_to_time_a_source": statistics.mean(timings.values()),
        "longest_seconds_to_time_a_source": max(timings.values()),
    }
    sizing(costs)
    limits = simulate(costs, args, figures)
    for name, value in figures.items():
        print(f"{name}  {value:.4g}")
    write(args.json, figures, limits)


def _spread(timings: dict[str, float], suite: Suite) -> dict[str, float]:
    """Costs for all tasks: the tasks that were not timed take those of timed ones, in turn."""
    some = list(timings.values())
    return {task.id: some[i % len(some)] for i, task in enumerate(suite.tasks)}


RUNS = ((1, 1), (1, 10), (1, 200), (30, 10), (30, 200), (30, 1000))
"""(models, samples per task) of the sizing table."""
DISTINCT_AND_RIGHT = 0.25
"""The share of a task's many samples that is timed: the others are wrong or duplicates."""


def sizing(costs: Costs) -> None:
    """Print the hours of one slot and of one lane, and the number that finishes in eight hours."""
    rows = []
    for n_models, n_samples in RUNS:
        n_timed = max(1.0, DISTINCT_AND_RIGHT * n_samples)
        slots = n_models * n_samples * sum(costs.judging.values()) / 3600
        tasks = [seconds * (2 + n_timed) / 3 / 3600 for seconds in costs.timing.values()]
        lanes = n_models * sum(tasks)
        longest = f"{max(tasks):.1f} h"
        rows.append(
            (
                f"{n_models} x {len(costs.judging)} x {n_samples}",
                f"{slots:.1f} h",
                str(math.ceil(slots / 8)),
                f"{lanes:.1f} h",
                str(math.ceil(lanes / 8)),
                longest,
            )
        )
    table(
        ("models x tasks x samples", "a slot", "in 8 h", "a lane", "in 8 h", "longest task"), rows
    )


HEADER = ("nodes", "judging", "a minute", "of ideal", "timing", "of ideal")


def simulate(costs: Costs, args: argparse.Namespace, figures: dict[str, float]) -> list[str]:
    """Print the table of NODES; return, for each stage, the point at which it falls below half of
    the cores' capacity, and the bottleneck, in words.
    """
    n_answers = args.models * len(costs.judging) * args.samples
    print(
        f"\n{args.models} models x {len(costs.judging)} tasks x {args.samples} samples; "
        f"{args.distinct} sources a task timed ({args.profile}); {args.slots} cores a node"
    )
    found = {
        n: (
            judging(costs, n, args.slots, args.models, args.samples),
            timing(costs, n, args.models, args.distinct),
        )
        for n in NODES
    }
    table(HEADER, [row(n, *found[n], n_answers) for n in NODES])
    limits = []
    for index, name in enumerate(("judging", "timing")):
        first = next((n for n in NODES if found[n][index].efficiency < 0.5), None)
        limit = "nothing, up to here" if first is None else found[first][index].limit
        limits.append(
            f"{name} falls below half of what the cores could do at {first} nodes: {limit}"
        )
        print(limits[-1])
        figures[f"{name}_half_at_nodes"] = first or 0
        figures |= {f"{name}_of_ideal_{n}_nodes": found[n][index].efficiency for n in NODES}
    return limits


def row(n: int, judged: Simulated, timed: Simulated, n_answers: int) -> tuple[str, ...]:
    return (
        str(n),
        f"{judged.seconds / 60:.1f} min",
        f"{60 * n_answers / judged.seconds:.0f}",
        f"{judged.efficiency:.0%}",
        f"{timed.seconds / 3600:.1f} h",
        f"{timed.efficiency:.0%}",
    )


if __name__ == "__main__":
    main()
