"""Which k the metrics are given for, and the metrics of a summary for other ones.

Decides what may be asked for. The metrics themselves are `score.metrics`'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from effbench.errors import DataError
from effbench.records import Manifest, Summary
from effbench.score.metrics import KS, metrics_of
from effbench.suite import derive_seed

MAX_KS = 20
MAX_K = 10_000


def asked_ks(manifest: Manifest) -> tuple[int, ...]:
    """Those that the run asked for, or the default ones. Raises DataError for what is no k."""
    check_ks(manifest.ks)
    return manifest.ks or KS


def check_ks(ks: Sequence[int]) -> None:
    """Raises DataError for numbers out of range, and for too many of them."""
    if len(ks) > MAX_KS or any(not 1 <= k <= MAX_K for k in ks):
        shown = ", ".join(map(str, ks[:MAX_KS]))
        raise DataError(f"k = {shown}: give at most {MAX_KS} numbers from 1 to {MAX_K}")


def for_ks(
    summary: Summary, ks: Sequence[int], *, seed: int, families: Mapping[str, str]
) -> Summary:
    """`summary` with its metrics for these k; `seed` is the run's.

    Raises DataError where a task has too few samples, and for a summary of an older version, which
    lacks what the best of k is chosen by.
    """
    check_ks(ks)
    groups = list(summary.samples_by_task().values())
    fewest = min((len(group) for group in groups), default=1)
    if max(ks, default=1) > fewest:
        raise DataError(
            f"k = {max(ks)}: a task has {fewest} samples that count, and k goes as far as that"
        )
    speed = any(metric.id == "eff@1" for metric in summary.metrics)
    passed = [sample for group in groups for sample in group if sample.status == "pass"]
    if speed and max(ks, default=1) > 1 and passed and all(s.uncapped is None for s in passed):
        raise DataError(
            "this summary is of an older effbench, which did not keep what the best of k is chosen "
            "by: score the run again from its records (effbench rescore)"
        )
    known = {group[0].task_id for group in groups}
    lost = {sample.task_id for sample in summary.samples} - known
    broken = {s.task_id for s in summary.samples if s.status == "left_out"} & lost
    metrics = metrics_of(
        groups,
        families,
        n_lost=len(lost) - len(broken),
        n_broken=len(broken),
        seed=derive_seed(seed, "score"),
        speed_measured=speed,
        ks=ks,
    )
    return msgspec.structs.replace(summary, metrics=metrics)
