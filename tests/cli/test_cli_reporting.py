"""`effbench report`: its help, and what the command line loads before it knows the command."""

from __future__ import annotations

import subprocess
import sys

from typer.testing import CliRunner

from effbench.cli.app import app
from effbench.results.breakdown import KEYS


def test_the_help_names_every_group() -> None:
    shown = CliRunner().invoke(app, ["report", "--help"], env={"COLUMNS": "200"}).output
    assert ", ".join(KEYS) in shown


def test_the_command_line_loads_no_numerical_library_until_a_command_runs() -> None:
    code = (
        "import sys, effbench.cli; "
        "heavy = {'torch', 'transformers', 'rich', 'pandas', 'numpy', 'scipy', 'openai'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
