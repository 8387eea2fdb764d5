"""Compare machines set by set: the shift of eff@1, and the test that it is small.

This module checks that files are comparable, selects the tasks that count, and reports the results.
The model of a shift is in `stats.replication`; `score` scores samples.

A shift is the mean over tasks of e on machine B minus that on machine A. A task counts for a set if
every session of every machine has the speed of its programs; the other tasks are named. A program
that fails counts 0, as in eff@1.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from effbench.base import DataError, Manifest
from effbench.machine import Difference, comparability
from effbench.replicate.files import Machine
from effbench.replicate.protocol import ProgramSet
from effbench.replicate.values import MOST_NAMED, SetValues, values_of
from effbench.stats import Components, Shift, Verdict, components, shift
from effbench.submissions import Submission

MARGIN = 0.01
"""Two machines are equivalent if their eff@1 differ by less than this."""


@dataclass(frozen=True)
class SetShift:
    """Machine B minus machine A on one set."""

    set_name: str
    a: str
    b: str
    eff_a: float
    eff_b: float
    n_tasks: int
    shift: Shift
    verdict: Verdict
    log_ratio: Shift | None
    """The shift of the mean log-ratio to the reference; its exp() is a factor of time."""
    tasks: tuple[tuple[str, float], ...]
    """Each task's own difference, the largest first."""


@dataclass(frozen=True)
class ReplicationReport:
    """The result of a comparison. `profile` is part of the estimand: profiles' eff@1 differ."""

    profile: str
    task_list: str
    margin: float
    machines: tuple[Machine, ...]
    labels: tuple[str, ...]
    shifts: tuple[SetShift, ...]
    components: Mapping[str, Components]
    """Set -> standard deviation of each term, in e per task."""
    differences: Mapping[tuple[str, str], Sequence[Difference]]
    """Pair of labels -> the parts of the comparability key in which they differ."""
    notes: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict over all sets and pairs: equivalent only if every one of them is."""
        found = {row.verdict for row in self.shifts}
        if "different" in found:
            return "different"
        return "equivalent" if found == {"equivalent"} else "not shown"


def compare(machines: Sequence[Machine], margin: float = MARGIN) -> ReplicationReport:
    """Compare machines. Raises DataError, naming the file, for files that are not comparable."""
    _require_comparable(machines)
    labels = _labels(machines)
    sets, notes = _common_sets(machines)
    pairs = list(itertools.combinations(range(len(machines)), 2))
    shifts, terms = [], {}
    for each in sets:
        values = values_of(machines, each)
        notes += values.notes
        if len(values.tasks) < 2:
            continue
        terms[each.name] = components(values.efficiencies)
        n = len(pairs) * len(sets)
        shifts += [_shift(each.name, labels, pair, values, margin, n) for pair in pairs]
    if not shifts:
        raise DataError(
            f"{machines[0].path}: no set has two tasks that were timed in every session"
        )
    keys = [comparability.key_of(machine.sessions[0].manifest) for machine in machines]
    return ReplicationReport(
        profile=machines[0].profile,
        task_list=machines[0].record.task_list,
        margin=margin,
        machines=tuple(machines),
        labels=labels,
        shifts=tuple(shifts),
        components=terms,
        differences={
            (labels[a], labels[b]): comparability.differences(keys[a], keys[b]) for a, b in pairs
        },
        notes=(*notes, *_notes(machines, labels)),
    )


def _shift(
    name: str,
    labels: Sequence[str],
    pair: tuple[int, int],
    values: SetValues,
    margin: float,
    n_comparisons: int,
) -> SetShift:
    a, b = (values.efficiencies[place] for place in pair)
    logs = [values.log_ratios[place] for place in pair]
    found = shift(a, b)
    by_task = zip(values.tasks, map(float, b.mean(axis=0) - a.mean(axis=0)), strict=True)
    return SetShift(
        set_name=name,
        a=labels[pair[0]],
        b=labels[pair[1]],
        eff_a=float(a.mean()),
        eff_b=float(b.mean()),
        n_tasks=len(values.tasks),
        shift=found,
        verdict=found.verdict(margin, n_comparisons),
        log_ratio=shift(*logs) if logs[0].shape[1] > 1 else None,
        tasks=tuple(sorted(by_task, key=lambda item: -abs(item[1]))),
    )


def _require_comparable(machines: Sequence[Machine]) -> None:
    if len(machines) < 2:
        raise DataError("only one file: a comparison needs the files of two or more machines")
    seen: dict[str, str] = {}
    first = machines[0]
    for machine in machines:
        if len(machine.sessions) < 2:
            raise DataError(
                f"{machine.path}: only one session, which does not show how sessions differ; "
                "repeat the command with --sessions 2 and send the new file"
            )
        for number, session in enumerate(machine.sessions, 1):
            where = f"{machine.path}: session-{number}"
            _require_same(first, session, where)
            _require_one_machine(machine.sessions[0], session, where)
            for mark in _marks(session):
                if mark in seen:
                    raise DataError(f"{where}: the same session as {seen[mark]}; name each once")
                seen[mark] = where


def _require_same(first: Machine, session: Submission, where: str) -> None:
    """Require the tasks, sizes and profile of the first file's first session."""
    ours, theirs = first.sessions[0].manifest, session.manifest
    if ours.timing.profile != theirs.timing.profile:
        raise DataError(
            f"{where}: timing profile {theirs.timing.profile}, but {first.path} has "
            f"{ours.timing.profile}: their eff@1 are not comparable; run one of them again"
        )
    one, other = _digests(ours), _digests(theirs)
    if one != other:
        name = sorted(
            name for name in one.keys() | other.keys() if one.get(name) != other.get(name)
        )
        raise DataError(
            f"{where}: other tasks than {first.path} has, {name[0]!r} for one (missing in one of "
            "them, or another version); run both with one effbench and one --list"
        )


def _require_one_machine(first: Submission, session: Submission, where: str) -> None:
    """Require one machine per file: else differences between machines look like session noise."""
    keys = [comparability.key_of(each.manifest) for each in (first, session)]
    for words in comparability.in_words(comparability.differences(*keys), "session 1", "this one"):
        raise DataError(
            f"{where}: ran on another machine than session 1 ({words}); run both on one"
        )


def _digests(manifest: Manifest) -> dict[str, str | None]:
    return {name: task.digest for name, task in manifest.suite.tasks.items()}


def _marks(session: Submission) -> list[str]:
    """Values that no two sessions share."""
    manifest, record = session.manifest, session.record
    times = record.files.get("timings.jsonl.gz") if record else None
    found = [f"{manifest.created} {manifest.seed}"]
    return found if times is None else [*found, times.sha256]


def _labels(machines: Sequence[Machine]) -> tuple[str, ...]:
    """Each machine's label; the file's name is added if two labels are equal."""
    plain = [machine.record.label for machine in machines]
    return tuple(
        label if plain.count(label) == 1 else f"{label} ({machine.path.stem} #{number})"
        for number, (label, machine) in enumerate(zip(plain, machines, strict=True), 1)
    )


def _common_sets(machines: Sequence[Machine]) -> tuple[list[ProgramSet], list[str]]:
    """The first machine's sets that all machines have with the same programs; notes on the rest."""
    found, notes = [], []
    programs = [_programs(machine) for machine in machines]
    for each in machines[0].record.sets:
        own = programs[0][each.name]
        lacking = [
            str(machine.path)
            for machine, theirs in zip(machines, programs, strict=True)
            if theirs.get(each.name) != own
        ]
        if lacking:
            notes.append(f"set {each.name} is left out: {lacking[0]} has other programs in it")
        else:
            found.append(each)
    if not found:
        raise DataError(f"{machines[1].path}: no set of programs in common with {machines[0].path}")
    return found, notes


def _programs(machine: Machine) -> dict[str, list[tuple[str, int, str | None]]]:
    """Set -> (task, position within the set, digest of the code)."""
    rows = machine.sessions[0].rows
    return {
        each.name: sorted(
            (row.task_id, row.sample_index - each.first, row.source_sha256)
            for row in rows
            if row.sample_index in range(each.first, each.first + each.count)
        )
        for each in machine.record.sets
    }


def _notes(machines: Sequence[Machine], labels: Sequence[str]) -> list[str]:
    """Notes for readers of the report: conditions, certificates, failures, versions."""
    notes = []
    for machine, label in zip(machines, labels, strict=True):
        if machine.record.conditions:
            notes.append(f"{label}: {machine.record.conditions}")
        for number, session in enumerate(machine.sessions, 1):
            certificate = session.manifest.certificate
            if certificate is not None and not certificate.fit:
                notes.append(
                    f"{label}, session {number}: the machine was not fit: {certificate.note}"
                )
        failed = {
            f"{sample.task_id} ({each.name})"
            for each in machine.record.sets
            for session in machine.sessions
            for sample in session.summary.samples
            if sample.sample_index in range(each.first, each.first + each.count)
            and sample.status not in ("pass", "no_code")
        }
        if failed:
            more = ", …" if len(failed) > MOST_NAMED else ""
            named = ", ".join(sorted(failed)[:MOST_NAMED])
            notes.append(f"{label}: programs that failed count 0: {named}{more}")
    for what, values in (
        ("effbench", {machine.record.effbench_version for machine in machines}),
        ("sandbox tier", {str(s.manifest.judge.tier) for m in machines for s in m.sessions}),
    ):
        if len(values) > 1:
            notes.append(f"{what}: not the same everywhere ({', '.join(sorted(values))})")
    return notes
