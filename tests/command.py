"""The command line in this process, which saves each call the start of an interpreter."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from unittest import mock

from typer.testing import CliRunner

from effbench.cli.app import app


def effbench(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`effbench ARGUMENTS` in the folder `cwd`. Fails the test if the command has a bug."""
    words = ["effbench", *arguments]
    with contextlib.chdir(cwd or Path.cwd()), mock.patch.object(sys, "argv", words):
        done = CliRunner().invoke(app, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)
