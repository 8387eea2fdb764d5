"""Submissions: finished runs as folders that others can validate and judge again.

    submit    write a run as leaderboard/submissions/<name>/<date>/      making.py
    validate  check a submission against itself and against the others   validating.py
    verify    judge a random sample of its code on this machine          verifying.py
    badges    the badges that the maintainers' verifications give        vouching.py
    rescore   recompute its numbers from its raw rows                    rescoring.py
    open      read its manifest, summary, verdicts, timings and code     opening.py
    schema    the JSON Schemas of its files, and of a run's             schemas.py

This package defines the format (files.py) and the rules for acceptance. `effbench.leaderboard`
selects what the page shows and ranks.
"""

from effbench.submissions.files import LINK, MAX_LINKS, SubmissionRecord, Verification
from effbench.submissions.making import Particulars, submit
from effbench.submissions.opening import (
    Submission,
    as_run_folder,
    find_submissions,
    is_submission,
)
from effbench.submissions.opening import open_folder as open
from effbench.submissions.problems import Problem, Problems
from effbench.submissions.rescoring import Rescored, rescore
from effbench.submissions.schemas import RECORDS, schema_of, schema_text, write_schemas
from effbench.submissions.suites import KnownSuites
from effbench.submissions.validating import Report, validate, validate_folder
from effbench.submissions.vouching import badges

__all__ = [
    "LINK",
    "MAX_LINKS",
    "RECORDS",
    "KnownSuites",
    "Particulars",
    "Problem",
    "Problems",
    "Report",
    "Rescored",
    "Submission",
    "SubmissionRecord",
    "Verification",
    "as_run_folder",
    "badges",
    "find_submissions",
    "is_submission",
    "open",
    "rescore",
    "schema_of",
    "schema_text",
    "submit",
    "validate",
    "validate_folder",
    "write_schemas",
]
