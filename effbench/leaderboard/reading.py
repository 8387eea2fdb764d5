"""Read run folders for the page: manifest, summary, each task's first failure and best code.

Everything read here is untrusted. Text stays plain text until `page` escapes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from effbench import submissions
from effbench.base import (
    DataError,
    Manifest,
    Metric,
    SampleResult,
    Summary,
    Verdict,
    read_file,
)
from effbench.leaderboard.text import clean
from effbench.results import unpublishable_reasons
from effbench.runs import NONE, STANDARD, estimand_of, named, store
from effbench.score import best_sample
from effbench.submissions import LINK, MAX_LINKS, SubmissionRecord, is_submission

_SHOWN_SECTIONS = ("suite", "model", "generation", "judge", "timing", "machine")


@dataclass(frozen=True, order=True)
class SuiteKey:
    """The properties that must be equal for two runs to be in one table."""

    name: str
    version: str
    digest: str
    estimand: str = STANDARD
    """The estimand of the runs' times (runs.estimand)."""

    @property
    def title(self) -> str:
        """The name and version, e.g. `core 1`, and the estimand unless it is the standard one."""
        timed = {STANDARD: "", NONE: ", not timed"}.get(self.estimand, f", timing {self.estimand}")
        return f"{self.name} {self.version}{timed}"

    def metric(self, metric_id: str) -> str:
        """Return the metric's name, with the estimand unless it is the standard one."""
        return named(metric_id, self.estimand)


@dataclass(frozen=True)
class Words:
    """The submitter's own text: untrusted and not cleaned yet."""

    who: str
    contact: str
    notes: str
    links: tuple[str, ...]
    """Only https addresses."""
    code_withheld: bool


@dataclass(frozen=True)
class Run:
    """The contents of one run folder."""

    id: str
    """16 hex digits of a digest of manifest and summary; the name of the run's page."""
    manifest: Manifest
    suite: SuiteKey
    label: str
    """The run's name for its model, cleaned; never empty."""
    summary: Summary | None
    """None unless the run is complete."""
    first_failures: Mapping[str, Verdict]
    """Task -> the verdict on the first sample that did not pass."""
    best: Mapping[str, SampleResult] = field(default_factory=dict)
    """Task -> its most efficient correct sample, the first of equals."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Task -> the code of that sample, if the run has it."""
    badges: tuple[str, ...] = ("self-reported",)
    """The verification of the numbers: `self-reported`, `re-judged`, `re-timed`."""

    words: Words | None = None
    """None for a run folder."""

    def recorded(self) -> Mapping[str, Any]:
        """Return the manifest's sections as plain data, without absent fields."""
        sections = {part: getattr(self.manifest, part) for part in _SHOWN_SECTIONS}
        return {part: msgspec.to_builtins(section) for part, section in sections.items()}

    def metric(self, metric_id: str) -> Metric | None:
        """Return a metric, or None if it is missing or has no value."""
        metrics = self.summary.metrics if self.summary else ()
        return next((m for m in metrics if m.id == metric_id and m.value is not None), None)


def read_runs(run_dirs: Sequence[Path], verifications: Path | None = None) -> list[Run]:
    """Read all runs and sort them by id. A folder that is named twice is read once.

    Of submissions with the same name only the latest is read. `verifications` is the maintainers'
    folder of records, the only source of badges.

    Raises DataError if a run can't be read, or if two folders hold the same run.
    """
    runs: dict[str, Run] = {}
    folders: dict[str, Path] = {}
    for folder in _newest(sorted({folder.resolve(): folder for folder in run_dirs}.values())):
        run = read_run(folder, verifications)
        if run.id in runs:
            raise DataError(f"{folder} and {folders[run.id]} hold the same run; omit one of them")
        runs[run.id], folders[run.id] = run, folder
    return [runs[run_id] for run_id in sorted(runs)]


def _newest(folders: Sequence[Path]) -> list[Path]:
    """Drop every submission NAME/DATE that has a later DATE under the same NAME."""
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
    """Read a run folder or a submission. If a run is not `complete`, only its manifest is read.

    Raises DataError with the file and the problem: missing, not JSON, a field of the wrong type, a
    newer schema, or verdicts that disagree with the summary.
    """
    try:
        return _read_run(folder, verifications)
    except RecursionError:
        raise DataError(f"{folder}: a file in it is nested too deeply; get the run again") from None


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
        manifest = _as_ranked(manifest, summary)
        for task_id, sample in best.items():
            source = verdicts[task_id, sample.sample_index].source
            if source is not None:
                sources[task_id] = source
    digest = hashlib.sha256(read_file(folder / store.MANIFEST))
    if summary:
        digest.update(read_file(folder / store.SUMMARY))
    run_id = digest.hexdigest()[:16]
    named = manifest.model.label or manifest.model.spec or manifest.run_id
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


def _as_ranked(manifest: Manifest, summary: Summary) -> Manifest:
    """Return the manifest, marked not publishable if the rule says so."""
    if not manifest.publishable:
        return manifest
    reasons = unpublishable_reasons(manifest, summary)
    return manifest.with_reasons(reasons) if reasons else manifest


def _words(record: SubmissionRecord | None) -> Words | None:
    if record is None:
        return None
    links = tuple(link for link in record.links[:MAX_LINKS] if LINK.fullmatch(link))
    withheld = record.code == "withheld"
    return Words(record.who, record.contact, record.notes, links, withheld)


def _best_samples(summary: Summary) -> dict[str, SampleResult]:
    """Return task -> its most efficient correct sample, the same as in the task's own row."""
    groups = summary.samples_by_task()
    found = {task_id: best_sample(group) for task_id, group in groups.items()}
    return {task_id: best for task_id, best in found.items() if best is not None}


def _first_failures(
    folder: Path, summary: Summary, verdicts: Mapping[tuple[str, int], Verdict]
) -> dict[str, Verdict]:
    """Return task -> the verdict of its first failed sample, with the summary's status and detail.

    A sample may pass the judge and fail on a timed input; the summary has the final status.
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
    suite = manifest.suite
    if not (suite.name and suite.version and suite.digest):
        raise DataError(
            f"{path}: `suite` must hold name, version and digest as text: they select the runs "
            "that it may be compared with"
        )
    return SuiteKey(suite.name, suite.version, suite.digest, estimand_of(manifest.timing))
