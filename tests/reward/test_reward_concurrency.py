"""Threads, coroutines, killed workers at once: equal verdicts, no hang, leak or exception."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psutil
import pytest
from reward_answers import FAST, HEAD, TWICE, WRONG, fenced

from effbench.reward import Judge, grading
from effbench.reward.tasks import OpenTask
from effbench.suite import Suite

HOSTILE = [
    HEAD + "import os; os._exit(0)",
    HEAD + "return [0] * 10**12",
    HEAD + "raise SystemExit",
    HEAD + "import os; os.kill(os.getppid(), 9)",
    HEAD + "print('x' * 10**7); return 5",
    "import os; os.close(3); os.close(4)",
    "\ud800 def squares",
    "```python\n" * 500,
]
CALLS = int(os.environ.get("EFFBENCH_REWARD_CALLS", "160"))


def answers(seed: int, count: int) -> list[str]:
    rng = random.Random(seed)
    kinds = [FAST, TWICE, WRONG, fenced(FAST), "", *HOSTILE]
    return [rng.choice(kinds) + f"\n# {rng.randrange(12)}" for _ in range(count)]


def test_verdicts_are_the_same_whatever_goes_on_beside(tiny_suite: Suite) -> None:
    every = sorted(set(answers(1, CALLS)) | set(answers(2, CALLS)))
    with Judge(tiny_suite, "off", workers=2) as calm:
        pairs = [("squares", answer) for answer in every]
        wanted = dict(zip(every, calm.score_many(pairs), strict=True))
    assert {v.status for v in wanted.values()} >= {"pass", "wrong_answer", "no_code", "memory"}
    assert not any(v.infra_error for v in wanted.values())
    before = threading.active_count()
    with Judge(tiny_suite, "off", workers=2, cache_size=3, max_pending=8) as judge:
        done = threading.Event()
        killer = threading.Thread(target=_kill_now_and_then, args=(done,))
        killer.start()
        with ThreadPoolExecutor(6) as threads:
            thread = [threads.submit(judge.score, "squares", a) for a in answers(1, CALLS)]
            loop = asyncio.run(_all(judge, answers(2, CALLS)))
            results = [future.result(timeout=300) for future in thread]
        done.set()
        killer.join()
        asked = answers(1, CALLS) + answers(2, CALLS)
        for answer, found in zip(asked, results + loop, strict=True):
            assert found.status == wanted[answer].status, found
            assert found.reward == wanted[answer].reward
        assert judge.stats["scored"] == 2 * CALLS
    assert threading.active_count() <= before


async def _all(judge: Judge, texts: list[str]):
    return list(await asyncio.gather(*(judge.ascore("squares", text) for text in texts)))


def _kill_now_and_then(done: threading.Event) -> None:
    rng = random.Random(3)
    while not done.wait(rng.uniform(1, 3)):
        zygotes = psutil.Process().children()
        if zygotes:
            with contextlib.suppress(psutil.Error):
                rng.choice(zygotes).kill()


def test_the_loop_is_not_blocked_and_cancelling_hurts_nobody(quick_judge: Judge) -> None:
    async def main() -> tuple[int, bool]:
        slow = HEAD + "import time; time.sleep(3); return 0"
        dropped = asyncio.create_task(quick_judge.ascore("squares", slow))
        kept = asyncio.create_task(quick_judge.ascore("squares", FAST + "\n# kept"))
        ticks = 0
        for _ in range(20):
            await asyncio.sleep(0.01)
            ticks += 1
        dropped.cancel()
        return ticks, bool((await kept).passed)

    assert asyncio.run(main()) == (20, True)


def test_waiting_in_the_queue_costs_nobody_a_timeout(tiny_suite: Suite) -> None:
    """More than a second of CPU for each of three on one worker, and a limit of two an input."""
    task = replace(tiny_suite.tasks[0], cpu_limit_seconds=2.0)
    busy = HEAD + "t = sum(v * v for v in values)\n    import time\n"
    busy += "    end = time.process_time() + 0.2\n"
    busy += "    while time.process_time() < end: pass\n    return t"
    with Judge(replace(tiny_suite, tasks=(task,)), "off", workers=1) as judge:
        verdicts = judge.score_many([("squares", f"{busy}\n# {i}") for i in range(3)])
    assert [v.status for v in verdicts] == ["pass"] * 3


def test_back_pressure_makes_callers_wait(tiny_suite: Suite) -> None:
    with Judge(tiny_suite, "off", workers=1, max_pending=2) as judge:
        engine = judge._running()
        first = engine.submit(judge._items([("squares", FAST)] * 2))
        assert first is not None
        assert engine.submit(judge._items([("squares", FAST)]), wait=False) is None
        assert judge.score("squares", FAST).passed  # waits, then is served
        assert len(first.result(timeout=60)) == 2
        assert len(judge.score_many([("squares", FAST)] * 5)) == 5  # more than the queue: alone


@pytest.mark.parametrize("workers", [1, 2])
def test_timing_never_runs_beside_correctness_and_a_task_takes_a_slot(
    tiny_suite: Suite, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    running: list[str] = []
    overlaps: list[tuple[str, ...]] = []
    at_once: list[int] = []
    lock = threading.Lock()

    def watched(name: str, real):
        def call(*arguments, **options):
            with lock:
                running.append(name)
                at_once.append(running.count("timing"))
                if len(set(running)) > 1:
                    overlaps.append(tuple(running))
            try:
                time.sleep(0.02)
                result = real(*arguments, **options)
                return list(result) if name == "timing" else result
            finally:
                with lock:
                    running.remove(name)

        return call

    monkeypatch.setattr(grading, "measure", watched("timing", grading.measure))
    monkeypatch.setattr(OpenTask, "judge", watched("correctness", OpenTask.judge))
    with Judge(tiny_suite, workers=workers) as judge, ThreadPoolExecutor(4) as threads:
        futures = [
            threads.submit(judge.score, task.id, task.fast + f"\n# {i}")
            for i, task in enumerate(tiny_suite.tasks * 3)
        ]
        assert all(future.result(timeout=300).passed for future in futures)
        judge.score_many([(task.id, f"{task.fast}\n# both") for task in tiny_suite.tasks])
    assert not overlaps
    assert max(at_once) == workers
