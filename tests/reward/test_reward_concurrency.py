"""Concurrent threads and coroutines: blocking, order and limits. The soak test combines them."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from reward_answers import FAST, HEAD

from effbench.executors import LocalEngine, local
from effbench.reward import Judge
from effbench.tasks.suite import Suite


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
    """Each of 3 completions takes over 1 s of CPU on one worker; the limit per input is 2 s."""
    task = replace(tiny_suite.tasks[0], cpu_limit_seconds=2.0)
    busy = HEAD + "t = sum(v * v for v in values)\n    import time\n"
    busy += "    end = time.process_time() + 0.2\n"
    busy += "    while time.process_time() < end: pass\n    return t"
    with Judge(replace(tiny_suite, tasks=(task,)), "off", workers=1) as judge:
        verdicts = judge.score_many([("squares", f"{busy}\n# {i}") for i in range(3)])
    assert [v.status for v in verdicts] == ["pass"] * 3


def test_back_pressure_makes_callers_wait(tiny_suite: Suite) -> None:
    with Judge(tiny_suite, "off", workers=1, max_pending=2) as judge:
        rounds = judge._running()
        first = rounds.submit(judge._completions([("squares", FAST)] * 2))
        assert first is not None
        assert rounds.submit(judge._completions([("squares", FAST)]), wait=False) is None
        assert judge.score("squares", FAST).passed  # waits, then is served
        assert len(first.result(timeout=60)) == 2
        assert len(judge.score_many([("squares", FAST)] * 5)) == 5  # too many: accepted alone


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

    monkeypatch.setattr(local, "measure", watched("timing", local.measure))
    monkeypatch.setattr(LocalEngine, "judge", watched("correctness", LocalEngine.judge))
    with Judge(tiny_suite, workers=workers) as judge, ThreadPoolExecutor(4) as threads:
        futures = [
            threads.submit(judge.score, task.id, task.fast + f"\n# {i}")
            for i, task in enumerate(tiny_suite.tasks * 3)
        ]
        assert all(future.result(timeout=300).passed for future in futures)
        judge.score_many([(task.id, f"{task.fast}\n# both") for task in tiny_suite.tasks])
    assert not overlaps
    assert max(at_once) == workers
