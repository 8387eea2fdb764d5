"""Every reply in `server_replies`, sent by a real server on the loopback, with any wording."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from chat_server import Answer, Body, Script, serving
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server_replies import CASES, LONG, SHORT, Case

from effbench.base.errors import ModelError
from effbench.models.base import Request, Sampling
from effbench.models.openai_api import OpenAIModel

WORD_KEYS = {"message", "msg", "detail", "error", "raw", "status_msg"}
OTHER_WORDS = (
    "请求失败，请稍后再试",
    "La requête n'a pas pu être traitée",
    "context length exceeded: the prompt is too long",
    "You exceeded your current quota, check your plan",
    "content policy violation, blocked by our safety system",
    "Unsupported parameter: 'temperature' is not supported; seed, top_p and n are unknown",
    "max_tokens is too large, at most 7",
    "model not found",
    "rate limit reached, slow down",
    "stop",
    "401 402 404 429 500",
)


_seen: dict[str, tuple[Any, ...]] = {}


def as_it_is(case: Case) -> tuple[Any, ...]:
    """The outcome with the server's own wording."""
    if case.name not in _seen:
        _seen[case.name] = outcome(case, case.script)
    return _seen[case.name]


async def no_nap(seconds: float) -> None:
    return None


def outcome(case: Case, script: Script) -> tuple[Any, ...]:
    """Return the results of the requests: texts or blame, the end of the run, the last request."""
    system = [{"role": "system", "content": "Be brief."}] if case.system else []
    requests = [
        Request(name, 0, [*system, {"role": "user", "content": text}], seed, "hash", "f")
        for seed, (name, text) in enumerate((("short", SHORT), ("long", LONG)))
    ]
    with serving(script) as server:
        model = OpenAIModel(
            "some-model",
            base_url=server.url,
            api_key="sk-very-secret",
            sampling=Sampling(temperature=0.5, top_p=0.9, max_new_tokens=4000),
            concurrency=1,
            timeout_seconds=20.0,
            sleep=no_nap,
            rng=random.Random(1),
        )
        try:
            rows = {row.task_id: row for row in model.generate(requests)}
        except ModelError as error:
            assert "\n" not in str(error)
            return ("ends", error.exit_code, len(server.requests))
    assert all((row.finish_reason == "error") == (row.fault is not None) for row in rows.values())
    assert all(row.infra == (row.fault in ("server", "setup")) for row in rows.values())
    observed = model.describe()["observed"]
    left_out = frozenset(observed.pop("parameters_left_out"))
    found = {name: row.fault or row.text for name, row in rows.items()}
    return (found, left_out, observed, len(server.requests), server.requests[-1].keys())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_reply_comes_to(case: Case) -> None:
    expected = case.expected
    found = as_it_is(case)
    if expected.ends:
        assert found[:2] == ("ends", 2)
        return
    texts, left_out, observed, *_ = found
    assert texts == {"short": expected.short, "long": expected.long}
    assert left_out == expected.left_out
    assert observed.items() >= expected.observed.items()
    unwanted = {"max_tokens_sent", "prompts_with_fewer_tokens", "system_prompt"}
    assert observed.keys() & unwanted == expected.observed.keys() & unwanted


def reworded(node: Any, words: Any) -> Any:
    """Return the body with reworded prose. Codes, types, parameters and answers stay."""
    if isinstance(node, dict):
        return {
            key: words(value)
            if key in WORD_KEYS and isinstance(value, str) and not value.startswith(("{", "["))
            else reworded(value, words)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [reworded(item, words) for item in node]
    return node


@settings(
    max_examples=2,
    deadline=None,  # the machine may be busy
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_words_can_be_shuffled_replaced_or_translated(case: Case, data: st.DataObject) -> None:
    """Neither the blame nor the requests depend on the server's prose."""
    choice = data.draw(st.sampled_from([None, *OTHER_WORDS]) | st.text(min_size=1, max_size=30))
    order = random.Random(data.draw(st.integers(0, 99)))

    def words(text: str) -> str:
        if choice is not None:
            return choice.lstrip("{[ \t\n\r\x0b\x0c") or "x"
        shuffled = text.split()
        order.shuffle(shuffled)
        return " ".join(shuffled)

    def script(body: Body, number: int) -> Answer:
        answer = copy.copy(case.script(body, number))
        if isinstance(answer.body, bytes) and answer.body.startswith(b"<"):
            answer.body = f"<html><p>{words('Please sign in')}</p></html>".encode()
        answer.body = reworded(answer.body, words)
        return answer

    assert outcome(case, script) == as_it_is(case)
