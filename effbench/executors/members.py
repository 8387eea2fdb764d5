"""Which of the cluster's nodes are used, and their workers: looked at, started, listened to, lost.

Decides when a node is fit to be used at all (the same effbench, a worker that starts), and when one
counts as lost. It reports to the bridge through `Wiring`, and tells the schedule who is there.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Protocol

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

import effbench
from effbench.executors.jobs import FailedWire, Node, Nodes, Said
from effbench.executors.node import NodeSettings, NodeWorker
from effbench.executors.schedule import Schedule
from effbench.executors.version import code_digest

MARK = "effbench"
"""When a node has this custom resource, only those that have it are used."""
LOOK_SECONDS = 2.0  # between two looks at which nodes there are
SILENT_SECONDS = 60.0  # a head, or a worker, that does not answer for so long is lost
SLOTS_A_PROCESS = 4
"""One Python process feeds no more children than this: it makes inputs, and reads and checks
answers, for about a sixth of a sample's time. Larger nodes get several."""
_OPEN_SECONDS = 240.0  # for a node's interpreter, libraries and suite to load
_SLOW_SECONDS = 20.0  # of that, after which it is said what is waited for
_MAX_OPENINGS = 5  # of one node's worker in a row; whatever fails so often is not tried again


class Wiring(Protocol):
    """What the bridge does for its members."""

    def tell(self, message: Any) -> None: ...

    def when_done(self, ref: Any, event: str, key: str) -> None: ...

    def die(self, kind: str, text: str) -> NoReturn: ...


@dataclass
class Member:
    """One of the cluster's nodes, as far as it is used."""

    name: str
    ray_id: str
    host: str
    slots: int
    state: str = "probing"
    """probing, opening, working, failed (not used), lost (to be opened again)"""
    processes: dict[str, Process] = field(default_factory=dict)
    """The first owns the node: it alone times, and holds all of the node's CPUs that we take."""
    node: Node | None = None
    since: float = 0.0
    openings: int = 0
    """Since it worked last."""
    cpus: int = 0
    """Of Ray's, which it takes: those that it judges with, or times on."""
    told: bool = False

    @property
    def owner(self) -> str:
        return process_name(self.name, 0)


@dataclass
class Process:
    """One worker of a node."""

    actor: Any
    slots: int
    heard: float = 0.0
    beating: bool = False
    opened: bool = False


def process_name(node: str, number: int) -> str:
    return f"{node}/{number}"


def node_name(process: str) -> str:
    return process.partition("/")[0]


def probe() -> Callable[[], dict[str, str]]:
    """A function that tells a node's effbench. It travels by value: the node may have none."""

    def look() -> dict[str, str]:
        try:
            import effbench
        except ImportError:
            return {"error": "no effbench"}
        try:
            from effbench.executors.version import code_digest

            return {"version": effbench.__version__, "code": code_digest()}
        except ImportError:
            return {"version": effbench.__version__, "code": "an effbench without executors"}

    return look


class Members:
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
        self._started = started  # a node has worked: a bad one is left out from then on
        self._marked_only = False  # a marked node was there: the others aren't ours
        self._told = False

    def allow_timing(self, names: Iterable[str]) -> None:
        """From now on these nodes alone time, when they are there."""
        self._usable = tuple(names)
        members = [self._members[name] for name in self._usable if name in self._members]
        self._schedule.allow_timing(p for member in members for p in member.processes)

    def of_process(self, name: str) -> Member:
        return self._members[node_name(name)]

    def on_cluster(self, found: list[dict[str, Any]]) -> None:
        alive = {node["NodeID"]: node for node in found if node["Alive"]}
        marked = {i: n for i, n in alive.items() if n["Resources"].get(MARK)}
        self._marked_only = self._marked_only or bool(marked)
        chosen = marked if self._marked_only else alive
        if not (self._told or any(n["Resources"].get("CPU", 0) >= 1 for n in chosen.values())):
            self._told = True
            self._wiring.tell(Said("no node of the cluster that may be used has a CPU for Ray"))
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
        """Nodes taken before the first marked one came."""
        for member in list(self._members.values()):
            if member.ray_id not in chosen and member.state != "failed":
                self._refuse(member, "SandboxError", f"has no resource {MARK!r}, and others have")

    def _probe(self, member: Member) -> None:
        member.state, member.since = "probing", time.monotonic()
        task = ray.remote(num_cpus=0, max_retries=0)(probe())
        ref = task.options(scheduling_strategy=self._on(member)).remote()
        self._wiring.when_done(ref, "probed", member.name)

    def on_probed(self, name: str, found: dict[str, str] | None, error: str) -> None:
        member = self._members.get(name)
        if member is None or member.state != "probing":
            return
        if found is None:
            self._refuse(member, "SandboxError", f"runs nothing for Ray: {error}")
            return
        own = {"version": effbench.__version__, "code": code_digest()}
        theirs = found.get("version")
        if found == own:
            self._open(member)
            return
        if theirs is None:
            what = f"has {found['error']}, and this is effbench {effbench.__version__}"
        elif theirs != effbench.__version__:
            what = f"has effbench {theirs}, and this is {effbench.__version__}"
        else:
            what = f"has an effbench {theirs} with other files than this one"
        self._refuse(
            member,
            "UsageError",
            f"{what}: install the same on every node, or mark those to be used with "
            f"""`ray start --resources '{{"{MARK}": 1}}'`""",
        )

    def _open(self, member: Member) -> None:
        """Start the node's workers. The owner takes all of the node's CPUs that we use."""
        member.state, member.since, member.told = "opening", time.monotonic(), False
        member.openings += 1
        count = -(-member.slots // SLOTS_A_PROCESS)
        for number in range(count):
            name = process_name(member.name, number)
            slots = member.slots // count + (number < member.slots % count)
            worker = ray.remote(NodeWorker).options(
                num_cpus=0 if number else member.cpus,
                max_restarts=0,
                max_task_retries=0,
                max_concurrency=2 * slots + self._settings.timing_lanes + 4,
                scheduling_strategy=self._on(member),
            )
            actor: Any = worker.remote(self._settings, member.name, slots, number == 0)
            member.processes[name] = Process(actor, slots)
            self._wiring.when_done(actor.open.remote(), "opened", name)

    def on_opened(self, name: str, found: Node | FailedWire | None, error: str) -> None:
        member = self._members.get(node_name(name))
        if member is None or member.state != "opening" or name not in member.processes:
            return
        if found is None:
            self.lose(member)
            if member.openings >= _MAX_OPENINGS:
                self._refuse(member, "SandboxError", f"can't start a worker: {error}")
            return
        if isinstance(found, FailedWire):
            self._refuse(member, found.kind, f"can't be used: {found.text}")
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
        """A node that can't be used: the end of a run that has not begun, else left out."""
        self._end_processes(member)
        self._schedule.forget(member.owner)
        member.state = "failed"
        where = f"{member.name} on {member.host}"
        if not self._started and kind != "SandboxError":
            self._wiring.die(kind, f"{where} {text}")
        self._wiring.tell(Said(f"{where} is left out: it {text}"))
        if self._started:
            self._tell_nodes()
        states = {other.state for other in self._members.values()}
        if not self._started and states == {"failed"}:
            last = f"the last was {where}: it {text}"
            self._wiring.die(kind, f"no node of the cluster can be used; {last}")

    def lose(self, member: Member) -> None:
        """Its worker is gone, or as good as gone."""
        was_working = member.state == "working"
        self._end_processes(member)
        member.state, member.since = "lost", time.monotonic()
        if was_working:
            self._tell_nodes()

    def _end_processes(self, member: Member) -> None:
        for name, process in member.processes.items():
            with contextlib.suppress(Exception):  # of a node that is gone
                ray.kill(process.actor)
            self._schedule.leave(name)
        member.processes, member.node = {}, None

    def _tell_nodes(self) -> None:
        working = [m.node for m in self._members.values() if m.state == "working" and m.node]
        opening = [m for m in self._members.values() if m.state in ("probing", "opening")]
        self._wiring.tell(Nodes(tuple(working), len(opening)))

    def _on(self, member: Member) -> NodeAffinitySchedulingStrategy:
        return NodeAffinitySchedulingStrategy(member.ray_id, soft=False)

    def tick(self, now: float) -> None:
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
        """Are all its processes alive? One that says nothing may be stopped, or cut off."""
        for name, process in list(member.processes.items()):
            if now - process.heard > SILENT_SECONDS:
                self._wiring.tell(Said(f"{member.name} has been silent for {SILENT_SECONDS:.0f} s"))
                self.lose(member)
                return
            if not process.beating:
                process.beating = True
                self._wiring.when_done(process.actor.beat.remote(), "beat", name)

    def on_beat(self, name: str, _: None, error: str) -> None:
        member = self._members.get(node_name(name))
        process = member.processes.get(name) if member else None
        if member is None or process is None:
            return
        process.beating = False
        if not error:
            process.heard = time.monotonic()
        elif member.state == "working":
            self.lose(member)
