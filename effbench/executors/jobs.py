"""What is asked of an executor, what it answers, and how both cross between our own processes.

Decides names, types and the bytes. The bytes are MessagePack of these records: what a guest wrote
was decoded by the sandbox's reader and judged before it gets here, as text. Source text travels as
bytes, since a model may write characters that UTF-8 can't hold.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from effbench.errors import EffbenchError
from effbench.judge import Judgement
from effbench.records import CertificateArm, Frozen, Timing
from effbench.store import clean

T = TypeVar("T")
Stream = Generator[T, None, None]
"""Results as they come. Closing it ends the work."""

# --- as the pipeline and the reward see them ----------------------------------------------------


@dataclass(frozen=True)
class JudgeJob:
    """Is `source` right? `key` is the asker's, handed back with the answer."""

    task_id: str
    source: str
    key: Any = None


@dataclass(frozen=True)
class Judged:
    job: JudgeJob
    judgement: Judgement
    node: str = ""


@dataclass(frozen=True)
class TimingJob:
    """All passing sources of one task (SHA-256 -> source): timed together, on one node."""

    task_id: str
    sources: Mapping[str, str]
    done: tuple[Timing, ...] = ()
    """Sizes that were timed before, on the very machine that goes on with it."""
    frozen: Frozen | None = None
    """The sizes that count, as the run's manifest says; None: as the suite there says."""
    reference_alone: bool = False
    """Time the fast reference and the no-op in a few blocks of every size, and no source."""


@dataclass(frozen=True)
class Timed:
    """Some of a task's sizes, or all; `last` when there are no more to come."""

    job: TimingJob
    timings: tuple[Timing, ...]
    last: bool
    node: str = ""
    fault: str = ""
    """Why the task can't be timed, where its own files are at fault; then none of its times count.
    Tasks of imported sets alone: a built-in one raises TaskError.
    """


@dataclass(frozen=True)
class Audited:
    """What a node made of known work at one moment of the run."""

    node: str
    arms: tuple[CertificateArm, ...]
    shared: tuple[CertificateArm, ...] = ()
    audits: tuple[CertificateArm, ...] = ()


class NoNodeLeft(EffbenchError):
    """Tasks wait to be timed, and all nodes that were allowed to are gone."""


@dataclass(frozen=True)
class Node:
    """A machine that an executor works on, and what can be said of it before it has timed."""

    name: str = ""
    host: str = ""
    tier: str = ""
    shell: str = "none"
    slots: int = 1
    timing_lanes: int = 1
    machine: dict[str, Any] = field(default_factory=dict)
    findings: tuple[dict[str, str], ...] = ()

    @property
    def unfit(self) -> str:
        """What forbids timing on it whatever the clock says; "" for nothing."""
        bad = [f"{f['name']}: {f['fact']}" for f in self.findings if f["rating"] == "unfit"]
        return "; ".join(bad)


# --- as they cross ------------------------------------------------------------------------------


class Wired(msgspec.Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """Base of what crosses; `id` is the number that the asking side gave."""

    id: int


class WiredJudge(Wired, frozen=True, kw_only=True):
    task_id: str
    source: bytes


class WiredTiming(Wired, frozen=True, kw_only=True):
    task_id: str
    sources: dict[str, bytes]
    frozen: Frozen | None = None
    reference_alone: bool = False


class WiredAudit(Wired, frozen=True, kw_only=True):
    node: str
    when: str
    shared: dict[str, bytes]


Asked = WiredJudge | WiredTiming | WiredAudit


class JudgedWire(Wired, frozen=True, kw_only=True):
    judgement: Judgement


class TimedWire(Wired, frozen=True, kw_only=True):
    timings: tuple[Timing, ...]
    fault: str = ""


class AuditedWire(Wired, frozen=True, kw_only=True):
    arms: tuple[CertificateArm, ...]
    shared: tuple[CertificateArm, ...]
    audits: tuple[CertificateArm, ...]


class FailedWire(Wired, frozen=True, kw_only=True):
    """Our failure, not the candidate's. `kind` is the name of a class in `effbench.errors`, `bug`,
    or `lost` (its node went away too often)."""

    kind: str
    text: str


Answered = JudgedWire | TimedWire | AuditedWire | FailedWire


class Usable(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """From now on only these nodes are given tasks to time."""

    names: tuple[str, ...]


class Drop(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Nobody waits for these jobs any more."""

    ids: tuple[int, ...]


class Hello(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """First of all: where the cluster is, and what each node is to be told."""

    address: str
    """Of the cluster; "" to start one on this machine."""
    local_slots: int
    slots: int
    """Children at once on each node; 0: as many as the node has cores for Ray."""
    settings: bytes
    """Pickled `NodeSettings`: ours, for our own processes."""
    again: bool = False
    """The cluster has worked before: a node that can't be used is left out, and no error."""


class Nodes(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Those that work now; sent whenever that changes."""

    nodes: tuple[Node, ...]
    n_opening: int = 0
    """More that may work in a moment."""


class Results(msgspec.Struct, frozen=True, tag=True, array_like=True):
    node: str
    answers: tuple[Answered, ...]


class Said(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """For the user's eyes."""

    text: str


class Stalled(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Tasks wait to be timed, and no node that may do it is there."""

    names: tuple[str, ...]


class Fatal(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The cluster can't be used. `kind` is the name of a class in `effbench.errors`."""

    kind: str
    text: str


ToBridge = Hello | WiredJudge | WiredTiming | WiredAudit | Usable | Drop
FromBridge = Nodes | Results | Said | Stalled | Fatal


def packed(value: Any) -> bytes:
    """MessagePack; text that UTF-8 can't hold is changed as it would be in a run folder."""
    try:
        return msgspec.msgpack.encode(value)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(clean(msgspec.to_builtins(value, builtin_types=(bytes,))))


def source_bytes(source: str) -> bytes:
    return source.encode("utf-8", "surrogatepass")


def source_text(source: bytes) -> str:
    return source.decode("utf-8", "surrogatepass")
