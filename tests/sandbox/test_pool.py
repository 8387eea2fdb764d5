"""The pool: the choice of zygotes, the death of a zygote or the host, and clean-up."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest
from as_user import IMPOSSIBLE
from holder import PROCESSES
from nightly import repetitions
from sandbox_users import command, environment

from effbench.base.errors import SandboxError
from effbench.sandbox import Limits, Sandbox, calls_frame, job_frame
from effbench.sandbox.host import pool, tiers
from effbench.sandbox.host.conversation import ZygoteError
from effbench.sandbox.host.zygote import Zygote
from effbench.sandbox.inside import kernel

HONEST = "def solve(x):\n    return x + 1\n"
ENDLESS = "def solve(x):\n    while True: pass\n"
SLEEPER = "import time\ndef solve(x):\n    time.sleep(1000)\n"
SHORT = Limits(cpu_seconds=0.5, wall_seconds=20)
SET_SUBREAPER = 36
GONE_SECONDS = 10.0  # milliseconds on an idle machine


_others: list[psutil.Process] = []  # children that existed before the test


@pytest.fixture(autouse=True)
def leave_others_alone() -> None:
    _others[:] = psutil.Process().children(recursive=True)


def family() -> list[psutil.Process]:
    return [p for p in psutil.Process().children(recursive=True) if p not in _others]


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def honest(sandbox: Sandbox, x: int = 1) -> None:
    assert sandbox.run(HONEST, "solve", [(x,)]).values == (x + 1,)


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def own(tier: str) -> Iterator[Sandbox]:
    """A sandbox for one test. Afterwards none of its processes or descriptors is left."""
    fds = descriptors()
    kernel.prctl(SET_SUBREAPER, 1)  # orphans become this process's children
    try:
        with Sandbox(tier) as made:
            yield made
        assert wait_until(lambda: not any(map(is_alive, family()))), family()
        assert descriptors() == fds
    finally:
        kernel.prctl(SET_SUBREAPER, 0)
        for orphan in family():
            with contextlib.suppress(ChildProcessError, psutil.NoSuchProcess):
                orphan.kill()
                os.waitpid(orphan.pid, 0)


# --- zygotes die ------------------------------------------------------------------------------


def zygotes() -> list[psutil.Process]:
    return sorted(family(), key=lambda process: process.create_time())


@pytest.mark.parametrize("which", [0, -1], ids=["outer", "inner"])
def test_a_zygote_that_dies_between_runs_is_replaced(own: Sandbox, which: int) -> None:
    honest(own)
    first = zygotes()
    first[which].kill()
    assert wait_until(lambda: not is_alive(first[which]))
    honest(own)
    assert wait_until(lambda: not any(map(is_alive, first)))


@pytest.mark.parametrize("which", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("source", [ENDLESS, SLEEPER], ids=["busy", "asleep"])
def test_a_zygote_that_dies_during_a_run_is_replaced_and_the_run_repeated(
    own: Sandbox, which: int, source: str
) -> None:
    honest(own)
    limits = Limits(cpu_seconds=0.5, wall_seconds=2 if source == SLEEPER else 30)
    victim = zygotes()[which if own.tier == "T1" else 0]
    standing = len(zygotes())

    def kill() -> None:
        wait_until(lambda: len(family()) > standing)
        time.sleep(0.1)
        victim.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    outcome = own.run(source, "solve", [(1,)], limits)
    killer.join()
    assert outcome.ended == "timeout"  # the second child's: the first one was killed from outside
    honest(own)


def test_killing_zygotes_at_any_moment_never_gives_a_wrong_outcome(own: Sandbox) -> None:
    """At any moment: the right answer, or a SandboxError if it happens twice."""
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(0.15):
            for process in zygotes()[-1:]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    outcomes = []
    try:
        for _ in range(25):
            try:
                outcomes.append(own.run(HONEST, "solve", [(1,)]))
            except SandboxError as error:
                outcomes.append(error)
    finally:
        stop.set()
        killer.join()
    for outcome in outcomes:
        assert isinstance(outcome, SandboxError) or outcome.values == (2,)
    honest(own)


def test_a_child_that_others_kill_is_not_blamed(own: Sandbox) -> None:
    honest(own)
    standing = zygotes()
    shots = []

    def kill() -> None:
        assert wait_until(lambda: len(family()) > len(standing))
        time.sleep(0.2)
        shots.append(zygotes()[-1])
        shots[-1].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    assert own.run(ENDLESS, "solve", [(1,)], Limits(cpu_seconds=1)).ended == "timeout"
    killer.join()
    assert len(shots) == 1 and shots[0] not in standing
    honest(own)


def test_a_large_child_that_the_kernel_kills_ran_out_of_memory(own: Sandbox) -> None:
    honest(own)
    standing = zygotes()
    source = "def solve(x):\n    kept = bytearray(b'x') * (150 << 20)\n    while True: pass\n"

    def kill() -> None:
        assert wait_until(lambda: len(family()) > len(standing))
        child = zygotes()[-1]
        assert wait_until(lambda: child.memory_info().rss > 150 << 20)
        child.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    limits = Limits(cpu_seconds=30, memory_bytes=200 << 20)
    outcome = own.run(source, "solve", [(1,)], limits)
    killer.join()
    assert outcome.ended == "memory" and outcome.detail.startswith("killed by the system at 1")


def test_the_kernel_takes_a_child_before_the_host(own: Sandbox) -> None:
    if own.tier == "T4":
        pytest.skip("tier T4 makes use of nothing that only Linux has")
    honest(own)
    for process in zygotes()[-1:]:
        with open(f"/proc/{process.pid}/oom_score_adj") as file:
            assert int(file.read()) == 1000


def test_two_failures_in_a_row_are_our_error(own: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def fail(self: Zygote, *arguments: Any) -> None:
        tried.append(self)
        raise ZygoteError("as the test wants it")

    with monkeypatch.context() as patch:
        patch.setattr(Zygote, "run", fail)
        with pytest.raises(SandboxError, match="as the test wants it"):
            own.run(HONEST, "solve", [(1,)])
    assert len(set(tried)) == 2
    honest(own)


def test_a_lease_that_is_interrupted_spoils_only_its_zygote(own: Sandbox) -> None:
    with pytest.raises(KeyboardInterrupt), own.lease() as zygote:
        raise KeyboardInterrupt
    assert zygote.dead
    honest(own)


def test_a_stopped_zygote_is_given_up(own: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    from effbench.sandbox.host import zygote as host

    honest(own)
    monkeypatch.setattr(host, "_ANSWER_SECONDS", 0.3)
    for process in zygotes():
        process.send_signal(signal.SIGSTOP)
    with contextlib.suppress(SandboxError):  # a fresh one may take longer than 0.3 s, too
        own.run(HONEST, "solve", [(1,)])
    monkeypatch.undo()
    honest(own)


# --- the host dies, closes, forks -------------------------------------------------------------


@pytest.mark.parametrize("user", ["root", "ordinary"])
def test_a_killed_host_leaves_no_process(user: str, tier: str) -> None:
    line = command(user, "holder.py", tier)
    holder = subprocess.Popen(
        line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stderr is not None
    with holder.stdout, holder.stderr:
        said = holder.stdout.readline()
        if not said and holder.wait(10) == IMPOSSIBLE:
            pytest.skip(holder.stderr.read().strip())
        left = [psutil.Process(pid) for pid in json.loads(said)]
        assert len(left) == 2 * PROCESSES[tiers.choose_shell(tier)]
        holder.kill()
        holder.wait()
    assert wait_until(lambda: not any(map(is_alive, left)), GONE_SECONDS), left


def test_close_leaves_nothing(tier: str) -> None:
    fds = descriptors()
    sandbox = Sandbox(tier, slots=2)
    with sandbox.lease() as one, sandbox.lease(("numpy",)) as two:
        one.run(job_frame(HONEST, "solve"), calls_frame([(1,)]), Limits())
        two.run(job_frame(ENDLESS, "solve"), calls_frame([(1,)]), Limits(cpu_seconds=0.1))
        sandbox.close()
        assert family()  # zygotes in use end when they are returned
    assert wait_until(lambda: not family())
    assert descriptors() == fds
    sandbox.close()
    with pytest.raises(SandboxError, match="closed"):
        sandbox.run(HONEST, "solve", [(1,)])


def test_a_sandbox_that_is_dropped_ends_too(tier: str) -> None:
    sandbox = Sandbox(tier)
    honest(sandbox)
    assert family()
    idle = [zygote for idle in sandbox._idle.values() for zygote in idle]
    del sandbox
    for zygote in idle:
        zygote._control.close()  # as the garbage collector does, without its warnings
        zygote._process.wait(10)
    assert wait_until(lambda: not family())


def test_a_fork_does_not_share_zygotes(own: Sandbox) -> None:
    honest(own)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            own.run(HONEST, "solve", [(1,)])
        except SandboxError as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    said = os.read(reading, 1000).decode()
    os.close(reading)
    os.close(writing)
    assert "fork" in said
    honest(own)


def test_zygotes_are_renewed(own: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "CHILDREN_PER_ZYGOTE", 3)
    source = "def solve():\n    return hash('x')\n"
    seeds = [own.run(source, "solve", [()]).values for _ in range(7)]
    assert [len(set(seeds[i : i + 3])) for i in (0, 3, 6)] == [1, 1, 1]
    assert len(set(seeds)) == 3


# --- several at once --------------------------------------------------------------------------


def test_several_threads_at_once(tier: str) -> None:
    source = "import os, time\ndef solve(x):\n    time.sleep(0.02)\n    return x * x\n"
    slots, running, most = 3, [], []
    with Sandbox(tier, slots=slots) as sandbox:

        def job(x: int) -> None:
            with sandbox.lease() as zygote:
                running.append(zygote)
                most.append(len(running))
                outcome = zygote.run(job_frame(source, "solve"), calls_frame([(x,)]), Limits())
                running.remove(zygote)
            assert outcome.values == (x * x,)

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(job, range(40)))
    assert max(most) == slots


def test_from_asyncio(own: Sandbox) -> None:
    async def several() -> list[Any]:
        jobs = [asyncio.to_thread(own.run, HONEST, "solve", [(x,)]) for x in range(10)]
        return await asyncio.gather(*jobs)

    assert [o.values for o in asyncio.run(several())] == [(x + 1,) for x in range(10)]


def test_hostile_and_honest_side_by_side(tier: str) -> None:
    hostile = [ENDLESS, "import os\nos._exit(0)\n", "def solve(x):\n    return solve(x)\n", "x" * 9]
    with Sandbox(tier, slots=2) as sandbox, ThreadPoolExecutor(4) as threads:
        bad = [
            threads.submit(sandbox.run, s, "solve", [(1,)], Limits(cpu_seconds=0.2))
            for s in hostile * 2
        ]
        good = [threads.submit(sandbox.run, HONEST, "solve", [(x,)]) for x in range(20)]
        assert [job.result().values for job in good] == [(x + 1,) for x in range(20)]
        assert "returned" not in {job.result().ended for job in bad}


def test_a_host_with_many_open_files(own: Sandbox) -> None:
    """Trainers have thousands of open files; `select` is limited to descriptors up to 1023."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 3000:
        pytest.skip("this user may not open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 3000), hard))
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(1500)]
    try:
        honest(own)
        assert own.run(ENDLESS, "solve", [(1,)], Limits(cpu_seconds=0.1)).ended == "timeout"
    finally:
        for fd in held:
            os.close(fd)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


# --- many children in a row -------------------------------------------------------------------

HOSTILE = (
    "def solve(x):\n    return [bytes(1 << 20)] * 4\n",
    "import os\ndef solve(x):\n    os._exit(0)\n",
    "import ctypes\ndef solve(x):\n    ctypes.string_at(0)\n",
    "import threading as t\ndef solve(x):\n    t.Thread(target=t.Event().wait).start()\n",
    "import os\ndef solve(x):\n    os.closerange(0, 99)\n",
    "def solve(x:\n",
)


@pytest.mark.slow
def test_many_fresh_interpreters_leave_no_trace() -> None:
    """Tier T4 starts one for each sample: 60, or 300 in the test's share of the nightly tier.

    The other tiers' long run is `test_soak.py`.
    """
    runs = repetitions("fresh interpreters", 300, 60)
    with Sandbox("T4") as sandbox:
        for _ in range(runs // 6):
            honest(sandbox)
        gc.collect()
        me = psutil.Process()
        before = (descriptors(), len(family()), threading.active_count())
        rss = me.memory_info().rss
        every = runs // 3
        for i in range(runs):
            if i % every == 0:
                sandbox.run(HOSTILE[i // every % len(HOSTILE)], "solve", [(1,)], SHORT)
            else:
                honest(sandbox, i)
        gc.collect()
        assert (descriptors(), len(family()), threading.active_count()) == before
        assert me.memory_info().rss < rss + (30 << 20)
    assert not [p for p in family() if p.status() == "zombie"]
