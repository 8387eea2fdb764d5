"""From verdicts and raw timings to the summary of a run: final status, efficiency, metrics.

Decides what a block, a size, a sample and a task are worth, and which samples count. It does not
run, judge or time anything, reads no files, and leaves estimators and intervals to `stats`. The
same records and seed give the same summary, in whatever order tasks were judged.

    block    log((candidate - no-op) / (reference - no-op)), CPU times    stats/paired.py
    size     ratio: exp of the blocks' centre (stats/ratio.py); e: stats/efficiency.py   samples.py
    sample   mean of e over the sizes, 0 unless it passed                              samples.py
             exponent of time in n; peak memory at the largest size      scaling.py, memory.py
    task     unbiased pass@k and eff@k of its samples                                  metrics.py
    suite    mean over tasks                                                           metrics.py
             with intervals for new tasks and for this fixed set                     intervals.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from effbench.errors import DataError
from effbench.records import UNSCORED, Frozen, SampleResult, Summary, Timing, Verdict
from effbench.score.arms import collect_arms
from effbench.score.best_of import asked_ks, for_ks
from effbench.score.metrics import (
    KS,
    best_sample,
    denominator_notes,
    denominators_of,
    metrics_of,
    status_counts,
    task_result,
    unscored_tasks,
)
from effbench.score.samples import score_sample

__all__ = ["KS", "asked_ks", "best_sample", "denominator_notes", "for_ks", "summarise"]


def summarise(
    verdicts: Iterable[Verdict],
    timings: Iterable[Timing],
    sizes_by_task: Mapping[str, Sequence[str]],
    *,
    seed: int,
    speed_measured: bool,
    precision: float | None = None,
    families: Mapping[str, str] | None = None,
    frozen: Mapping[str, Frozen] | None = None,
    notes: Sequence[str] = (),
    ks: Sequence[int] = KS,
) -> Summary:
    """Everything that a run's raw records say. `sizes_by_task`: size labels, smallest first.

    Of several verdicts on one (task, sample) the last one counts: files are append-only and a retry
    appends. `seed` is the bootstrap's. Without `speed_measured` there is no eff@k and no ratio, and
    every sample's `sizes` is empty. No verdicts at all give metrics with the value None.
    `precision` is what the run asked of every ratio's interval (0.05: 5 % to either side), None
    when it asked for a number of blocks; it changes no number, only `SizeResult.precise`.
    `families`: task -> family, over which the intervals for new tasks go; a task that is not there
    is its own. `frozen`: the sizes of each task that count, as its suite's lock says; of a task
    that is not there all do. `notes` is what the methods say of how these were decided. `ks`: the k
    of pass@k, eff@k and mem_eff@k, as far as samples go.

    Samples with an UNSCORED verdict are taken out of their task's n; a task that keeps none is left
    out of the metrics and of `tasks`, and the methods say how many were. A task without a size that
    counts has no efficiency, whoever passed it: `eff_at_1` is None and the eff metrics leave it
    out. So do they where times are missing of a sample that passed, at a size that counts.

    Raises DataError when a record names a task or size that `sizes_by_task` doesn't have, or a
    block holds two repetitions of one arm.
    """
    arms = collect_arms(timings, sizes_by_task)
    latest = {(verdict.task_id, verdict.sample_index): verdict for verdict in verdicts}
    frozen = frozen or {}
    by_task: dict[str, list[SampleResult]] = {}
    for _, verdict in sorted(latest.items(), key=lambda item: item[0]):
        if verdict.task_id not in sizes_by_task:
            raise DataError(
                f"the verdicts name task {verdict.task_id!r}, which the suite doesn't have; "
                "score a run with the suite that it was made with"
            )
        measured = arms.get((verdict.task_id, verdict.source_sha256 or ""), {})
        labels = sizes_by_task[verdict.task_id] if speed_measured else ()
        by_task.setdefault(verdict.task_id, []).append(
            score_sample(verdict, measured, labels, precision, frozen.get(verdict.task_id))
        )
    counted = {
        task_id: kept
        for task_id, group in by_task.items()
        if (kept := [sample for sample in group if sample.status not in UNSCORED])
    }
    samples = tuple(sample for group in by_task.values() for sample in group)
    n_lost, n_broken = unscored_tasks(samples)
    counts = denominators_of(sizes_by_task if speed_measured else {}, frozen, notes)
    return Summary(
        metrics=metrics_of(
            list(counted.values()),
            families or {},
            counts,
            n_lost=n_lost,
            n_broken=n_broken,
            seed=seed,
            speed_measured=speed_measured,
            ks=ks,
        ),
        tasks=tuple(
            task_result(kept, by_task[task_id], task_id in counts.time)
            for task_id, kept in counted.items()
        ),
        samples=samples,
        statuses=status_counts(samples),
    )
