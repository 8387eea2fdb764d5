"""Badges: the results of the maintainers' own verifications of a submission.

A verification is kept in the maintainers' folder as `NAME/DATE.json`, and the command that builds
the page names that folder. A file in the submission's folder never gives a badge. A verification
names the digest of `submission.json`, which names the digests of all other files. So a submission
that has changed since has no badge.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from effbench.base import SUBMISSION, DataError, UsageError, command, one_line, read_file, sha256_of
from effbench.runs import store, write_atomically
from effbench.submissions import files as f
from effbench.submissions.opening import Submission
from effbench.submissions.packing import pretty

SELF_REPORTED: tuple[f.Badge, ...] = ("self-reported",)


def badges(submission: Submission, verifications: Path | None) -> tuple[f.Badge, ...]:
    """Return the badges that the record in the folder `verifications` gives, else self-reported.

    Raises DataError if the record can't be read, and UsageError if the folder is inside the
    submission.
    """
    record = submission.record
    if verifications is None or record is None or not _is_named(record):
        return SELF_REPORTED
    found = read(place(verifications, submission, record))
    if found is None or found.submission_sha256 != _digest(submission):
        return SELF_REPORTED
    return (f.earned(found) if is_intact(submission) else ()) or SELF_REPORTED


def place(verifications: Path, submission: Submission, record: f.SubmissionRecord) -> Path:
    """Return the path of a submission's record.

    Raises UsageError if that is inside the submission's folder.
    """
    inside = submission.folder.resolve()
    folder = verifications.resolve()
    if inside in (folder, *folder.parents):
        raise UsageError(
            f"{verifications} is inside the submission {submission.folder}: a submission can't "
            "verify itself; name a folder of the maintainers"
        )
    return verifications / record.name / f"{record.date}.json"


def read(path: Path) -> f.Verification | None:
    """Read a record; None if the file does not exist. Raises DataError if it can't be read."""
    try:
        data = read_file(path, f.MAX_FILE_BYTES[f.VERIFICATION], follow=False)
        store.require_version(data, path, f.VERSIONS[f.VERIFICATION])
        return msgspec.json.decode(data, type=f.Verification)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError(f"{path}: can't be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(
            f"{path}: not a record of a verification: {one_line(error)}; write it again with "
            "effbench verify … --to"
        ) from None


def write(submission: Submission, found: f.Verification, verifications: Path) -> Path:
    """Save a record as `verifications/NAME/DATE.json`. Raises UsageError for a run folder."""
    record = require_submission(submission)
    path = place(verifications, submission, record)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"can't write {path}: {error.strerror}; choose another --to") from None
    write_atomically(path, pretty(found))
    return path


def require_submission(submission: Submission) -> f.SubmissionRecord:
    """Return the submission's record.

    Raises UsageError for a run folder, or if the record's name or date can't be a file's name.
    """
    record = submission.record
    if record is None:
        raise UsageError(f"{submission.folder} is not a submission, so --to can't write its record")
    if not _is_named(record):
        raise UsageError(
            f"{submission.folder}: its name or date can't be a file's name; check it first: "
            f"{command('effbench', 'validate', submission.folder)}"
        )
    return record


def is_intact(submission: Submission) -> bool:
    """True if every file has the digest in `submission.json`, and no file is there without one."""
    record = submission.record
    assert record is not None
    for name in f.DIGESTED:
        path, digest = submission.folder / name, record.files.get(name)
        try:
            if path.lstat().st_size > f.MAX_FILE_BYTES[name]:
                return False
            if digest is None or sha256_of(path, follow=False) != digest.sha256:
                return False
        except FileNotFoundError:
            if digest is not None:
                return False
        except OSError:
            return False
    return True


def _digest(submission: Submission) -> str:
    return sha256_of(submission.folder / SUBMISSION, follow=False)


def _is_named(record: f.SubmissionRecord) -> bool:
    """True if name and date are valid. They are untrusted, and must be valid to become a path."""
    return bool(f.NAME.fullmatch(record.name) and f.DATE.fullmatch(record.date))
