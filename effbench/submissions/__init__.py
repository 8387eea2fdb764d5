"""Submissions: a finished run as a folder that others can check and judge again.

    submit    a run folder -> leaderboard/submissions/<name>/<date>/     making.py
    validate  does it agree with itself, and with the others?            validating.py
    verify    a random sample of its code, judged here                   verifying.py
    badges    what the maintainers' records of that give                 vouching.py
    rescore   its numbers, worked out anew from its raw rows             rescoring.py
    open      its manifest, summary, verdicts, timings and code          opening.py

Decides the format (files.py) and what may enter. What is shown and ranked is the leaderboard's.
"""

from effbench.submissions.files import SubmissionRecord, Verification
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
from effbench.submissions.suites import KnownSuites
from effbench.submissions.validating import Report, validate
from effbench.submissions.vouching import badges

__all__ = [
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
    "submit",
    "validate",
]
