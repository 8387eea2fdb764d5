"""The records that modules exchange and that run folders store. Schema version 1.

This module defines names, types and units of everything that is written to disk. It computes
nothing. All records are frozen msgspec structs. Unknown fields are ignored on read, so a reader of
version 1 reads any 1.x. Absent values are `null`; NaN is never written. Times are integers in
nanoseconds or floats in seconds, as the name says; sizes are in bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from effbench.base.statuses import UNSCORED, Blame, Ended, RunStatus, Status

SCHEMA_VERSION = 1

REFERENCE_ARM = "reference"
NOOP_ARM = "noop"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records."""


class Generation(Record, frozen=True, kw_only=True):
    """The model's answer for (task, sample), unaltered."""

    task_id: str
    sample_index: int
    text: str
    """The answer's text; for `solution` replays, the code itself."""
    is_code: bool = False
    """True if `text` is already code (reference solutions, `solution` replays): no extraction."""
    reasoning: str | None = None
    finish_reason: str = "stop"
    """`stop`, `length` (cut off), or, without an answer, `error` or `missing`: see `error`."""
    error: str | None = None
    infra: bool = False
    """True if the model did not cause the error: the status is `infra_error`, never wrong. Older
    readers know only this field."""
    blame: Blame | None = None
    """The cause of the error. None without an error, and in rows of older versions: use `fault`."""
    prompt_sha256: str = ""
    key: str = ""
    """Key of all that shapes the run's answers (`manifest.generation.key`); checked on read."""
    seed: int | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float | None = None

    @property
    def fault(self) -> Blame | None:
        """The cause of a missing answer, in rows of any version; None with an answer."""
        if self.finish_reason != "error":
            return None
        return self.blame or ("server" if self.infra else "model")


class FailedInput(Record, frozen=True, kw_only=True):
    """The first input that a candidate failed, shortened for reading."""

    label: str
    arguments: str
    expected: str
    returned: str


class Verdict(Record, frozen=True, kw_only=True):
    """The result of (task, sample) on the correctness inputs."""

    task_id: str
    sample_index: int
    status: Status
    detail: str = ""
    source: str | None = None
    source_sha256: str | None = None
    extract_rule: str = ""
    n_inputs: int = 0
    n_passed: int = 0
    failed_input: FailedInput | None = None
    waited_seconds: float = 0.0
    """Waiting time over all inputs (sleeping, locks); 0 in rows of older versions."""
    node: str = ""
    """The cluster node that judged it (`manifest.nodes`); "" for the run's own machine."""


class Repetition(Record, frozen=True, kw_only=True):
    """One fresh child process on one block's input. Raw data, never deleted."""

    block: int
    position: int
    """Position within the block's random order."""
    arm: str
    """`reference`, `noop`, or the candidate's source SHA-256."""
    ended: Ended
    cpu_ns: int
    """CPU time (all threads, user + system) from the input's hand-over to the process's end."""
    wall_ns: int
    peak_rss_bytes: int
    wrong: str | None = None
    """The fault of the output, or of the process's end; None if there was none."""
    forgiven: bool = False
    """An imported set's rule: this end without an answer counts as a timeout, not as wrong."""
    waited_ns: int = 0
    """Waiting time (sleeping, locks); 0 in rows of older versions."""

    @property
    def cut_off(self) -> bool:
        """True without an answer and without a failure: timed out, or forgiven."""
        return self.ended == "timeout" or self.forgiven

    @property
    def failed(self) -> bool:
        """True for a wrong answer, or an end that counts as one."""
        return not self.cut_off and (self.wrong is not None or self.ended != "returned")


class Timing(Record, frozen=True, kw_only=True):
    """All blocks of one (task, size)."""

    task_id: str
    size: str
    n: int
    batch: int
    cutoff_cpu_ns: int
    """CPU time after which a candidate's child process was killed and censored at this size."""
    cycle: int = 1
    """Blocks 0 ... cycle - 1 hold one input of each shape, and so on; 1 if shapes are mixed."""
    turns: tuple[int, ...] = ()
    """The shape of each block, by block number, as a number below `cycle`. Empty if shapes are
    mixed, and in records of older versions, which do not name them."""
    repetitions: tuple[Repetition, ...]
    node: str = ""
    """The cluster node on which all of it ran; "" for the run's own machine."""


class Metric(Record, frozen=True, kw_only=True):
    """One reported number with its intervals. If an interval is None, its method gives the reason;
    the method is "" in runs made before that interval existed.
    """

    id: str
    value: float | None
    ci: tuple[float, float] | None
    """For new tasks of the same kind, solved by new samples."""
    level: float
    method: str
    n_tasks: int
    unit: str
    higher_is_better: bool
    n_families: int | None = None
    """Number of families among the `n_tasks`; None if not recorded."""
    ci_fixed_set: tuple[float, float] | None = None
    """For the same tasks, solved by new samples."""
    method_fixed_set: str = ""
    ci_timing: tuple[float, float] | None = None
    """For the same tasks and samples, timed again; eff@1 and speed_ratio only."""
    method_timing: str = ""


class SizeResult(Record, frozen=True, kw_only=True):
    """The ratio of a source's time to the fast reference's at one size, with its interval."""

    size: str
    ratio: float | None
    ci: tuple[float, float] | None
    n_blocks: int
    censored: bool
    efficiency: float
    precise: bool = True
    """False if the run requested a precision and the ratio's interval is wider than that."""
    bound: bool = False
    """The source's work is too small beside a process's own cost: `ratio` is an upper bound."""
    reason: str = ""
    """The reason if there is neither a ratio nor a censored time."""


class Scaling(Record, frozen=True, kw_only=True):
    """Growth of CPU time per instance with the size n: like n^exponent, over the sizes `n`."""

    exponent: float
    ci: tuple[float, float] | None
    censored: bool
    """The source was cut off at the largest of `n`: it grows at least like n^exponent."""
    reference_exponent: float | None
    """The fast reference's exponent over the same sizes."""
    reference_ci: tuple[float, float] | None
    class_name: str | None = None
    """Set only if the interval leaves a single complexity class of those in `stats.scaling`."""
    n: tuple[float, ...] = ()


class MemoryResult(Record, frozen=True, kw_only=True):
    """Peak memory over the no-op's at the largest timed size, and its ratio to the reference's."""

    size: str
    ratio: float | None
    ci: tuple[float, float] | None
    n_blocks: int
    over_noop_bytes: int | None
    """Hodges-Lehmann estimate over blocks; None if the source never returned at this size."""
    reference_over_noop_bytes: int | None
    efficiency: float | None
    """0 if the source was cut off; None if unknown, through no fault of the source."""
    reason: str = ""
    """The reason if there is no ratio."""
    halves: tuple[float, float] | None = None
    """See `SampleResult.halves`."""


class SampleResult(Record, frozen=True, kw_only=True):
    """One sample after judging and measuring: final status and efficiency."""

    task_id: str
    sample_index: int
    status: Status
    detail: str
    source_sha256: str | None
    efficiency: float
    """Mean over the timed sizes, each capped (`stats.efficiency`); 0 unless `status` is `pass`."""
    uncapped: float | None = None
    """The mean without the cap; None in summaries of older versions."""
    halves: tuple[float, float] | None = None
    """The efficiency by each half of the blocks (alternate cycles): one half chooses the best of k,
    the other scores it. None if the blocks cannot be halved, or if the sample did not pass."""
    sizes: tuple[SizeResult, ...] = ()
    peak_rss_bytes: int | None = None
    scaling: Scaling | None = None
    memory: MemoryResult | None = None
    """`scaling` and `memory` are None unless `status` is `pass`."""


class TaskResult(Record, frozen=True, kw_only=True):
    """One task: its counts, scores and statuses, and its best sample's ratio, growth and memory."""

    task_id: str
    n_samples: int
    n_correct: int
    pass_at_1: float
    eff_at_1: float | None
    """None if no speed was measured (`--timing off`)."""
    ratio: float | None
    """Geometric mean over sizes of the best correct sample's ratio; None if censored or none."""
    bound: bool = False
    """True if the ratio at one or more sizes is an upper bound."""
    statuses: dict[str, int]
    scaling: Scaling | None = None
    memory: MemoryResult | None = None
    """`scaling` and `memory` are those of the same sample as `ratio`."""


class Summary(Record, frozen=True, kw_only=True):
    """The results of a run. Derived from the raw files; can be recomputed at any time."""

    schema_version: int = SCHEMA_VERSION
    metrics: tuple[Metric, ...]
    tasks: tuple[TaskResult, ...]
    samples: tuple[SampleResult, ...]
    statuses: dict[str, int]

    def samples_by_task(self) -> dict[str, list[SampleResult]]:
        """Return task -> its samples in order, without UNSCORED samples."""
        found: dict[str, list[SampleResult]] = {}
        for sample in self.samples:
            if sample.status not in UNSCORED:
                found.setdefault(sample.task_id, []).append(sample)
        return found


class Frozen(Record, frozen=True, kw_only=True):
    """The sizes of a task that count for every model, determined by its fast reference alone."""

    timeable: tuple[str, ...]
    """Labels of the sizes that count for time, smallest first. If empty, no eff@k has the task."""
    memory: tuple[str, ...]
    """Labels of the sizes at which memory can be compared."""

    def as_entries(self) -> dict[str, list[str]]:
        """Return the entries that a manifest has for a task."""
        return {"timeable": list(self.timeable), "memory": list(self.memory)}


class CertificateArm(Record, frozen=True, kw_only=True):
    """A program of known cost against its anchor at one moment (`start`, `middle`, `end`).

    For a task of the suite: its reference against itself. For an audit (`measure.known`): a program
    that costs `truth` times its anchor. `ratio` is the measured one.
    """

    task_id: str
    when: str = "start"
    ratio: float
    ci: tuple[float, float] | None
    log_ratios: tuple[float, ...]
    truth: float = 1.0


class CertificateCheck(Record, frozen=True, kw_only=True):
    """One check of a certificate: that the machine's error is within `margin`."""

    kind: str
    """`all`, `moment`, `task`, `audit` or `drift`; `data` if something was not measured."""
    what: str
    """The moment, task or program that is checked."""
    error: float | None = None
    """Measured over true ratio; for a drift, the ratio at the end over that at the start."""
    ci: tuple[float, float] | None = None
    margin: float
    held: bool
    """True if the whole interval lies within `margin`. False without an interval."""
    refuted: bool = False
    """True if the whole interval lies beyond `margin`: more data would not help."""


class Certificate(Record, frozen=True, kw_only=True):
    """A machine's measurements of known true ratios, and the verdict."""

    ratio: float
    """The ratio over all blocks of the references against themselves."""
    ci: tuple[float, float] | None
    n: int
    target: float
    """The error that the timing profile allows, e.g. 0.05. The margins follow from it."""
    fit: bool
    arms: tuple[CertificateArm, ...]
    note: str = ""
    rule: int = 1
    """The rule for `fit`. 1: the pooled ratio lies within `target`. 2: all `checks` held."""
    audits: tuple[CertificateArm, ...] = ()
    checks: tuple[CertificateCheck, ...] = ()


class NodeRecord(Record, frozen=True, kw_only=True):
    """One cluster node that worked for a run: its description and its results on known work."""

    name: str
    tier: str
    shell: str = "none"
    slots: int
    """Number of child processes at once while judging."""
    timing_lanes: int = 1
    """Number of tasks timed at once, each on its own cores."""
    machine: dict[str, Any]
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
    effbench_version: str
    suite: dict[str, Any]
    model: dict[str, Any]
    generation: dict[str, Any]
    judge: dict[str, Any]
    timing: dict[str, Any]
    machine: dict[str, Any]
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
        """Return task -> family; a task without a family is its own. Omits undescribed tasks."""
        tasks = self.suite.get("tasks")
        if not isinstance(tasks, dict):
            return {}
        return {
            name: str(about.get("family") or name)
            for name, about in tasks.items()
            if isinstance(about, dict)
        }

    def frozen(self) -> dict[str, Frozen]:
        """Return task -> the sizes that count, for the tasks whose sizes the manifest gives."""
        tasks = self.suite.get("tasks")
        found = {}
        for name, about in tasks.items() if isinstance(tasks, dict) else ():
            if isinstance(about, dict) and "timeable" in about and "memory" in about:
                try:
                    found[name] = msgspec.convert(about, Frozen)
                except msgspec.ValidationError:
                    continue  # `validate` reports it
        return found

    def with_frozen(self, frozen: Mapping[str, Frozen], *, locked: bool) -> Manifest:
        """A copy in which each task of `frozen` has the sizes that count.

        `locked`: they come from the suite's lock file.
        """
        tasks = {
            name: about | (frozen[name].as_entries() if name in frozen else {})
            for name, about in self.suite["tasks"].items()
        }
        return msgspec.structs.replace(self, suite=self.suite | {"tasks": tasks, "locked": locked})
