"""The records that cross module borders and lie in run folders. Schema version 1.

Decides names, types and units of everything that is written to disk. It does not compute anything.
All records are frozen msgspec structs; unknown fields are ignored on read, so a reader of version 1
reads any 1.x. Absent is `null`; NaN is never written. Times are integers in nanoseconds or floats
in seconds, and the name says which; sizes are bytes.
"""

from __future__ import annotations

from typing import Any

import msgspec

from effbench.statuses import STATUS_OF as STATUS_OF
from effbench.statuses import UNSCORED as UNSCORED
from effbench.statuses import Blame as Blame
from effbench.statuses import Ended as Ended
from effbench.statuses import RunStatus as RunStatus
from effbench.statuses import Status as Status

SCHEMA_VERSION = 1

REFERENCE_ARM = "reference"
NOOP_ARM = "noop"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records."""


class Generation(Record, frozen=True, kw_only=True):
    """What the model said for (task, sample), unaltered."""

    task_id: str
    sample_index: int
    text: str
    """The answer's text; for `solution` replays the code itself."""
    is_code: bool = False
    """True when `text` is code already (reference solutions, `solution` replays): no extraction."""
    reasoning: str | None = None
    finish_reason: str = "stop"
    """`stop`, `length` (cut off), or without an answer `error` or `missing`: `error` says why."""
    error: str | None = None
    infra: bool = False
    """True when the error is not the model's: `infra_error`, never wrong. Older readers know only
    this field."""
    blame: Blame | None = None
    """Who is to blame for the error. None without an error, and in rows of older versions: use
    `fault`."""
    prompt_sha256: str = ""
    key: str = ""
    """Of everything that shapes the run's answers (`manifest.generation.key`); checked on read."""
    seed: int | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float | None = None

    @property
    def fault(self) -> Blame | None:
        """Who is to blame for a missing answer, in rows of any version; None with an answer."""
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
    """Is (task, sample) correct on the correctness inputs?"""

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
    """What it waited over all inputs (sleeping, locks); 0 in rows of older versions."""
    node: str = ""
    """The node of a cluster that judged it (`manifest.nodes`); "" for the run's own machine."""


class Repetition(Record, frozen=True, kw_only=True):
    """One fresh child process on one block's input. Raw; kept for ever."""

    block: int
    position: int
    """Place within the block's random order."""
    arm: str
    """`reference`, `noop`, or the candidate's source SHA-256."""
    ended: Ended
    cpu_ns: int
    """CPU time (all threads, user + system) from the input's hand-over to the process's death."""
    wall_ns: int
    peak_rss_bytes: int
    wrong: str | None = None
    """What was wrong with the output, or with how the process ended; None when nothing was."""
    forgiven: bool = False
    """An imported set's rule: this end without an answer counts like a time-out, not as wrong."""
    waited_ns: int = 0
    """What it waited (sleeping, locks); 0 in rows of older versions."""

    @property
    def cut_off(self) -> bool:
        """No answer, and no failure either: out of time, or forgiven."""
        return self.ended == "timeout" or self.forgiven

    @property
    def failed(self) -> bool:
        """A wrong answer, or an end that counts as one."""
        return not self.cut_off and (self.wrong is not None or self.ended != "returned")


class Timing(Record, frozen=True, kw_only=True):
    """All blocks of one (task, size)."""

    task_id: str
    size: str
    n: int
    batch: int
    cutoff_cpu_ns: int
    """CPU time after which a candidate's child was killed: it is then censored at this size."""
    cycle: int = 1
    """Blocks 0 ... cycle - 1 hold one input of each shape, and so on; 1 where shapes are mixed."""
    turns: tuple[int, ...] = ()
    """The shape of each block, by the block's number, as a number below `cycle`. Empty where shapes
    are mixed, and in records of older versions, which don't name them."""
    repetitions: tuple[Repetition, ...]
    node: str = ""
    """The node of a cluster on which all of it ran; "" for the run's own machine."""


class Metric(Record, frozen=True, kw_only=True):
    """One number that is shown to people, with its intervals. Where one is None, its method says
    why; runs of before there was such an interval have "" there.
    """

    id: str
    value: float | None
    ci: tuple[float, float] | None
    """For new tasks of the same families' kind, solved by new samples."""
    level: float
    method: str
    n_tasks: int
    unit: str
    higher_is_better: bool
    n_families: int | None = None
    """Of the `n_tasks`; None where it was not recorded."""
    ci_fixed_set: tuple[float, float] | None = None
    """For these very tasks, solved by new samples."""
    method_fixed_set: str = ""
    ci_timing: tuple[float, float] | None = None
    """For these very tasks and samples, timed again; eff@1 and speed_ratio only."""
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
    """False when the run asked for a precision and the ratio's interval is wider than that."""
    bound: bool = False
    """The source's work drowns in what a process costs: `ratio` is the most that it may be."""
    reason: str = ""
    """Why there is neither a ratio nor a censored time."""


class Scaling(Record, frozen=True, kw_only=True):
    """How CPU time per instance grows with the size n: like n^exponent, over the sizes `n`."""

    exponent: float
    ci: tuple[float, float] | None
    censored: bool
    """The source was cut off at the largest of `n`: it grows at least like n^exponent."""
    reference_exponent: float | None
    """The fast reference's, over the same sizes."""
    reference_ci: tuple[float, float] | None
    class_name: str | None = None
    """Only where the interval leaves one complexity class of those in `stats.scaling`."""
    n: tuple[float, ...] = ()


class MemoryResult(Record, frozen=True, kw_only=True):
    """Peak memory over the no-op's at the largest timed size, and its ratio to the reference's."""

    size: str
    ratio: float | None
    ci: tuple[float, float] | None
    n_blocks: int
    over_noop_bytes: int | None
    """Hodges-Lehmann over blocks; None when the source never returned there."""
    reference_over_noop_bytes: int | None
    efficiency: float | None
    """0 when the source was cut off; None when unknown, through no fault of the source."""
    reason: str = ""
    """Why there is no ratio."""
    halves: tuple[float, float] | None = None
    """As `SampleResult.halves`."""


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
    """The same without the cap; None in summaries of older versions."""
    halves: tuple[float, float] | None = None
    """The efficiency by every other cycle of blocks, and by the others: best of k is chosen by one
    of them and scored by the other. None where the blocks can't be halved, and unless it passed."""
    sizes: tuple[SizeResult, ...] = ()
    peak_rss_bytes: int | None = None
    scaling: Scaling | None = None
    memory: MemoryResult | None = None
    """Both None unless `status` is `pass`."""


class TaskResult(Record, frozen=True, kw_only=True):
    task_id: str
    n_samples: int
    n_correct: int
    pass_at_1: float
    eff_at_1: float | None
    """None when no speed was measured (`--timing off`)."""
    ratio: float | None
    """Geometric mean over sizes of the best correct sample's ratio; None if censored or none."""
    bound: bool = False
    """At one of the sizes at least the ratio is the most that it may be."""
    statuses: dict[str, int]
    scaling: Scaling | None = None
    memory: MemoryResult | None = None
    """Of the same sample as `ratio`."""


class Summary(Record, frozen=True, kw_only=True):
    """Derived from the raw files; can be rebuilt at any time."""

    schema_version: int = SCHEMA_VERSION
    metrics: tuple[Metric, ...]
    tasks: tuple[TaskResult, ...]
    samples: tuple[SampleResult, ...]
    statuses: dict[str, int]

    def samples_by_task(self) -> dict[str, list[SampleResult]]:
        """Task -> its samples in order, without those that say nothing of the model."""
        found: dict[str, list[SampleResult]] = {}
        for sample in self.samples:
            if sample.status not in UNSCORED:
                found.setdefault(sample.task_id, []).append(sample)
        return found


class Frozen(Record, frozen=True, kw_only=True):
    """The sizes of a task that count for every model, decided by its fast reference alone."""

    timeable: tuple[str, ...]
    """Labels of those that count for time, smallest first. Without any, the task is in no eff@k."""
    memory: tuple[str, ...]
    """Labels of those at which memory can be compared."""

    def as_entries(self) -> dict[str, list[str]]:
        """As a manifest has them among a task's entries."""
        return {"timeable": list(self.timeable), "memory": list(self.memory)}


class CertificateArm(Record, frozen=True, kw_only=True):
    """A program of known cost beside its anchor at one moment (`start`, `middle`, `end`).

    Of a task of the suite: its reference against itself. Of an audit (`measure.known`): a program
    that costs `truth` times its anchor. `ratio` is the measured one.
    """

    task_id: str
    when: str = "start"
    ratio: float
    ci: tuple[float, float] | None
    log_ratios: tuple[float, ...]
    truth: float = 1.0


class CertificateCheck(Record, frozen=True, kw_only=True):
    """One of the questions that a certificate answers: is the machine's error within `margin`?"""

    kind: str
    """`all`, `moment`, `task`, `audit` or `drift`; `data` where something was not measured."""
    what: str
    """The moment, the task or the program in question."""
    error: float | None = None
    """Measured ratio over the true one; of a drift, that at the end over that at the start."""
    ci: tuple[float, float] | None = None
    margin: float
    held: bool
    """Does the whole interval lie within `margin`? False also without an interval."""
    refuted: bool = False
    """Does the whole interval lie beyond `margin`? Then it isn't lack of data."""


class Certificate(Record, frozen=True, kw_only=True):
    """What this machine makes of true ratios that are known."""

    ratio: float
    """Of all blocks of the references against themselves."""
    ci: tuple[float, float] | None
    n: int
    target: float
    """What the timing profile asks of the machine, e.g. 0.05. The margins follow from it."""
    fit: bool
    arms: tuple[CertificateArm, ...]
    note: str = ""
    rule: int = 1
    """By which rule it is fit. 1: the pooled ratio lies within `target`. 2: all `checks` held."""
    audits: tuple[CertificateArm, ...] = ()
    checks: tuple[CertificateCheck, ...] = ()


class NodeRecord(Record, frozen=True, kw_only=True):
    """One node of a cluster that worked for a run: what it is, and what it makes of known work."""

    name: str
    tier: str
    shell: str = "none"
    slots: int
    """Children at once while judging."""
    timing_lanes: int = 1
    """Tasks timed at once, each on cores of its own."""
    machine: dict[str, Any]
    findings: tuple[dict[str, str], ...] = ()
    """What `effbench doctor` says of it, the good left out."""
    certificate: Certificate | None = None
    """Its own: the reference against itself on this node. None where nothing was compared."""
    shared: tuple[CertificateArm, ...] = ()
    """The audit samples, which every node times on the same inputs, against the reference."""
    n_timed: int = 0
    """Tasks of which this run holds the node's times."""
    refused: str = ""
    """Why it was given no tasks to time; "" for a node that was."""


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
    """Of a cluster: that of the worst node whose times the run holds."""
    nodes: tuple[NodeRecord, ...] = ()
    """Of a cluster; empty for a run on one machine."""
    seed: int
    """Root of every random choice of the run (inputs, orders, bootstrap)."""
    ks: tuple[int, ...] = ()
    """The k of pass@k and eff@k that were asked for; empty for the default ones."""
    command: str = ""

    def families(self) -> dict[str, str]:
        """Task -> family; a task of none is its own. Tasks that are not described are left out."""
        tasks = self.suite.get("tasks")
        if not isinstance(tasks, dict):
            return {}
        return {
            name: str(about.get("family") or name)
            for name, about in tasks.items()
            if isinstance(about, dict)
        }

    def frozen(self) -> dict[str, Frozen]:
        """Task -> the sizes that count. Tasks of which the manifest does not say are left out."""
        tasks = self.suite.get("tasks")
        found = {}
        for name, about in tasks.items() if isinstance(tasks, dict) else ():
            if isinstance(about, dict) and "timeable" in about and "memory" in about:
                try:
                    found[name] = msgspec.convert(about, Frozen)
                except msgspec.ValidationError:
                    continue  # `validate` says so
        return found
