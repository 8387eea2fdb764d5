"""Compute a run's summary from its verdicts and raw timings: final status, efficiency, metrics.

This package defines the value of a block, a size, a sample and a task, and which samples count. It
does not run, judge or time anything and reads no files. Estimators and intervals are in `stats`.
The same records and seed give the same summary, whatever the order in which tasks were judged.

    block    log((candidate - no-op) / (reference - no-op)), CPU times    stats/paired.py
    size     ratio: exp of the blocks' centre (stats/ratio.py); e: stats/log_scale.py    samples.py
    sample   mean of e over the sizes, 0 unless it passed                              samples.py
             exponent of time in n; peak memory at the largest size      scaling.py, memory.py
    task     unbiased pass@k and eff@k of its samples                         tasks.py, metrics.py
    suite    mean over tasks                                                           metrics.py
             with intervals for new tasks and for this fixed set                     intervals.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from effbench.base import UNSCORED, DataError, Frozen, SampleResult, Summary, Timing, Verdict
from effbench.score.arms import collect_arms
from effbench.score.metrics import KS, denominators_of, metrics_of
from effbench.score.samples import score_sample
from effbench.score.tasks import status_counts, task_result, unscored_tasks


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
    """Return the summary of a run's raw records. `sizes_by_task`: size labels, smallest first.

    If a (task, sample) has several verdicts, the last one counts: files are append-only and a
    retry appends. `seed` seeds the bootstrap. Without `speed_measured` there is no eff@k and no
    ratio, and every sample's `sizes` is empty. Without verdicts, every metric has the value None.
    `precision` is the precision that the run requested for every ratio's interval (0.05: 5 % to
    either side), or None if it requested a number of blocks. It affects only `SizeResult.precise`.
    `families` maps tasks to the families over which the intervals for new tasks are computed; a
    task that is absent is its own family. `frozen`: the sizes of each task that count, from its
    suite's lock file; for a task that is absent, all sizes count. `notes` are added to the metrics'
    methods to say how these sizes were determined. `ks`: the k of pass@k, eff@k and mem_eff@k; a k
    above the smallest number of samples per task is skipped.

    Samples with an UNSCORED verdict are not counted in their task's n. A task with only such
    samples is left out of the metrics and of `tasks`; the methods give the number of these tasks. A
    task without a size that counts has no efficiency, even if a sample passed: its `eff_at_1` is
    None and the eff metrics leave it out. They also leave out a task if a sample that passed lacks
    times at a size that counts.

    Raises DataError if a record names a task or size that `sizes_by_task` lacks, or if a block
    holds two repetitions of one arm.
    """
    frozen = frozen or {}
    by_task = _scored(verdicts, timings, sizes_by_task, frozen, speed_measured, precision)
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
        tasks=tuple(task_result(kept, by_task[x], x in counts.time) for x, kept in counted.items()),
        samples=samples,
        statuses=status_counts(samples),
    )


def _scored(
    verdicts: Iterable[Verdict],
    timings: Iterable[Timing],
    sizes_by_task: Mapping[str, Sequence[str]],
    frozen: Mapping[str, Frozen],
    speed_measured: bool,
    precision: float | None,
) -> dict[str, list[SampleResult]]:
    """Score the last verdict of every sample; return the samples of each task, by index."""
    arms = collect_arms(timings, sizes_by_task)
    by_task: dict[str, list[SampleResult]] = {}
    latest = {(verdict.task_id, verdict.sample_index): verdict for verdict in verdicts}
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
    return by_task
