"""Run folders as the page needs them: manifest, summary, why each task failed first, best code.

Decides which files of a run are read and what makes a folder unreadable. It does not decide what is
shown or ranked. Everything read here was written by strangers: text stays text until `page`
escapes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from effbench import store, submissions
from effbench.errors import DataError
from effbench.foreign import command, one_line, read_file
from effbench.leaderboard.text import clean
from effbench.measure.estimand import NONE, STANDARD, estimand_of, named
from effbench.pipeline.publishing import unpublishable_reasons
from effbench.records import Manifest, Metric, SampleResult, Summary, Verdict
from effbench.score import best_sample
from effbench.submissions import is_submission
from effbench.submissions.files import LINK, MAX_LINKS, SubmissionRecord


@dataclass(frozen=True, order=True)
class SuiteKey:
    """What must agree for two runs to be in one table."""

    name: str
    version: str
    digest: str
    estimand: str = STANDARD
    """What the runs' times estimate (measure.estimand)."""

    @property
    def title(self) -> str:
        """`core 1`; with what was timed where that is not all sizes to a precision."""
        timed = {STANDARD: "", NONE: ", not timed"}.get(self.estimand, f", timing {self.estimand}")
        return f"{self.name} {self.version}{timed}"

    def metric(self, metric_id: str) -> str:
        """What a metric of these runs is called beside others."""
        return named(metric_id, self.estimand)


@dataclass(frozen=True)
class Words:
    """What a submitter says beside the numbers: strangers' text, not cleaned yet."""

    who: str
    contact: str
    notes: str
    links: tuple[str, ...]
    """Those that are https addresses."""
    code_withheld: bool


@dataclass(frozen=True)
class Run:
    """One run folder, read."""

    id: str
    """16 hex digits over manifest and summary: names the run's page, whatever the run is called."""
    manifest: Manifest
    suite: SuiteKey
    label: str
    """What the run calls its model, cleaned; never empty."""
    summary: Summary | None
    """None unless the run is complete."""
    first_failures: Mapping[str, Verdict]
    """Task -> the verdict on its first sample that did not pass."""
    best: Mapping[str, SampleResult] = field(default_factory=dict)
    """Task -> its most efficient correct sample, the first of equals."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Task -> the code of that sample, where the run holds it."""
    badges: tuple[str, ...] = ("self-reported",)
    """Who vouches for the numbers: `self-reported`, `re-judged`, `re-timed`."""

    words: Words | None = None
    """None for a run folder."""

    def metric(self, metric_id: str) -> Metric | None:
        """The metric with a value, or None."""
        metrics = self.summary.metrics if self.summary else ()
        return next((m for m in metrics if m.id == metric_id and m.value is not None), None)


def read_runs(run_dirs: Sequence[Path], verifications: Path | None = None) -> list[Run]:
    """All runs, in the order of their ids. A folder that is named twice is read once.

    `verifications`: the maintainers' folder of records; nothing else gives a badge.

    Raises DataError for an unreadable run, and for two folders with the same run in them.
    """
    runs: dict[str, Run] = {}
    folders: dict[str, Path] = {}
    for folder in _newest(sorted({folder.resolve(): folder for folder in run_dirs}.values())):
        run = read_run(folder, verifications)
        if run.id in runs:
            raise DataError(f"{folder} and {folders[run.id]} hold the same run; leave one out")
        runs[run.id], folders[run.id] = run, folder
    return [runs[run_id] for run_id in sorted(runs)]


def _newest(folders: Sequence[Path]) -> list[Path]:
    """Without the submissions NAME/DATE of which there is a later date under the same name."""
    dates: dict[Path, str] = {}
    for folder in filter(is_submission, folders):
        name = folder.resolve().parent
        dates[name] = max(dates.get(name, ""), folder.resolve().name)
    return [
        folder
        for folder in folders
        if not is_submission(folder) or dates[folder.resolve().parent] == folder.resolve().name
    ]


def read_run(folder: Path, verifications: Path | None = None) -> Run:
    """One run folder, or a submission. Of a run that isn't `complete` only the manifest is read.

    Raises DataError naming the file and what is wrong with it: missing, not JSON, a field of the
    wrong type, a newer schema, or verdicts that disagree with the summary.
    """
    try:
        return _read_run(folder, verifications)
    except RecursionError:
        raise DataError(f"{folder}: a file in it is nested too deeply to be a run's") from None


def _read_run(folder: Path, verifications: Path | None) -> Run:
    manifest = store.load_manifest(folder)
    submission = submissions.open(folder) if is_submission(folder) else None
    summary: Summary | None = None
    failures: dict[str, Verdict] = {}
    best: dict[str, SampleResult] = {}
    sources: dict[str, str] = {}
    if manifest.status == "complete":
        summary = store.require_summary(folder)
        known = submission.verdicts if submission else store.verdicts(folder)
        verdicts = {(v.task_id, v.sample_index): v for v in known}
        failures = _first_failures(folder, summary, verdicts)
        best = _best_samples(summary)
        manifest = _as_ranked(folder, manifest, summary)
        for task_id, sample in best.items():
            source = verdicts[task_id, sample.sample_index].source
            if source is not None:
                sources[task_id] = source
    digest = hashlib.sha256(read_file(folder / store.MANIFEST))
    if summary:
        digest.update(read_file(folder / store.SUMMARY))
    run_id = digest.hexdigest()[:16]
    named = first_text(manifest.model, "label", "spec") or manifest.run_id
    return Run(
        id=run_id,
        manifest=manifest,
        suite=_suite_key(manifest, folder / store.MANIFEST),
        label=clean(named).strip() or run_id,
        summary=summary,
        first_failures=failures,
        best=best,
        sources=sources,
        badges=submissions.badges(submission, verifications) if submission else ("self-reported",),
        words=_words(submission.record) if submission else None,
    )


def _as_ranked(folder: Path, manifest: Manifest, summary: Summary) -> Manifest:
    """The manifest; "not publishable" where the rule says so, whatever it says of itself."""
    if not manifest.publishable:
        return manifest
    try:
        reasons = tuple(unpublishable_reasons(manifest, summary))
    except (KeyError, TypeError) as error:
        words = f"{type(error).__name__}: {one_line(error)}"
        raise DataError(
            f"{folder / store.MANIFEST}: says it is publishable and lacks what shows it ({words}); "
            f"look at it first: {command('effbench', 'validate', folder)}"
        ) from None
    if not reasons:
        return manifest
    return msgspec.structs.replace(manifest, publishable=False, unpublishable_reasons=reasons)


def _words(record: SubmissionRecord | None) -> Words | None:
    if record is None:
        return None
    links = tuple(link for link in record.links[:MAX_LINKS] if LINK.fullmatch(link))
    withheld = record.code == "withheld"
    return Words(record.who, record.contact, record.notes, links, withheld)


def first_text(fields: Mapping[str, Any], *names: str) -> str | None:
    """The first of the named fields that holds text, else None."""
    return next((fields[name] for name in names if isinstance(fields.get(name), str)), None)


def _best_samples(summary: Summary) -> dict[str, SampleResult]:
    """Task -> most efficient correct sample, as in the task's own row."""
    groups = summary.samples_by_task()
    found = {task_id: best_sample(group) for task_id, group in groups.items()}
    return {task_id: best for task_id, best in found.items() if best is not None}


def _first_failures(
    folder: Path, summary: Summary, verdicts: Mapping[tuple[str, int], Verdict]
) -> dict[str, Verdict]:
    """Task -> verdict of its first failed sample, with the summary's word on what failed.

    A sample may pass its verdict and fail on a timed input: the summary has its final status.
    """
    scored = {(sample.task_id, sample.sample_index) for sample in summary.samples}
    if scored != verdicts.keys():
        task_id, index = min(scored ^ verdicts.keys())
        raise DataError(
            f"{folder / store.VERDICTS} and {store.SUMMARY} disagree, first on task {task_id!r}, "
            f"sample {index}; was one of them copied without the other? Copy the whole folder again"
        )
    failures: dict[str, Verdict] = {}
    for sample in sorted(summary.samples, key=lambda s: (s.task_id, s.sample_index)):
        if sample.status != "pass" and sample.task_id not in failures:
            failures[sample.task_id] = msgspec.structs.replace(
                verdicts[sample.task_id, sample.sample_index],
                status=sample.status,
                detail=sample.detail,
            )
    return failures


def _suite_key(manifest: Manifest, path: Path) -> SuiteKey:
    texts = [manifest.suite.get(name) for name in ("name", "version", "digest")]
    if not all(isinstance(text, str) and text for text in texts):
        raise DataError(
            f"{path}: `suite` must hold name, version and digest as text, or nobody knows which "
            "runs it may be compared with"
        )
    name, version, digest = map(str, texts)
    return SuiteKey(name, version, digest, estimand_of(manifest.timing))
