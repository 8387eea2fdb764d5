"""Helpers: write small files in a set's format, and judge answers to their problems."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from effbench.judging.judge import CorrectnessJudge, Judgement
from effbench.sandbox import Sandbox
from effbench.tasks.suite import Suite, SuiteTask


def lines(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def require_left_out(sandbox: Sandbox, task: SuiteTask, source: str, words: str) -> None:
    """The verdict must be `left_out`: the task's own files are at fault, not the answer."""
    result = CorrectnessJudge(sandbox, 1).judge(task, source)
    assert result.status == "left_out", result
    assert re.search(words, result.detail), result.detail


def judged(sandbox: Sandbox, suite: Suite, source: str, task: int = 0) -> Judgement:
    return CorrectnessJudge(sandbox, 1).judge(suite.tasks[task], source)
