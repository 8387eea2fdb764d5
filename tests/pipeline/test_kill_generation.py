"""Client and server are killed during generation; every answer is in the folder once.

EFFBENCH_KILLS sets the number of kills. The default is 20 in the nightly tier and 6 otherwise.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from nightly import repetitions

from effbench.runs import store

N_SAMPLES = 30
KILLS = int(os.environ.get("EFFBENCH_KILLS", repetitions("kill generation", 20, 6)))
SERVER = """
import json, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(0.1)
        message = {"role": "assistant", "content": f"answer {sent['seed']}"}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        body = json.dumps({"choices": [choice], "model": "some"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

ThreadingHTTPServer.allow_reuse_address = True
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def start_server(port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(port)])
    while True:
        assert process.poll() is None, "the server does not start"
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.02)


@pytest.mark.slow
def test_each_answer_is_there_once_however_often_either_side_is_killed(
    tasks_dir: Path, tmp_path: Path
) -> None:
    rng = random.Random(5)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    folder = tmp_path / "run"
    command = [
        *(sys.executable, "-m", "effbench", "generate", "--model", "openai:some"),
        *("--base-url", f"http://127.0.0.1:{port}/v1", "--out", str(folder)),
        *("--tasks-path", str(tasks_dir), "--tasks", "squares*", "-n", str(N_SAMPLES)),
        *("--concurrency", "2", "--request-timeout", "5", "--seed", "7"),
    ]
    server = start_server(port)
    client = None
    try:
        for number in range(KILLS):
            if client is None or client.poll() is not None:
                client = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0.3, 1.5))
            if number % 2:
                server.kill()
                server.wait()
                server = start_server(port)
            else:
                client.send_signal(signal.SIGKILL)
                client.wait()
        if client is not None:
            client.kill()
            client.wait()
        for _ in range(5):  # the last run may still end with rows that were lost to a dead server
            done = subprocess.run(command, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            rows = list(store.generations(folder))
            if not any(row.infra for row in rows):
                break
    finally:
        server.kill()
        server.wait()
        if client is not None:
            client.kill()
            client.wait()
    wanted = {(task, i) for task in ("squares", "squares_again") for i in range(N_SAMPLES)}
    assert Counter((r.task_id, r.sample_index) for r in rows) == dict.fromkeys(wanted, 1)
    assert all(row.text == f"answer {row.seed}" for row in rows)
    assert len({row.seed for row in rows}) == 2 * N_SAMPLES
    assert store.load_manifest(folder).status == "generated"
