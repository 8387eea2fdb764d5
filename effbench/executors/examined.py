"""Which nodes of a cluster may time: examined by known work, each by itself and beside the others.

Decides who is refused, and why. What the known work is, `measure.audit` says; where the records are
kept is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from effbench.errors import UnfitError
from effbench.executors.jobs import Audited, Node
from effbench.measure.agreement import disagreeing
from effbench.measure.fitness import RULE, certificate, refuted, worst
from effbench.records import Certificate, NodeRecord

if TYPE_CHECKING:
    from effbench.executors import Executor

_CUT_SHORT = "it could not be examined"


class Examination:
    """The nodes' records as they grow. `target`: what is asked of a node (`measure.fitness`).

    `shared`: task id -> source, for every node the same. `records`: of nodes that were examined
    before, in the same run; they count even when they are gone, for their times are there. Whoever
    was refused and has timed nothing is given another chance, once: who is refused here stays so.
    A node whose examination was cut short is not refused: it waits for the next one.
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
        return tuple(self._records.values())

    def compare(self, executor: Executor, when: str) -> None:
        """Examine every node that is there and was not examined at this moment."""
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
            self._say(f"{name} is given no tasks to time before it has been examined")

    def unexamined(self, nodes: Sequence[Node]) -> set[str]:
        """Those that nothing is known of, and nothing speaks against."""
        found = {node.name: self._records.get(node.name) or _record(node) for node in nodes}
        return {name for name, record in found.items() if not record.refused and self._new(record)}

    def _new(self, record: NodeRecord) -> bool:
        return record.certificate is None and record.name not in self._examined

    def count_timed(self, n_timed: Mapping[str, int]) -> None:
        """How many tasks each node has timed so far: of two that disagree, one has more to lose."""
        for name, record in self._records.items():
            count = n_timed.get(name, 0)
            self._records[name] = msgspec.structs.replace(record, n_timed=count)

    def usable(self, nodes: Sequence[Node]) -> list[str]:
        """Those of `nodes` that may time. UnfitError when all of them are refused."""
        known = [self._records[node.name] for node in nodes if node.name in self._records]
        found = [r.name for r in known if not r.refused and not self._new(r)]
        if known and not found:
            reasons = "; ".join(f"{r.name}: {r.refused or _CUT_SHORT}" for r in known)
            raise UnfitError(
                f"no node is fit to time ({reasons}). The verdicts are kept: give the same command "
                "when the nodes are fit, or with other nodes and another --out"
            )
        return found

    def worst_certificate(self) -> Certificate | None:
        """The one that comes off worst, of nodes whose times are held."""
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
        """Who is refused from now on, by all that is known."""
        trusted = [record for record in self.records if not record.refused]
        odd = disagreeing([record for record in trusted if not self._unfit(record)])
        for record in trusted:
            refused = self._unfit(record)
            if record.name in odd:
                found = odd[record.name]
                refused = f"it makes {found.ratio:.3f} of what others make of {found.task_id}"
            if refused:
                self._say(f"{record.name} is given no tasks to time: {refused}")
                self._records[record.name] = msgspec.structs.replace(record, refused=refused)

    def _unfit(self, record: NodeRecord) -> str:
        """Why a node can't time, by itself.

        Until the end it may go on unless a check is refuted: too few blocks are no fault of its
        own. At the end every check must be held.
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
    """A certificate that was begun under an older rule has no audits: it is begun anew."""
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
