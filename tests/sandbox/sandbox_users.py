"""Run scripts of this folder as root or as an ordinary user; skip what is impossible here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from as_user import IMPOSSIBLE

from effbench.sandbox.host import tiers

HERE = Path(__file__).resolve().parent
ORDINARY_UID = 54_000 + os.getpid() % 1000  # no user has it, so processes can be counted by it
SECONDS = 500


def require_tier(tier: str, shell: str = "auto") -> None:
    reason = tiers.probe(tier) if shell == "auto" else tiers.probe_shell(shell)
    if reason is not None:
        pytest.skip(f"tier {tier} (shell {shell}) does not work here: {reason}")


def command(user: str, script: str, *arguments: str) -> list[str]:
    """The command that runs `script` as `root` or an `ordinary` user; skips if that is impossible.

    For `reaching root`, the interpreter is in a place that other users can reach, too.
    """
    line = [sys.executable, str(HERE / script), *arguments]
    root = os.geteuid() == 0
    if user != "ordinary" and not root:
        pytest.skip("these tests don't run as root")
    if user == "root" or not root:
        return line
    uid = "0" if user == "reaching root" else str(ORDINARY_UID)
    return [sys.executable, str(HERE / "as_user.py"), uid, uid, *line]


def environment() -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(HERE.parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
    }


def run_script(user: str, script: str, *arguments: str) -> str:
    """Return the script's standard output. If it fails, fail the test with its output."""
    done = subprocess.run(
        command(user, script, *arguments),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        cwd="/",
    )
    if done.returncode == IMPOSSIBLE:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout
