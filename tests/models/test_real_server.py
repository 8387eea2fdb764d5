"""The command against a real OpenAI-compatible server: transformers' own, with a tiny model."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="local models need the extra `local`")
pytest.importorskip("transformers", reason="local models need the extra `local`")
pytest.importorskip("fastapi", reason="needs transformers[serving]")
pytest.importorskip("uvicorn", reason="needs transformers[serving]")

import tiny_model

pytestmark = pytest.mark.slow
START_SECONDS = 240


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("served")
    tiny_model.make(place / "tiny")
    port = free_port()
    log = (place / "server.log").open("wb")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "transformers.cli.transformers", "serve", "tiny"),
            *("--device", "cpu", "--host", "127.0.0.1", "--port", str(port)),
        ],
        cwd=place,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + START_SECONDS
        while not answers(f"{url}/health"):
            if process.poll() is not None or time.monotonic() > deadline:
                text = (place / "server.log").read_text(errors="replace")[-2000:]
                pytest.fail(f"transformers serve did not start: {text}")
            time.sleep(0.3)
        yield f"{url}/v1"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


@pytest.mark.skipif(
    importlib.util.find_spec("transformers.cli.transformers") is None,
    reason="this transformers has no `serve` command in this place",
)
@pytest.mark.usefixtures("sandbox")
def test_a_run_against_transformers_serve(server: str, tmp_path: Path, tasks_dir: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "effbench", "run", "--model", "openai:tiny"),
            *("--base-url", server, "--tasks-path", str(tasks_dir), "--tasks", "squares*"),
            *("-n", "3", "--temperature", "0.8", "--max-new-tokens", "24", "--timing", "off"),
            *("--seed", "1", "--json"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert sum(found["summary"]["statuses"].values()) == 6
    assert "infra_error" not in found["summary"]["statuses"]
    assert found["manifest"]["model"]["observed"]["requests"] >= 6
    rows = [
        json.loads(line)
        for line in (tmp_path / found["run"] / "generations.jsonl").read_text().splitlines()
    ]
    assert len(rows) == 6
    assert all(row["error"] is None and row["text"] and row["tokens_out"] for row in rows)
