"""A run folder as pandas frames, for notebooks: `effbench.load(path).to_frame()`.

This module defines the columns. It computes nothing: every value comes from the folder's files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from effbench.base import JsonObject, Manifest, Summary, TaskEntry
from effbench.runs import estimand_of, store

if TYPE_CHECKING:
    import pandas

LEVELS = ("samples", "tasks", "metrics", "repetitions")


@dataclass(frozen=True)
class Run:
    """A finished run: identity, results, and its records as frames."""

    folder: Path
    manifest: Manifest
    summary: Summary

    def to_frame(self, level: str = "samples") -> pandas.DataFrame:
        """Return one row per sample, task, metric or timed repetition (`level`, one of LEVELS).

        Times are in seconds, memory in bytes; absent values are None or NaN. Raises ValueError for
        another level.
        """
        import pandas as pd

        rows = {
            "samples": self._samples,
            "tasks": self._tasks,
            "metrics": self._metrics,
            "repetitions": self._repetitions,
        }.get(level)
        if rows is None:
            raise ValueError(f"level {level!r}: choose one of {', '.join(LEVELS)}")
        return pd.DataFrame(rows())

    def _samples(self) -> list[JsonObject]:
        rows = []
        for sample in self.summary.samples:
            row: JsonObject = {
                "task_id": sample.task_id,
                "sample_index": sample.sample_index,
                "status": sample.status,
                "efficiency": sample.efficiency,
                "uncapped": sample.uncapped,
                "detail": sample.detail,
            }
            for size in sample.sizes:
                low, high = size.ci or (None, None)
                row |= {
                    f"ratio_{size.size}": size.ratio,
                    f"ratio_low_{size.size}": low,
                    f"ratio_high_{size.size}": high,
                    f"censored_{size.size}": size.censored,
                    f"bound_{size.size}": size.bound,
                }
            row["exponent"] = sample.scaling.exponent if sample.scaling else None
            row["memory_ratio"] = sample.memory.ratio if sample.memory else None
            row["peak_rss_bytes"] = sample.peak_rss_bytes
            rows.append(row)
        return rows

    def _tasks(self) -> list[JsonObject]:
        known, unknown = self.manifest.suite.tasks, TaskEntry()
        return [
            {
                "task_id": task.task_id,
                "category": known.get(task.task_id, unknown).category,
                "family": known.get(task.task_id, unknown).family,
                "n_samples": task.n_samples,
                "n_correct": task.n_correct,
                "pass_at_1": task.pass_at_1,
                "eff_at_1": task.eff_at_1,
                "estimand": estimand_of(self.manifest.timing),
                "ratio": task.ratio,
            }
            for task in self.summary.tasks
        ]

    def _metrics(self) -> list[JsonObject]:
        return [
            {
                "id": metric.id,
                "estimand": estimand_of(self.manifest.timing),
                "value": metric.value,
                "low": metric.ci[0] if metric.ci else math.nan,
                "high": metric.ci[1] if metric.ci else math.nan,
                "low_fixed_set": metric.ci_fixed_set[0] if metric.ci_fixed_set else math.nan,
                "high_fixed_set": metric.ci_fixed_set[1] if metric.ci_fixed_set else math.nan,
                "low_timing": metric.ci_timing[0] if metric.ci_timing else math.nan,
                "high_timing": metric.ci_timing[1] if metric.ci_timing else math.nan,
                "n_tasks": metric.n_tasks,
                "n_families": metric.n_families,
                "unit": metric.unit,
                "method": metric.method,
                "method_fixed_set": metric.method_fixed_set,
            }
            for metric in self.summary.metrics
        ]

    def _repetitions(self) -> list[JsonObject]:
        return [
            {
                "task_id": timing.task_id,
                "size": timing.size,
                "n": timing.n,
                "batch": timing.batch,
                "block": repetition.block,
                "position": repetition.position,
                "arm": repetition.arm,
                "ended": repetition.ended,
                "cpu_seconds": repetition.cpu_ns / 1e9,
                "wall_seconds": repetition.wall_ns / 1e9,
                "peak_rss_bytes": repetition.peak_rss_bytes,
                "wrong": repetition.wrong,
            }
            for timing in store.timings(self.folder)
            for repetition in timing.repetitions
        ]


def load(folder: str | Path) -> Run:
    """Load the finished run in `folder`. Raises DataError if it is no run or is not finished."""
    path = Path(folder)
    return Run(path, store.load_manifest(path), store.require_summary(path))
