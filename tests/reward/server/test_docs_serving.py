"""docs/reward.md: the server's command runs unchanged, and so does the client's example on it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from reward_server import MAIN, TOKEN

TEXT = (Path(__file__).parents[3] / "docs" / "reward.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_command_and_the_client_of_the_page(token_file: Path, server: object) -> None:
    """The test starts the page's own server; the fixture `server` only skips the test if needed."""
    (line,) = re.findall(r"^effbench (serve-reward .*?)(?:  #.*)?$", TEXT, re.MULTILINE)
    asked = [w.replace("8765", "0") for w in shlex.split(line)]
    asked[asked.index("--token-file") + 1] = str(token_file)
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *asked], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        (port,) = re.findall(r"http://0\.0\.0\.0:(\d+) ", process.stdout.readline())
        (block,) = re.findall(
            r"```python\n(from effbench.reward import RemoteJudge.*?)```", TEXT, re.S
        )
        session: dict[str, Any] = {}
        exec(block, session)
        assert session["train"](f"http://127.0.0.1:{port}", TOKEN) == [0.0]
    finally:
        process.terminate()
        assert process.wait(60) == 0
        assert process.stdout is not None
        process.stdout.close()


def test_every_path_of_the_page_is_there() -> None:
    pytest.importorskip("starlette")
    from effbench.reward.server import app

    source = Path(app.__file__).read_text()
    told = set(re.findall(r"^\| `(?:GET|POST) (/\w+)` \|", TEXT, re.MULTILINE))
    assert told == set(re.findall(r'_route\("(/\w+)"', source))
