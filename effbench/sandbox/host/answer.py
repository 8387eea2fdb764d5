"""Convert the output and wait status of a child process to an `Outcome`.

The input is hostile bytes; the result is facts and printable text. This module maps a process exit
to an outcome. It does not execute, import or trust what it reads.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace
from typing import Any

from effbench.base import Ended, one_line
from effbench.sandbox.inside import wire
from effbench.sandbox.inside.cursor import Types

HEAD_BYTES = 8
_LEAST_MEMORY_BYTES = 96 << 20
_TIMES_THE_OUTPUT = 6
"""The memory limit for decoding an answer, as a multiple of the output limit."""


@dataclass(frozen=True)
class Outcome:
    """Facts about one child process.

    `values` holds one result per call if `ended` is `returned`, and is empty otherwise.
    """

    ended: Ended
    values: tuple[Any, ...] = ()
    detail: str = ""
    cpu_ns: int = 0
    wall_ns: int = 0
    peak_rss_bytes: int = 0
    waited_ns: int = 0
    """Waiting time of the child beyond the free allowance of every child (`waiting`)."""


def read(
    data: bytes, status: int, facts: Outcome, types: Types = "plain", output_bytes: int = 0
) -> Outcome:
    """Return the outcome of a child from its bytes and wait status, on top of `facts`.

    `facts` holds the measurements. `types`: the types that values may have (`wire.decode`).
    `output_bytes`: the child's output limit, which also bounds the memory for decoding.
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
        if data:  # describe the malformed answer, unless the process died abnormally
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
    return replace(facts, ended="died", detail="an answer of unknown form")


def decode(data: bytes) -> tuple[Any, ...] | None:
    """Return the single frame in `data` as (kind, …); None if `data` is anything else."""
    try:
        return _decode(data, "plain", _LEAST_MEMORY_BYTES)
    except wire.WireError:
        return None


def _decode(data: bytes, types: Types, memory_bytes: int) -> tuple[Any, ...]:
    """Like `decode`, but raise WireError with a message that describes the fault."""
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
    raise wire.WireError("it has an unknown form")


def describe(said: tuple[Any, ...]) -> str:
    """Return one printable line that describes an exception. Its text is hostile."""
    if len(said) != 4 or not all(type(part) is str for part in said[1:3]):
        return "an error without a description"
    # A forged line number may have a million digits, which Python refuses to print.
    line = said[3] if type(said[3]) is int and 0 < said[3] < 10**9 else 0
    where = f" (line {line})" if line else ""
    return one_line(f"{said[1]}: {said[2]}" if said[2] else said[1]) + where


def status_text(status: int) -> str:
    """Describe the wait status of a process that died before it answered."""
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"the process was killed by {name}"
    return f"the process exited with status {code} before it answered"
