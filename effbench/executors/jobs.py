"""The jobs and results of executors, and the messages between effbench's own processes.

The messages are encoded as MessagePack. Output of a guest arrives here only as text, after the
sandbox's reader has decoded it and the judge has judged it. Sources travel as bytes, because a
model may write characters that UTF-8 cannot encode.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from effbench.base import CertificateArm, EffbenchError, Frozen, MachineSection, Timing
from effbench.judging import Judgement
from effbench.runs import clean

T = TypeVar("T")
Stream = Generator[T, None, None]
"""Results in the order of completion. Closing it ends the work."""

# --- the interface for the pipeline and the reward ----------------------------------------------


@dataclass(frozen=True)
class JudgeJob:
    """Judge the correctness of `source`. `key` is opaque and returned with the result."""

    task_id: str
    source: str
    key: Any = None


@dataclass(frozen=True)
class Judged:
    """The result of a `JudgeJob`."""

    job: JudgeJob
    judgement: Judgement
    node: str = ""


@dataclass(frozen=True)
class TimingJob:
    """Time all passing sources of one task (SHA-256 -> source) together, on one node."""

    task_id: str
    sources: Mapping[str, str]
    done: tuple[Timing, ...] = ()
    """Sizes already timed on the machine that resumes the task."""
    frozen: Frozen | None = None
    """The sizes that count, from the run's manifest; None for those of the suite on the node."""
    reference_alone: bool = False
    """Time only the fast reference and the no-op, in a few blocks of every size."""


@dataclass(frozen=True)
class Timed:
    """Timings of some or all of a task's sizes; `last` if no more will follow."""

    job: TimingJob
    timings: tuple[Timing, ...]
    last: bool
    node: str = ""
    fault: str = ""
    """The reason why the task cannot be timed, if its own files are at fault. No time of it counts.
    Only for tasks of imported sets: a built-in task raises TaskError.
    """


@dataclass(frozen=True)
class Audited:
    """A node's results for the known work at one moment of the run."""

    node: str
    arms: tuple[CertificateArm, ...]
    shared: tuple[CertificateArm, ...] = ()
    audits: tuple[CertificateArm, ...] = ()


class NoNodeLeft(EffbenchError):
    """Tasks wait to be timed, but all nodes that may time are gone."""


@dataclass(frozen=True)
class Node:
    """A machine that an executor uses, with the facts known before it has timed."""

    name: str = ""
    host: str = ""
    tier: str = ""
    shell: str = "none"
    slots: int = 1
    timing_lanes: int = 1
    machine: MachineSection = field(default_factory=MachineSection)
    findings: tuple[dict[str, str], ...] = ()

    @property
    def unfit(self) -> str:
        """The findings that forbid timing on it, whatever the clock shows; "" for none."""
        bad = [f"{f['name']}: {f['fact']}" for f in self.findings if f["rating"] == "unfit"]
        return "; ".join(bad)


# --- messages -----------------------------------------------------------------------------------


class Wired(msgspec.Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """Base class of jobs and answers; `id` is the number that the client assigned."""

    id: int


class WiredJudge(Wired, frozen=True, kw_only=True):
    """A `JudgeJob` as a message."""

    task_id: str
    source: bytes


class WiredTiming(Wired, frozen=True, kw_only=True):
    """A `TimingJob` as a message."""

    task_id: str
    sources: dict[str, bytes]
    frozen: Frozen | None = None
    reference_alone: bool = False


class WiredAudit(Wired, frozen=True, kw_only=True):
    """The examination of a node as a message."""

    node: str
    when: str
    shared: dict[str, bytes]


WiredJob = WiredJudge | WiredTiming | WiredAudit


class JudgedWire(Wired, frozen=True, kw_only=True):
    """The answer to a `WiredJudge`."""

    judgement: Judgement


class TimedWire(Wired, frozen=True, kw_only=True):
    """The answer to a `WiredTiming`."""

    timings: tuple[Timing, ...]
    fault: str = ""


class AuditedWire(Wired, frozen=True, kw_only=True):
    """The answer to a `WiredAudit`."""

    arms: tuple[CertificateArm, ...]
    shared: tuple[CertificateArm, ...]
    audits: tuple[CertificateArm, ...]


class FailedWire(Wired, frozen=True, kw_only=True):
    """An infrastructure failure, not the candidate's.

    `kind` is the name of a class in `effbench.base.errors`, `bug`, or `lost` (too many nodes were
    lost while they worked on the job).
    """

    kind: str
    text: str


WiredAnswer = JudgedWire | TimedWire | AuditedWire | FailedWire


class Usable(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """From now on, only these nodes get tasks to time."""

    names: tuple[str, ...]


class Drop(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Cancel these jobs."""

    ids: tuple[int, ...]


class Hello(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The first message: the cluster's address and the settings for the nodes."""

    address: str
    """The cluster's address; "" to start a cluster on this machine."""
    local_slots: int
    slots: int
    """Maximum concurrent children on each node; 0 for the number of the node's cores for Ray."""
    settings: bytes
    """Pickled `NodeSettings`; only effbench's own processes write and read it."""
    again: bool = False
    """True if the cluster has worked before: then an unusable node is dropped without an error."""


class Nodes(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The working nodes; sent whenever they change."""

    nodes: tuple[Node, ...]
    n_opening: int = 0
    """The number of nodes that are starting."""


class Results(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Answers of a node."""

    node: str
    answers: tuple[WiredAnswer, ...]


class Said(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """A message for the user."""

    text: str


class Stalled(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Tasks wait to be timed, but no node that may time is present. `names`: the usable nodes."""

    names: tuple[str, ...]


class Fatal(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The cluster cannot be used. `kind` is the name of a class in `effbench.base.errors`."""

    kind: str
    text: str


ToBridge = Hello | WiredJudge | WiredTiming | WiredAudit | Usable | Drop
FromBridge = Nodes | Results | Said | Stalled | Fatal


def packed(value: Any) -> bytes:
    """Encode as MessagePack. Text that UTF-8 cannot encode is cleaned, as in a run folder."""
    try:
        return msgspec.msgpack.encode(value)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(clean(msgspec.to_builtins(value, builtin_types=(bytes,))))


def source_bytes(source: str) -> bytes:
    """Encode a source as UTF-8, with lone surrogates kept."""
    return source.encode("utf-8", "surrogatepass")


def source_text(source: bytes) -> str:
    """Decode a source; the inverse of `source_bytes`."""
    return source.decode("utf-8", "surrogatepass")
