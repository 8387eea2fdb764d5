"""Badges: what the leaderboard's maintainers found when they judged a submission again.

Decides which badges a submission carries. A record lies in the maintainers' own folder, as
`NAME/DATE.json`, and the command that builds the page names that folder. A file in the submission's
folder never gives a badge. A record names the digest of `submission.json`, which names the digests
of all other files, so a submission that was changed has no badge.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from effbench import store
from effbench.errors import DataError, UsageError
from effbench.foreign import command, one_line, read_file, sha256_of
from effbench.submissions import files as f
from effbench.submissions.opening import Submission
from effbench.submissions.packing import pretty

SELF_REPORTED: tuple[f.Badge, ...] = ("self-reported",)


def badges(submission: Submission, verifications: Path | None) -> tuple[f.Badge, ...]:
    """The badges that a record in the folder `verifications` gives; self-reported without one.

    DataError for a record that can't be read, UsageError for a folder within the submission.
    """
    record = submission.record
    if verifications is None or record is None or not _is_named(record):
        return SELF_REPORTED
    found = read(place(verifications, submission, record))
    if found is None or found.submission_sha256 != _digest(submission):
        return SELF_REPORTED
    return (f.earned(found) if is_intact(submission) else ()) or SELF_REPORTED


def place(verifications: Path, submission: Submission, record: f.SubmissionRecord) -> Path:
    """Where the record of a submission lies. UsageError when that is in its own folder."""
    inside = submission.folder.resolve()
    folder = verifications.resolve()
    if inside in (folder, *folder.parents):
        raise UsageError(
            f"{verifications} lies in the submission {submission.folder}: a submission does not "
            "vouch for itself; name a folder of the maintainers'"
        )
    return verifications / record.name / f"{record.date}.json"


def read(path: Path) -> f.Verification | None:
    """The record in a file; None where there is none. DataError for one that can't be read."""
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
            f"{path}: no record of a verification: {one_line(error)}; write it again with "
            "effbench verify … --to"
        ) from None


def write(submission: Submission, found: f.Verification, verifications: Path) -> Path:
    """Keep a record as `verifications/NAME/DATE.json`. UsageError for a run folder."""
    record = require_submission(submission)
    path = place(verifications, submission, record)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"can't write {path}: {error.strerror}; choose another --to") from None
    store.write_atomically(path, pretty(found))
    return path


def require_submission(submission: Submission) -> f.SubmissionRecord:
    """The record of a submission whose name and date make a path. UsageError for anything else."""
    record = submission.record
    if record is None:
        raise UsageError(f"{submission.folder} is no submission: --to has no name to write under")
    if not _is_named(record):
        raise UsageError(
            f"{submission.folder}: its name or date is not fit for a file; look at it first: "
            f"{command('effbench', 'validate', submission.folder)}"
        )
    return record


def is_intact(submission: Submission) -> bool:
    """Has every file the digest that `submission.json` names, and is none there without one?"""
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
    return sha256_of(submission.folder / f.SUBMISSION, follow=False)


def _is_named(record: f.SubmissionRecord) -> bool:
    """Name and date are a stranger's: they become a path only when they are what they should be."""
    return bool(f.NAME.fullmatch(record.name) and f.DATE.fullmatch(record.date))
