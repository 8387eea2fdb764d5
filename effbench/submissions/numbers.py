"""Recompute every number of a summary from the rows, and report the numbers that differ.

The scores themselves come from `score`. This module selects their inputs and names the differences.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from effbench import __version__, score
from effbench.base import (
    SAMPLES,
    SCHEMA_VERSION,
    DataError,
    Frozen,
    Summary,
    Timing,
    command,
    one_line,
)
from effbench.measure import Plan, frozen_by, plan_of
from effbench.runs import SUMMARY
from effbench.submissions.files import SampleRow
from effbench.submissions.loading import Contents
from effbench.submissions.manifests import Facts
from effbench.submissions.problems import Problems
from effbench.tasks import KnownSuite, derive_seed

_RELATIVE = 1e-9
"""Other processors and libraries sum in another order, which differs by 1e-12 at most. A difference
above this bound is reported."""
_ABSOLUTE = 1e-12
_MAX_DIFFERENCES = 15

Sizes = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Counting:
    """The sizes that count. `locked`: they come from a lock, so they are the same for every run."""

    frozen: Mapping[str, Frozen]
    locked: bool


def same(written: Any, worked_out: Any) -> bool:
    """True if both are equal at every depth, floats within rounding. A tuple equals a list."""
    return next(_differences(written, worked_out, ""), None) is None


def _same_leaf(written: Any, worked_out: Any) -> bool:
    if isinstance(written, float) and isinstance(worked_out, float):
        return math.isclose(written, worked_out, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    return type(written) is type(worked_out) and bool(written == worked_out)


def sizes_of(facts: Facts, known: KnownSuite | None, contents: Contents) -> Sizes:
    """Map each task to the labels of the sizes that the run's timing profile times.

    They come from the suite, or from the manifest if the suite is unknown. An earlier effbench did
    not write them into the manifest: then they are the sizes found in the timings and the summary.
    """
    plan = _plan(contents)
    if plan is None:
        return dict.fromkeys(facts.asked.tasks, ())
    if known is not None:
        return {task: known.tasks[task].sizes[: plan.sizes] for task in facts.asked.tasks}
    assert contents.manifest is not None
    tasks = contents.manifest.suite.tasks
    sizes = {name: task.sizes for name, task in tasks.items() if task.sizes is not None}
    if sizes.keys() == tasks.keys():
        return {task: sizes[task][: plan.sizes] for task in facts.asked.tasks}
    return _sizes_seen(facts, contents)


def _sizes_seen(facts: Facts, contents: Contents) -> Sizes:
    """Map each task to the sizes that it has times or results at.

    A task without any, and that no sample passed, gets the sizes of all tasks.
    """
    seen: dict[str, dict[str, None]] = {task: {} for task in facts.asked.tasks}
    for timing in contents.timings:
        seen.get(timing.task_id, {})[timing.size] = None
    for sample in contents.summary.samples if contents.summary else ():
        for size in sample.sizes:  # may exceed the timed sizes: slow samples stop early
            seen.get(sample.task_id, {})[size.size] = None
    everywhere = {label: None for labels in seen.values() for label in labels}
    passed = {verdict.task_id for verdict in contents.verdicts if verdict.status == "pass"}
    return {task: tuple(x if x or task in passed else everywhere) for task, x in seen.items()}


def _plan(contents: Contents) -> Plan | None:
    assert contents.manifest is not None
    return plan_of(contents.manifest.timing)


def counting(contents: Contents, facts: Facts, known: KnownSuite | None) -> Counting:
    """Return the manifest's sizes if it has all of them, else `counting_anew`.

    Every run of this effbench has all of them in its manifest.
    """
    assert contents.manifest is not None
    said = contents.manifest.frozen()
    if said.keys() >= facts.asked.tasks.keys():
        return Counting(said, contents.manifest.suite.locked is True)
    return counting_anew(contents, facts, known)


def counting_anew(contents: Contents, facts: Facts, known: KnownSuite | None) -> Counting:
    """Find the sizes that count: from the suite's lock, else the manifest, else these timings.

    No sample passed a task that was never timed: all its sizes count, and it scores 0.
    """
    assert contents.manifest is not None
    sizes, said = sizes_of(facts, known, contents), contents.manifest.frozen()
    times: dict[str, list[Timing]] = {}
    for timing in contents.timings:
        times.setdefault(timing.task_id, []).append(timing)
    frozen: dict[str, Frozen] = {}
    locked = True
    for task in facts.asked.tasks:
        lock = known.tasks[task].frozen if known else None
        locked = locked and lock is not None
        labels = tuple(sizes[task])
        by_times = frozen_by(times[task]) if task in times else None
        own = by_times or Frozen(timeable=labels, memory=labels)
        frozen[task] = lock or said.get(task) or own
    return Counting(frozen, locked)


def scored(
    contents: Contents, facts: Facts, known: KnownSuite | None, counts: Counting | None = None
) -> Summary:
    """Compute the summary from the rows alone, over the sizes in `counts` (default: `counting`).

    Raises DataError, ValueError or ArithmeticError if the rows can't be scored.
    """
    manifest = contents.manifest
    assert manifest is not None
    sizes = sizes_of(facts, known, contents)
    counts = counts or counting(contents, facts, known)
    return score.summarise(
        contents.verdicts,
        contents.timings,
        sizes,
        seed=derive_seed(manifest.seed, "score"),
        # A known suite may have nothing to time. An unknown suite has sizes if any sample passed.
        speed_measured=_plan(contents) is not None and (known is None or any(sizes.values())),
        precision=facts.precision,
        families=manifest.families(),
        frozen=counts.frozen,
        notes=score.denominator_notes(counts.locked),
        ks=score.asked_ks(manifest),
    )


def check_numbers(
    contents: Contents, facts: Facts, known: KnownSuite | None, problems: Problems
) -> None:
    """Check the summary and a submission's short rows against the verdicts and timings."""
    summary = contents.summary
    assert summary is not None
    if summary.schema_version != SCHEMA_VERSION:
        wrong = f"{summary.schema_version}, but this effbench reads {SCHEMA_VERSION}"
        problems.add(SUMMARY, "schema_version", wrong, "use the effbench that wrote it")
    try:
        again = scored(contents, facts, known)
    except (DataError, ValueError, ArithmeticError) as error:
        problems.add(contents.timings_name, "the records", f"can't be scored: {error}")
        return
    written, worked_out = msgspec.to_builtins(summary), msgspec.to_builtins(again)
    _name(written)
    _name(worked_out)
    fix = _fix(contents)
    _report(SUMMARY, written, worked_out, problems, fix)
    if contents.is_submission:
        wanted = short_rows(contents.rows, again)
        for number, (row, other) in enumerate(zip(contents.rows, wanted, strict=True), 1):
            rows = msgspec.to_builtins(row), msgspec.to_builtins(other)
            _report(SAMPLES, *rows, problems, fix, f"line {number}: ")


def _fix(contents: Contents) -> str:
    """Return the fix. A later effbench may score differently, so a difference may be no error."""
    made = contents.record or contents.manifest
    version = made.effbench_version if made else __version__
    anew = f"recompute the numbers: {command('effbench', 'rescore', contents.folder)}"
    if version == __version__:
        return anew
    return (
        f"it was made with effbench {one_line(version, 30)}, this is {__version__}: check it with "
        f"that version, or {anew}"
    )


def short_rows(rows: Sequence[SampleRow], summary: Summary) -> list[SampleRow]:
    """Return `rows` with each sample's final status, efficiency and ratios from the summary."""
    samples = {(s.task_id, s.sample_index): s for s in summary.samples}
    found = []
    for row in rows:
        sample = samples[row.task_id, row.sample_index]
        short = msgspec.structs.replace(
            row,
            final_status=sample.status,
            efficiency=sample.efficiency,
            ratios={size.size: size.ratio for size in sample.sizes},
        )
        found.append(short)
    return found


def _name(summary: dict[str, Any]) -> None:
    """Turn lists of named items into mappings, so that a difference names the item, not its index.

    Changes `summary` in place.
    """
    for key, names in (
        ("metrics", ("id",)),
        ("tasks", ("task_id",)),
        ("samples", ("task_id", "sample_index")),
    ):
        items = summary[key]
        named = {"#".join(str(item[name]) for name in names): item for item in items}
        if len(named) == len(items):
            summary[key] = {"order": list(named), **named}


def _report(
    name: str, written: Any, worked_out: Any, problems: Problems, fix: str, where: str = ""
) -> None:
    found = list(_differences(written, worked_out, ""))
    for path, one, other in found[:_MAX_DIFFERENCES]:
        wrong = f"{one_line(one, 80)} is written, the rows give {one_line(other, 80)}"
        problems.add(name, f"{where}{path.lstrip('.')}", wrong, fix)
    if len(found) > _MAX_DIFFERENCES:
        more = f"and {len(found) - _MAX_DIFFERENCES} more values differ"
        problems.add(name, f"{where}the rest", more, fix)


def _differences(written: Any, worked_out: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(written, dict) and isinstance(worked_out, dict):
        for key in sorted(written.keys() | worked_out.keys()):
            here = (
                f"{path}[{key}]" if path in (".metrics", ".tasks", ".samples") else f"{path}.{key}"
            )
            if key not in written or key not in worked_out:
                yield here, written.get(key, "nothing"), worked_out.get(key, "nothing")
            else:
                yield from _differences(written[key], worked_out[key], here)
    elif isinstance(written, list | tuple) and isinstance(worked_out, list | tuple):
        if len(written) != len(worked_out):
            yield path, f"{len(written)} entries", f"{len(worked_out)} entries"
        for number, (one, other) in enumerate(zip(written, worked_out, strict=False)):
            yield from _differences(one, other, f"{path}[{number}]")
    elif not _same_leaf(written, worked_out):
        yield path, written, worked_out
