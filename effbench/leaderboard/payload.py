"""The data files that the page loads on demand, and the downloads: `.js`, CSV and JSON.

A data file is one call, `effbench.receive(name, text)`, whose text is JSON. It is a script because
browsers may refuse `fetch` for pages opened from disk. The text is a string, so no name from a run
becomes a key of an object literal in the program.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from scipy.special import ndtri, stdtrit

from effbench.base import Column, Table, TaskResult
from effbench.leaderboard import facets
from effbench.leaderboard.sections import METRICS, Row, Section
from effbench.leaderboard.taskviews import TaskView
from effbench.leaderboard.text import clean
from effbench.results import SCORE_BOUND, SEED, counted_alike
from effbench.stats import (
    CENSOR_RATIO,
    MIN_CLUSTERS,
    MIN_RESOLVING,
    POWER,
    UNSEEN,
    pairwise_p_values,
)

N_QUANTILES = 256
"""The number of steps of 1/df in the table of Student's t for fractional degrees of freedom."""


def script(name: str, data: Any) -> str:
    """Return a data file in which no character can end the script element or the string."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)  # ASCII: U+2028 is escaped
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    for character in "<>&":
        quoted = quoted.replace(character, f"\\x{ord(character):02x}")
    return f"effbench.receive('{name}','{quoted}');\n"


def comparison_files(section: Section, views: Sequence[TaskView]) -> dict[str, str]:
    """Return data/<suite>.js with the data that all pairs share, and data/<run>.js for each run."""
    hrefs = {view.task_id: view.href for view in views}
    families = [section.family(task_id) for task_id in section.task_ids]
    number = {name: i for i, name in enumerate(dict.fromkeys(families))}
    shared = {
        "tasks": [[clean(task_id), hrefs[task_id]] for task_id in section.task_ids],
        "families": [number[name] for name in families],
        "t": [_rounded(float(stdtrit(df, 0.975))) for df in range(1, len(number))],
        "u": [_rounded(float(stdtrit(N_QUANTILES / i, 0.975))) for i in range(1, N_QUANTILES + 1)],
        "runs": [row.run.id for row in section.rows],
        "limit": _rounded(math.log(CENSOR_RATIO)),
        "bound": SCORE_BOUND,
        "unseen": UNSEEN,
        "least": MIN_CLUSTERS,
        "resolving": MIN_RESOLVING,
        "power": _rounded(float(ndtri(POWER))),
        "eff": section.suite.metric("eff@1"),
    }
    files = {f"data/{section.anchor}.js": script(section.anchor, shared)}
    tables = [_comparable(row, section) for row in section.rows]
    p = {
        "pass@1": _p_values(section, tables, families, "pass_at_1"),
        "eff@1": _p_values(section, tables, families, "eff_at_1"),
    }
    for i, row in enumerate(section.rows):
        data = {
            "id": row.run.id,
            "label": row.run.label,
            "rows": [_row(row, tables[i].get(task_id)) for task_id in section.task_ids],
            "luck": _luck(row, section.task_ids),
            "key": [[part, clean(value)] for part, value in row.key.items()],
            # Only against the later runs: p is the same for both orders of a pair.
            "p": {name: [_rounded(x) for x in matrix[i, i + 1 :]] for name, matrix in p.items()},
        }
        files[f"data/{row.run.id}.js"] = script(row.run.id, data)
    return files


def _results(row: Row) -> dict[str, TaskResult]:
    return {task.task_id: task for task in row.run.summary.tasks} if row.run.summary else {}


def _comparable(row: Row, section: Section) -> dict[str, TaskResult]:
    """Return the run's results, without eff@1 of tasks for which another run counts other sizes."""
    found = _results(row)
    manifests = [other.run.manifest for other in section.rows]
    for task_id in found:
        if not counted_alike(manifests, task_id):
            found[task_id] = msgspec.structs.replace(found[task_id], eff_at_1=None)
    return found


def _p_values(
    section: Section, tables: list[dict[str, TaskResult]], families: list[str], field: str
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    values = np.full((len(tables), len(section.task_ids)), np.nan)
    for i, table in enumerate(tables):
        for j, task_id in enumerate(section.task_ids):
            value = getattr(table[task_id], field) if task_id in table else None
            if value is not None:
                values[i, j] = value
    return pairwise_p_values(values, families, seed=SEED, bound=SCORE_BOUND)


def _row(row: Row, result: TaskResult | None) -> list[Any] | None:
    """Return [pass@1, eff@1, samples, correct, worst status, sizes of the best answer], or None.

    A size is [label, log ratio, half-width of its log interval or None]. The log ratio is None if
    the answer was cut off; a size without a time is omitted. A fourth element, 1, marks a ratio
    that is only an upper bound. "Worst" is the most frequent failure.
    """
    if result is None:
        return None
    best = row.run.best.get(result.task_id)
    sizes: list[list[str | float | None]] = []
    for size in best.sizes if best else ():
        if size.censored:
            sizes.append([clean(size.size), None, None])
        elif size.ratio:
            half = None
            if size.ci is not None and size.ci[0] > 0:
                half = _rounded(math.log(size.ci[1] / size.ci[0]) / 2)
            mark = [1] if size.bound else []
            sizes.append([clean(size.size), _rounded(math.log(size.ratio)), half, *mark])
    failed = {name: n for name, n in result.statuses.items() if name != "pass"}
    worst = min(failed, key=lambda name: (-failed[name], name), default="pass")
    return [
        _rounded(result.pass_at_1),
        _rounded(result.eff_at_1),
        result.n_samples,
        result.n_correct,
        worst,
        sizes,
    ]


def _luck(row: Row, task_ids: Sequence[str]) -> list[list[float | None] | None]:
    """Return, for each task, [samples, variance of the mean pass, of the mean efficiency].

    A task with fewer than two samples has None. The second variance is None without times.
    """
    groups = row.run.summary.samples_by_task() if row.run.summary else {}
    timed = {task_id: task.eff_at_1 is not None for task_id, task in _results(row).items()}
    found: list[list[float | None] | None] = []
    for task_id in task_ids:
        group = groups.get(task_id, [])
        n = len(group)
        if n < 2:
            found.append(None)
            continue
        passed = float(np.var([sample.status == "pass" for sample in group], ddof=1)) / n
        worth = float(np.var([sample.efficiency for sample in group], ddof=1)) / n
        found.append([n, _rounded(passed), _rounded(worth) if timed.get(task_id) else None])
    return found


def _rounded(value: float | None) -> float | None:
    """Round to seven digits: more than the page shows, at a third of the bytes. NaN gives None."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.7g}")


# --- downloads --------------------------------------------------------------------------------


def downloads(section: Section) -> dict[str, str]:
    """Return the table and the per-task rows as CSV files, and the runs as a JSON file."""
    base = f"downloads/{section.anchor}"
    return {
        f"{base}.csv": _table(section).render("csv"),
        f"{base}-tasks.csv": _task_table(section).render("csv"),
        f"{base}.json": json.dumps(_as_json(section), indent=1, allow_nan=False) + "\n",
    }


def _table(section: Section) -> Table:
    names = ["rank", "model", "run"]
    for name in METRICS:
        names += [
            name,
            *(f"{name} {end}{of}" for of in ("", " these tasks") for end in ("low", "high")),
        ]
    names += [
        "status",
        "badges",
        "size",
        "weights",
        "license",
        "machine",
        "tier",
        "date",
        "certificate",
    ]
    table = Table(columns=tuple(Column(name) for name in names))
    for row in section.rows:
        cells = [row.rank, clean(row.run.label), row.run.id]
        for name in METRICS:
            metric = row.metric(name)
            ends = [metric.ci, metric.ci_fixed_set] if metric else [None, None]
            numbers = [end for ci in ends for end in ci or (None, None)]
            cells += [_cell(metric.value if metric else None), *map(_cell, numbers)]
        cells += [row.badge, ", ".join(row.facets["badge"]), row.size]
        cells += [
            row.facets["weights"][0],
            facets.license_text(row.run.manifest.model),
            row.machine,
            row.tier,
            row.date,
            row.certificate,
        ]
        table.add(*(clean(cell) for cell in cells))
    return table


def _task_table(section: Section) -> Table:
    names = ("run", "model", "task", "samples", "correct", "pass@1", "eff@1", "time ratio")
    table = Table(columns=tuple(Column(name) for name in names))
    for row in section.rows:
        for task in _results(row).values():
            numbers = (task.pass_at_1, task.eff_at_1, task.ratio)
            counts = (str(task.n_samples), str(task.n_correct))
            named = (row.run.id, clean(row.run.label), clean(task.task_id))
            table.add(*named, *counts, *map(_cell, numbers))
    return table


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _pair(ci: tuple[float, float] | None) -> list[float | None] | None:
    return None if ci is None else [_rounded(end) for end in ci]


def _as_json(section: Section) -> Mapping[str, Any]:
    return {
        "suite": {
            "name": section.suite.name,
            "version": section.suite.version,
            "digest": section.suite.digest,
            "estimand": section.suite.estimand,
        },
        "ranked_by": section.ranked_by,
        "resolves": _rounded(section.resolves),
        "runs": [
            {
                "run": row.run.id,
                "model": row.run.label,
                "rank": [row.rank_range.best, row.rank_range.worst] if row.rank_range else None,
                "metrics": {
                    metric.id: {
                        "value": _rounded(metric.value),
                        "ci": _pair(metric.ci),
                        "ci_fixed_set": _pair(metric.ci_fixed_set),
                        "ci_timing": _pair(metric.ci_timing),
                        "n_tasks": metric.n_tasks,
                    }
                    for metric in (row.run.summary.metrics if row.run.summary else ())
                },
                "statuses": row.run.summary.statuses if row.run.summary else {},
                "facets": row.facets,
                "date": row.date,
                "reasons": row.reasons,
            }
            for row in section.rows
        ],
    }
