"""Real reward servers for the tiny tasks, each in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from reward_server import TOKEN, Server, started


@pytest.fixture(scope="session")
def token_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("token") / "token"
    file.write_text(TOKEN + "\n")
    return file


@pytest.fixture(scope="session")
def server(tasks_dir: Path, token_file: Path) -> Iterator[Server]:
    """A server that judges correctness only and needs a token."""
    if not _has_sandbox():
        pytest.skip("no sandbox on this machine")
    with started(tasks_dir, "--token-file", str(token_file)) as made:
        yield made


def _has_sandbox() -> bool:
    code = "from effbench.sandbox import Sandbox; Sandbox().tier"
    done = subprocess.run(
        [sys.executable, "-c", code], env=dict(os.environ), capture_output=True, check=False
    )
    return done.returncode == 0
