"""Small files of a set's shape, and what the judge says of answers to their problems."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from effbench.judge import Judge, Judgement
from effbench.sandbox import Sandbox
from effbench.suite import Suite, SuiteTask


def lines(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def require_left_out(sandbox: Sandbox, task: SuiteTask, source: str, words: str) -> None:
    """The task's own files are at fault, and the verdict says so: nobody is blamed."""
    result = Judge(sandbox, 1).judge(task, source)
    assert result.status == "left_out", result
    assert re.search(words, result.detail), result.detail


def judged(sandbox: Sandbox, suite: Suite, source: str, task: int = 0) -> Judgement:
    return Judge(sandbox, 1).judge(suite.tasks[task], source)
