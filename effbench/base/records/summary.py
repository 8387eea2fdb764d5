"""The summary of a run: its metrics, and the results of its tasks and samples."""

from __future__ import annotations

from effbench.base.records.plain import SCHEMA_VERSION, Record
from effbench.base.statuses import UNSCORED, Status


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
