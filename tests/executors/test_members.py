"""The choice of nodes, from simulated reports of Ray; no cluster is started."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from effbench.executors.jobs import Nodes, Said
from effbench.executors.node import NodeSettings
from effbench.executors.ray.member import Process
from effbench.executors.ray.schedule import Schedule

members = pytest.importorskip(
    "effbench.executors.ray.members", reason='Ray is not installed: pip install "effbench[ray]"'
)
SETTINGS = NodeSettings(
    load=lambda _: None,  # type: ignore[arg-type,return-value]
    suite_name="tiny", suite_digest="", tier="auto", seed=1, plan=None,
)  # fmt: skip


class Wiring:
    """Records the members' messages."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.died: list[str] = []

    def tell(self, message: Any) -> None:
        self.told.append(message)

    def when_done(self, ref: Any, event: str, key: str) -> None:
        pass

    def die(self, kind: str, text: str) -> None:
        self.died.append(f"{kind}: {text}")

    def said(self) -> list[str]:
        return [message.text for message in self.told if isinstance(message, Said)]


class Looked(members.Members):
    """Members whose nodes the test probes and opens."""

    def _probe(self, member: Any) -> None:
        member.state = "probing"

    def open(self, number: int, worker: str = "") -> None:
        member = self._members[f"node-{number:08}"]
        member.state = "opening"
        member.openings += 1
        member.processes = {member.owner: Process(None, member.slots, opened=True)}
        self._begin(member)

    def states(self) -> dict[str, str]:
        return {name[-1]: member.state for name, member in self._members.items()}


def row(number: int, cpus: float, *, alive: bool = True, marked: bool = False) -> dict[str, Any]:
    resources = {"CPU": cpus, **({members.MARK: 1.0} if marked else {})}
    return {
        "NodeID": f"{number:08}", "Alive": alive, "Resources": resources,
        "NodeManagerHostname": "host",
    }  # fmt: skip


def made(slots: int = 0, lanes: int = 1) -> tuple[Looked, Wiring]:
    wiring = Wiring()
    settings = replace(SETTINGS, timing_lanes=lanes)
    return Looked(wiring, Schedule(), settings, slots, False), wiring


def test_once_a_node_is_marked_the_others_are_not_used() -> None:
    found, wiring = made()
    found.on_cluster([row(1, 4)])
    found.open(1)
    found.on_cluster([row(1, 4), row(2, 4, marked=True)])
    assert found.states() == {"1": "failed", "2": "probing"} and not wiring.died
    assert "has no resource 'effbench'" in wiring.said()[-1]
    found.open(2)
    found.on_cluster([row(1, 4), row(2, 4, alive=False, marked=True), row(3, 4)])
    assert found.states() == {"1": "failed"}
    found.on_cluster([row(1, 4), row(3, 4), row(4, 4, marked=True)])
    assert found.states() == {"1": "failed", "4": "probing"}


@pytest.mark.parametrize(
    ("cpus", "slots", "lanes", "wanted"),
    [(8, 0, 1, 8), (8, 1, 1, 1), (8, 1, 3, 3), (2, 1, 5, 2), (8, 4, 2, 4)],
)
def test_the_cores_that_time_are_in_rays_books(
    cpus: int, slots: int, lanes: int, wanted: int
) -> None:
    found, _ = made(slots, lanes)
    found.on_cluster([row(1, cpus)])
    assert found._members["node-00000001"].cpus == wanted


def test_a_cluster_without_a_cpu_says_so_once() -> None:
    found, wiring = made()
    for _ in range(3):
        found.on_cluster([row(1, 0), row(2, 0.5)])
    assert wiring.said() == ["no usable node of the cluster has a CPU for Ray"]


def test_a_node_that_died_unnoticed_is_left_out_and_no_end() -> None:
    found, wiring = made()
    found.on_cluster([row(1, 1), row(2, 1)])
    found.on_probed("node-00000001", None, "the task is not schedulable")
    assert found.states() == {"1": "failed", "2": "probing"} and not wiring.died
    found.on_probed("node-00000002", None, "the task is not schedulable")
    assert wiring.died and "no node of the cluster can be used" in wiring.died[0]


def test_openings_are_counted_since_it_worked_last() -> None:
    found, wiring = made()
    found.on_cluster([row(1, 1)])
    for _ in range(3 * members._MAX_OPENINGS):
        found.open(1)
        found.lose(found._members["node-00000001"])
    assert found.states() == {"1": "lost"} and not wiring.died
    assert isinstance(wiring.told[-1], Nodes)


def test_who_waits_for_cpus_says_so_and_is_left_out_in_the_end() -> None:
    found, wiring = made()
    found.on_cluster([row(1, 2)])
    member = found._members["node-00000001"]
    member.state, member.since = "opening", 1000.0
    for seconds in (1.0, members._SLOW_SECONDS + 1, members._SLOW_SECONDS + 2):
        found.tick(1000.0 + seconds)
    assert len(wiring.said()) == 1 and "needs 2 CPUs free" in wiring.said()[0]
    found.tick(1000.0 + members._OPEN_SECONDS + 1)
    assert wiring.died and "has not had 2 CPUs free" in wiring.died[0]
