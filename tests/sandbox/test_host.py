"""One child: its input, its limits, the CPU time charged to it, and the report on its end."""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np
import pytest

from effbench.base.errors import UsageError
from effbench.sandbox import Limits, Outcome, Sandbox, WireError, calls_frame, job_frame

BURN = """
def burn(n):
    total = 0
    for i in range(n):
        total += i
    return total
"""
N = 300_000  # some ten milliseconds of `burn`


def run(
    sandbox: Sandbox, source: str, *arguments: Any, limits: Limits | None = None, **options: Any
) -> Outcome:
    return sandbox.run(source, "solve", [arguments], limits, **options)


def cpu_ns(sandbox: Sandbox, source: str, *arguments: Any, **options: Any) -> float:
    """The median of five runs minus that of a candidate that does nothing."""
    noop = "def solve(*a):\n    return 0\n"
    outcomes = [run(sandbox, source, *arguments, **options) for _ in range(5)]
    floor = [run(sandbox, noop, *arguments, **options).cpu_ns for _ in range(5)]
    assert {outcome.ended for outcome in outcomes} == {"returned"}, outcomes[0]
    return statistics.median(o.cpu_ns for o in outcomes) - statistics.median(floor)


# --- values -----------------------------------------------------------------------------------


def test_values_go_in_and_come_back(sandbox: Sandbox) -> None:
    values = [None, True, -(2**70), 1.5, "é\ud800", b"\0", [[1], (2,)], {"a": {1, 2}}, frozenset()]
    outcome = run(sandbox, "def solve(*a):\n    return list(a)\n", *values)
    assert outcome == Outcome(
        "returned",
        values=(values,),
        cpu_ns=outcome.cpu_ns,
        wall_ns=outcome.wall_ns,
        peak_rss_bytes=outcome.peak_rss_bytes,
        waited_ns=outcome.waited_ns,  # T4 reads a coarse clock: a few milliseconds
    )
    assert outcome.waited_ns < 0.1e9 + outcome.wall_ns / 2
    assert outcome.cpu_ns > 0 and outcome.wall_ns > 0 and outcome.peak_rss_bytes > 1 << 20


def test_all_calls_are_made_in_one_child_in_order(sandbox: Sandbox) -> None:
    source = "seen = []\ndef solve(x):\n    seen.append(x)\n    return list(seen)\n"
    outcome = sandbox.run(source, "solve", [(1,), (2,), (3,)])
    assert outcome.values == ([1], [1, 2], [1, 2, 3])
    assert sandbox.run(source, "solve", [(4,)]).values == ([4],)
    assert sandbox.run(source, "solve", []).values == ()


def test_a_prelude_comes_first_and_counts_no_lines(sandbox: Sandbox) -> None:
    job = job_frame(
        "from __future__ import annotations\ndef solve():\n    return 1 / ZERO\n",
        "solve",
        "ZERO = 0\n" * 9,
    )
    outcome = sandbox.run_frames(job, calls_frame([()]), Limits())
    assert (outcome.ended, outcome.detail) == (
        "raised",
        "ZeroDivisionError: division by zero (line 3)",
    )


def test_a_large_input_and_a_large_answer(sandbox: Sandbox) -> None:
    numbers = list(range(500_000))
    outcome = run(sandbox, "def solve(a):\n    return a[::-1]\n", numbers)
    assert outcome.values == (numbers[::-1],)


def test_arguments_that_are_not_plain_data_are_our_error(sandbox: Sandbox) -> None:
    with pytest.raises(WireError):
        run(sandbox, "def solve(a):\n    return a\n", object())


# --- the end of a child -----------------------------------------------------------------------

ENDS = {
    "raised": ("def solve():\n    raise ValueError('no\\nway')\n", "ValueError: no way (line 2)"),
    "syntax_error": ("def solve(:\n", "SyntaxError: invalid syntax (line 1)"),
    "memory": ("def solve():\n    return bytearray(1 << 40)\n", "MemoryError"),
    "died": (
        "import os\ndef solve():\n    os._exit(3)\n",
        "the process exited with status 3 before it answered",
    ),
}  # fmt: skip


@pytest.mark.parametrize("ended", ENDS)
def test_the_end_is_named_and_described(sandbox: Sandbox, ended: str) -> None:
    source, detail = ENDS[ended]
    outcome = run(sandbox, source)
    assert (outcome.ended, outcome.detail, outcome.values) == (ended, detail, ())


def test_a_signal_is_named(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "import ctypes\ndef solve():\n    ctypes.string_at(0)\n")
    assert (outcome.ended, outcome.detail) == ("died", "the process was killed by SIGSEGV")


def test_details_are_one_printable_line(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "def solve():\n    raise ValueError('\\x1b[2J\\n\\u202e' * 1000)\n")
    assert outcome.detail.isprintable() and len(outcome.detail) < 400


# --- limits -----------------------------------------------------------------------------------


def test_cpu_limit(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "def solve():\n    while True: pass\n", limits=Limits(cpu_seconds=0.2))
    assert outcome.ended == "timeout"
    assert outcome.cpu_ns > 0.2e9
    assert outcome.detail.startswith("stopped after 0.2")


def test_cpu_limit_counts_all_threads(sandbox: Sandbox) -> None:
    source = """
import threading
def burn():
    while True: pass
def solve():
    for _ in range(3):
        threading.Thread(target=burn).start()
    threading.Event().wait()
"""
    outcome = run(sandbox, source, limits=Limits(cpu_seconds=0.2, wall_seconds=60))
    assert outcome.ended == "timeout"
    assert 0.2e9 < outcome.cpu_ns < 5e9


def test_wall_limit_ends_sleepers(sandbox: Sandbox) -> None:
    source = "import time\ndef solve():\n    time.sleep(1000)\n"
    outcome = run(sandbox, source, limits=Limits(cpu_seconds=5, wall_seconds=0.3))
    assert outcome.ended == "timeout"
    assert outcome.wall_ns >= 0.3e9
    assert outcome.cpu_ns < 0.2e9


def test_wall_limit_follows_from_the_cpu_limit() -> None:
    assert Limits(cpu_seconds=2).wall == 20
    assert Limits(cpu_seconds=2, wall_seconds=3).wall == 3


def test_memory_limit_is_for_the_child_alone(sandbox: Sandbox) -> None:
    source = "def solve(n):\n    return len(bytearray(n))\n"
    limits = Limits(memory_bytes=200 << 20)
    small, large = (
        run(sandbox, source, 100 << 20, limits=limits),
        run(sandbox, source, 300 << 20, limits=limits),
    )
    assert small.values == (100 << 20,)
    assert large.ended == "memory"
    assert small.peak_rss_bytes > 100 << 20 > large.peak_rss_bytes


def test_output_cap(sandbox: Sandbox) -> None:
    source = "def solve(n):\n    return b'x' * n\n"
    limits = Limits(output_bytes=1 << 20)
    assert run(sandbox, source, (1 << 20) - 100, limits=limits).ended == "returned"
    outcome = run(sandbox, source, (1 << 20) + 100, limits=limits)
    assert (outcome.ended, outcome.detail) == ("output_limit", "more than 1048576 bytes of output")


def test_a_source_that_takes_long_to_compile(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from effbench.sandbox.host import conversation

    monkeypatch.setattr(conversation, "_START_CPU_SECONDS", 0.3)
    outcome = run(sandbox, "def f(a):\n    return a\n" * 30_000)
    assert outcome.ended == "timeout"
    assert "compiled" in outcome.detail


# --- charged CPU time -------------------------------------------------------------------------


def test_cpu_time_is_proportional_to_the_work(sandbox: Sandbox) -> None:
    source = BURN + "def solve(n):\n    return burn(n)\n"
    # Alternate, because the machine's speed changes from one second to the next.
    ratios = [cpu_ns(sandbox, source, 4 * N) / cpu_ns(sandbox, source, N) for _ in range(5)]
    assert 2.5 < statistics.median(ratios) < 6


CHARGED = {
    "import": f"KEPT = burn({N})\ndef solve(n):\n    return 0\n",
    "a thread": """
import threading
def solve(n):
    worker = threading.Thread(target=burn, args=(n,))
    worker.start()
    worker.join()
""",
    "two threads": """
import threading
def solve(n):
    workers = [threading.Thread(target=burn, args=(n // 2,)) for _ in range(2)]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
""",
    "a thread that outlives the call": """
import threading, time
def solve(n):
    threading.Thread(target=burn, args=(n,)).start()
    time.sleep(0.2)
""",
    "after the answer": """
import os, struct, sys
def solve(n):
    frame = sys._getframe()
    while "FD_OUT" not in frame.f_globals:
        frame = frame.f_back
    guest = frame.f_globals
    guest["write_frame"](4, guest["wire"].encode(("returned", [0])))
    burn(n)
    os._exit(0)
""",
    "a destructor": """
class Late:
    def __del__(self):
        burn(N)
def solve(n):
    global N
    N = n
    Late()
""",
    "the system": """
import os
def solve(n):
    fd = os.open("/dev/zero", os.O_RDONLY)
    buffer = bytearray(1 << 20)
    before = os.times()
    while sum(os.times()[:2]) - sum(before[:2]) < n / 2e7:
        os.readv(fd, [buffer])
""",
}  # fmt: skip


@pytest.mark.parametrize("where", CHARGED)
def test_work_is_charged_wherever_it_is_done(sandbox: Sandbox, where: str) -> None:
    plain = cpu_ns(sandbox, BURN + "def solve(n):\n    return burn(n)\n", N)
    assert cpu_ns(sandbox, BURN + CHARGED[where], N) > 0.5 * plain


def test_waiting_is_not_charged(sandbox: Sandbox) -> None:
    plain = cpu_ns(sandbox, BURN + "def solve(n):\n    return burn(n)\n", N)
    sleeper = "import time\ndef solve(n):\n    time.sleep(0.2)\n"
    assert cpu_ns(sandbox, sleeper, N) < 0.5 * plain


def test_compiling_is_not_charged(sandbox: Sandbox) -> None:
    """No candidate code runs before the clock is read, so the source's length does not matter."""
    long = "def solve(n):\n    return 0\n" + "def f(a):\n    return a * 2 + 1\n" * 3000
    noop = "def solve(n):\n    return 0\n"
    burn = BURN + "def solve(n):\n    return burn(n)\n"
    assert cpu_ns(sandbox, long, 1) - cpu_ns(sandbox, noop, 1) < cpu_ns(sandbox, burn, 2 * N)


# --- visible files and modules ----------------------------------------------------------------

IMPORTABLE = """
abc argparse array ast asyncio base64 bisect cmath collections concurrent.futures contextlib copy
csv ctypes dataclasses datetime decimal difflib email.message encodings.idna enum fractions
functools hashlib heapq html importlib.metadata inspect io itertools json linecache logging lzma
math mmap operator pathlib pickle pprint queue random re secrets select shlex signal statistics
string struct sys tempfile textwrap threading time timeit traceback types typing unicodedata uuid
warnings weakref xml.etree.ElementTree zlib zoneinfo
""".split()  # noqa: SIM905  names read better as text


def test_the_standard_library_is_there(sandbox: Sandbox) -> None:
    source = """
import importlib
def solve(names):
    failed = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            failed.append(str(error))
    return failed
"""
    assert run(sandbox, source, IMPORTABLE).values == ([],)


def test_devices(sandbox: Sandbox) -> None:
    source = """
import os, random, secrets, zoneinfo
def solve():
    with open(os.devnull, "w") as sink:
        print("x", file=sink)
    with open("/dev/zero", "rb") as zeros, open("/dev/urandom", "rb") as noise:
        return zeros.read(3), len(noise.read(3)), len(os.urandom(4)), secrets.randbelow(1)
"""
    assert run(sandbox, source).values == ((b"\0\0\0", 3, 4, 0),)


def test_packages_are_there_only_when_asked_for(sandbox: Sandbox) -> None:
    source = "import numpy\ndef solve(a):\n    return numpy.cumsum(a)\n"
    without = run(sandbox, source, [1, 2])
    assert (without.ended, without.detail) == (
        "raised",
        "ModuleNotFoundError: No module named 'numpy' (line 1)",
    )
    (values,) = run(sandbox, source, np.arange(4), imports=("numpy",)).values
    assert np.array_equal(values, [0, 1, 3, 6])
    other = "import scipy\ndef solve(a):\n    return 0\n"
    assert run(sandbox, other, 1, imports=("numpy",)).ended == "raised"


def test_unknown_packages_are_a_usage_error(sandbox: Sandbox) -> None:
    with pytest.raises(UsageError, match="torch"):
        run(sandbox, "def solve():\n    return 0\n", imports=("torch",))


def test_every_child_is_fresh(sandbox: Sandbox) -> None:
    source = """
import sys
def solve():
    was = hasattr(sys, "mark")
    sys.mark = 1
    return was
"""
    with sandbox.lease() as zygote:
        job, calls = job_frame(source, "solve"), calls_frame([(), ()])
        outcomes = [zygote.run(job, calls, Limits()) for _ in range(5)]
    assert {outcome.values for outcome in outcomes} == {(False, True)}


def test_children_of_one_lease_share_the_hash_seed_and_zygotes_do_not(sandbox: Sandbox) -> None:
    job, calls = job_frame("def solve():\n    return hash('x')\n", "solve"), calls_frame([()])
    with sandbox.lease() as one, sandbox_of_its_own(sandbox) as other, other.lease() as two:
        ones = {one.run(job, calls, Limits()).values for _ in range(4)}
        twos = {two.run(job, calls, Limits()).values for _ in range(4)}
    assert len(ones) == len(twos) == 1 and ones != twos


def sandbox_of_its_own(sandbox: Sandbox) -> Sandbox:
    return Sandbox(sandbox.tier)


def test_the_system_says_no_with_an_error_that_explains(sandbox: Sandbox) -> None:
    if sandbox.tier == "T4":
        pytest.skip("tier T4 isolates nothing")
    source = "import subprocess\ndef solve():\n    subprocess.run(['true'])\n"
    outcome = run(sandbox, source)
    assert outcome.ended == "raised"
    assert outcome.detail.startswith("PermissionError: [Errno 1]")
