"""The format of a submission's folder, version 1: file names, records and size limits.

A submission is `<name>/<date>/` with

    submission.json     submitter, date, and the SHA-256 of every other file
    manifest.json       as in the run folder
    summary.json        as in the run folder
    samples.jsonl.gz    one SampleRow for each sample
    code.jsonl.gz       one CodeRow for each distinct source; absent when the code is withheld
    timings.jsonl.gz    records.Timing, the raw repetitions; absent when nothing was timed

The maintainers' result of judging it again (Verification) is kept elsewhere: see vouching.py.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from effbench.base import (
    CODE,
    FORMAT_VERSION,
    MAX_RECORD_BYTES,
    SAMPLES,
    SUBMISSION,
    TIMINGS,
    FailedInput,
    MachineSection,
    Record,
    Status,
)
from effbench.runs import MANIFEST, SUMMARY

VERIFICATION = "verification.json"
"""Earlier versions kept the record here. In a submission it is a problem, and gives no badge."""
VERSIONS = {SUBMISSION: FORMAT_VERSION, VERIFICATION: FORMAT_VERSION}
"""File -> the newest schema version that this effbench reads. The other files are the run's."""
DIGESTED = (MANIFEST, SUMMARY, SAMPLES, CODE, TIMINGS)
"""Files whose digests `submission.json` holds; code and timings only if the files exist."""
REQUIRED = (MANIFEST, SUMMARY, SAMPLES)

# A repository of a few hundred submissions should still be quick to clone, and one submission
# must never fill a CI machine's disk. A repetition takes about 20 bytes packed and 180 unpacked:
# 61 tasks with ten samples each, in 96 blocks at three sizes, come to 4 and 40 MB.
MAX_FILE_BYTES = {
    SUBMISSION: 64 << 10,
    MANIFEST: 1 << 20,
    SUMMARY: MAX_RECORD_BYTES,
    SAMPLES: 4 << 20,
    CODE: 16 << 20,
    TIMINGS: 24 << 20,
    VERIFICATION: 1 << 20,
}
MAX_LINE_BYTES = 8 << 20

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHA256 = re.compile(r"[0-9a-f]{64}")
LINK = re.compile(r"https://[!-~]{1,300}")
MAX_LINKS = 10
MAX_WHO_CHARACTERS = 200
MAX_NOTES_CHARACTERS = 4000

Badge = Literal["self-reported", "re-judged", "re-timed"]


class FileDigest(Record, frozen=True, kw_only=True):
    """The SHA-256 and the size of a file."""

    sha256: str
    bytes: int


class SubmissionRecord(Record, frozen=True, kw_only=True):
    """The record in `submission.json`."""

    schema_version: int = FORMAT_VERSION
    name: str
    date: str
    """The day on which the run finished, `YYYY-MM-DD`."""
    who: str = ""
    contact: str = ""
    links: tuple[str, ...] = ()
    notes: str = ""
    badge: Literal["self-reported"] = "self-reported"
    """The only badge that a submitter can claim. The maintainers' records give the others."""
    code: Literal["included", "withheld"] = "included"
    publishable: bool
    """False if the page shows the submission without a rank, for `unpublishable_reasons`."""
    unpublishable_reasons: tuple[str, ...] = ()
    effbench_version: str
    files: dict[str, FileDigest]


class SampleRow(Record, frozen=True, kw_only=True):
    """One sample: its verdict and a summary of its timings."""

    task_id: str
    sample_index: int
    status: Status
    """The judge's status, on the correctness inputs."""
    detail: str = ""
    source_sha256: str | None = None
    extract_rule: str = ""
    n_inputs: int = 0
    n_passed: int = 0
    failed_input: FailedInput | None = None
    """None when the code is withheld: it shows what the code returned."""
    final_status: Status
    """The status after timing: a wrong answer on a timed input overturns a pass."""
    efficiency: float = 0.0
    ratios: dict[str, float | None] = msgspec.field(default_factory=dict)
    """Size -> time divided by the fast reference's; None if it was cut off or not measured."""


class Disagreement(Record, frozen=True, kw_only=True):
    """One sample on which the submission and the verification differ."""

    task_id: str
    sample_index: int
    what: str
    """`status`, or `ratio at SIZE`."""
    submitted: str
    found: str


class Verification(Record, frozen=True, kw_only=True):
    """A random sample of a submission, judged again."""

    schema_version: int = FORMAT_VERSION
    submission_sha256: str
    """The digest of the verified submission's `submission.json`."""
    seed: int
    """The seed of the draw. The inputs are the run's own: they follow from the manifest's seed."""
    drawn: tuple[tuple[str, int], ...]
    n_judged: int
    n_agreed: int
    n_retimed: int = 0
    """Passing samples that were timed again."""
    n_ratios: int = 0
    n_ratios_agreed: int = 0
    n_without_code: int = 0
    """Samples that could not be drawn: they have no code, or their code is withheld."""
    disagreements: tuple[Disagreement, ...] = ()
    badges: tuple[Badge, ...] = ()
    """Empty if anything disagreed."""
    effbench_version: str
    tier: str
    machine: MachineSection
    machines_differ: tuple[str, ...] = ()
    """If samples were timed again: the parts of the comparability key in which the run's machine
    and this one differ, in words."""


def earned(found: Verification) -> tuple[Badge, ...]:
    """Return the badges that a verification's counts earn, whatever its own `badges` say."""
    agreed = (found.n_agreed, found.n_ratios_agreed) == (found.n_judged, found.n_ratios)
    counted = len(set(found.drawn)) == len(found.drawn) == found.n_judged > 0
    if not agreed or not counted or found.disagreements:
        return ()
    return ("re-judged", "re-timed") if found.n_ratios > 0 else ("re-judged",)
