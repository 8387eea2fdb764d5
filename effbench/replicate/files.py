"""One file per machine: its sessions as submissions without code, and their settings.

This module defines the file format and reads it as untrusted input. It is a ZIP archive of

    replication.json                    Replication
    session-1/DATE/manifest.json, …     a submission, as `effbench submit` writes it; session-2, …

Only members with these names are read from an archive, each within the limits of a submission. Each
session must be valid as a submission.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from effbench.base import (
    SAMPLES,
    SUBMISSION,
    TIMINGS,
    DataError,
    Record,
    foreign,
    one_line,
    read_file,
)
from effbench.replicate.protocol import MAX_SAMPLES, NAME, PROTOCOL, ProgramSet
from effbench.runs import MANIFEST, SUMMARY, store
from effbench.submissions import KnownSuites, Submission, plain, validate_folder
from effbench.submissions import files as f
from effbench.submissions import open as open_submission

FORMAT_VERSION = 1
RECORD = "replication.json"
MAX_SESSIONS = 20
_MAX_FILE_BYTES = 256 << 20
_MAX_RECORD_BYTES = 64 << 10
_MAX_LABEL_CHARACTERS = 80
_MEMBER = re.compile(r"(session-[1-9][0-9]?)/([0-9]{4}-[0-9]{2}-[0-9]{2})/([a-z.]{1,40})")
_MEMBERS = (SUBMISSION, MANIFEST, SUMMARY, SAMPLES, TIMINGS)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_SEND_AGAIN = "request the file again, or recreate it with `effbench replicate run`"


class Conditions(Record, frozen=True, kw_only=True):
    """Load on the machine during a session. None if the system does not report it."""

    load_before: float | None = None
    load_after: float | None = None
    steal_percent: float | None = None


class Replication(Record, frozen=True, kw_only=True):
    """`replication.json`: the settings on this machine, and the user's description of it."""

    schema_version: int = FORMAT_VERSION
    protocol: int = PROTOCOL
    effbench_version: str
    task_list: str
    sets: tuple[ProgramSet, ...]
    label: str
    conditions: str = ""
    sessions: tuple[Conditions, ...] = ()


@dataclass(frozen=True)
class Machine:
    """A file that was read and is valid."""

    path: Path
    record: Replication
    sessions: tuple[Submission, ...]

    @property
    def profile(self) -> str:
        """The timing profile of the sessions."""
        return str(self.sessions[0].manifest.timing.profile)


def pack(record: Replication, folders: Sequence[Path]) -> bytes:
    """Pack these submissions (…/session-1/DATE, …); equal inputs give equal bytes."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, RECORD, msgspec.json.format(msgspec.json.encode(record)) + b"\n")
            for folder in folders:
                for name in _MEMBERS:
                    if (folder / name).exists():
                        place = f"{folder.parent.name}/{folder.name}/{name}"
                        _add(archive, place, read_file(folder / name))
        file.seek(0)
        return file.read()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


def open_file(path: Path, known: KnownSuites | None = None) -> Machine:
    """Read and validate a file. Raises DataError, naming the file, if anything is wrong with it."""
    with tempfile.TemporaryDirectory(prefix="replication-") as folder:
        place = Path(folder)
        try:
            record = _record(path, _unpacked(path, place))
        except _BROKEN as error:
            raise DataError(
                f"{path}: not a replication archive: {one_line(error)}; {_SEND_AGAIN}"
            ) from None
        except OSError as error:
            words = error.strerror or one_line(error)
            raise DataError(f"{path}: can't be read: {words}; {_SEND_AGAIN}") from None
        folders = sorted(place.glob("session-*/*"), key=lambda p: int(p.parent.name[8:]))
        _check_sessions(path, record, [folder.parent.name for folder in folders])
        known = known or KnownSuites()
        return Machine(path, record, tuple(_session(path, p, record, known) for p in folders))


def _unpacked(path: Path, place: Path) -> bytes:
    """Unpack the sessions' files below `place`; return the record's bytes."""
    if path.is_dir():
        raise DataError(f"{path}: a folder; name the .zip that `effbench replicate run` wrote")
    if path.stat().st_size > _MAX_FILE_BYTES:
        raise DataError(f"{path}: more than {_MAX_FILE_BYTES} bytes; {_SEND_AGAIN}")
    with foreign.open_file(path) as file, zipfile.ZipFile(file) as archive:
        members = _members(path, archive)
        for name, member in members.items():
            if name != RECORD:
                target = place / name
                target.parent.mkdir(parents=True, exist_ok=True)
                most = f.MAX_FILE_BYTES[target.name]
                target.write_bytes(_read(path, archive, member, most))
        return _read(path, archive, members[RECORD], _MAX_RECORD_BYTES)


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Name -> member. Raises DataError for names that are not part of the format."""
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = member.filename
        match = _MEMBER.fullmatch(name)
        known = name == RECORD or (match is not None and match[3] in _MEMBERS)
        if not known or name in found or member.compress_type not in _PACKINGS:
            what = "stands there twice" if name in found else "is no part of a replication"
            raise DataError(f"{path}: {one_line(name, 80)!r} {what}; {_SEND_AGAIN}")
        found[name] = member
        if len(found) > 1 + MAX_SESSIONS * len(_MEMBERS):
            raise DataError(f"{path}: more than {MAX_SESSIONS} sessions; {_SEND_AGAIN}")
    if RECORD not in found:
        raise DataError(f"{path}: no {RECORD} in it, so it is no replication; {_SEND_AGAIN}")
    return found


def _read(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(member) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise DataError(f"{path}: {member.filename}: more than {most} bytes; {_SEND_AGAIN}")
    return data


def _record(path: Path, data: bytes) -> Replication:
    where = f"{path}: {RECORD}"
    newer = store.newer_version(data, FORMAT_VERSION)
    if newer:
        raise DataError(f"{where}: {newer}")
    try:
        raw = plain.parse(data)
        for place, wrong, fix in plain.faults(raw):
            raise DataError(f"{where}: {place}: {wrong}; {fix}")
        record = msgspec.convert(raw, Replication)
    except msgspec.ValidationError as error:
        place, wrong = plain.field_of(error)
        raise DataError(f"{where}: {place}: {wrong}; {_SEND_AGAIN}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where}: not valid JSON ({one_line(error)}); {_SEND_AGAIN}") from None
    for wrong in _faults(record):
        raise DataError(f"{where}: {wrong}; {_SEND_AGAIN}")
    return record


def _faults(record: Replication) -> Iterator[str]:
    if record.protocol != PROTOCOL:
        yield f"protocol {record.protocol}, where this effbench compares protocol {PROTOCOL}"
    for name, text in (("label", record.label), ("conditions", record.conditions)):
        if len(text) > _MAX_LABEL_CHARACTERS or (text and not text.isprintable()):
            yield f"{name}: at most {_MAX_LABEL_CHARACTERS} printable characters"
    if not record.label.strip():
        yield "label: empty"
    names = [each.name for each in record.sets]
    if not names or len(set(names)) < len(names) or not all(map(NAME.fullmatch, names)):
        yield "sets: each needs a short, unique name"
    place = 0
    for each in record.sets:
        if each.first != place or not 1 <= each.count <= MAX_SAMPLES:
            yield f"sets: {each.name} does not follow the one before it"
            return
        place += each.count


def _check_sessions(path: Path, record: Replication, names: Sequence[str]) -> None:
    if names != [f"session-{number}" for number in range(1, len(names) + 1)]:
        raise DataError(f"{path}: its sessions are not session-1, session-2, …; {_SEND_AGAIN}")
    if len(record.sessions) != len(names):
        raise DataError(
            f"{path}: {RECORD}: {len(record.sessions)} sessions, but {len(names)} are there; "
            f"{_SEND_AGAIN}"
        )


def _session(path: Path, folder: Path, record: Replication, known: KnownSuites) -> Submission:
    where = f"{path}: {folder.parent.name}"
    for line in validate_folder(folder, known, runs_too=False).problems.lines():
        raise DataError(f"{where}: {line.replace(f'{folder}/', '').replace(f'{folder}: ', '')}")
    opened = open_submission(folder)
    wanted = sum(each.count for each in record.sets)
    if opened.manifest.generation.n_samples != wanted:
        wrong = f"{opened.manifest.generation.n_samples} samples a task, the sets have {wanted}"
        raise DataError(f"{where}: {wrong}; {_SEND_AGAIN}")
    if opened.manifest.timing.profile == "off":
        raise DataError(f"{where}: nothing was timed; {_SEND_AGAIN}")
    return opened
