"""A run folder: a manifest, append-only JSONL files, a summary. No record is lost.

This module writes and reads records. One line is one record, written by one `write` and flushed, so
a killed process leaves at most one torn last line. It is cut off, with a warning, when the folder
is opened again. Whole files (manifest, summary) are replaced by rename. A lock file keeps out a
second writer; the kernel releases the lock when its process ends.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from effbench.base import (
    SCHEMA_VERSION,
    DataError,
    Generation,
    Manifest,
    Record,
    Summary,
    Timing,
    UsageError,
    Verdict,
    command,
    one_line,
    open_file,
    packed,
    read_file,
)

GENERATIONS = "generations.jsonl"
VERDICTS = "verdicts.jsonl"
TIMINGS = "timings.jsonl"
MANIFEST = "manifest.json"
SUMMARY = "summary.json"
MAX_LINE_BYTES = 256 << 20
"""Limit of a record: many times the longest answer that a server gives."""

AnyRecord = TypeVar("AnyRecord", bound=Record)


class RunFolder:
    """A run folder open for writing. Use as a context manager; `warnings` lists any repairs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warnings: list[str] = []
        self._made = missing_folders(path)
        self._lock = lock_folder(
            path, "another effbench process is writing here; wait for it, or use --out"
        )
        try:
            for name in (GENERATIONS, VERDICTS, TIMINGS):
                dropped = cut_torn_line(path / name)
                if dropped:
                    words = f"dropped a torn last line of {dropped} bytes"
                    self.warnings.append(f"{path / name}: {words}")
        except UsageError:
            os.close(self._lock)
            raise

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lock)

    def discard_if_empty(self) -> None:
        """Remove the folder of a run that ended before it had an answer: no data is lost.

        Also remove the parent folders that were made for it. A folder with other files stays.
        """
        if (self.path / GENERATIONS).exists():
            return
        for name in (MANIFEST, "LOCK"):
            with contextlib.suppress(OSError):
                (self.path / name).unlink()
        remove_empty([self.path, *self._made])

    def append(self, name: str, record: Record) -> None:
        """Append one record to a JSONL file; the kernel has it when this returns."""
        line = msgspec.json.encode(clean(record)) + b"\n"
        try:
            fd = os.open(self.path / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC)
            try:
                view = memoryview(line)
                while view:
                    view = view[os.write(fd, view) :]
            finally:
                os.close(fd)
        except OSError as error:
            raise _unwritable(self.path / name, error) from None

    def forget_infra_failures(self) -> int:
        """Drop the answers without text that the server or the harness lost; return their number.

        Also drop the data derived from them: their verdicts, and the times of their tasks, since a
        new answer has to be timed together with the others. Each file is replaced by rename, the
        answers last, so that an interrupted call can be repeated.
        """
        lost = {(g.task_id, g.sample_index) for g in generations(self.path) if g.infra}
        if not lost:
            return 0
        self.forget_timings({task_id for task_id, _ in lost})
        for name, records in (
            (VERDICTS, verdicts(self.path)),
            (GENERATIONS, generations(self.path)),
        ):
            kept = [r for r in records if (r.task_id, r.sample_index) not in lost]
            self._rewrite(name, kept)
        return len(lost)

    def forget_timings(self, tasks: Collection[str]) -> None:
        """Drop all times of these tasks, and the summary, so that they are measured again."""
        if tasks:
            (self.path / SUMMARY).unlink(missing_ok=True)
            self._rewrite(TIMINGS, [t for t in timings(self.path) if t.task_id not in tasks])

    def _rewrite(self, name: str, records: Sequence[Record]) -> None:
        path = self.path / name
        if not path.exists():
            return
        if records:
            write_atomically(path, b"\n".join(msgspec.json.encode(clean(r)) for r in records))
        else:
            path.unlink()

    def replace(self, name: str, record: Record) -> None:
        """Replace a whole file: write it under another name, then rename it."""
        write_atomically(self.path / name, msgspec.json.format(msgspec.json.encode(clean(record))))


def lock_folder(path: Path, busy: str) -> int:
    """Lock a folder, creating it if necessary; return the descriptor that holds the lock.

    Raises UsageError if the folder cannot be written, or, with the text `busy`, if another process
    holds the lock.
    """
    made = missing_folders(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = os.open(path / "LOCK", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        remove_empty(made)
        raise UsageError(
            f"can't write to {path}: {error.strerror}; choose another folder with --out"
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise UsageError(f"{path}: {busy}") from None
    return lock


def missing_folders(path: Path) -> list[Path]:
    """Return `path` and its parent folders that do not exist yet, the innermost first."""
    return [folder for folder in (path, *path.parents) if not folder.exists()]


def remove_empty(folders: Sequence[Path]) -> None:
    """Remove these folders, the innermost first; stop at one that is not empty or cannot go."""
    with contextlib.suppress(OSError):
        for folder in dict.fromkeys(folders):
            folder.rmdir()


def cut_torn_line(file: Path) -> int:
    """Cut off the part of a last line that a killed process left; return its number of bytes."""
    if not file.exists():
        return 0
    try:
        return _cut_torn_line(file)
    except OSError as error:
        raise _unwritable(file, error) from None


def _cut_torn_line(file: Path) -> int:
    with open_file(file), file.open("rb+") as handle:
        size = handle.seek(0, os.SEEK_END)
        keep = size
        while keep:
            start = max(0, keep - (1 << 16))
            handle.seek(start)
            newline = handle.read(keep - start).rfind(b"\n")
            if newline >= 0:
                keep = start + newline + 1
                break
            keep = start
            if size - keep > MAX_LINE_BYTES:
                raise OSError(errno.EFBIG, f"no end of a line in {MAX_LINE_BYTES} bytes")
        if keep < size:
            handle.truncate(keep)
    return size - keep


def write_atomically(path: Path, data: bytes) -> None:
    """Write all of `data` or leave the file unchanged. UsageError if it cannot be written."""
    beside = path.with_name(path.name + ".tmp")
    try:
        beside.unlink(missing_ok=True)  # else the write would follow a link or a pipe there
        with beside.open("xb") as handle:
            handle.write(data.rstrip(b"\n") + b"\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(beside, path)
    except OSError as error:
        raise _unwritable(path, error) from None


def clean(value: Any) -> Any:
    """Return plain data without lone surrogates, which models may write and UTF-8 cannot hold."""
    if isinstance(value, Record):
        return clean(msgspec.to_builtins(value))
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


# --- reading ----------------------------------------------------------------------------------


def load_manifest(folder: Path) -> Manifest:
    """Return the manifest. Raises DataError if the folder is no run or the file is malformed."""
    return _load(folder, MANIFEST, Manifest)


def load_summary(folder: Path) -> Summary | None:
    """Return the summary, or None if the run has none yet."""
    return _load(folder, SUMMARY, Summary) if (folder / SUMMARY).exists() else None


def require_summary(folder: Path) -> Summary:
    """Return the summary of a finished run. Raises DataError if the run is not finished."""
    summary = load_summary(folder)
    if summary is None:
        goes_on = to_finish(folder, load_manifest(folder))
        raise DataError(f"{folder} has no {SUMMARY} yet; finish the run: {goes_on}")
    return summary


def to_finish(folder: Path, manifest: Manifest) -> str:
    """Return the command that resumes an incomplete run, on one line since it may be foreign."""
    if manifest.status == "generated":
        return command("effbench", "judge", folder)
    return one_line(manifest.command, 1000) or "run its command again"


def find_runs(path: Path) -> list[Path]:
    """Return the run folders at or below `path`, sorted. Raises DataError if there are none."""
    found = sorted(file.parent for file in path.rglob(MANIFEST)) if path.is_dir() else []
    if not found:
        raise DataError(f"{path}: no run folder there (a folder with a {MANIFEST})")
    return found


def _load(folder: Path, name: str, kind: type[AnyRecord]) -> AnyRecord:
    path = folder / name
    try:
        if (submission := folder / packed.SUBMISSION).is_file():
            head = read_file(submission, follow=False)
            require_version(head, submission, packed.FORMAT_VERSION)
            data = read_file(path, packed.MAX_RECORD_BYTES, follow=False)
        else:
            data = read_file(path)
        require_version(data, path)
        return msgspec.json.decode(data, type=kind)
    except FileNotFoundError:
        if not folder.exists():
            raise DataError(f"{folder} is not a run folder: there is no such folder") from None
        raise DataError(f"{folder} is not a run folder: it has no {name}") from None
    except NotADirectoryError:
        raise DataError(f"{folder} is a file, not a run folder") from None
    except OSError as error:
        raise DataError(f"can't read {path}: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(path, error) from None


def _unwritable(path: Path, error: OSError) -> UsageError:
    fix = "fix that, then repeat the command"
    return UsageError(f"can't write {path}: {error.strerror}; {fix}")


def _malformed(place: object, error: Exception) -> DataError:
    fix = "copy the whole folder again, or run its command into a new folder"
    deep = isinstance(error, RecursionError)
    words = "it is nested too deeply" if deep else one_line(error)
    return DataError(f"{place}: malformed: {words}; {fix}")


class _Versioned(msgspec.Struct):
    schema_version: int | float | str | None = None


def newer_version(data: bytes, known: int = SCHEMA_VERSION) -> str:
    """Return the message about a record that a newer effbench wrote; "" if it can be read.

    Only the version is decoded first, since the other contents of a newer record are unknown.
    """
    try:
        version = msgspec.json.decode(data, type=_Versioned).schema_version
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""  # the record's own reader reports the fault
    if not isinstance(version, int | float) or version <= known:
        return ""
    return (
        f"has schema version {version}, this effbench reads up to {known}; upgrade effbench "
        "(pip install --upgrade effbench)"
    )


def require_version(data: bytes, path: Path, known: int = SCHEMA_VERSION) -> None:
    """Raises DataError for a record that a newer effbench wrote."""
    words = newer_version(data, known)
    if words:
        raise DataError(f"{path} {words}")


def generations(folder: Path) -> Iterator[Generation]:
    """Iterate over a run folder's answers."""
    return _lines(folder / GENERATIONS, Generation)


def verdicts(folder: Path) -> Iterator[Verdict]:
    """Iterate over the verdicts of a run folder or a submission, with any sources it has."""
    if not (folder / VERDICTS).exists() and (folder / packed.SAMPLES).is_file():
        return packed.verdicts(folder)
    return _lines(folder / VERDICTS, Verdict)


def timings(folder: Path) -> Iterator[Timing]:
    """Iterate over the timings of a run folder or a submission."""
    if not (folder / TIMINGS).exists() and (folder / packed.TIMINGS).is_file():
        return packed.timings(folder)
    return _lines(folder / TIMINGS, Timing)


def _bounded(handle: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, in pieces of at most MAX_LINE_BYTES + 1 bytes."""
    return iter(lambda: handle.readline(MAX_LINE_BYTES + 1), b"")


def _lines(path: Path, kind: type[AnyRecord]) -> Iterator[AnyRecord]:
    """Records in file order; a torn last line is skipped. DataError names file and line."""
    decoder = msgspec.json.Decoder(kind)
    try:
        with open_file(path) as handle:
            for number, line in enumerate(_bounded(handle), 1):
                if not line.endswith(b"\n"):
                    if len(line) > MAX_LINE_BYTES:
                        raise DataError(
                            f"{path}, line {number}: longer than {MAX_LINE_BYTES} bytes"
                        )
                    return
                try:
                    yield decoder.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                    raise _malformed(f"{path}, line {number}", error) from None
    except FileNotFoundError:
        return
    except OSError as error:
        raise DataError(f"can't read {path}: {error.strerror}") from None
