"""Shutdown and forks: no hang and no process left, at whatever point the trainer dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import psutil
import pytest
from reward_answers import FAST, HEAD

from effbench.models import extract_for
from effbench.reward import Judge, shared
from effbench.tasks.suite import Suite

TRAINER = """
    import sys, os
    from effbench.reward import Judge
    from effbench.tasks import registry
    judge = Judge("core-dev", "off", workers=2)
    task = judge.suite.tasks[0]
    verdict = judge.score(task.id, task.fast)
    assert verdict.passed, verdict
    print("ready", flush=True)
"""


def run(rest: str) -> subprocess.Popen[str]:
    code = textwrap.dedent(TRAINER) + textwrap.dedent(rest)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def descendants(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def all_gone(processes: list[psutil.Process], seconds: float = 20) -> bool:
    return not psutil.wait_procs(processes, timeout=seconds)[1]


def test_a_killed_trainer_leaves_no_process() -> None:
    trainer = run("import time; time.sleep(600)")
    assert trainer.stdout is not None and trainer.stdout.readline() == "ready\n"
    children = descendants(trainer.pid)
    assert children
    trainer.kill()
    trainer.wait()
    trainer.stdout.close()
    assert all_gone(children)


@pytest.mark.parametrize("how", ["", "sys.exit(3)", "raise KeyError", "os.kill(os.getpid(), 2)"])
def test_a_trainer_that_forgets_to_close_ends(how: str) -> None:
    trainer = run(how + "\n" if how else "pass")
    assert trainer.stdout is not None and trainer.stdout.readline() == "ready\n"
    trainer.wait(timeout=60)
    trainer.stdout.close()
    assert trainer.returncode in (0, 3, 1, -signal.SIGINT)


def test_a_fork_while_the_shared_judge_is_made_hangs_nobody() -> None:
    with shared._lock:  # as held by another thread at the fork
        child = os.fork()
        if child == 0:
            with shared._lock:
                os._exit(0)
    deadline = time.monotonic() + 20
    while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    if ended[0] == 0:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert ended[0] == child and ended[1] == 0


def test_closing_ends_who_waits_and_all_processes(tiny_suite: Suite) -> None:
    extract_for(tiny_suite.tasks[0], "text")  # starts the parsers' process, which all judges share
    mine = set(psutil.Process().children(recursive=True))
    judge = Judge(tiny_suite, "off", workers=1)
    endless = HEAD + "while True: pass"
    request = judge._running().submit(
        judge._completions([("squares", f"{endless}  # {i}") for i in range(5)])
    )
    assert request is not None
    time.sleep(0.3)
    judge.close()
    verdicts = request.result(timeout=60)
    assert len(verdicts) == 5 and verdicts[-1].reward is None
    assert all(v.status in ("timeout", "infra_error") for v in verdicts)
    late = judge.score("squares", FAST)
    assert late.infra_error and "closed" in late.detail
    judge.close()
    left = [p for p in psutil.Process().children(recursive=True) if p not in mine]
    assert all_gone(left)


def test_a_forgotten_judge_is_closed(tiny_suite: Suite) -> None:
    import gc

    judge = Judge(tiny_suite, "off", workers=1)
    judge.score("squares", FAST)
    rounds = judge._running()
    del judge
    gc.collect()
    rounds._thread.join(20)
    assert not rounds._thread.is_alive()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_gets_a_sandbox_of_its_own_and_leaves_the_parents_alone(tiny_suite: Suite) -> None:
    with Judge(tiny_suite, "off", workers=1) as judge:
        assert judge.score("squares", FAST).passed
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = 0 if judge.score("squares", FAST + "\n# in the fork").passed else 2
                judge.close()
            finally:
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert judge.score("squares", FAST + "\n# afterwards").passed
