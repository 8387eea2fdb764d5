"""One node of the cluster, as the bridge sees it, and the names of its worker processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from effbench.executors.jobs import Node


@dataclass
class Process:
    """One worker of a node."""

    actor: Any
    slots: int
    heard: float = 0.0
    beating: bool = False
    opened: bool = False


@dataclass
class Member:
    """One node of the cluster."""

    name: str
    ray_id: str
    host: str
    slots: int
    state: str = "probing"
    """`probing`, `opening`, `working`, `failed` (not used) or `lost` (to be opened again)."""
    processes: dict[str, Process] = field(default_factory=dict)
    """The first one owns the node: it reserves all the CPUs that are used, and only it times (for
    rewards, every process times)."""
    node: Node | None = None
    since: float = 0.0
    openings: int = 0
    """Attempts to open it since it last worked."""
    cpus: int = 0
    """The CPUs of Ray that it reserves, for judging or timing."""
    told: bool = False

    @property
    def owner(self) -> str:
        """The name of the process that owns the node."""
        return process_name(self.name, 0)


def process_name(node: str, number: int) -> str:
    """Return the name of a node's process."""
    return f"{node}/{number}"


def node_name(process: str) -> str:
    """Return the name of the node that a process belongs to."""
    return process.partition("/")[0]
