"""A soak test of the reward under combined load: `python -m benchmarks.reward_soak`.

The load is a trainer's thread that sends batches of 8 x 8, threads that score one by one, an
asyncio loop with hundreds of calls in flight, some of them cancelled, and a thread that kills a
random worker of the judge every few seconds; 5 % of the completions are hostile. Before that, an
undisturbed judge gives each distinct completion its verdict. Counted: exceptions raised by calls,
calls that do not return, verdicts that differ from the undisturbed ones, and leftovers afterwards
(file descriptors, threads, processes, growth of the resident memory from the first tenth to the
end). The cache is smaller than the set of completions, so some are judged repeatedly.

`--calls` tests correctness; rewards are then exact. `--timed-calls` more use the `reward` profile,
in which times are measured anew, so only the status has to be equal.
`tests/reward/test_reward_soak.py` runs a small version.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import gc
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import psutil

from benchmarks._common import parser, table, write
from benchmarks._reward_answers import Pair, drawn, honest, hostile
from effbench.reward import Judge, RewardVerdict
from effbench.tasks import registry
from effbench.tasks.suite import Suite

BATCH = 64
IN_FLIGHT = 256
CANCELLED = 0.02
"""Share of the loop's calls that are cancelled and repeated: trainers drop rollouts."""
HANG_SECONDS = 1800.0
ENDLESS_CPU_SECONDS = 2.0
"""CPU limit of the task with endless loops: shorter than the time between two kills."""
Judged = tuple[Pair, RewardVerdict]


@dataclass
class Outcome:
    """Counts and leftovers of a soak test."""

    calls: int = 0
    exceptions: int = 0
    different: list[str] = field(default_factory=list)
    kills: int = 0
    infra_errors: int = 0
    cached: int = 0
    seconds: float = 0.0
    left_fds: int = 0
    left_threads: int = 0
    left_processes: int = 0
    grown_bytes: int = 0

    @property
    def clean(self) -> bool:
        """True without exceptions, different verdicts and leftovers."""
        left = self.left_fds + self.left_threads + self.left_processes
        return not (self.exceptions or self.different or left)

    def figures(self, name: str) -> dict[str, float]:
        """Return the outcome as figures with the prefix `name`."""
        plain = {**vars(self), "different": len(self.different)}
        return {f"{name}_{key}": float(value) for key, value in plain.items()}


def soak(
    suite: Suite,
    calls: int,
    *,
    profile: str = "off",
    hostile_share: float = 0.05,
    variants: int = 4,
    seed: int = 0,
    kill_seconds: tuple[float, float] = (2.0, 6.0),
    cache_size: int = 200,
    endless: bool = False,
) -> Outcome:
    """Send `calls` through one judge. `cache_size` is small, so sources are judged repeatedly.

    `endless`: the hostile completions of one task include one that reaches its limits.
    """
    rng = random.Random(seed)
    if endless:
        first = replace(suite.tasks[0], cpu_limit_seconds=ENDLESS_CPU_SECONDS)
        suite = replace(suite, tasks=(first, *suite.tasks[1:]))
    good = [pair for task in suite.tasks for pair in honest(task, variants)]
    bad = [
        pair
        for number, task in enumerate(suite.tasks)
        for pair in hostile(task, endless and number == 0)
    ]
    asked = drawn(good, bad, calls, hostile_share, rng)
    with Judge(suite, profile) as calm:
        distinct = sorted(set(asked))
        wanted = dict(zip(distinct, calm.score_many(distinct), strict=True))
    outcome = Outcome(calls=len(asked))
    gc.collect()
    before = _resources()
    start = time.monotonic()
    memory: list[int] = []
    with (
        Judge(suite, profile, cache_size=cache_size, max_pending=512) as judge,
        _killing(rng.random(), kill_seconds, outcome),
        _watching(judge, memory),
    ):
        for pair, verdict in _ask_all(judge, asked, rng.random(), outcome):
            outcome.infra_errors += verdict.infra_error
            outcome.cached += verdict.cached
            if _differs(verdict, wanted[pair], profile):
                shown = (pair[0], pair[1][:80], verdict.status, verdict.detail, verdict.reward)
                outcome.different.append(repr((*shown, wanted[pair].status)))
    outcome.seconds = time.monotonic() - start
    gc.collect()
    _settle(before)
    after = _resources()
    left = [now - then for now, then in zip(after, before, strict=True)]
    outcome.left_fds, outcome.left_threads, outcome.left_processes = (max(0, x) for x in left)
    early = memory[len(memory) // 10] if memory else 0
    outcome.grown_bytes = max(0, max(memory[-3:], default=0) - early)
    return outcome


def _differs(found: RewardVerdict, wanted: RewardVerdict, profile: str) -> bool:
    exact = profile == "off"
    return found.status != wanted.status or (exact and found.reward != wanted.reward)


def _ask_all(
    judge: Judge, asked: Sequence[Pair], seed: float, outcome: Outcome
) -> Iterator[Judged]:
    """A third each through a trainer's batches, single calls of threads, and coroutines."""
    shares = [asked[number::3] for number in range(3)]
    found: list[Judged] = []
    work: tuple[Callable[[], list[Judged]], ...] = (
        lambda: _trainer(judge, shares[0]),
        lambda: _threads(judge, shares[1]),
        lambda: asyncio.run(_loop(judge, shares[2], random.Random(seed))),
    )
    faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)  # a hang shows where and exits
    with ThreadPoolExecutor(len(work)) as threads:
        for future in [threads.submit(one) for one in work]:
            try:
                found += future.result()
            except Exception as error:
                outcome.exceptions += 1
                outcome.different.append(repr(error))
    faulthandler.cancel_dump_traceback_later()
    assert outcome.exceptions or len(found) == len(asked)
    return iter(found)


def _trainer(judge: Judge, asked: Sequence[Pair]) -> list[Judged]:
    found: list[Judged] = []
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        found += zip(batch, judge.score_many(batch), strict=True)
    return found


def _threads(judge: Judge, asked: Sequence[Pair]) -> list[Judged]:
    with ThreadPoolExecutor(16) as threads:
        return list(zip(asked, threads.map(lambda pair: judge.score(*pair), asked), strict=True))


async def _loop(judge: Judge, asked: Sequence[Pair], rng: random.Random) -> list[Judged]:
    room = asyncio.Semaphore(IN_FLIGHT)

    async def one(pair: Pair, dropped: bool) -> Judged:
        async with room:
            if dropped:
                first = asyncio.create_task(judge.ascore(*pair))
                await asyncio.sleep(rng.random() / 10)
                first.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await first
            return pair, await judge.ascore(*pair)

    return list(await asyncio.gather(*(one(pair, rng.random() < CANCELLED) for pair in asked)))


@contextlib.contextmanager
def _killing(seed: float, between: tuple[float, float], outcome: Outcome) -> Iterator[None]:
    """Kill one of the judge's zygotes at random intervals, with all its descendants."""
    rng = random.Random(seed)
    done = threading.Event()

    def kill() -> None:
        while not done.wait(rng.uniform(*between)):
            processes = psutil.Process().children()
            if processes:
                with contextlib.suppress(psutil.Error):
                    rng.choice(processes).kill()
                    outcome.kills += 1

    with _running(kill, done):
        yield


@contextlib.contextmanager
def _watching(judge: Judge, memory: list[int]) -> Iterator[None]:
    """Record the resident memory twice a second; print progress once a minute."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            memory.append(psutil.Process().memory_info().rss)
            if len(memory) % 120 == 0:
                print(f"{judge.stats.get('scored', 0):.0f} scored", file=sys.stderr, flush=True)

    with _running(watch, done):
        yield


@contextlib.contextmanager
def _running(act: Callable[[], None], done: threading.Event) -> Iterator[None]:
    thread = threading.Thread(target=act)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _resources() -> tuple[int, int, int]:
    """Numbers of open file descriptors, threads, and processes below this one."""
    children = psutil.Process().children(recursive=True)
    return len(os.listdir("/proc/self/fd")), threading.active_count(), len(children)


def _settle(before: tuple[int, int, int], seconds: float = 20.0) -> None:
    """Wait for killed processes to disappear."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(
        now > then for now, then in zip(_resources(), before, strict=True)
    ):
        time.sleep(0.1)


def main() -> None:
    counts = {"calls": 20_000, "timed_calls": 200, "tasks": 8, "variants": 6, "cache": 10}
    asked = parser(__doc__ or "", **counts, seed=0).parse_args()
    dev = registry.split(registry.load_core(), "dev")
    suite = Suite(dev.name, dev.version, dev.tasks[: asked.tasks])
    figures: dict[str, float] = {}
    rows = []
    failed = False
    for profile, calls in (("off", asked.calls), ("reward", asked.timed_calls)):
        if not calls:
            continue
        found = soak(
            suite,
            calls,
            profile=profile,
            variants=asked.variants,
            cache_size=asked.cache,
            seed=asked.seed,
            endless=profile == "off",
        )
        figures |= found.figures(profile)
        write(asked.json, figures)
        failed |= not found.clean
        left = f"{found.left_fds} {found.left_threads} {found.left_processes}"
        rows.append(
            (
                profile, str(found.calls), f"{found.seconds:.0f}", str(found.kills),
                str(found.cached), str(found.exceptions), str(len(found.different)),
                left, f"{found.grown_bytes / 2**20:.0f}",
            )
        )  # fmt: skip
        for line in found.different[:20]:
            print(line)
    table(
        (
            "profile", "calls", "s", "kills", "cached", "exceptions", "different",
            "left: fds threads processes", "MiB more",
        ),
        rows,
    )  # fmt: skip
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
