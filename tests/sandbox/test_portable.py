"""Tier T4: the same runs on systems that have POSIX but none of Linux's own features.
`test_host.py`, `test_pool.py` and the gallery test its runs together with those of the other tiers.
These tests cover its own parts, and the features that it must do without.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator

import psutil
import pytest
from sandbox_users import require_tier

from effbench.sandbox import Limits, Sandbox
from effbench.sandbox.host.portable import PortableChild

HONEST = "def solve(x):\n    return x + 1\n"


@pytest.fixture
def portable() -> Iterator[Sandbox]:
    require_tier("T4")
    with Sandbox("T4") as sandbox:
        yield sandbox


def run_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


WITHOUT_LINUX = """
    import builtins, ctypes, os, signal, sys, sysconfig, warnings
    import numpy, psutil  # both look at the system when they are imported
    sysconfig.get_config_vars()

    class Nothing:
        def __getattr__(self, name):
            raise AttributeError("this C library has no " + name)

    def open_nothing_of_proc(path, *arguments, **options):
        ours = "effbench" in sys._getframe(1).f_globals.get("__name__", "")
        assert not (ours and str(path).startswith("/proc")), path
        return opened(path, *arguments, **options)

    sys.platform = "darwin"
    opened, builtins.open = builtins.open, open_nothing_of_proc
    ctypes.CDLL = lambda *a, **k: Nothing()
    for module, names in {
        os: "pidfd_open pipe2 sched_getaffinity memfd_create waitid setns unshare",
        signal: "pidfd_send_signal",
    }.items():
        for name in names.split():
            if hasattr(module, name):
                delattr(module, name)
    warnings.simplefilter("ignore")
"""


def test_without_anything_of_linux() -> None:
    """T4 can be imported, chosen and run without pidfds, /proc and calls through ctypes."""
    said = run_python(
        WITHOUT_LINUX
        + """
    from effbench.sandbox import Limits, Sandbox, calls_frame, job_frame
    with Sandbox("T4", slots=2) as sandbox:
        print(sandbox.tier, sandbox.shell)
        right = sandbox.run("def solve(x): return x + 1", "solve", [(1,), (2,)])
        print(right.values, right.cpu_ns > 0, right.peak_rss_bytes > 1 << 20)
        print(sandbox.run("import numpy\\ndef solve(): return numpy.arange(2)", "solve", [()],
                          imports=("numpy",)).values[0].tolist())
        with sandbox.lease() as keeper:
            job, calls = job_frame("def solve(): return 1 / 0", "solve"), calls_frame([()])
            print(keeper.run(job, calls, Limits()).detail)
        print(sandbox.run("def solve():\\n while 1: pass", "solve", [()],
                          Limits(cpu_seconds=0.2)).ended)
        print(sandbox.run("def solve(): return b'x' * 10**6", "solve", [()],
                          Limits(output_bytes=10**5)).ended)
    try:
        Sandbox().tier
    except Exception as error:
        print(error)
    """
    ).splitlines()
    assert said[:6] == [
        "T4 none",
        "(2, 3) True True",
        "[0, 1]",
        "ZeroDivisionError: division by zero (line 1)",
        "timeout",
        "output_limit",
    ]
    assert said[6].startswith("sandbox tier T1 does not work here: it needs Linux, and this is dar")


def test_windows_gets_an_error_that_says_what_to_do() -> None:
    said = run_python(
        """
        import numpy, psutil, subprocess, sys, tempfile
        sys.platform = "win32"
        for name in ("fcntl", "resource", "pwd", "termios"):
            sys.modules[name] = None
        import ctypes
        def refuse(*a, **k):
            raise TypeError("a name, please")
        ctypes.CDLL = refuse
        from effbench.base.errors import SandboxError
        from effbench.sandbox import Sandbox
        for tier in ("auto", "T4"):
            try:
                Sandbox(tier).tier
            except SandboxError as error:
                print(error)
        """
    ).splitlines()
    assert len(said) == 2 and all("use WSL 2" in line for line in said)


def test_starting_the_interpreter_is_not_charged(
    portable: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals = []
    real = PortableChild.cpu_ns_dead

    def recorded(child: PortableChild) -> int:
        totals.append(real(child))
        return totals[-1]

    monkeypatch.setattr(PortableChild, "cpu_ns_dead", recorded)
    outcome = portable.run(HONEST, "solve", [(1,)], imports=("numpy",))
    assert 0 < outcome.cpu_ns < totals[0] / 3


def test_the_hosts_memory_is_not_the_childs(portable: Sandbox) -> None:
    """Linux counts the memory of a process towards the peak of the processes that it starts."""
    held = bytearray(b"x") * (300 << 20)
    assert psutil.Process().memory_info().rss > len(held)
    assert portable.run(HONEST, "solve", [(1,)]).peak_rss_bytes < 100 << 20


def test_memory_is_watched_where_it_can_not_be_limited(
    portable: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a system without an address-space limit, polling the memory ends the child."""
    real = PortableChild.memory_bytes_running
    monkeypatch.setattr(PortableChild, "memory_bytes_running", lambda child: 4 * real(child))
    source = "def solve():\n    kept = bytearray(b'x') * (100 << 20)\n    while True: pass\n"
    outcome = portable.run(source, "solve", [()], Limits(memory_bytes=120 << 20))
    assert outcome.ended == "memory"
    assert outcome.detail.startswith("stopped at 1")


def test_what_a_child_started_ends_with_it(portable: Sandbox) -> None:
    source = (
        "import subprocess, sys\n"
        "def solve():\n"
        "    return subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)']).pid\n"
    )
    (pid,) = portable.run(source, "solve", [()]).values
    until = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until
        time.sleep(0.02)
