"""Audit programs with known cost ratios, to test how a machine runs different kinds of code.

Each kind of work is a program that does equal portions of it. The anchor does ANCHOR_PORTIONS of
them. The other programs do half, as many, twice and five times as many, so the true ratios are 0.5,
1, 2 and 5 on every machine. Each portion has its own data, of the same size and distribution. All
programs get the same input, so the no-op subtracts the same cost.

A fresh process is slow at first, because pages and caches are cold. That cost c, paid once, would
turn a ratio k into (c + k w) / (c + w). Every program, including the no-op, therefore first does
WARM_PORTIONS of the same work; subtracting the no-op removes them and the cold start with them.
docs/decisions/0020 has the calibration: the distance of the measured ratios from the true ones.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from effbench.tasks import Instance, SuiteTask, TimedSize

ANCHOR_PORTIONS = 8
WARM_PORTIONS = 3
RATIOS = (0.5, 1.0, 2.0, 5.0)
"""The true ratios of the audit programs to the anchor. At 1 the anchor is compared with itself."""
PREFIX = "audit/"
"""Prefix of the audits' task names. No task of a suite has it."""
_MOST_PORTIONS = round(max(RATIOS) * ANCHOR_PORTIONS)
_SOURCE = """{head}
def work(portions, rest):
    result = 0
    for portion in portions[:{count}]:
{body}
    return result
"""
_WARM_UP = """{head}
def _warm_up(portion, rest):
    result = 0
    for _ in range({count}):
{body}
_warm_up([(2654435761 * n) % (1 << 28) for n in range({length})], bytes({rest_bytes}))
del _warm_up
"""
"""Prepended to every program, so that its cost is in the no-op's time as well."""


@dataclass(frozen=True)
class _Kind:
    """`body` works on `portion`, a list of `length` numbers of 28 bits, and on the bytes `rest`."""

    body: str
    length: int = 1
    rest_bytes: int = 0
    head: str = ""
    imports: tuple[str, ...] = ()


_KINDS = {
    "loop": _Kind(
        length=200,
        body="""
        for _ in range(500):
            for value in portion:
                result += value & 7
""",
    ),
    "allocation": _Kind(
        length=200,
        body="""
        for _ in range(130):
            result += len([[value, value] for value in portion])
""",
    ),
    "bigint": _Kind(
        length=8,
        body="""
        number = 0
        for value in portion:
            number = number << 28 | value
        number |= 1 << 224
        for _ in range(18):
            number = (number * number * number) % ((1 << 4423) - 1) | 1
        result ^= number & 0xFFFF
""",
    ),
    "numpy": _Kind(
        length=200,
        head="import numpy",
        imports=("numpy",),
        body="""
        values = numpy.array(portion)
        for _ in range(220):
            result += int(numpy.cumsum(numpy.sort(values[::-1]))[-1] & 7)
            values = values ^ 21
""",
    ),
    "memory": _Kind(
        length=400,
        rest_bytes=1_500_000,
        body="""
        for value in portion:
            for step in range(4):
                result += rest[(value + 977 * step) % 4160 :: 4160].count(7)
""",
    ),
    "import": _Kind(
        head="""import importlib
import sys

NAMES = (
    "encodings.cp037", "encodings.cp1006", "encodings.cp1026", "encodings.cp1252",
    "encodings.cp273", "encodings.cp424", "encodings.cp500", "encodings.cp875",
)
""",
        body="""
        for name in NAMES:
            sys.modules.pop(name, None)
            result += len(importlib.import_module(name).decoding_table)
""",
    ),
}
KINDS = tuple(_KINDS)
"""A pure Python loop, allocation of small objects, large integers, arrays, memory outside the
innermost caches, imports of modules."""


AUDITS = frozenset((PREFIX + kind, ratio) for kind in KINDS for ratio in RATIOS)
"""Task names and true ratios of all audit programs."""


def program(kind: str, ratio: float) -> str:
    """Return the source that costs `ratio` times the anchor. At 1 its text is the anchor's."""
    made = _KINDS[kind]
    count = round(ratio * ANCHOR_PORTIONS)
    return _SOURCE.format(head=made.head, count=count, body=made.body.strip("\n"))


@cache
def audit_tasks() -> tuple[SuiteTask, ...]:
    """Return one task per kind: its fast reference is the anchor, its inputs hold all portions."""
    return tuple(_task(kind) for kind in KINDS)


def kind_of(task_id: str) -> str:
    """Return the kind of an audit task."""
    return task_id.removeprefix(PREFIX)


def _task(kind: str) -> SuiteTask:
    made = _KINDS[kind]

    def stress(size: TimedSize, seed: int, batch: int) -> Sequence[Instance]:
        return [Instance(_arguments(made, seed + index)) for index in range(batch)]

    def check(given: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
        return None if isinstance(returned, int) else "not a number"

    return SuiteTask(
        id=PREFIX + kind,
        version=1,
        entry_point="work",
        prompt="",
        sizes=(TimedSize("audit", _MOST_PORTIONS),),
        references={"fast": program(kind, 1.0)},
        prelude=_warm_up(made),
        correctness=lambda seed: (),
        stress=stress,
        check=check,
        imports=made.imports,
        split="audit",
    )


def _warm_up(kind: _Kind) -> str:
    return _WARM_UP.format(
        head=kind.head,
        count=WARM_PORTIONS,
        body=kind.body.strip("\n"),
        length=kind.length,
        rest_bytes=kind.rest_bytes,
    )


def _arguments(kind: _Kind, seed: int) -> tuple[list[list[int]], bytes]:
    rng = random.Random(seed)
    portions = [[rng.getrandbits(28) for _ in range(kind.length)] for _ in range(_MOST_PORTIONS)]
    return portions, rng.randbytes(kind.rest_bytes)
