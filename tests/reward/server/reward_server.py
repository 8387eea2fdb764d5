"""Start a reward server, send it plain HTTP requests, and make answers to the task `squares`."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOKEN = "a-token-of-tests-0123456789"
HEAD = "def squares(values):\n    "
GOOD = HEAD + "for _ in range(8): total = sum([v * v for v in values])\n    return total"
WRONG = HEAD + "return sum(values)"
SLOW = HEAD + "import time; time.sleep(1.5); return 0"
MAIN = "import sys; from effbench.cli import main; sys.argv[0] = 'effbench'; main()"


@dataclass
class Server:
    process: subprocess.Popen[str]
    port: int
    errors: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: Any = None, token: str | None = TOKEN, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Return (status, JSON or text, headers). A body that isn't bytes is sent as JSON."""
        sent = {"Content-Type": "application/json", **headers}
        if token is not None:
            sent.setdefault("Authorization", f"Bearer {token}")
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=data, headers=sent)
            reply = connection.getresponse()
            text = reply.read()
            plain = reply.getheader("Content-Type", "").startswith("text/plain")
            return reply.status, text.decode() if plain else json.loads(text), dict(reply.headers)
        finally:
            connection.close()

    def score(self, *texts: str) -> tuple[int, Any, dict[str, str]]:
        items = [{"task": "squares", "completion": text} for text in texts]
        return self.ask("POST", "/score", {"items": items})

    def metric(self, name: str) -> float:
        text = self.ask("GET", "/metrics")[1]
        values = re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        return float(values[0]) if values else 0.0


def command(tasks_dir: Path, *options: str, before: str = "") -> list[str]:
    """The server's command line. `before`: code to run first, to lower a limit."""
    code = f"{before}\n{MAIN}"
    return [
        sys.executable, "-c", code, "serve-reward", "--tasks-path", str(tasks_dir),
        "--timing", "off", "--workers", "2", *options,
    ]  # fmt: skip


@contextlib.contextmanager
def started(tasks_dir: Path, *options: str, before: str = "") -> Iterator[Server]:
    asked = command(tasks_dir, "--port", "0", *options, before=before)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("EFFBENCH_REWARD")}
    with tempfile.NamedTemporaryFile() as errors:
        process = subprocess.Popen(
            asked, stdout=subprocess.PIPE, stderr=errors.file, text=True, env=environment
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://\S+:(\d+) ", line)
            assert found, (line, Path(errors.name).read_text())
            yield Server(process, int(found[1]), Path(errors.name))
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
