"""A real server: its answers, its authentication, its limits, and its shutdown."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from command import effbench
from prometheus_client.parser import text_string_to_metric_families
from reward_server import GOOD, SLOW, TOKEN, WRONG, Server, command, started

from effbench.reward import Judge
from effbench.reward.transport import MAX_BODY_BYTES, MAX_ITEMS
from effbench.tasks.suite import Suite

pytestmark = pytest.mark.slow


def test_verdicts_are_those_of_a_judge_here(server: Server, tiny_suite: Suite) -> None:
    texts = [GOOD, WRONG, "", f"Look:\n```python\n{GOOD}\n```", "\ud800 def squares"]
    status, found, _ = server.score(*texts)
    with Judge(tiny_suite, "off", workers=1) as judge:
        wanted = judge.score_many([("squares", text) for text in texts])
    assert status == 200
    plain = [json.loads(json.dumps({**v.as_dict(), "cached": False})) for v in wanted]
    assert [{**one, "cached": False} for one in found["verdicts"]] == plain


def test_one_by_itself_and_none_at_all(server: Server) -> None:
    one = {"task": "squares", "completion": [{"role": "assistant", "content": GOOD}]}
    status, found, _ = server.ask("POST", "/score", one)
    assert (status, found["reward"], found["passed"]) == (200, 1.0, True)
    assert server.ask("POST", "/score", {"items": []})[:2] == (200, {"verdicts": []})


def test_health_info_and_metrics(server: Server) -> None:
    assert server.ask("GET", "/health", token=None)[:2][1]["status"] == "ok"
    info = server.ask("GET", "/info")[1]
    assert info["profile"] == "off" and info["spec"] == "gated-log:v2" and info["seed"] == 0
    server.score(GOOD, WRONG)
    text = server.ask("GET", "/metrics")[1]
    families = {family.name: family for family in text_string_to_metric_families(text)}
    scored = families["effbench_reward_completions"].samples
    by_status = {s.labels["status"]: s.value for s in scored if s.name.endswith("_total")}
    assert by_status["pass"] >= 1 and by_status["wrong_answer"] >= 1
    assert families["effbench_reward_judge_judged"].samples[0].value >= 2
    assert server.metric("effbench_reward_pending_completions") == 0.0
    assert server.metric("effbench_reward_request_seconds_count") >= 1


def test_the_token_is_asked_for(server: Server) -> None:
    asked: dict[str, Any] = {"task": "squares", "completion": GOOD}
    for token in (None, "wrong", TOKEN[:-1], TOKEN + "x", ""):
        for method, path in (("POST", "/score"), ("GET", "/metrics"), ("GET", "/info")):
            body = asked if method == "POST" else None
            status, found, headers = server.ask(method, path, body, token=token)
            assert status == 401 and headers["www-authenticate"] == "Bearer", (token, path)
            assert TOKEN not in str(found)
    basic = base64.b64encode(f"anybody:{TOKEN}".encode()).decode()
    assert server.ask("POST", "/score", asked, Authorization=f"Basic {basic}")[0] == 200
    for nonsense in ("Basic !!!", "Basic", "Bearer", f"Digest {TOKEN}", "Basic " + "w" * 5000):
        assert server.ask("POST", "/score", asked, Authorization=nonsense)[0] == 401


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "JSON"),
        (b"{", 400, "JSON"),
        (b"\xff\xfe", 400, "JSON"),
        (b"[" * 100_000, 400, "JSON"),
        (b'{"items": ' + b"9" * 10_000 + b"}", 400, "JSON"),
        (b"[]", 400, "object"),
        (b"{}", 400, "completion"),
        (b'{"items": {}}', 400, "list"),
        (b'{"items": [5]}', 400, "items[0]"),
        (b'{"items": [{"task": "squares"}]}', 400, "completion"),
        (b'{"task": null, "completion": ""}', 400, "task"),
        (b'{"task": "squares", "completion": 5}', 400, "text or a chat"),
        (b'{"task": "squarez", "completion": ""}', 400, "did you mean squares"),
        (b'{"task": "../../etc/passwd", "completion": ""}', 400, "no task"),
        (b'{"task": "squares~k99999999999", "completion": ""}', 400, "squares~k"),
        (b'{"task": "squares", "completion": ' + b"[" * 950 + b"5" + b"]" * 950 + b"}", 400, ""),
        (json.dumps({"items": [{}] * (MAX_ITEMS + 1)}).encode(), 413, str(MAX_ITEMS)),
    ],
)
def test_what_is_no_request_is_refused(server: Server, body: bytes, status: int, said: str) -> None:
    found = server.ask("POST", "/score", body)
    assert (found[0], said in found[1]["error"]) == (status, True), found
    assert server.score(GOOD)[0] == 200


def test_only_json_and_known_paths(server: Server) -> None:
    body = json.dumps({"task": "squares", "completion": GOOD}).encode()
    assert server.ask("POST", "/score", body, **{"Content-Type": "text/plain"})[0] == 415
    for method, path, code in (
        ("GET", "/nothing", 404),
        ("POST", "/../score", 404),
        ("GET", "/score", 405),
    ):
        assert server.ask(method, path)[0] == code


def test_a_body_too_large_is_not_read_to_its_end(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as sock:
        head = f"POST /score HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {10 * MAX_BODY_BYTES}\r\n\r\n"
        sock.sendall(head.encode())
        chunk = b" " * (1 << 20)
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 3 * MAX_BODY_BYTES:
                sock.sendall(chunk)
                sent += len(chunk)
        assert b"413" in sock.recv(1000).split(b"\r\n")[0]
    assert server.score(GOOD)[0] == 200


def test_there_is_an_end_to_what_waits(tasks_dir: Path) -> None:
    with started(tasks_dir, "--max-pending", "2") as server:
        waiting = threading.Thread(target=server.score, args=(SLOW, SLOW + " "))
        waiting.start()
        _wait_for(lambda: server.metric("effbench_reward_pending_completions") == 2)
        status, found, headers = server.score(GOOD)
        assert status == 429 and int(headers["retry-after"]) >= 1 and "2" in found["error"]
        waiting.join()
        assert server.score(GOOD)[0] == 200
        assert server.score(*[GOOD] * 5)[0] == 200  # above the limit: accepted alone


def test_a_request_has_a_deadline_and_is_dropped_when_nobody_listens(tasks_dir: Path) -> None:
    with started(tasks_dir, "--deadline", "1") as server:
        status, found, headers = server.score(*[f"{SLOW}  # {i}" for i in range(4)])
        assert status == 504 and "1 s" in found["error"] and "retry-after" in headers
        with socket.create_connection(("127.0.0.1", server.port)) as sock:
            body = json.dumps({"task": "squares", "completion": SLOW + "  # x"}).encode()
            head = "POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            sock.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            _wait_for(lambda: server.metric("effbench_reward_pending_completions") == 1)
        _wait_for(lambda: server.metric("effbench_reward_pending_completions") == 0)
        assert server.metric('effbench_reward_requests_total{code="499",path="/score"}') >= 1


def test_who_dawdles_is_cut_off(tasks_dir: Path) -> None:
    small = "import effbench.reward.server.connections as s, effbench.reward.server.app as a\n"
    small += "s.HEAD_SECONDS = a.BODY_SECONDS = 1.5"
    with started(tasks_dir, before=small) as server:
        for said in (b"", b"POST /score HT", b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: "):
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as sock:
                sock.sendall(said)
                assert sock.recv(100) == b""
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as sock:
            head = b"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            sock.sendall(head + b"Content-Length: 100\r\n\r\n{")
            assert b"408" in sock.recv(1000).split(b"\r\n")[0]
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as sock:
            sock.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = b""
            while not answer.endswith(b"}"):
                answer += sock.recv(1000)
            assert b"200" in answer.split(b"\r\n")[0]
            sock.sendall(b"GET /hea")  # a part of a second request on the same connection
            assert sock.recv(1000) == b""


def test_without_a_token_other_names_are_refused(tasks_dir: Path) -> None:
    with started(tasks_dir) as server:
        asked = {"task": "squares", "completion": GOOD}
        assert server.ask("POST", "/score", asked, token=None)[0] == 200
        assert server.ask("POST", "/score", asked, token=None, Host="evil.example")[0] == 403
        for host in ("evil.example:80", "127.0.0.1.evil.example", "[", "", "a b", "@:@"):
            assert server.ask("GET", "/metrics", token=None, Host=host)[0] in (400, 403), host
        for host in ("LOCALHOST", "localhost:1", "[::1]:80"):
            assert server.ask("GET", "/metrics", token=None, Host=host)[0] == 200


def test_beyond_loopback_only_with_a_token(tasks_dir: Path, tmp_path: Path) -> None:
    for host in ("0.0.0.0", "::"):
        code, words = refused(tasks_dir, "--host", host)
        assert code == 2 and "token" in words, words
    for text in ("short", "", "two words of some length", "umläute-umläute-umläute"):
        (tmp_path / "token").write_text(text)
        code, words = refused(tasks_dir, "--token-file", str(tmp_path / "token"))
        assert code == 2 and "token" in words and (not text or text not in words)
    for path, told in (
        (tmp_path / "none", f"token_urlsafe())' > {tmp_path / 'none'}"),
        (tmp_path, "name a file"),
        (Path("/dev/zero"), "one word"),
    ):
        code, words = refused(tasks_dir, "--token-file", str(path))
        assert code == 2 and f"{path}: " in words and told in words, words
    assert refused(tasks_dir, "--host", "no.such.host.invalid")[0] == 2


def test_a_taken_port_is_told_at_once(server: Server, tasks_dir: Path) -> None:
    code, words = refused(tasks_dir, "--port", str(server.port))
    assert code == 2 and str(server.port) in words and "--port" in words


def refused(tasks_dir: Path, *options: str) -> tuple[int, str]:
    done = effbench(*command(tasks_dir, *options)[3:])  # without `python -c CODE`
    assert len(done.stderr.splitlines()) == 1 and not done.stdout, done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_what_is_under_way_and_then_itself(tasks_dir: Path, number: int) -> None:
    with started(tasks_dir) as server:
        results: list[Any] = []
        waiting = threading.Thread(target=lambda: results.append(server.score(SLOW)))
        waiting.start()
        _wait_for(lambda: server.metric("effbench_reward_pending_completions") == 1)
        process = psutil.Process(server.process.pid)
        _wait_for(lambda: process.children(recursive=True))
        children = process.children(recursive=True)
        os.kill(server.process.pid, number)
        waiting.join(60)
        assert results[0][0] == 200 and results[0][1]["verdicts"][0]["status"] == "wrong_answer"
        assert server.process.wait(60) == 0
        assert server.process.stdout is not None
        assert server.process.stdout.read() == "effbench: reward server stopped\n"
        assert server.errors.read_text() == ""
        assert not psutil.wait_procs(children, timeout=20)[1]


def test_it_does_not_wait_for_ever(tasks_dir: Path) -> None:
    with started(tasks_dir, "--drain", "0") as server:
        results: list[Any] = []
        texts = [f"{SLOW}  # {i}" for i in range(20)]
        waiting = threading.Thread(target=lambda: results.append(server.score(*texts)))
        waiting.start()
        _wait_for(lambda: server.metric("effbench_reward_pending_completions") == 20)
        server.process.terminate()
        assert server.process.wait(60) == 0
        waiting.join(60)
        assert results[0][0] == 503 and "closing" in results[0][1]["error"]


def test_trainers_own_shapes(server: Server) -> None:
    """OpenRLHF 0.11: utils/agent.py, cli/serve_rm.py. slime: rollout/rm_hub/__init__.py."""
    asked = {
        "query": [f"<s>Q?{GOOD}</s>", f"<s>Q?{WRONG}"],
        "prompts": ["Q?", "Q?"],
        "labels": ["squares", "squares"],
    }
    asked["query"][0] = f"<s>Q?\n```python\n{GOOD}\n```<|im_end|>"
    status, found, _ = server.ask("POST", "/openrlhf", asked)
    assert status == 200 and set(found) == {"rewards", "scores", "extra_logs"}
    assert found["rewards"] == [1.0, 0.0] and found["scores"] == [1.0, 0.0]
    assert found["extra_logs"]["infra_error"] == [0.0, 0.0]
    for broken in ({**asked, "labels": ["squares"]}, {**asked, "query": [1, 2]}, {}):
        assert server.ask("POST", "/openrlhf", broken)[0] == 400
    sample = {"prompt": "Q?", "response": GOOD, "label": "squares"}
    assert server.ask("POST", "/slime", sample)[:2] == (200, 1.0)
    assert server.ask("POST", "/slime", {**sample, "label": None})[0] == 400


def _wait_for(true: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
