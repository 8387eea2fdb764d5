"""`submit`: write a finished run as a folder that can be published and judged again.

This module selects what is published. The same run gives the same bytes. A new submission is
validated before it is renamed into place, so an existing one was valid when it was made.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from effbench import __version__
from effbench.base import (
    CODE,
    SAMPLES,
    SUBMISSION,
    TIMINGS,
    CodeRow,
    Manifest,
    Summary,
    Timing,
    UsageError,
    ValidationError,
    Verdict,
    command,
    read_file,
)
from effbench.judging import source_sha256
from effbench.results import unpublishable_reasons
from effbench.runs import MANIFEST, SUMMARY, ModelCard, missing_folders, remove_empty, store
from effbench.submissions import files as f
from effbench.submissions.numbers import short_rows
from effbench.submissions.opening import Submission, open_folder
from effbench.submissions.packing import digest_of_bytes, packed_lines, pretty
from effbench.submissions.suites import KnownSuites
from effbench.submissions.validating import validate_folder

SUBMISSIONS = Path("leaderboard/submissions")


@dataclass(frozen=True)
class Particulars:
    """The submitter's own details, in addition to the run."""

    name: str | None = None
    """None: `default_name`, from the model's label and the suite."""
    who: str = ""
    contact: str = ""
    links: tuple[str, ...] = ()
    notes: str = ""
    card: ModelCard = field(default_factory=ModelCard)
    """Entries that replace those of the run's manifest on the model."""


def submit(
    run: str | Path,
    to: str | Path = SUBMISSIONS,
    particulars: Particulars | None = None,
    *,
    with_code: bool = True,
    unpublishable: bool = False,
    known: KnownSuites | None = None,
) -> Path:
    """Write `to/<name>/<date>/` and return it. The date is the day on which the run finished.

    `run` may also be a submission. A run that an earlier effbench scored must be rescored first
    (`rescoring`).

    Raises UsageError if the run is unfinished, or unpublishable without `unpublishable`, or the
    name is invalid, or the folder exists. Raises ValidationError if the run contradicts itself.
    """
    run, to = Path(run), Path(to)
    particulars, known = particulars or Particulars(), known or KnownSuites()
    manifest = store.load_manifest(run)
    finished = manifest.finished
    if manifest.status != "complete" or finished is None:
        raise UsageError(
            f"{run} is not finished (status {manifest.status}); finish it: "
            f"{store.to_finish(run, manifest)}"
        )
    opened = open_folder(run)
    summary = opened.summary
    manifest = _described(opened.manifest, summary, particulars.card)
    words = tuple(reason.words for reason in unpublishable_reasons(manifest, summary))
    if words and not unpublishable:
        raise UsageError(
            f"{run} is not publishable: {'; '.join(words)}. Run the whole suite again without "
            "that, or add --unpublishable to show it without a rank"
        )
    name = default_name(manifest) if particulars.name is None else particulars.name
    if f.NAME.fullmatch(name) is None:
        raise UsageError(
            f"--name {name!r}: use at most 80 letters, digits, . _ and -, a letter or digit first"
        )
    date = finished[:10]
    folder = to / name / date
    if folder.exists():
        raise UsageError(f"{folder} exists and is never overwritten; choose another --name")
    contents = _contents(replace(opened, manifest=manifest), summary, with_code)
    record = f.SubmissionRecord(
        name=name,
        date=date,
        who=particulars.who,
        contact=particulars.contact,
        links=particulars.links,
        notes=particulars.notes,
        code="included" if with_code else "withheld",
        publishable=not words,
        unpublishable_reasons=words,
        effbench_version=__version__,
        files={file: digest_of_bytes(data) for file, data in sorted(contents.items())},
    )
    _write({**contents, SUBMISSION: pretty(record)}, run, folder, to, known)
    return folder


def default_name(manifest: Manifest) -> str:
    """Return `LABEL-SUITE`, with hyphens for characters that a folder's name should not have."""
    words = f"{manifest.model.label}-{manifest.suite.name}"
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", words)
    return re.sub(r"-{2,}", "-", slug).strip("-._")[:80]


def _described(manifest: Manifest, summary: Summary, card: ModelCard) -> Manifest:
    """Return the manifest with the card's entries, which may change whether it is publishable."""
    if not card.said():
        return manifest
    manifest = msgspec.structs.replace(manifest, model=card.onto(manifest.model))
    return manifest.with_reasons(unpublishable_reasons(manifest, summary))


def _contents(opened: Submission, summary: Summary, with_code: bool) -> dict[str, bytes]:
    """Return file name -> bytes for every file except submission.json."""
    run = opened.folder
    latest = {(v.task_id, v.sample_index): v for v in opened.verdicts}
    verdicts = [verdict for _, verdict in sorted(latest.items(), key=lambda item: item[0])]
    samples = {(s.task_id, s.sample_index) for s in summary.samples}
    if samples != latest.keys():
        task, index = min(samples ^ latest.keys())
        raise ValidationError(
            f"{run}: {store.SUMMARY} and the verdicts disagree, first on task {task!r}, sample "
            f"{index}; copy the whole folder again"
        )
    rows = short_rows([_row(verdict, with_code) for verdict in verdicts], summary)
    found = {
        MANIFEST: _as_it_was(run / MANIFEST, opened.manifest),
        SUMMARY: read_file(run / SUMMARY),
        SAMPLES: packed_lines(rows),
    }
    if with_code:
        found[CODE] = packed_lines(_code(verdicts))
    timings: Sequence[Timing] = sorted(opened.timings, key=lambda timing: timing.task_id)
    if timings:
        found[TIMINGS] = packed_lines(timings)
    for name, data in found.items():
        if len(data) > f.MAX_FILE_BYTES[name]:
            raise UsageError(
                f"{run}: {name} would have {len(data)} bytes, more than the limit of "
                f"{f.MAX_FILE_BYTES[name]}; submit a run with fewer samples"
            )
    return found


def _as_it_was(path: Path, manifest: Manifest) -> bytes:
    """Return the file's own bytes, unless the submitter changed the manifest's entries."""
    return read_file(path) if store.load_manifest(path.parent) == manifest else pretty(manifest)


def _row(verdict: Verdict, with_code: bool) -> f.SampleRow:
    return f.SampleRow(
        task_id=verdict.task_id,
        sample_index=verdict.sample_index,
        status=verdict.status,
        detail=verdict.detail,
        source_sha256=verdict.source_sha256,
        extract_rule=verdict.extract_rule,
        n_inputs=verdict.n_inputs,
        n_passed=verdict.n_passed,
        failed_input=verdict.failed_input if with_code else None,
        final_status=verdict.status,
    )


def _code(verdicts: Sequence[Verdict]) -> list[CodeRow]:
    """Return each source once, except those that UTF-8 can't encode: they changed when written."""
    sources = {v.source_sha256: v.source for v in verdicts if v.source is not None}
    return [
        CodeRow(source_sha256=digest, source=source)
        for digest, source in sorted(sources.items(), key=lambda item: str(item[0]))
        if digest is not None and source_sha256(source) == digest
    ]


def _write(
    contents: dict[str, bytes], run: Path, folder: Path, to: Path, known: KnownSuites
) -> None:
    """Write all files under another name, validate them, then rename the folder."""
    made_for_it = missing_folders(folder.parent)
    try:
        to.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=to, prefix=".submitting-") as beside:
            made = Path(beside) / folder.parent.name / folder.name
            made.mkdir(parents=True)
            for name, data in contents.items():
                (made / name).write_bytes(data)
            problems = validate_folder(made, known).problems
            if problems.count:
                words = command("effbench", "rescore", made), command("effbench", "rescore", run)
                lines = "\n".join(problems.lines()).replace(*words).replace(f"{beside}/", f"{to}/")
                raise ValidationError(f"nothing was written, as the run is not valid:\n{lines}")
            folder.parent.mkdir(exist_ok=True)
            made.rename(folder)
    except OSError as error:
        raise UsageError(
            f"can't write {folder}: {error.strerror}; choose another folder with --to"
        ) from None
    finally:
        remove_empty(made_for_it)  # folders that are not empty stay
