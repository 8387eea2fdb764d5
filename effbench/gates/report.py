"""Write, read and print the gates' report."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

import msgspec

from effbench import __version__
from effbench.base import DataError, JsonObject, command, read_file
from effbench.gates.checking import Checked, CheckedEntry
from effbench.machine import facts as machine
from effbench.runs import require_version, write_atomically

SCHEMA_VERSION = 1


class Report(TypedDict):
    """The report's file."""

    schema_version: int
    effbench_version: str
    machine: JsonObject
    command: str
    ok: bool
    tasks: dict[str, CheckedEntry]


def write(path: Path, checked: Checked, command: str, key: str) -> None:
    """Write one task's result into the report. Other tasks in a report at `path` are kept.

    So every task has the command that checked it, and the report has the latest command. `key`
    tells a later check what was checked (`resuming`). Raises DataError if the older report can't be
    read.
    """
    tasks = read(path)["tasks"] if path.exists() else {}
    tasks[checked.task_id] = {**checked.as_dict(), "command": command, "key": key}
    report: Report = {
        "schema_version": SCHEMA_VERSION,
        "effbench_version": __version__,
        "machine": msgspec.to_builtins(machine.describe()),
        "command": command,
        "ok": all(task["ok"] for task in tasks.values()),
        "tasks": dict(sorted(tasks.items())),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False)
    write_atomically(path, text.encode())


def read(path: Path) -> Report:
    """Read a report. Raises DataError if the file is not a report of this schema version."""
    try:
        data = read_file(path)
        require_version(data, path)
        report: Report = json.loads(data)
        if report["schema_version"] != SCHEMA_VERSION or not isinstance(report["tasks"], dict):
            raise ValueError("another schema version")
    except DataError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}: not a report of the gates ({error}); this command writes one: "
            f"{command('effbench', 'tasks', 'check', '--all', '--report', path)}"
        ) from None
    return report


def lines(checked: Checked) -> Iterator[str]:
    """Yield one line for the task, then at least three for every failed gate."""
    names = " ".join(one.gate if one.ok else f"{one.gate}:FAIL" for one in checked.findings)
    state = "ok  " if checked.ok else "FAIL"
    yield f"{state} {checked.task_id} ({checked.seconds:.0f} s)  {names}"
    for one in checked.findings:
        if not one.ok:
            yield f"  {one.gate} {one.file}"
            yield f"     {one.message}"
            yield f"     fix: {one.fix}"
            yield from (f"     alive: {mutant}" for mutant in one.figures.get("alive", []))
            yield from (f"     also: {other}" for other in one.figures.get("also", []))
    if checked.skipped:
        yield f"  not reached: {' '.join(checked.skipped)}"


def in_order(results: Iterable[Checked], names: Sequence[str]) -> Iterator[Checked]:
    """Yield the results in the order of `names`, each as soon as all before it are there."""
    early: dict[str, Checked] = {}
    waiting = list(names)
    for one in results:
        early[one.task_id] = one
        while waiting and waiting[0] in early:
            yield early.pop(waiting.pop(0))


TABLE_COLUMNS = (
    *("task", "category", "fast ms S", "M", "L"),
    *("medium/fast S", "medium/fast M", "medium/fast L"),
    *("slow/fast S", "slow/fast M", "slow/fast L"),
)


def matching(tasks: Mapping[str, CheckedEntry], patterns: Sequence[str]) -> list[str]:
    """Return the task ids that match one of `patterns`; all of them if there are no patterns."""
    return [t for t in tasks if not patterns or any(fnmatch.fnmatchcase(t, p) for p in patterns)]


def table_rows(tasks: Mapping[str, CheckedEntry]) -> list[tuple[str, ...]]:
    """Return the rows below TABLE_COLUMNS: fast's times, then medium's and slow's ratios to it."""
    rows = []
    for task_id, task in tasks.items():
        figures = {one["gate"]: one["figures"] for one in task["findings"]}
        ms = figures.get("G6", {}).get("fast_ms_at_reference_speed", {})
        fast = [f"{ms[label]:.1f}" if label in ms else "-" for label in ("S", "M", "L")]
        ratios = [
            _ratio(figures.get("G5", {}).get(tier, {}).get("sizes", {}).get(label))
            for tier in ("medium", "slow")
            for label in ("S", "M", "L")
        ]
        rows.append((task_id, task["category"], *fast, *ratios))
    return rows


def table_text(rows: Sequence[tuple[str, ...]]) -> str:
    """Return TABLE_COLUMNS and `rows` as text in aligned columns."""
    every = [TABLE_COLUMNS, *rows]
    widths = [max(len(row[i]) for row in every) for i in range(len(TABLE_COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in every
    )


def _ratio(one: Mapping[str, Any] | None) -> str:
    if one is None:
        return "-"
    if one["censored"]:
        return "> 10"
    if one["ratio"] is None:
        return "-"
    ends = "" if one["ci"] is None else f" [{one['ci'][0]:.2f}, {one['ci'][1]:.2f}]"
    return f"{one['ratio']:.2f}{ends}"
