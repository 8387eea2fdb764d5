"""The client has a judge's interface and raises no exception for a failure of the server."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reward_server import GOOD, SLOW, TOKEN, WRONG, Server, started

from effbench.base.errors import UsageError
from effbench.reward import RemoteJudge, RewardVerdict, remote, shared_judge, transport
from effbench.reward.adapters import trl, verl
from effbench.reward.adapters.settings import number

FIELDS = st.sampled_from(["task_id", "reward", "status", "detail", "spec", "other"])
VERDICT = RewardVerdict("squares", 1.0, "pass", "", "gated-log:v2")


@pytest.fixture
def judge(server: Server) -> Iterator[RemoteJudge]:
    with RemoteJudge(server.url, token=TOKEN, patience_seconds=20) as made:
        yield made


@pytest.mark.slow
def test_the_surface_of_a_judge(judge: RemoteJudge) -> None:
    assert judge.score("squares", GOOD).reward == 1.0
    found = judge.score_many([("squares", WRONG), ("squares_again", GOOD), ("squares", GOOD)])
    assert [v.status for v in found] == ["wrong_answer", "runtime_error", "pass"]
    assert asyncio.run(judge.ascore("squares", "\ud800")).status == "no_code"
    assert judge.score_many([]) == []
    assert judge.probe("squares").passed
    assert str(judge.spec) == "gated-log:v2" and judge.profile == "off"
    assert number(judge, found[0]) == 0.0
    for asked in (("squarez", GOOD), ("squares", 5), (5, GOOD)):
        with pytest.raises(UsageError):
            judge.score(*asked)  # type: ignore[arg-type]


@pytest.mark.slow
def test_calls_at_once_travel_together_and_a_mistake_is_its_owners_alone(
    judge: RemoteJudge,
) -> None:
    async def many() -> list[Any]:
        calls = [judge.ascore("squares", f"{GOOD}\n# {i}") for i in range(40)]
        calls.append(judge.ascore("no_such_task", GOOD))
        return await asyncio.gather(*calls, return_exceptions=True)

    *found, mistake = asyncio.run(many())
    assert all(v.passed for v in found) and isinstance(mistake, UsageError)
    assert judge.stats["requests"] < 2 * 41  # together, then each again
    before = judge.stats["requests"]
    with ThreadPoolExecutor(16) as threads:
        results = list(threads.map(lambda i: judge.score("squares", f"{GOOD}# {i}"), range(64)))
    assert all(v.passed for v in results)
    assert judge.stats["requests"] - before < 64


@pytest.mark.slow
def test_adapters_take_a_url(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    reward = trl.EfficiencyReward(url=server.url, token=TOKEN)
    chats = [[{"role": "assistant", "content": text}] for text in (GOOD, WRONG)]
    assert reward(prompts=["", ""], completions=chats, task_id=["squares"] * 2) == [1.0, 0.0]
    monkeypatch.setenv("EFFBENCH_REWARD_URL", server.url)
    monkeypatch.setenv("EFFBENCH_REWARD_TOKEN", TOKEN)
    assert verl.compute_score("effbench", GOOD, "squares")["score"] == 1.0
    found = asyncio.run(verl.compute_score_async("effbench", WRONG, "squares"))
    assert found["score"] == 0.0
    with pytest.raises(UsageError, match="suite"):
        shared_judge(url=server.url, suite="core")


@pytest.mark.slow
def test_a_busy_server_is_waited_for(tasks_dir: Path) -> None:
    with started(tasks_dir, "--max-pending", "2") as server:
        judge = RemoteJudge(server.url, patience_seconds=120)
        other = RemoteJudge(server.url, patience_seconds=120)
        waiting = threading.Thread(
            target=other.score_many, args=([("squares", f"{SLOW}# {i}") for i in range(2)],)
        )
        waiting.start()
        with judge:
            assert all(judge.score("squares", f"{GOOD}# {i}").passed for i in range(3))
        waiting.join(60)
        other.close()


@pytest.mark.slow
def test_a_server_that_dies_is_no_exception_and_one_that_returns_is_used(
    tasks_dir: Path,
) -> None:
    with started(tasks_dir) as server:
        judge = RemoteJudge(server.url, patience_seconds=2)
        assert judge.score("squares", GOOD).passed
        with ThreadPoolExecutor() as threads:
            under_way = threads.submit(judge.score, "squares", SLOW)
            _wait_for_pending(server)
            os.kill(server.process.pid, signal.SIGKILL)
            lost = under_way.result(timeout=60)
        assert lost.infra_error and lost.reward is None and server.url in lost.detail
        port = server.port
    with started(tasks_dir, "--port", str(port)):
        assert judge.score("squares", WRONG).status == "wrong_answer"
    judge.close()
    assert judge.closed and judge.score("squares", GOOD).infra_error


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_asks_by_itself(judge: RemoteJudge) -> None:
    assert judge.score("squares", GOOD).passed
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if judge.score("squares", GOOD).passed else 2
            judge.close()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert judge.score("squares", WRONG).passed is False


def test_nobody_there_is_an_infrastructure_failure() -> None:
    with RemoteJudge("http://127.0.0.1:9", patience_seconds=0.2) as judge:
        (found,) = judge.score_many([("squares", GOOD)])
        assert found.infra_error and found.reward is None and "127.0.0.1:9" in found.detail
        assert judge.probe("squares").infra_error
        with pytest.raises(transport.UnavailableError):
            _ = judge.info


def test_closing_ends_who_waits() -> None:
    judge = RemoteJudge("http://127.0.0.1:9", patience_seconds=600)
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(judge.score, "squares", GOOD)
        threading.Event().wait(0.3)
        judge.close()
        assert "closed" in waiting.result(timeout=20).detail


def test_what_can_not_be_asked_for_is_told() -> None:
    for url in ("127.0.0.1:80", "ftp://x", "http://", "http://x:99999", "http://u:pw@host"):
        with pytest.raises(UsageError, match="url") as told:
            RemoteJudge(url)
        assert "pw" not in str(told.value)
    with pytest.raises(UsageError, match="token"):
        RemoteJudge("http://x", token="two\nlines")


# --- a server that misbehaves ---------------------------------------------------------------------


class Scripted(ThreadingHTTPServer):
    """Answers each request with the next (status, body, headers) of `script`; repeats the last."""

    def __init__(self, script: list[tuple[int, bytes, dict[str, str]]]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.script, self.asked = script, 0
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Answering(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        script = self.server.script
        status, body, headers = script[min(self.server.asked, len(script) - 1)]
        self.server.asked += 1
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def scripted(*script: tuple[int, bytes, dict[str, str]]) -> Iterator[Scripted]:
    with Scripted(list(script)) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()


def reply(**changed: Any) -> bytes:
    return json.dumps({"verdicts": [{**VERDICT.as_dict(), **changed}]}).encode()


def test_transient_failures_are_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "FIRST_DELAY_SECONDS", 0.01)
    again = [(429, b"", {"Retry-After": "0.1"}), (503, b"", {"Retry-After": "soon"})]
    again += [(502, b"<html>", {}), (200, b"not JSON", {}), (504, b"", {}), (408, b"", {})]
    again.append((200, reply(), {"Content-Length": "99999"}))  # truncated
    monkeypatch.setattr(transport, "REPLY_SECONDS", 0.5)
    with (
        scripted(*again, (200, reply(), {})) as server,
        RemoteJudge(server.url, patience_seconds=60) as judge,
    ):
        assert judge.score("squares", GOOD) == VERDICT
        assert server.asked == len(again) + 1 == judge.stats["requests"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oops"),
        (413, b"{}"),
        (200, b"[]"),
        (200, b'{"verdicts": []}'),
        (200, b'{"verdicts": [7]}'),
        (200, b'{"verdicts": null}'),
        (200, reply(reward=None)),
        (200, reply(reward="1")),
        (200, reply(reward=float("nan"))),
        (200, reply(reward=float("inf"))),
        (200, reply(status="splendid")),
        (200, reply(status="infra_error")),
        (200, reply(efficiency_ci=[1, 2, 3])),
    ],
)
def test_a_bad_reply_is_an_infrastructure_failure(status: int, body: bytes) -> None:
    with scripted((status, body, {})) as server, RemoteJudge(server.url) as judge:
        found = judge.score("squares", GOOD)
        assert found.infra_error and found.reward is None and found.task_id == "squares"
        assert server.asked == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 415, 301])
def test_what_is_refused_is_the_callers_mistake(status: int) -> None:
    headers = {"Location": "http://127.0.0.1:9/"}
    with scripted((status, b'{"error": "no"}', headers)) as server:
        with RemoteJudge(server.url, token=TOKEN) as judge:
            with pytest.raises(UsageError, match=str(status)) as told:
                judge.score("squares", GOOD)
            assert TOKEN not in str(told.value)
        assert server.asked == 1


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 300)), max_size=40),
    st.integers(1, 6),
    st.integers(100, 700),
)
def test_requests_are_small_enough_and_keep_groups_together(
    sizes: list[tuple[str, int]], most: int, most_bytes: int
) -> None:
    items = [remote._Item(task, b"x" * size) for task, size in sizes]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remote, "MAX_ITEMS", most)
        patch.setattr(remote, "MAX_BODY_BYTES", most_bytes)
        chunks = remote._chunks(items)
        assert sorted(place for chunk in chunks for place in chunk) == list(range(len(items)))
        for chunk in chunks:
            assert len(chunk) <= most
            assert len(chunk) == 1 or remote._size([items[p] for p in chunk]) <= most_bytes
        for task in {item.task for item in items}:
            group = [p for p, item in enumerate(items) if item.task == task]
            if len(group) <= most and remote._size([items[p] for p in group]) <= most_bytes:
                assert sum(bool(set(group) & set(chunk)) for chunk in chunks) == 1


ANY_JSON = st.recursive(
    st.none() | st.floats() | st.sampled_from(["", "pass", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=6,
)


@given(ANY_JSON)
def test_any_json_is_a_verdict_or_an_error(plain: Any) -> None:
    with pytest.raises(ValueError, match="not a verdict"):
        RewardVerdict.from_dict(plain)
    assert RewardVerdict.from_dict(json.loads(json.dumps(VERDICT.as_dict()))) == VERDICT


def _wait_for_pending(server: Server) -> None:
    for _ in range(500):
        if server.metric("effbench_reward_pending_completions"):
            return
        threading.Event().wait(0.02)
    raise AssertionError("nothing is pending")
