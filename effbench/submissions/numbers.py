"""Every number of a summary from the rows again, and what it means for two numbers to be the same.

Decides what is recomputed and how differences are named. The sums themselves are `score`'s.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from effbench import __version__, score
from effbench.errors import DataError
from effbench.foreign import command, one_line
from effbench.pipeline.config import PLANS
from effbench.records import SCHEMA_VERSION, Summary
from effbench.store import SUMMARY
from effbench.submissions.files import SAMPLES, SampleRow
from effbench.submissions.loading import Contents
from effbench.submissions.manifests import Facts
from effbench.submissions.problems import MAKE_AGAIN, Problems
from effbench.submissions.suites import KnownSuite
from effbench.suite import derive_seed

_RELATIVE = 1e-9
"""Other processors and libraries sum in another order: 1e-12 at most. A change shows from here."""
_ABSOLUTE = 1e-12
_MAX_DIFFERENCES = 15

Sizes = Mapping[str, Sequence[str]]


def same(written: Any, worked_out: Any) -> bool:
    """Equal at every depth, floats within rounding. A tuple counts as a list."""
    return next(_differences(written, worked_out, ""), None) is None


def _same_leaf(written: Any, worked_out: Any) -> bool:
    if isinstance(written, float) and isinstance(worked_out, float):
        return math.isclose(written, worked_out, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    return type(written) is type(worked_out) and bool(written == worked_out)


def sizes_of(facts: Facts, known: KnownSuite | None, contents: Contents) -> Sizes:
    """Task -> the labels at which it is timed: the suite's; of an unknown one, what is there."""
    plan = PLANS[facts.profile]
    if plan is None:
        return dict.fromkeys(facts.asked.tasks, ())
    if known is not None:
        return {task: known.tasks[task].sizes[: plan.sizes] for task in facts.asked.tasks}
    sizes: dict[str, tuple[str, ...]] = dict.fromkeys(facts.asked.tasks, ())
    for timing in contents.timings:
        if timing.size not in sizes.get(timing.task_id, (timing.size,)):
            sizes[timing.task_id] += (timing.size,)
    for sample in contents.summary.samples if contents.summary else ():
        if sample.sizes and sample.task_id in sizes:  # more than was timed: slow ones stop early
            sizes[sample.task_id] = tuple(size.size for size in sample.sizes)
    return sizes


def scored(contents: Contents, facts: Facts, known: KnownSuite | None) -> Summary:
    """The summary, from the rows alone.

    Raises DataError, ValueError or ArithmeticError for rows that no score can be made of.
    """
    manifest = contents.manifest
    assert manifest is not None
    sizes = sizes_of(facts, known, contents)
    return score.summarise(
        contents.verdicts,
        contents.timings,
        sizes,
        seed=derive_seed(manifest.seed, "score"),
        # A known suite may have nothing to time; an unknown one shows sizes where something passed.
        speed_measured=PLANS[facts.profile] is not None and (known is None or any(sizes.values())),
        precision=facts.precision,
        families=manifest.families(),
        ks=score.asked_ks(manifest),
    )


def check_numbers(
    contents: Contents, facts: Facts, known: KnownSuite | None, problems: Problems
) -> None:
    """The summary, and the short rows of a submission, against the verdicts and timings."""
    summary = contents.summary
    assert summary is not None
    if summary.schema_version != SCHEMA_VERSION:
        wrong = f"{summary.schema_version}, this effbench knows {SCHEMA_VERSION}"
        problems.add(SUMMARY, "schema_version", wrong, "use the effbench that wrote it")
    try:
        again = scored(contents, facts, known)
    except (DataError, ValueError, ArithmeticError) as error:
        problems.add(contents.timings_name, "the records", f"no score can be made of them: {error}")
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
    """A later effbench may score otherwise: then nobody has lied."""
    made = contents.record or contents.manifest
    version = made.effbench_version if made else __version__
    if version == __version__:
        if not contents.is_submission:
            rescored = command("effbench", "submit", contents.folder, "--rescore")
            return f"run it again into a new folder, or work the numbers out anew: {rescored}"
        return f"{MAKE_AGAIN}, with --rescore when that was scored by an earlier effbench"
    return (
        f"it was made with effbench {one_line(version, 30)}, this is {__version__}: check it with "
        f"that one, or make it again: {command('effbench', 'submit', contents.folder)} --rescore "
        "--to NEW"
    )


def short_rows(rows: Sequence[SampleRow], summary: Summary) -> list[SampleRow]:
    """`rows` with what the summary says of each sample."""
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
    """Lists of named things as mappings, so that a difference names the task and not its place."""
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
