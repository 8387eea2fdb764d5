"""What a child left behind, as an `Outcome`: hostile bytes in, facts and printable text out.

Decides how a process's end is called. Nothing here executes, imports or believes what it reads.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace
from typing import Any

from effbench.foreign import one_line
from effbench.records import Ended
from effbench.sandbox import wire
from effbench.sandbox.reader import Types

HEAD_BYTES = 8
_LEAST_MEMORY_BYTES = 96 << 20
_TIMES_THE_OUTPUT = 6
"""Where much output is allowed, much is expected."""


@dataclass(frozen=True)
class Outcome:
    """Facts about one child process.

    `values` holds one result per call when `ended` is `returned`, and is empty otherwise.
    """

    ended: Ended
    values: tuple[Any, ...] = ()
    detail: str = ""
    cpu_ns: int = 0
    wall_ns: int = 0
    peak_rss_bytes: int = 0
    waited_ns: int = 0
    """What the child waited beyond what every child may (`waiting`)."""


def read(
    data: bytes, status: int, facts: Outcome, types: Types = "plain", output_bytes: int = 0
) -> Outcome:
    """The outcome of a child, from its bytes and wait status. `facts` holds the measurements.

    `types`: of which types values may be (`wire.decode`). `output_bytes`: how much output the child
    was allowed; it limits what is made of the bytes.
    """
    memory_bytes = max(_LEAST_MEMORY_BYTES, _TIMES_THE_OUTPUT * output_bytes)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        detail = f"killed by the system at {facts.peak_rss_bytes >> 20} MiB"
        return replace(facts, ended="memory", detail=detail)
    try:
        said = _decode(data, types, memory_bytes)
    except wire.NotPlain as error:
        return replace(facts, ended="raised", detail=one_line(f"WireError: {error}"))
    except wire.WireError as error:
        detail = status_text(status)
        if data:  # it did answer: say what is wrong with that, unless the process died of something
            detail = (
                f"{detail} and no well-formed answer"
                if status
                else f"its answer can't be read: {error}"
            )
        return replace(facts, ended="died", detail=detail)
    if said[0] == "returned" and len(said) == 2 and type(said[1]) is list:
        return replace(facts, ended="returned", values=tuple(said[1]))
    if said[0] == "memory":
        return replace(facts, ended="memory", detail="MemoryError")
    if said[0] == "raised":
        return replace(facts, ended="raised", detail=describe(said))
    return replace(facts, ended="died", detail="an answer that is no answer")


def decode(data: bytes) -> tuple[Any, ...] | None:
    """The one frame in `data`, as (kind, …); None when it is anything else."""
    try:
        return _decode(data, "plain", _LEAST_MEMORY_BYTES)
    except wire.WireError:
        return None


def _decode(data: bytes, types: Types, memory_bytes: int) -> tuple[Any, ...]:
    """As `decode`. WireError, in words of our own, says what is wrong with it."""
    size = int.from_bytes(data[:HEAD_BYTES], "little")
    if len(data) < HEAD_BYTES or size > len(data) - HEAD_BYTES:
        raise wire.WireError("it is cut off")
    if size < len(data) - HEAD_BYTES:
        raise wire.WireError("bytes are left over after it")
    try:
        said = wire.decode(data, types, memory_bytes, HEAD_BYTES)
    except (RecursionError, MemoryError) as error:
        raise wire.WireError(f"reading it ended in {type(error).__name__}") from error
    if type(said) is tuple and said and type(said[0]) is str:
        return said
    raise wire.WireError("it is no answer")


def describe(said: tuple[Any, ...]) -> str:
    """One printable line of what an exception said. It is hostile text."""
    if len(said) != 4 or not all(type(part) is str for part in said[1:3]):
        return "an error that was not described"
    # A forged line may have a million digits, and Python refuses to print those.
    line = said[3] if type(said[3]) is int and 0 < said[3] < 10**9 else 0
    where = f" (line {line})" if line else ""
    return one_line(f"{said[1]}: {said[2]}" if said[2] else said[1]) + where


def status_text(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"the process was killed by {name}"
    return f"the process exited with status {code} before it answered"
