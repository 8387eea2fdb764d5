"""Examine the nodes of a cluster with known work, and refuse timing on those that fail.

A node must pass on its own and agree with the other nodes. `measure.audit` defines the known work;
the caller stores the records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from effbench.base import Certificate, NodeRecord, UnfitError
from effbench.executors.jobs import Audited, Node
from effbench.measure import RULE, certificate, disagreeing, refuted, worst

if TYPE_CHECKING:
    from effbench.executors.opening import Executor

_CUT_SHORT = "it could not be examined"


class Examination:
    """The records of the nodes' examinations, which grow during a run.

    - `target`: the precision that a node must reach (`measure.fitness`).
    - `shared`: task id -> source, the same for every node.
    - `records`: the records of nodes examined earlier in the same run. They count even if the node
      is gone, because its times are part of the run. One that was refused and has timed nothing is
      dropped, so that its node gets a second examination.

    A node refused here stays refused. A node whose examination was cut short is not refused; it is
    examined again at the next opportunity.
    """

    def __init__(
        self,
        target: float,
        shared: Mapping[str, str],
        records: Sequence[NodeRecord],
        say: Callable[[str], None],
    ) -> None:
        self._target, self._shared, self._say = target, shared, say
        known = (_by_this_rule(r) for r in records if r.n_timed or not r.refused)
        self._records = {record.name: record for record in known}
        self._examined: set[str] = set()

    @property
    def records(self) -> tuple[NodeRecord, ...]:
        """The records of all nodes."""
        return tuple(self._records.values())

    def compare(self, executor: Executor, when: str) -> None:
        """Examine all present nodes that were not examined at the moment `when` of the run."""
        wanted = []
        for node in executor.nodes():
            record = self._records.setdefault(node.name, _record(node))
            if not (node.unfit or record.refused or self._was_examined(record, when)):
                wanted.append(node.name)
        for audited in executor.audit(when, self._shared, wanted) if wanted else ():
            self._examined.add(audited.node)
            self._records[audited.node] = self._with(self._records[audited.node], audited)
        self._settle()
        for name in self.unexamined(executor.nodes()):
            self._say(f"{name} gets no tasks to time until it has been examined")

    def unexamined(self, nodes: Sequence[Node]) -> set[str]:
        """Return the names of the nodes that are neither examined nor refused."""
        found = {node.name: self._records.get(node.name) or _record(node) for node in nodes}
        return {name for name, record in found.items() if not record.refused and self._new(record)}

    def _new(self, record: NodeRecord) -> bool:
        return record.certificate is None and record.name not in self._examined

    def count_timed(self, n_timed: Mapping[str, int]) -> None:
        """Record how many tasks each node has timed; this decides which of two nodes is refused."""
        for name, record in self._records.items():
            count = n_timed.get(name, 0)
            self._records[name] = msgspec.structs.replace(record, n_timed=count)

    def usable(self, nodes: Sequence[Node]) -> list[str]:
        """Return the names of the nodes that may time. Raises UnfitError if none may."""
        known = [self._records[node.name] for node in nodes if node.name in self._records]
        found = [r.name for r in known if not r.refused and not self._new(r)]
        if known and not found:
            reasons = "; ".join(f"{r.name}: {r.refused or _CUT_SHORT}" for r in known)
            raise UnfitError(
                f"no node is fit to time ({reasons}). The verdicts are saved: repeat the command "
                "when the nodes are fit, or use other nodes and another --out"
            )
        return found

    def worst_certificate(self) -> Certificate | None:
        """Return the worst certificate of the nodes that have timed tasks."""
        return worst(record.certificate for record in self.records if record.n_timed)

    def _was_examined(self, record: NodeRecord, when: str) -> bool:
        found = record.certificate
        return found is not None and any(arm.when == when for arm in found.arms)

    def _with(self, record: NodeRecord, audited: Audited) -> NodeRecord:
        found = record.certificate
        arms, audits = (found.arms, found.audits) if found else ((), ())
        return msgspec.structs.replace(
            record,
            certificate=certificate(
                (*arms, *audited.arms), (*audits, *audited.audits), self._target
            ),
            shared=(*record.shared, *audited.shared),
        )

    def _settle(self) -> None:
        """Refuse the nodes that are unfit or disagree with the others."""
        trusted = [record for record in self.records if not record.refused]
        odd = disagreeing([record for record in trusted if not self._unfit(record)])
        for record in trusted:
            refused = self._unfit(record)
            if record.name in odd:
                found = odd[record.name]
                refused = f"its ratio on {found.task_id} is {found.ratio:.3f} times the others'"
            if refused:
                self._say(f"{record.name} gets no tasks to time: {refused}")
                self._records[record.name] = msgspec.structs.replace(record, refused=refused)

    def _unfit(self, record: NodeRecord) -> str:
        """Return why a node is unfit by its own examination, or "".

        Before the end of the run, only a refuted check makes it unfit, as it may just have too few
        blocks. At the end, every check must hold.
        """
        bad = [f"{f['name']}: {f['fact']}" for f in record.findings if f["rating"] == "unfit"]
        if bad:
            return "; ".join(bad)
        if record.certificate is None or record.certificate.fit:
            return ""
        if any(arm.when == "end" for arm in record.certificate.arms):
            return record.certificate.note
        return refuted(record.certificate)


def _by_this_rule(record: NodeRecord) -> NodeRecord:
    """Drop a certificate that was begun under an older rule, as it has no audits."""
    if record.certificate is None or record.certificate.rule == RULE:
        return record
    return msgspec.structs.replace(record, certificate=None)


def _record(node: Node) -> NodeRecord:
    return NodeRecord(
        name=node.name,
        tier=node.tier,
        shell=node.shell,
        slots=node.slots,
        timing_lanes=node.timing_lanes,
        machine=node.machine,
        findings=node.findings,
    )
