#!/usr/bin/env python3
"""Branch coverage of the packages that decide verdicts and numbers: at least 90 % of each.

    python .ci/branch_coverage.py [PYTEST OPTIONS]

Needs coverage (the extra `dev`). Runs the tests of the packages and of the pipeline, but not the
slow ones, counts the command's processes too (`[tool.coverage.run]` in pyproject.toml), and exits
with status 1 when a package is below the threshold or a test fails.

`sandbox/inside/`, which runs beside a candidate, is not counted: its processes have an empty
environment and may not write files, so they can't report coverage. The tests of `tests/sandbox/`
observe them from outside.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("judging", "measure", "score", "stats", "sandbox/host", "runs")
TESTS = ("judging", "measure", "score", "stats", "sandbox", "runs", "pipeline")
SELECTED = ("-m", "not slow and not nightly")
LEAST_PERCENT = 90.0


def coverage(*arguments: str, data: Path) -> int:
    environment = os.environ | {"COVERAGE_FILE": str(data)}
    command = [sys.executable, "-m", "coverage", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="coverage-") as work:
        Path(work).chmod(0o777)  # some tests' processes run as an ordinary user
        data, report = Path(work) / "data", Path(work) / "report.json"
        tests = [f"tests/{name}" for name in TESTS]
        status = coverage("run", "-m", "pytest", "-q", *SELECTED, *tests, *sys.argv[1:], data=data)
        coverage("combine", "--quiet", work, data=data)
        coverage("report", "--skip-covered", "--show-missing", data=data)
        coverage("json", "--quiet", "-o", str(report), data=data)
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    print(f"\n{'package':14} branches  covered")
    for package in PACKAGES:
        own = [f["summary"] for name, f in files.items() if f"effbench/{package}/" in name]
        branches = sum(summary["num_branches"] for summary in own)
        percent = 100 * sum(summary["covered_branches"] for summary in own) / branches
        print(f"{package:14} {branches:8} {percent:7.1f}%")
        if percent < LEAST_PERCENT:
            status = status or 1
            print(f"below {LEAST_PERCENT:.0f} %: {package}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
