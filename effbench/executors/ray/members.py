"""Manage the cluster's nodes: choose them, start their workers, monitor them and detect losses.

A node is used if it has the same effbench and its workers start. This module reports to the bridge
through `Wiring`, and tells the schedule which workers are present.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, NoReturn, Protocol, TypedDict

from effbench.executors.jobs import FailedWire, Node, Nodes, Said
from effbench.executors.node import NodeSettings
from effbench.executors.ray.member import Member, node_name
from effbench.executors.ray.schedule import Schedule
from effbench.executors.ray.workers import (
    MARK,
    difference,
    end_worker,
    start_probe,
    start_workers,
)

LOOK_SECONDS = 2.0  # interval between polls of the list of nodes
SILENT_SECONDS = 60.0  # after this time without an answer, a head or worker is lost
_OPEN_SECONDS = 240.0  # for a node's interpreter, libraries and suite to load
_SLOW_SECONDS = 20.0  # after this part of it, tell the user about the wait
_MAX_OPENINGS = 5  # failed attempts in a row before a node is dropped


class RayNode(TypedDict):
    """The part of an entry of `ray.nodes()` that is used."""

    NodeID: str
    Alive: bool
    Resources: dict[str, float]
    NodeManagerHostname: str


class Wiring(Protocol):
    """The interface of the bridge that its members use."""

    def tell(self, message: Any) -> None:
        """Send a message to the client."""
        ...

    def when_done(self, ref: Any, event: str, key: str) -> None:
        """Queue an event when a call ends."""
        ...

    def die(self, kind: str, text: str) -> NoReturn:
        """Report that the cluster cannot be used, and exit."""
        ...


class _Choice:
    """Chooses the nodes to use: all, or once a marked node was seen, only the marked ones."""

    def __init__(self) -> None:
        self._marked_only = False

    def of(self, alive: dict[str, RayNode]) -> dict[str, RayNode]:
        """Return the chosen ones of the living nodes."""
        marked = {name: node for name, node in alive.items() if node["Resources"].get(MARK)}
        self._marked_only = self._marked_only or bool(marked)
        return marked if self._marked_only else alive


class Members:
    """The nodes of the cluster. `started`: a node has worked before.

    `slots`: the maximum number of concurrent children on each node; 0 for the number of its cores.
    """

    def __init__(
        self,
        wiring: Wiring,
        schedule: Schedule,
        settings: NodeSettings,
        slots: int,
        started: bool,
    ) -> None:
        self._wiring, self._schedule, self._settings = wiring, schedule, settings
        self._slots = slots
        self._members: dict[str, Member] = {}
        self._usable: tuple[str, ...] = ()
        self._started = started  # once a node has worked, a bad one is dropped without an error
        self._choice = _Choice()
        self._told = False

    def allow_timing(self, names: Iterable[str]) -> None:
        """From now on, let only these nodes time, whenever they are present."""
        self._usable = tuple(names)
        members = [self._members[name] for name in self._usable if name in self._members]
        self._schedule.allow_timing(p for member in members for p in member.processes)

    def of_process(self, name: str) -> Member:
        """Return the member that a process belongs to."""
        return self._members[node_name(name)]

    def on_cluster(self, found: list[RayNode]) -> None:
        """Handle a new list of the cluster's nodes."""
        alive = {node["NodeID"]: node for node in found if node["Alive"]}
        chosen = self._choice.of(alive)
        if not (self._told or any(n["Resources"].get("CPU", 0) >= 1 for n in chosen.values())):
            self._told = True
            self._wiring.tell(Said("no usable node of the cluster has a CPU for Ray"))
        for ray_id, node in chosen.items():
            cores = int(node["Resources"].get("CPU", 0))
            name = f"node-{ray_id[:8]}"
            if cores >= 1 and name not in self._members:
                slots = min(self._slots, cores) or cores
                lanes = self._settings.lanes(slots, owner=True)
                member = Member(name, ray_id, node["NodeManagerHostname"], slots)
                member.cpus = min(cores, max(slots, lanes))
                self._members[name] = member
                self._probe(member)
        for member in list(self._members.values()):
            if member.ray_id not in alive:
                self.lose(member)
                self._schedule.forget(member.owner)
                del self._members[member.name]
        self._leave_unmarked(chosen)

    def _leave_unmarked(self, chosen: Collection[str]) -> None:
        """Refuse the nodes that were used before the first marked node joined."""
        for member in list(self._members.values()):
            if member.ray_id not in chosen and member.state != "failed":
                self._refuse(member, "SandboxError", f"has no resource {MARK!r}, but others have")

    def _probe(self, member: Member) -> None:
        member.state, member.since = "probing", time.monotonic()
        self._wiring.when_done(start_probe(member), "probed", member.name)

    def on_probed(self, name: str, found: dict[str, str] | None, error: str) -> None:
        """Handle the result of a probe: open the node if its effbench is the same."""
        member = self._members.get(name)
        if member is None or member.state != "probing":
            return
        if found is None:
            self._refuse(member, "SandboxError", f"cannot run Ray's tasks: {error}")
            return
        differs = difference(found)
        if differs:
            self._refuse(member, "UsageError", differs)
        else:
            self._open(member)

    def _open(self, member: Member) -> None:
        """Start the node's workers."""
        member.state, member.since, member.told = "opening", time.monotonic(), False
        member.openings += 1
        for name, process in start_workers(member, self._settings):
            member.processes[name] = process
            self._wiring.when_done(process.actor.open.remote(), "opened", name)

    def on_opened(self, name: str, found: Node | FailedWire | None, error: str) -> None:
        """Handle a worker that opened or failed. A node works once all its workers have opened."""
        member = self._members.get(node_name(name))
        if member is None or member.state != "opening" or name not in member.processes:
            return
        if found is None:
            self.lose(member)
            if member.openings >= _MAX_OPENINGS:
                self._refuse(member, "SandboxError", f"cannot start a worker: {error}")
            return
        if isinstance(found, FailedWire):
            self._refuse(member, found.kind, f"cannot be used: {found.text}")
            return
        if name == member.owner:
            member.node = replace(found, host=member.host, slots=member.slots)
        process = member.processes[name]
        process.opened, process.heard = True, time.monotonic()
        if all(one.opened for one in member.processes.values()):
            self._begin(member)

    def _begin(self, member: Member) -> None:
        member.state, member.openings = "working", 0
        self._started = True
        self.allow_timing(self._usable)
        for name, process in member.processes.items():
            lanes = self._settings.lanes(process.slots, name == member.owner)
            self._schedule.join(name, process.slots, lanes)
        self._tell_nodes()

    def _refuse(self, member: Member, kind: str, text: str) -> None:
        """Drop an unusable node. Before the first node works, some failures end the run instead."""
        self._end_processes(member)
        self._schedule.forget(member.owner)
        member.state = "failed"
        where = f"{member.name} on {member.host}"
        if not self._started and kind != "SandboxError":
            self._wiring.die(kind, f"{where} {text}")
        self._wiring.tell(Said(f"{where} is not used: it {text}"))
        if self._started:
            self._tell_nodes()
        states = {other.state for other in self._members.values()}
        if not self._started and states == {"failed"}:
            last = f"the last was {where}: it {text}"
            self._wiring.die(kind, f"no node of the cluster can be used; {last}")

    def lose(self, member: Member) -> None:
        """End the processes of a node whose worker is gone or silent; it is opened again later."""
        was_working = member.state == "working"
        self._end_processes(member)
        member.state, member.since = "lost", time.monotonic()
        if was_working:
            self._tell_nodes()

    def _end_processes(self, member: Member) -> None:
        for name, process in member.processes.items():
            end_worker(process)
            self._schedule.leave(name)
        member.processes, member.node = {}, None

    def _tell_nodes(self) -> None:
        working = [m.node for m in self._members.values() if m.state == "working" and m.node]
        opening = [m for m in self._members.values() if m.state in ("probing", "opening")]
        self._wiring.tell(Nodes(tuple(working), len(opening)))

    def tick(self, now: float) -> None:
        """Check on every node; reopen lost ones."""
        for member in list(self._members.values()):
            if member.state == "working":
                self._listen(member, now)
            elif member.state == "lost" and now - member.since > LOOK_SECONDS:
                self._open(member)
            elif member.state == "opening":
                self._wait_for(member, now - member.since)

    def _wait_for(self, member: Member, seconds: float) -> None:
        free = f"{member.cpus} CPUs free" if member.cpus > 1 else "a CPU free"
        if seconds > _OPEN_SECONDS:
            self._refuse(member, "SandboxError", f"has not had {free} for {_OPEN_SECONDS:.0f} s")
        elif seconds > _SLOW_SECONDS and not member.told:
            member.told = True
            self._wiring.tell(
                Said(f"{member.name} on {member.host}: waiting for its worker, which needs {free}")
            )

    def _listen(self, member: Member, now: float) -> None:
        """Count the node as lost if one of its processes is silent: stopped or disconnected."""
        for name, process in list(member.processes.items()):
            if now - process.heard > SILENT_SECONDS:
                self._wiring.tell(Said(f"{member.name} has been silent for {SILENT_SECONDS:.0f} s"))
                self.lose(member)
                return
            if not process.beating:
                process.beating = True
                self._wiring.when_done(process.actor.beat.remote(), "beat", name)

    def on_beat(self, name: str, _: None, error: str) -> None:
        """Handle the answer to a heartbeat; an error means that the node is lost."""
        member = self._members.get(node_name(name))
        process = member.processes.get(name) if member else None
        if member is None or process is None:
            return
        process.beating = False
        if not error:
            process.heard = time.monotonic()
        elif member.state == "working":
            self.lose(member)
