"""The pool: who serves, what happens when a zygote or the host dies, and that nothing is left."""

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
from sandbox_users import command, environment

from effbench.errors import SandboxError, UsageError
from effbench.sandbox import Limits, Sandbox, cage, calls_frame, job_frame, pool
from effbench.sandbox.conversation import ZygoteError
from effbench.sandbox.host import Zygote

HONEST = "def solve(x):\n    return x + 1\n"
ENDLESS = "def solve(x):\n    while True: pass\n"
SLEEPER = "import time\ndef solve(x):\n    time.sleep(1000)\n"
SHORT = Limits(cpu_seconds=0.5, wall_seconds=20)
GONE_SECONDS = 10.0  # milliseconds where nothing else runs


_others: list[psutil.Process] = []  # children that were there before the test


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
    """A sandbox of the test's own; afterwards nothing of it is left."""
    fds = descriptors()
    with Sandbox(tier) as made:
        yield made
    assert wait_until(lambda: not family())
    assert descriptors() == fds


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
    assert not set(first) & set(zygotes())


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
    assert outcome.ended == "timeout"  # of the second child: the first one's end was not its own
    honest(own)


def test_killing_zygotes_at_any_moment_never_gives_a_wrong_outcome(own: Sandbox) -> None:
    """Whatever the moment: the right answer, or our own error when it happens twice."""
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
    from effbench.sandbox import host

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
        assert len(left) == (6 if tier == "T1" else 4)
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
        assert family()  # what is in use ends when it is given back
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
        zygote._control.close()  # what the garbage collector does, without its warnings
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
    """Trainers hold thousands; `select` ends at 1023."""
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


# --- tiers ------------------------------------------------------------------------------------


def test_a_tier_that_does_not_exist() -> None:
    with pytest.raises(UsageError, match=r"T9.*auto, T1, T2"):
        Sandbox("T9")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Make tiers fail for a reason."""

    def install(**reasons: str | None) -> None:
        monkeypatch.setattr(cage, "probe", lambda tier: reasons[tier])

    yield install


def test_auto_is_the_strongest_tier(broken: Callable[..., None]) -> None:
    broken(T1=None, T2=None)
    assert cage.choose_tier() == cage.choose_tier("T1") == "T1"
    assert cage.choose_tier("T2") == "T2"


def test_a_tier_that_does_not_work_is_an_error_that_names_the_fix(
    broken: Callable[..., None],
) -> None:
    broken(T1="unshare: Operation not permitted", T2=None)
    for wanted in ("auto", "T1"):
        with pytest.raises(SandboxError) as caught:
            Sandbox(wanted)
        text = str(caught.value)
        for part in (
            "T1",
            "unshare: Operation not permitted",
            "unprivileged_userns_clone",
            "--sandbox T2",
        ):
            assert part in text
    broken(T1="no", T2="neither")
    with pytest.raises(SandboxError) as caught:
        Sandbox("T1")
    assert "--sandbox" not in str(caught.value)


def test_the_probe_says_why_a_zygote_can_not_be_built(
    monkeypatch: pytest.MonkeyPatch, tier: str
) -> None:
    real = cage.configuration

    def broken(tier: str, imports: tuple[str, ...]) -> dict[str, Any]:
        return real(tier, imports) | {"preload": ["no_such_module"]}

    monkeypatch.setattr(cage, "configuration", broken)
    reason = cage.probe.__wrapped__(tier)
    assert reason is not None and "imports: ModuleNotFoundError" in reason
    monkeypatch.setattr(cage, "configuration", lambda *a: real(*a) | {"python": "/no/such/python"})
    assert "/no/such/python" in cage.probe.__wrapped__(tier)
    assert not [p for p in family() if p.status() != "zombie" and "no_such" in str(p.cmdline())]


@pytest.mark.parametrize("tier,abi,works", [("T1", 0, False), ("T2", 2, False), ("T2", 0, False)])
def test_tiers_need_landlock(
    monkeypatch: pytest.MonkeyPatch, tier: str, abi: int, works: bool
) -> None:
    monkeypatch.setattr(cage.kernel, "landlock_abi", lambda: abi)
    reason = cage.probe.__wrapped__(tier)
    assert (reason is None) == works
    assert reason is not None and "Landlock" in reason


def test_other_machines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cage.kernel, "MACHINE", "riscv64")
    assert "riscv64" in str(cage.probe.__wrapped__("T1"))
    monkeypatch.setattr(cage.sys, "platform", "darwin")
    assert "darwin" in str(cage.probe.__wrapped__("T2"))


# --- for a long time --------------------------------------------------------------------------

HOSTILE = (
    "def solve(x):\n    return [bytes(1 << 20)] * 4\n",
    "import os\ndef solve(x):\n    os._exit(0)\n",
    "import ctypes\ndef solve(x):\n    ctypes.string_at(0)\n",
    "import threading as t\ndef solve(x):\n    t.Thread(target=t.Event().wait).start()\n",
    "import os\ndef solve(x):\n    os.closerange(0, 99)\n",
    "def solve(x:\n",
)


@pytest.mark.slow
def test_two_thousand_samples_leave_no_trace(tier: str) -> None:
    with Sandbox(tier) as sandbox:
        for _ in range(50):
            honest(sandbox)
        gc.collect()
        me = psutil.Process()
        before = (descriptors(), len(family()), threading.active_count())
        rss = me.memory_info().rss
        for i in range(2000):
            if i % 100 == 0:
                sandbox.run(HOSTILE[i // 100 % len(HOSTILE)], "solve", [(1,)], SHORT)
            else:
                honest(sandbox, i)
        gc.collect()
        assert (descriptors(), len(family()), threading.active_count()) == before
        assert me.memory_info().rss < rss + (30 << 20)
    assert not [p for p in family() if p.status() == "zombie"]
