"""Pairs of programs whose costs are known by construction, and load that disturbs them.

Every program does the same work on each of a number of equal chunks. The base does 40 chunks and
the slower ones 42, 44 and 48, so the true ratios of their costs are 1.05, 1.10 and 1.20 on every
machine. The kinds differ in the work per chunk: a loop, sorting, dictionaries, allocation.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from effbench.tasks.suite import Instance, SuiteTask, TimedSize

CHUNKS = {0: 40, 5: 42, 10: 44, 20: 48}
"""Percent slower than the base -> number of chunks."""
TRUTH = {percent: chunks / CHUNKS[0] for percent, chunks in CHUNKS.items()}
_CHUNK_LENGTH = 200
_WORK = {
    "loop": "total = 0\n        for _ in range(24):\n            for value in chunk:\n"
    "                total += value & 7",
    "sort": "for _ in range(14):\n            sorted(chunk)",
    "dict": "for _ in range(16):\n            {value: value for value in chunk}",
    "allocation": "for _ in range(12):\n            [[value, value] for value in chunk]",
}
KINDS = tuple(_WORK)
CONDITIONS = ("asis", "memory", "sameCore")
_SOURCE = """def solve(chunks):
    for chunk in chunks[:{count}]:
        {work}
    return len(chunks)
"""
_NEIGHBOURS = {
    "memory": "import numpy; big = numpy.zeros(1 << 25); print(flush=True)\n{loop}: big += 1.0",
    "sameCore": "print(flush=True)\n{loop}: pass",
}
_LOOP = "import os\nparent = os.getppid()\nwhile os.getppid() == parent"
"""Ends when its parent has ended: a killed benchmark must not leave a busy process behind."""


def source(kind: str, percent: int, label: str = "") -> str:
    """Return `kind`'s program, `percent` slower than the base; `label` only alters its text."""
    text = _SOURCE.format(count=CHUNKS[percent], work=_WORK[kind])
    return f"# {label}\n{text}" if label else text


def half(kind: str) -> str:
    """Return the program of `kind` that does half the work of the base."""
    return _SOURCE.format(count=CHUNKS[0] // 2, work=_WORK[kind])


def arguments(seed: int) -> tuple[list[list[int]]]:
    """Return random chunks, as many as the slowest program needs."""
    rng = random.Random(seed)
    longest = max(CHUNKS.values())
    return ([[rng.getrandbits(28) for _ in range(_CHUNK_LENGTH)] for _ in range(longest)],)


def task(kind: str) -> SuiteTask:
    """Return the pair as a task with one timed size; its fast reference is the base."""

    def stress(size: TimedSize, seed: int, batch: int) -> list[Instance]:
        return [Instance(arguments(seed + index)) for index in range(batch)]

    def check(given: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
        return None if returned == expected else "not the number of chunks"

    return SuiteTask(
        id=kind,
        version=1,
        entry_point="solve",
        prompt="",
        sizes=(TimedSize("S", _CHUNK_LENGTH),),
        references={"fast": source(kind, 0)},
        correctness=lambda seed: (),
        stress=stress,
        check=check,
    )


@contextlib.contextmanager
def disturbed(condition: str) -> Iterator[None]:
    """Apply no load ("asis"), or pin this process to the first core and add a load.

    "memory" streams over 256 MB on the last core; "sameCore" spins on the first.
    """
    cores = sorted(os.sched_getaffinity(0))
    if condition == "asis":
        yield
        return
    core = cores[0] if condition == "sameCore" else cores[-1]
    code = _NEIGHBOURS[condition].format(loop=_LOOP)
    neighbour = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        assert neighbour.stdout is not None
        neighbour.stdout.readline()
        os.sched_setaffinity(neighbour.pid, {core})
        os.sched_setaffinity(0, {cores[0]})
        yield
    finally:
        neighbour.kill()
        neighbour.communicate()
        os.sched_setaffinity(0, set(cores))
