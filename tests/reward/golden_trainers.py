"""The golden verdicts as trainers get them: through each adapter, and from the reward server."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import golden_cases
import msgspec
from golden_times import either

from effbench.reward import Judge, shared_judge
from effbench.reward.adapters import nemo_rl, openrlhf, slime, trl, verifiers, verl

RewardApp = either("effbench.reward.server.app:RewardApp", "effbench.server.app:RewardApp")
ServerLimits = either("effbench.reward.server:ServerLimits", "effbench.server.app:Limits")
SEED = 7
TOKEN = "a-token-of-tests-0123456789"


def answers() -> list[str]:
    task = "dynamic_components"
    right, wrong = (golden_cases.fenced(golden_cases.reference(task, name)) for name in ("fast", 0))
    return [right, wrong, "No.", golden_cases.fenced("def dynamic_components(:\n")]


@contextmanager
def _environment(**settings: str) -> Iterator[None]:
    before = {
        name: value for name, value in os.environ.items() if name.startswith("EFFBENCH_REWARD")
    }
    for name in before:
        del os.environ[name]
    os.environ.update(
        {f"EFFBENCH_REWARD_{name.upper()}": value for name, value in settings.items()}
    )
    try:
        yield
    finally:
        for name in settings:
            del os.environ[f"EFFBENCH_REWARD_{name.upper()}"]
        os.environ.update(before)


def adapters() -> dict[str, Any]:
    """The rewards that each trainer receives for the same answers."""
    task, texts = "dynamic_components", answers()
    tasks = [task] * len(texts)
    chats = [[{"role": "user", "content": "?"}, {"role": "assistant", "content": t}] for t in texts]
    logged: dict[str, Any] = {}
    asked = {"data_source": "effbench", "ground_truth": task, "extra_info": {"index": 0}}
    with _environment(suite="core-dev", profile="off", workers="1", seed="7"):
        judge = shared_judge(suite="core-dev", profile="off", workers=1, seed=SEED)
        verdicts = judge.score_many(list(zip(tasks, texts, strict=True)))
        found = {
            "trl": trl.EfficiencyReward()(
                prompts=["?"] * len(texts), completions=chats, task_id=tasks,
                log_metric=logged.__setitem__, log_extra=logged.__setitem__,
            ),
            "trl, by its prompt": trl.efficiency_reward([judge.task(task).prompt], texts[:1]),
            "trl, logged": logged,
            "verl": [verl.compute_score(solution_str=text, **asked) for text in texts],
            "verl, asynchronous": asyncio.run(
                verl.compute_score_async(solution_str=texts[0], **asked)
            ),
            "slime": asyncio.run(
                slime.group_rm(None, [SimpleNamespace(label=task, response=t) for t in texts])
            ),
            "verifiers": [
                asyncio.run(verifiers.efficiency(completion=chat, answer=task)) for chat in chats
            ],
            "nemo_rl": nemo_rl.score_batch(judge, chats, [{"task_id": task}] * len(texts)),
            "openrlhf": openrlhf.shaped(verdicts, [verdict.reward for verdict in verdicts]),
            "openrlhf, responses": [
                openrlhf.response_of("Q?A", "Q?"), openrlhf.response_of("<s>Q?AQ?", "Q?"),
                openrlhf.response_of("A", ""), openrlhf.response_of("A", "Q?"),
            ],
        }  # fmt: skip
        judge.close()
    return msgspec.to_builtins(found)


def requests() -> list[tuple[str, str, bytes, dict[str, str]]]:
    """(method, path, body, headers) of requests, right and wrong."""
    task = "dynamic_components"
    right, wrong, none, broken = answers()
    items = [{"task": task, "completion": text} for text in (right, wrong, none, broken)]
    chat = [{"role": "assistant", "content": right}]
    queries = {"query": [f"Q?{right}", f"Q?{wrong}"], "prompts": ["Q?", "Q?"], "labels": [task] * 2}
    bodies: list[tuple[str, Any]] = [
        ("/score", {"items": items}),
        ("/score", items[0]),
        ("/score", {"task": task, "completion": chat}),
        ("/score", {"items": []}),
        ("/score", {"items": {}}),
        ("/score", {"items": [1]}),
        ("/score", {"items": [{"task": task}]}),
        ("/score", {"task": 3, "completion": ""}),
        ("/score", {"task": task, "completion": 3}),
        ("/score", {"task": "dynamic_component", "completion": ""}),
        ("/score", []),
        ("/score", {"items": [items[2]] * 20_000}),
        ("/probe", {"task": task}),
        ("/probe", {}),
        ("/openrlhf", queries),
        ("/openrlhf", queries | {"prompts": ["Q?"]}),
        ("/openrlhf", queries | {"labels": [task, 3]}),
        ("/slime", {"prompt": "Q?", "response": right, "label": task}),
        ("/slime", {"prompt": "Q?", "response": wrong, "label": task}),
        ("/slime", {"response": wrong}),
    ]
    sent = {"content-type": "application/json", "authorization": f"Bearer {TOKEN}"}
    return [
        ("GET", "/health", b"", {}),
        ("GET", "/info", b"", sent),
        ("GET", "/info", b"", {}),
        *(("POST", path, json.dumps(body).encode(), sent) for path, body in bodies),
        ("POST", "/score", b"nonsense", sent),
        ("POST", "/score", b"{}", sent | {"authorization": "Bearer of another"}),
        ("POST", "/score", b"{}", sent | {"content-type": "text/plain"}),
        ("GET", "/score", b"", sent),
        ("GET", "/nothing", b"", sent),
    ]


def served() -> list[dict[str, Any]]:
    """The server's answer to each request, without its version and a probe's random source."""
    with Judge("core-dev", "off", workers=1, seed=SEED) as judge:
        app = RewardApp(judge, TOKEN, ServerLimits())
        return [asyncio.run(_asked(app.asgi, *request)) for request in requests()]


async def _asked(
    asgi: Any, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> dict[str, Any]:
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "scheme": "http", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"localhost")]
        + [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    parts = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if parts:
            return parts.pop()
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits that long")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await asgi(scope, receive, send)
    text = b"".join(message.get("body", b"") for message in sent).decode()
    kept = {b"content-type", b"retry-after", b"www-authenticate"}
    found = {k.decode(): v.decode() for k, v in sent[0]["headers"] if k in kept}
    reply = json.loads(text) if found.get("content-type") == "application/json" else text
    if isinstance(reply, dict):
        for name in ("version", "source_sha256" if path == "/probe" else ""):
            reply.pop(name, None)
    return {"status": sent[0]["status"], "headers": found, "body": reply}
