"""Channels between two children that only the host can check.

The gallery's `cache_*` files test channels from a child to a later one, its `living_*` files those
between two simultaneous children. These tests check facts that no program can see about itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from gallery import attacks
from sandbox_users import environment, require_tier

from effbench.sandbox import Limits, Sandbox

SLEEPER = "import time\ndef solve():\n    time.sleep(5)\n    return 0\n"
LIMITS = Limits(cpu_seconds=5, wall_seconds=20)

BELOW = """
import os, sys
from effbench.sandbox import Sandbox
from effbench.sandbox.inside import kernel
STRICT = 1 << 24  # access times move with every read
kernel.unshare(kernel.CLONE_NEWNS)
kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
place = sys.argv[1]
kernel.mount("tmpfs", place, "tmpfs", STRICT, "mode=755")
path = f"{place}/file"
open(path, "w").write("text")
os.utime(path, (1, 1))
source = f'''
import os
def solve():
    text = open({path!r}).read()
    return text, os.stat({path!r}).st_atime_ns
'''
with Sandbox(sys.argv[2], shell=sys.argv[3]) as sandbox:
    print(sandbox.run(source, "solve", [()]), os.stat(path).st_atime_ns)
"""


@pytest.fixture(scope="module", params=["T1", "T2"])
def child(request: pytest.FixtureRequest) -> Iterator[psutil.Process]:
    """A confined child that waits, with packages imported before it was forked."""
    require_tier(request.param)
    sandbox = Sandbox(request.param)
    sandbox.run("def solve(): pass", "solve", [()], LIMITS, ("numpy",))
    job = threading.Thread(target=sandbox.run, args=(SLEEPER, "solve", [()], LIMITS, ("numpy",)))
    job.start()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        leaves = [p for p in psutil.Process().children(recursive=True) if not p.children()]
        confined = [p for p in leaves if "Seccomp:\t2" in Path(f"/proc/{p.pid}/status").read_text()]
        if confined:
            break
        time.sleep(0.05)
    yield confined[0]
    job.join()
    sandbox.close()


def test_a_child_inherits_no_shared_memory(child: psutil.Process) -> None:
    """Every page that a child can write to is private from the first write on.

    The C library maps one of its tables as shared, from a file that it opened for reading: that
    mapping can't be made writable.
    """
    maps = [line.split() for line in Path(f"/proc/{child.pid}/maps").read_text().splitlines()]
    assert len(maps) > 50
    shared = [line for line in maps if line[1][3] == "s"]
    assert {line[1] for line in shared} <= {"r--s"}
    assert {os.path.basename(line[-1]) for line in shared} <= {"gconv-modules.cache"}


def test_a_child_shares_no_open_file_with_others(child: psutil.Process) -> None:
    """It has two pipes and /dev/null, opened for it alone: others see no offsets or flags of it."""
    folder = f"/proc/{child.pid}/fd"
    found = {int(name): os.readlink(f"{folder}/{name}") for name in os.listdir(folder)}
    assert sorted(found) == [0, 1, 2, 3, 4]
    assert {found[place] for place in (0, 1, 2)} == {"/dev/null"}
    assert found[3].startswith("pipe:") and found[4].startswith("pipe:")


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a folder below the libraries needs root")
@pytest.mark.parametrize("shell", ["python", "bwrap"])
def test_at_t1_access_times_stand_still_on_mounts_below_the_libraries_too(shell: str) -> None:
    require_tier("T1", shell)
    place = next((p for p in ("/usr/lib/python3", "/usr/lib/mime") if os.path.isdir(p)), None)
    if place is None:
        pytest.skip("no folder of the libraries to mount something on")
    line = [sys.executable, "-c", BELOW, place, "T1", shell]
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, check=True)
    assert "('text', 1000000000)" in done.stdout
    assert done.stdout.split()[-1] == "1000000000"


def test_what_is_tried_between_living_children_is_tried_by_two() -> None:
    pairs = {attack.name for attack in attacks() if attack.together == 2}
    assert pairs == {attack.name for attack in attacks() if attack.name.startswith("living_")}
    assert len(pairs) >= 10


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_two_children_do_live_at_the_same_time(tier: str) -> None:
    """Otherwise the gallery's pairs would prove nothing: each waits for the other's message."""
    require_tier(tier)
    with Sandbox(tier, slots=2) as sandbox:
        sandbox.run("def solve(): pass", "solve", [()])
        source = (
            "import time\ndef solve():\n    start = time.time()\n    time.sleep(1)\n"
            "    return start, time.time()\n"
        )
        spans: list[tuple[float, float]] = []

        def run() -> None:
            spans.append(sandbox.run(source, "solve", [()], LIMITS).values[0])

        jobs = [threading.Thread(target=run) for _ in range(2)]
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()
    (first, first_end), (second, second_end) = spans
    assert max(first, second) < min(first_end, second_end)


JOINS = """
import ctypes, time
def solve():
    libc = ctypes.CDLL(None)
    thread = ctypes.c_ulong()
    start = time.monotonic()
    made = libc.pthread_create(ctypes.byref(thread), None, libc.usleep, ctypes.c_void_p(100_000))
    joined = libc.pthread_join(thread, None)
    return made, joined, time.monotonic() - start >= 0.1
"""


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_the_c_library_waits_for_a_thread_though_shared_futexes_do_not(tier: str) -> None:
    """The C library polls instead: that costs CPU time, but nothing breaks."""
    require_tier(tier)
    with Sandbox(tier) as sandbox:
        assert sandbox.run(JOINS, "solve", [()], LIMITS).values == ((0, 0, True),)
