"""`validate`: check a submission or a run folder against itself and against the others.

This module orders the checks. It skips a check whose input could not be read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from effbench.base import (
    FORMAT_VERSION,
    SUBMISSION,
    DataError,
    UsageError,
    command,
    one_line,
    sha256_of,
)
from effbench.measure import PLANS
from effbench.runs import MANIFEST, store
from effbench.submissions import files as f
from effbench.submissions.completeness import check_code, check_samples, check_timings, course_of
from effbench.submissions.loading import Contents, is_neither, is_regular, is_run, load
from effbench.submissions.manifests import Facts, facts_of
from effbench.submissions.numbers import check_numbers, counting, sizes_of
from effbench.submissions.problems import MAKE_AGAIN, Problems
from effbench.submissions.standing import (
    check_certificate,
    check_publishable,
    check_run,
    check_suite,
)
from effbench.submissions.suites import KnownSuites


@dataclass(frozen=True)
class Report:
    """The problems found in one folder, and the keys that identify its run and its model."""

    folder: Path
    problems: Problems
    same_run: tuple[str, ...] = ()
    """The run's identity and the digest of its timings. Two folders that share either hold the same
    run."""
    same_model: tuple[str, ...] = ()
    """Model, suite and generation settings."""
    name: str = ""
    """The submission's name; empty for a run folder."""

    @property
    def valid(self) -> bool:
        """True if no problem was found."""
        return not self.problems.count


def validate(
    paths: Sequence[str | Path], known: KnownSuites | None = None, *, runs_too: bool = True
) -> list[Report]:
    """Validate every folder, then look for duplicates. Return the reports in the order of `paths`.

    Without `runs_too` a run folder is a problem: among submissions it would escape their limits.
    Raises UsageError if a path does not exist.
    """
    known, folders = known or KnownSuites(), [Path(path) for path in paths]
    for path in folders:
        if not path.exists():
            words = "no such folder; name a submission, leaderboard/submissions/NAME/DATE, or a run"
            raise UsageError(f"{path}: {words}")
    unique = {path.resolve(): path for path in folders}
    reports = [validate_folder(path, known, runs_too) for path in unique.values()]
    _check_duplicates(reports)
    return reports


def validate_folder(folder: Path, known: KnownSuites, runs_too: bool = True) -> Report:
    """Run every check except the one for duplicates."""
    problems = Problems(folder)
    if not folder.is_dir() or (folder.is_symlink() and not runs_too):
        fix = "name a submission, …/NAME/DATE, or a run folder"
        problems.add("", "the folder", "not a folder", fix)
        return Report(folder, problems)
    if is_neither(folder):
        fix = "name a submission, …/NAME/DATE, or a run folder"
        problems.add("", "the folder", "neither a submission nor a run folder", fix)
        return Report(folder, problems)
    if is_run(folder) and runs_too and (unfinished := _unfinished(folder)):
        problems.add(MANIFEST, "status", *unfinished)
        return Report(folder, problems)
    contents = load(folder, problems)
    if not contents.is_submission and not runs_too:
        submit_it = command("effbench", "submit", folder)
        problems.add("", "the folder", "a run folder, not a submission", submit_it)
    if contents.is_submission:
        _check_vouching(folder, problems)
    if contents.is_submission and contents.record is not None:
        _check_record(contents, contents.record, problems)
    facts = facts_of(contents.manifest, problems) if contents.manifest else None
    if facts is not None:
        _check_contents(contents, facts, known, problems)
    return Report(
        folder,
        problems,
        same_run=_same_run(contents) if facts else (),
        same_model=(facts.label.casefold(), facts.asked.digest, *facts.settings) if facts else (),
        name=contents.record.name if contents.record else "",
    )


def _unfinished(folder: Path) -> tuple[str, str] | None:
    """Return (problem, fix) for a run folder that is not complete, else None."""
    try:
        manifest = store.load_manifest(folder)
    except DataError:
        return None  # `load` reports the problem
    if manifest.status == "complete":
        return None
    return (
        f"{manifest.status}, not complete",
        f"finish the run: {store.to_finish(folder, manifest)}",
    )


def _check_contents(
    contents: Contents, facts: Facts, known: KnownSuites, problems: Problems
) -> None:
    manifest, summary = contents.manifest, contents.summary
    assert manifest is not None
    check_run(manifest, facts, problems)
    suite = check_suite(manifest, facts, known, problems)
    complete = check_samples(contents, facts, problems)
    check_code(contents, problems)
    if facts.profile not in PLANS:
        return
    check_certificate(manifest, facts, problems)
    if summary is None:
        return
    sizes = sizes_of(facts, suite, contents)
    counts = counting(contents, facts, suite)
    course = course_of(manifest, suite)
    timed = check_timings(contents, sizes, counts.frozen, course, problems)
    if complete and timed:
        check_numbers(contents, facts, suite, problems)
    check_publishable(manifest, summary, contents.record, problems)


def _check_record(contents: Contents, record: f.SubmissionRecord, problems: Problems) -> None:
    """Check `submission.json`: names, texts, and the digests of the other files."""
    if record.schema_version != FORMAT_VERSION:
        wrong = f"{record.schema_version}, but this effbench reads {FORMAT_VERSION}"
        problems.add(SUBMISSION, "schema_version", wrong, "use the effbench that wrote it")
    place = contents.folder.resolve()
    for field, value, pattern, there in (
        ("name", record.name, f.NAME, place.parent.name),
        ("date", record.date, f.DATE, place.name),
    ):
        if pattern.fullmatch(value) is None:
            problems.add(SUBMISSION, field, f"{value!r} is not a valid {field}")
        elif value != there:
            wrong = f"{value!r}, but the folder is …/{place.parent.name}/{place.name}"
            problems.add(SUBMISSION, field, wrong, "move the submission to NAME/DATE")
    finished = contents.manifest.finished if contents.manifest else None
    if finished is not None and not finished.startswith(record.date):
        wrong = f"{record.date!r}, but the run finished {finished!r}"
        problems.add(SUBMISSION, "date", wrong)
    _check_texts(record, problems)
    _check_digests(contents.folder, record, problems)


def _check_texts(record: f.SubmissionRecord, problems: Problems) -> None:
    for field, text, most in (
        ("who", record.who, f.MAX_WHO_CHARACTERS),
        ("contact", record.contact, f.MAX_WHO_CHARACTERS),
        ("effbench_version", record.effbench_version, f.MAX_WHO_CHARACTERS),
        ("notes", record.notes.replace("\n", " "), f.MAX_NOTES_CHARACTERS),
    ):
        if len(text) > most:
            problems.add(
                SUBMISSION, field, f"{len(text)} characters", f"at most {most}: shorten it"
            )
        elif not text.isprintable():
            problems.add(SUBMISSION, field, "contains control characters", "write plain text")
    if len(record.links) > f.MAX_LINKS:
        wrong = f"{len(record.links)} links"
        problems.add(SUBMISSION, "links", wrong, f"give at most {f.MAX_LINKS}")
    for number, link in enumerate(record.links[: f.MAX_LINKS]):
        if f.LINK.fullmatch(link) is None:
            problems.add(
                SUBMISSION, f"links[{number}]", "not a link", "write https://… without spaces"
            )


def _check_digests(folder: Path, record: f.SubmissionRecord, problems: Problems) -> None:
    for name in record.files:
        if name not in f.DIGESTED:
            wrong = "not the name of a submission's file"
            problems.add(SUBMISSION, f"files[{one_line(name, 80)}]", wrong, MAKE_AGAIN)
    for name in f.DIGESTED:
        path, digest = folder / name, record.files.get(name)
        there = is_regular(path)
        if there and digest is None:
            problems.add(SUBMISSION, f"files[{name}]", "missing, but the file exists")
        elif digest is not None and not there:
            problems.add(name, "the file", f"missing, but {SUBMISSION} has its digest")
        elif digest is not None:
            size = path.lstat().st_size
            if size > f.MAX_FILE_BYTES[name]:
                continue  # `load` has reported it
            if size != digest.bytes:
                wrong = f"{digest.bytes}, but the file has {size} bytes"
                problems.add(SUBMISSION, f"files[{name}].bytes", wrong)
            if sha256_of(path, follow=False) != digest.sha256:
                wrong = f"not the digest of {name}: the file has changed since it was submitted"
                problems.add(SUBMISSION, f"files[{name}].sha256", wrong)


def _check_vouching(folder: Path, problems: Problems) -> None:
    """Report a verification record in the submission's own folder."""
    if os.path.lexists(folder / f.VERIFICATION):
        wrong = "a file in the submission's own folder gives no badge"
        fix = "remove it: badges come from the maintainers' records, outside the submission"
        problems.add(f.VERIFICATION, "the file", wrong, fix)


def _same_run(contents: Contents) -> tuple[str, ...]:
    manifest = contents.manifest
    assert manifest is not None
    path = contents.folder / contents.timings_name
    keys = [f"{manifest.run_id} {manifest.created} {manifest.seed}"]
    with contextlib.suppress(OSError):  # `load` reports the problem
        keys.append(sha256_of(path, follow=not contents.is_submission))
    return tuple(keys)


def _check_duplicates(reports: Sequence[Report]) -> None:
    """Report a run that is submitted twice, and a model that is submitted under two names.

    Two submissions are of one model if model, settings and suite are equal. A newer submission
    replaces an earlier one of the same name. Run folders are not entries, so they are never
    duplicates.
    """
    runs: dict[str, Report] = {}
    models: dict[tuple[str, ...], Report] = {}
    for report in (report for report in reports if report.name):
        others = [runs.setdefault(key, report) for key in report.same_run]
        twin = next((other for other in others if other is not report), None)
        if twin is not None:
            wrong = f"{twin.folder} holds the same run"
            report.problems.add(MANIFEST, "run_id", wrong, "remove one of them")
            continue
        if report.same_model:
            first = models.setdefault(report.same_model, report)
            if first is not report and first.name != report.name:
                wrong = f"{first.folder} has this model with these settings on this suite"
                fix = "submit a newer run under the same name"
                report.problems.add(MANIFEST, "model.label", wrong, fix)
