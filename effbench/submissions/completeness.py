"""Check that nothing is missing or duplicated: samples, their code, and the passing sources' times.

A run could raise its score by leaving out a slow sample's times, without any number being wrong. So
missing times are reported as strictly as missing samples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from effbench.base import (
    CODE,
    NOOP_ARM,
    REFERENCE_ARM,
    Frozen,
    Manifest,
    Repetition,
    Timing,
    Verdict,
    given,
)
from effbench.judging import source_sha256
from effbench.measure import LOOKS, Plan, plan_of
from effbench.submissions.files import SHA256
from effbench.submissions.loading import Contents
from effbench.submissions.manifests import Facts
from effbench.submissions.plain import MAX_INTEGER
from effbench.submissions.problems import MAKE_AGAIN, Problems
from effbench.tasks import KnownSuite

_FINISH = f"finish the run and {MAKE_AGAIN}"
Sizes = Mapping[str, Sequence[str]]


def check_samples(contents: Contents, facts: Facts, problems: Problems) -> bool:
    """Check that every task has every sample exactly once. Return False if it can't be scored."""
    name, scored = contents.verdicts_name, True
    seen: dict[tuple[str, int], int] = {}
    for number, row in enumerate(contents.verdicts, 1):
        key = (row.task_id, row.sample_index)
        where = f"line {number}"
        if row.task_id not in facts.asked.tasks:
            problems.add(name, f"{where}: task_id", f"{row.task_id!r} is not a task of the suite")
            scored = False
        elif not 0 <= row.sample_index < facts.n_samples:
            wrong = f"{row.sample_index}, but the indices are 0 to {facts.n_samples - 1}"
            problems.add(name, f"{where}: sample_index", wrong)
            scored = False
        elif key in seen:
            wrong = f"{row.task_id}, sample {row.sample_index} is already in line {seen[key]}"
            problems.add(name, f"{where}: sample_index", wrong, "keep one line for each sample")
            scored = False
        seen.setdefault(key, number)
        _check_row(row, where, contents, problems)
    missing = [
        (task, index)
        for task in facts.asked.tasks
        for index in range(facts.n_samples)
        if (task, index) not in seen
    ]
    if missing and not contents.torn:
        task, index = missing[0]
        wrong = f"{len(missing)} of {facts.n_samples * len(facts.asked.tasks)} samples are missing"
        problems.add(
            name, f"task_id {task!r}, sample_index {index}", f"{wrong}, this one first", _FINISH
        )
    return scored and not missing


def _check_row(row: Verdict, where: str, contents: Contents, problems: Problems) -> None:
    name, digest = contents.verdicts_name, row.source_sha256
    if digest is not None and SHA256.fullmatch(digest) is None:
        problems.add(name, f"{where}: source_sha256", f"{digest!r} is not 64 hex digits")
    elif digest is None and row.status == "pass":
        problems.add(name, f"{where}: source_sha256", "null, but the sample passed")
    elif row.source is not None and source_sha256(row.source) != digest:
        _unlike(row, name, where, problems)
    if not 0 <= row.n_passed <= row.n_inputs < MAX_INTEGER:
        wrong = f"{row.n_passed} of {row.n_inputs} inputs passed"
        problems.add(name, f"{where}: n_passed", wrong)


def _unlike(row: Verdict, name: str, where: str, problems: Problems) -> None:
    """Report a wrong digest, except for code that UTF-8 can't encode.

    Such code changed when it was written, and it can't have run.
    """
    if row.status != "syntax_error":
        problems.add(name, f"{where}: source_sha256", "not the digest of the source beside it")


def check_code(contents: Contents, problems: Problems) -> None:
    """Check that a submission with code has the code of all its samples, and no other code."""
    if contents.record is None or contents.record.code == "withheld" or contents.torn:
        return
    wanted = {row.source_sha256: row for row in contents.rows if row.source_sha256 is not None}
    lacking = [
        row
        for digest, row in wanted.items()
        if digest not in contents.code and row.status != "syntax_error"
    ]
    if lacking:
        first = lacking[0]
        wrong = f"the code of {len(lacking)} samples is missing"
        field = f"source_sha256 {first.source_sha256!r}"
        task = f"first {first.task_id}, sample {first.sample_index}"
        problems.add(CODE, field, f"{wrong}, {task}")
    strange = sorted(contents.code.keys() - wanted.keys())
    if strange:
        wrong = f"{len(strange)} sources belong to no sample, this one first"
        problems.add(CODE, f"source_sha256 {strange[0]!r}", wrong)


@dataclass(frozen=True)
class Course:
    """The minimum number of blocks that a source runs in at one size."""

    plan: Plan | None
    most: int | None
    """The suite's limit on blocks; None if it has none."""

    def fewest(self, cycle: int) -> int:
        """Return the minimum for a source that neither fails nor is cut off.

        `cycle`: how many input shapes take turns.
        """
        if self.plan is None:
            return 0
        fewest = self.plan.min_blocks if self.plan.precision else self.plan.stops_at(cycle)[0]
        return min(fewest, self.most) if self.most else fewest

    def is_over(self, own: Sequence[Repetition]) -> bool:
        """True if the source failed, or if every block was cut off and no further run is due."""
        cut_off = sum(r.cut_off for r in own)
        enough = self.plan.cut_offs if self.plan else 1
        return any(r.failed for r in own) or cut_off == len(own) >= enough


def course_of(manifest: Manifest, known: KnownSuite | None) -> Course:
    """Return the run's minimum numbers of blocks; the manifest's limit if the suite is unknown."""
    most = known.max_blocks if known else given(manifest.timing.max_blocks)
    return Course(plan_of(manifest.timing), most if most is not None and most > 0 else None)


def check_timings(
    contents: Contents,
    sizes: Sizes,
    frozen: Mapping[str, Frozen],
    course: Course,
    problems: Problems,
) -> bool:
    """Check that the times are complete and possible. Return False if they can't be scored.

    Times must exist at the sizes that count (`frozen`) and may exist at the profile's other sizes.
    No check here can show that a time was really measured.
    """
    before = problems.count
    passing: dict[str, set[str]] = defaultdict(set)
    for row in contents.verdicts:
        if row.status == "pass" and row.source_sha256 is not None:
            passing[row.task_id].add(row.source_sha256)
    found: dict[tuple[str, str], Timing] = {}
    for number, timing in enumerate(contents.timings, 1):
        key, where = (timing.task_id, timing.size), f"line {number}"
        if timing.size not in sizes.get(timing.task_id, ()):
            wrong = f"task {timing.task_id!r} is not timed at size {timing.size!r} in this run"
            problems.add(contents.timings_name, f"{where}: size", wrong)
        elif key in found:
            wrong = f"{timing.task_id} at {timing.size} has two lines"
            problems.add(contents.timings_name, f"{where}: size", wrong, "keep the run's own line")
        else:
            found[key] = timing
            _check_timing(timing, passing[timing.task_id], where, contents, problems)
    if problems.count == before and not contents.torn:
        own = {key: (timing.cycle, _by_arm(timing)) for key, timing in found.items()}
        for task_id, sources in sorted(passing.items()):
            for source in sorted(sources):
                counts = [(label, label in frozen[task_id].timeable) for label in sizes[task_id]]
                _check_course(task_id, source, own, counts, course, contents, problems)
    return problems.count == before and not contents.torn


def _check_timing(
    timing: Timing, passing: set[str], where: str, contents: Contents, problems: Problems
) -> None:
    name = contents.timings_name
    for field in ("n", "batch", "cycle", "cutoff_cpu_ns"):
        value = getattr(timing, field)
        if not 1 <= value < MAX_INTEGER:
            problems.add(name, f"{where}: {field}", f"{value}, but it must be 1 or more")
    arms: dict[int, set[str]] = defaultdict(set)
    for number, repetition in enumerate(timing.repetitions):
        here = f"{where}: repetitions[{number}]"
        fault = _wrong_repetition(repetition, passing)
        if fault is not None:
            problems.add(name, f"{here}.{fault[0]}", fault[1])
            return
        if repetition.arm in arms[repetition.block]:
            problems.add(name, f"{here}.arm", f"twice in block {repetition.block}")
            return
        arms[repetition.block].add(repetition.arm)
    wrong_turns = _wrong_turns(timing, len(arms))
    if wrong_turns:
        problems.add(name, f"{where}: turns", wrong_turns)
        return
    if sorted(arms) != list(range(len(arms))):
        problems.add(name, f"{where}: repetitions", "a block between the first and last is missing")
    for block, those in arms.items():
        if not those > {REFERENCE_ARM, NOOP_ARM}:
            wrong = f"block {block} lacks the reference, the no-op or a source"
            problems.add(name, f"{where}: repetitions", wrong)
            return


def _wrong_turns(timing: Timing, n_blocks: int) -> str:
    """Return a problem if a cycle repeats a shape: a shape that suits a source could weigh more."""
    if not timing.turns:
        return ""
    if len(timing.turns) != n_blocks:
        return f"{len(timing.turns)} turns, but {n_blocks} blocks"
    for start in range(0, n_blocks, timing.cycle):
        turns = timing.turns[start : start + timing.cycle]
        if len(set(turns)) < len(turns) or any(not 0 <= turn < timing.cycle for turn in turns):
            return f"the cycle from block {start} on has a shape twice, or an unknown shape"
    return ""


def _wrong_repetition(repetition: Repetition, passing: set[str]) -> tuple[str, str] | None:
    for field in ("cpu_ns", "wall_ns", "peak_rss_bytes", "position"):
        value = getattr(repetition, field)
        if not 0 <= value < MAX_INTEGER:
            return field, f"{value} is not a possible measurement"
    if not 0 <= repetition.block < LOOKS[-1]:
        return "block", f"{repetition.block}, but blocks are 0 to {LOOKS[-1] - 1}"
    if repetition.arm not in (REFERENCE_ARM, NOOP_ARM) and repetition.arm not in passing:
        return "arm", f"{repetition.arm[:80]!r} is not a source that passed this task"
    return None


def _by_arm(timing: Timing) -> dict[str, list[Repetition]]:
    found: dict[str, list[Repetition]] = defaultdict(list)
    for repetition in timing.repetitions:
        found[repetition.arm].append(repetition)
    return found


def _check_course(
    task_id: str,
    source: str,
    by_size: Mapping[tuple[str, str], tuple[int, Mapping[str, Sequence[Repetition]]]],
    sizes: Sequence[tuple[str, bool]],
    course: Course,
    contents: Contents,
    problems: Problems,
) -> None:
    """Check that a source has enough blocks at every size, until it fails or is mostly cut off.

    `sizes`: (label, whether the size counts), smallest first. Sizes that don't count may be
    missing.
    """
    for label, counts in sizes:
        cycle, arms = by_size.get((task_id, label), (1, {}))
        own, fewest = arms.get(source, ()), course.fewest(cycle)
        failed = any(r.failed for r in own)
        cut_off = sum(r.cut_off for r in own)
        if counts and len(own) < fewest and not course.is_over(own):
            wrong = f"{len(own)} blocks of source {source[:12]}…, but at least {fewest} are needed"
            field = f"task_id {task_id!r}, size {label!r}"
            problems.add(contents.timings_name, field, wrong, _FINISH)
        if failed or 2 * cut_off > max(1, len(own)):
            return
