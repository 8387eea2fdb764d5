"""The manifest of a run: its identity, its environment, and whether it may be published."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import msgspec

from effbench.base.records.certificate import Certificate, CertificateArm
from effbench.base.records.machine import MachineSection
from effbench.base.records.plain import SCHEMA_VERSION, Record
from effbench.base.records.reasons import Reason, ReasonKind
from effbench.base.records.sections import (
    Frozen,
    GenerationSection,
    JudgeSection,
    ModelSection,
    SuiteSection,
    TimingSection,
)
from effbench.base.statuses import RunStatus


class NodeRecord(Record, frozen=True, kw_only=True):
    """One cluster node that worked for a run: its description and its results on known work."""

    name: str
    tier: str
    shell: str = "none"
    slots: int
    """Number of child processes at once while judging."""
    timing_lanes: int = 1
    """Number of tasks timed at once, each on its own cores."""
    machine: MachineSection
    findings: tuple[dict[str, str], ...] = ()
    """Findings of `effbench doctor` on the node, except good ones."""
    certificate: Certificate | None = None
    """Its own: the reference against itself on this node. None if nothing was compared."""
    shared: tuple[CertificateArm, ...] = ()
    """The audit samples, which every node times on the same inputs, against the reference."""
    n_timed: int = 0
    """Number of tasks for which this run holds the node's times."""
    refused: str = ""
    """The reason why it got no tasks to time; "" if it did."""


class Manifest(Record, frozen=True, kw_only=True):
    """Identity and environment of a run. Written first, with status `running`."""

    schema_version: int = SCHEMA_VERSION
    run_id: str
    created: str
    finished: str | None = None
    status: RunStatus = "running"
    publishable: bool | None = None
    unpublishable_reasons: tuple[str, ...] = ()
    unpublishable_kinds: tuple[ReasonKind, ...] = ()
    """The kind of each of the reasons; empty in manifests of older versions."""
    effbench_version: str
    suite: SuiteSection
    model: ModelSection
    generation: GenerationSection
    judge: JudgeSection
    """Empty until the answers are judged, as is `timing`."""
    timing: TimingSection
    machine: MachineSection
    certificate: Certificate | None = None
    """On a cluster: that of the worst node whose times the run holds."""
    nodes: tuple[NodeRecord, ...] = ()
    """The nodes of a cluster; empty for a run on one machine."""
    seed: int
    """Root of every random choice of the run (inputs, orders, bootstrap)."""
    ks: tuple[int, ...] = ()
    """The requested k of pass@k and eff@k; empty for the defaults."""
    command: str = ""

    def families(self) -> dict[str, str]:
        """Return task -> family; a task without a family is its own."""
        return {name: task.family or name for name, task in self.suite.tasks.items()}

    def frozen(self) -> dict[str, Frozen]:
        """Return task -> the sizes that count, for the tasks whose sizes the manifest gives."""
        found = {name: task.frozen for name, task in self.suite.tasks.items()}
        return {name: frozen for name, frozen in found.items() if frozen is not None}

    def with_frozen(self, frozen: Mapping[str, Frozen], *, locked: bool) -> Manifest:
        """A copy in which each task of `frozen` has the sizes that count.

        `locked`: they come from the suite's lock file.
        """
        tasks = {
            name: task.with_frozen(frozen[name]) if name in frozen else task
            for name, task in self.suite.tasks.items()
        }
        suite = msgspec.structs.replace(self.suite, tasks=tasks, locked=locked)
        return msgspec.structs.replace(self, suite=suite)

    def reasons(self) -> tuple[Reason, ...]:
        """Return the recorded reasons against publication; kind `other` if none is recorded."""
        pairs = itertools.zip_longest(self.unpublishable_kinds, self.unpublishable_reasons)
        return tuple(
            Reason(kind=kind or "other", words=words) for kind, words in pairs if words is not None
        )

    def with_reasons(self, reasons: Sequence[Reason]) -> Manifest:
        """A copy that is publishable if there are no reasons, and otherwise says why not."""
        return msgspec.structs.replace(
            self,
            publishable=not reasons,
            unpublishable_reasons=tuple(reason.words for reason in reasons),
            unpublishable_kinds=tuple(reason.kind for reason in reasons),
        )
