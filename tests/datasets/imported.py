"""Small files of a set's shape, and what the judge says of answers to their problems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from effbench.judge import Judge, Judgement
from effbench.sandbox import Sandbox
from effbench.suite import Suite


def lines(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def judged(sandbox: Sandbox, suite: Suite, source: str, task: int = 0) -> Judgement:
    return Judge(sandbox, 1).judge(suite.tasks[task], source)
