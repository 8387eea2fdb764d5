"""`rescore`: recompute the numbers of old run folders and submissions from their raw rows.

Rescoring rewrites the summary, the sizes that count, and whether the run is publishable. All three
follow from the rows. Verdicts, times and code stay unchanged. A folder is written completely or not
at all.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from effbench import __version__
from effbench.base import (
    SAMPLES,
    DataError,
    EffbenchError,
    JsonObject,
    Manifest,
    Summary,
    UsageError,
    ValidationError,
    one_line,
    packed,
    read_file,
)
from effbench.results import unpublishable_reasons
from effbench.runs import MANIFEST, SUMMARY, missing_folders, remove_empty, store
from effbench.submissions import files as f
from effbench.submissions.loading import Contents, is_run, load
from effbench.submissions.manifests import facts_of
from effbench.submissions.numbers import Counting, counting, counting_anew, scored, short_rows
from effbench.submissions.packing import digest_of_bytes, packed_lines, pretty
from effbench.submissions.problems import Problems
from effbench.submissions.suites import KnownSuites
from effbench.submissions.validating import validate_folder


@dataclass(frozen=True)
class Moved:
    """A metric before and after rescoring; None if it has no value or does not exist."""

    metric: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Rescored:
    """The result for one folder: the changed metrics and notes, or the error."""

    folder: Path
    written: Path | None = None
    """The folder that was written; None if `folder` could not be rescored."""
    moved: tuple[Moved, ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""

    def lines(self) -> list[str]:
        """Return lines for the terminal."""
        if self.written is None:
            return [one_line(f"{self.folder}: not rescored: {self.error}", 2000)]
        found = [one_line(self.written, 500)]
        found += [
            f"  {one_line(m.metric, 40):14} {_shown(m.before)} -> {_shown(m.after)}"
            for m in self.moved
        ]
        return found + [f"  {note}" for note in self.notes]

    def as_dict(self) -> JsonObject:
        """Return the result as plain data for JSON."""
        return {
            "folder": str(self.folder),
            "written": None if self.written is None else str(self.written),
            "metrics": {m.metric: [m.before, m.after] for m in self.moved},
            "notes": list(self.notes),
            "error": self.error,
        }


def _shown(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"


@dataclass(frozen=True)
class _Anew:
    manifest: Manifest
    summary: Summary
    notes: tuple[str, ...]


def rescore(
    paths: list[Path], to: Path | None = None, known: KnownSuites | None = None
) -> Iterator[Rescored]:
    """Rescore every run folder and submission at or below `paths`, in place or into `to`.

    Below `to`, a run folder keeps its name and a submission its NAME/DATE. If a folder can't be
    rescored, its result holds the error, and the others continue. Raises DataError if a path holds
    no folder to rescore.
    """
    known = known or KnownSuites()
    folders = [found for path in paths for found in store.find_runs(path)]
    for folder in dict.fromkeys(folders):
        try:
            yield _rescored(folder, to, known)
        except EffbenchError as error:
            yield Rescored(folder, error=str(error))


def _rescored(folder: Path, to: Path | None, known: KnownSuites) -> Rescored:
    manifest = store.load_manifest(folder)
    if manifest.status != "complete":
        raise UsageError(f"not finished; finish it: {store.to_finish(folder, manifest)}")
    problems = Problems(folder)
    contents = load(folder, problems)
    for line in problems.lines():
        raise ValidationError(line)
    before = contents.summary
    assert before is not None
    anew = _worked_out(contents, known)
    target = folder if to is None else to / _name(folder)
    if to is not None and target.exists():
        raise UsageError(f"{target} exists and is never overwritten; choose another --to")
    notes = list(anew.notes)
    if contents.is_submission:
        notes += _write_submission(contents, anew, target, known)
    else:
        _write_run(folder, anew, target)
    return Rescored(folder, target, _moved(before, anew.summary), tuple(notes))


def _name(folder: Path) -> Path:
    place = folder.resolve()
    return Path(place.name) if is_run(folder) else Path(place.parent.name) / place.name


def _worked_out(contents: Contents, known: KnownSuites) -> _Anew:
    """Compute manifest and summary. Raises ValidationError if the rows can't be scored."""
    assert contents.manifest is not None
    problems = Problems(contents.folder)
    facts = facts_of(contents.manifest, problems)
    for line in problems.lines():
        raise ValidationError(line)
    assert facts is not None
    suite = known.find(facts.asked)
    # The lock of an earlier version's variants, or of another machine's data set, may be unknown
    # here. Then the manifest's copy of it stays.
    from_manifest = suite is None and contents.manifest.suite.locked is True
    try:
        counts = (counting if from_manifest else counting_anew)(contents, facts, suite)
        summary = scored(contents, facts, suite, counts)
    except (DataError, ValueError, ArithmeticError, KeyError) as error:
        raise ValidationError(
            f"{contents.folder}: it can't be scored: {error}; copy the whole folder again"
        ) from None
    manifest = contents.manifest.with_frozen(counts.frozen, locked=counts.locked)
    manifest = manifest.with_reasons(unpublishable_reasons(manifest, summary))
    return _Anew(manifest, summary, _notes(contents, counts, facts.profile))


def _notes(contents: Contents, counts: Counting, profile: str) -> tuple[str, ...]:
    if counts.locked or profile == "off":
        return ()
    return (
        "its suite is not locked: its own times decide which sizes count. Lock the suite with "
        "`effbench suites lock` and rescore again",
    )


def _moved(before: Summary, after: Summary) -> tuple[Moved, ...]:
    old = {metric.id: metric.value for metric in before.metrics}
    new = {metric.id: metric.value for metric in after.metrics}
    return tuple(Moved(name, old.get(name), new.get(name)) for name in {**old, **new})


def _write_run(folder: Path, anew: _Anew, target: Path) -> None:
    """Write the manifest and the summary.

    In place, each file is renamed separately. If the process dies in between, rescoring again
    repairs the folder.
    """
    if target == folder:
        with store.RunFolder(folder) as files:
            files.replace(MANIFEST, anew.manifest)
            files.replace(SUMMARY, anew.summary)
        return
    with _beside(target) as made:
        _copy_run(folder, made)
        with store.RunFolder(made) as files:
            files.replace(MANIFEST, anew.manifest)
            files.replace(SUMMARY, anew.summary)
        (made / "LOCK").unlink()
        made.rename(target)


def _copy_run(folder: Path, made: Path) -> None:
    """Copy a run folder.

    Raises DataError for an entry that can't be read as a file: a pipe, a device, an endless file.
    """

    def copy(source: str, target: str) -> None:
        Path(target).write_bytes(read_file(Path(source)))

    try:
        left_behind = shutil.ignore_patterns("LOCK", "*.tmp")
        shutil.copytree(folder, made, ignore=left_behind, copy_function=copy)
    except shutil.Error as error:
        source, _, why = error.args[0][0]
        raise DataError(f"{source}: can't be copied: {one_line(why)}") from None


def _write_submission(
    contents: Contents, anew: _Anew, target: Path, known: KnownSuites
) -> list[str]:
    """Write the submission with new derived files and digests, if the result is valid."""
    folder, record = contents.folder, contents.record
    assert record is not None
    had_verification = os.path.lexists(folder / f.VERIFICATION)
    files = {
        MANIFEST: pretty(anew.manifest),
        SUMMARY: pretty(anew.summary),
        SAMPLES: packed_lines(short_rows(contents.rows, anew.summary)),
    }
    renewed = msgspec.structs.replace(
        record,
        publishable=anew.manifest.publishable is True,
        unpublishable_reasons=anew.manifest.unpublishable_reasons,
        effbench_version=__version__,
        files=record.files | {name: digest_of_bytes(data) for name, data in files.items()},
    )
    files[packed.SUBMISSION] = pretty(renewed)
    with _beside(target) as made:
        made.mkdir()
        for name in f.DIGESTED:
            if name not in files and (folder / name).exists():
                files[name] = read_file(folder / name, f.MAX_FILE_BYTES[name], follow=False)
        for name, data in files.items():
            (made / name).write_bytes(data)
        problems = validate_folder(made, known).problems
        if problems.count:
            lines = "\n".join(problems.lines()).replace(str(made), str(folder))
            raise ValidationError(f"nothing was written, as the result is not valid:\n{lines}")
        _put(made, target)
    if not had_verification:
        return []
    return [f"{f.VERIFICATION} was removed: keep such a record with `effbench verify --to`"]


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a temporary folder with `target`'s name and parent's name on the same disk.

    It is removed at the end. Raises UsageError if it can't be written.
    """
    missing = missing_folders(target.parent)
    place = target.parent.parent if target.parent.exists() else target.parent
    beside = place / f".rescoring-{secrets.token_hex(4)}"
    try:
        made = beside / target.parent.name / target.name
        made.parent.mkdir(parents=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        yield made
    except OSError as error:
        raise UsageError(
            f"can't write {target}: {error.strerror}; make it writable, or use --to"
        ) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        remove_empty(missing)  # folders that are not empty stay


def _put(made: Path, target: Path) -> None:
    """Replace `target` with `made`; restore `target` if that fails."""
    if not target.exists():
        made.rename(target)
        return
    old = made.with_name(f"{made.name}.old")
    target.rename(old)
    try:
        made.rename(target)
    except OSError:
        old.rename(target)
        raise
