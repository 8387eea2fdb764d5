"""The chat client against a real server on the loopback that fails in every way that servers do.

In all cases every request ends as one row, and no request hangs.
"""

from __future__ import annotations

import email.utils
import json
import random
import socket
import threading
import time
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from chat_server import Answer, Body, ChatServer, Script, chat, refusal, serving

from effbench.base.errors import ModelError
from effbench.base.records import Generation
from effbench.models import openai_api
from effbench.models.base import Request, Sampling
from effbench.models.openai_api import OpenAIModel

KEY = "sk-very-secret"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def requests(n: int = 1) -> list[Request]:
    message = {"role": "user", "content": "Say f."}
    return [Request(f"task{i}", 0, [message], 2**40 + i, "hash", "f") for i in range(n)]


class Naps:
    """Replaces sleep: records the duration and returns at once."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def model(url: str, **changes: Any) -> OpenAIModel:
    options: dict[str, Any] = {
        "base_url": url,
        "api_key": KEY,
        "sampling": Sampling(temperature=0.5, top_p=0.9, max_new_tokens=64),
        "timeout_seconds": 20.0,
        "sleep": Naps(),
        "rng": random.Random(1),
    }
    return OpenAIModel("some-model", **(options | changes))


def ask(script: Script, n: int = 1, **changes: Any) -> tuple[list[Generation], ChatServer, Any]:
    with serving(script) as server:
        asked = model(server.url, **changes)
        rows = list(asked.generate(requests(n)))
    assert sorted(row.task_id for row in rows) == sorted(r.task_id for r in requests(n))
    assert KEY not in repr((rows, asked.describe(), asked.warnings))
    assert msgspec.json.decode(msgspec.json.encode(asked.describe())) == asked.describe()
    assert msgspec.json.encode(rows)
    return rows, server, asked


def always(answer: Answer) -> Script:
    return lambda body, number: answer


def first(answers: Sequence[Answer]) -> Script:
    """Send these answers first, then good ones."""
    return lambda body, number: answers[number] if number < len(answers) else chat("fine")


def test_an_answer_and_what_was_sent_for_it() -> None:
    (row,), server, asked = ask(always(chat("def f(): ...")))
    assert (row.text, row.finish_reason, row.error) == ("def f(): ...", "stop", None)
    assert (row.tokens_in, row.tokens_out, row.prompt_sha256) == (11, 7, "hash")
    assert row.seconds is not None and row.seconds >= 0
    (sent,) = server.requests
    assert sent == {
        "model": "some-model",
        "messages": [{"role": "user", "content": "Say f."}],
        "temperature": 0.5,
        "top_p": 0.9,
        "seed": row.seed,
        "max_tokens": 64,
    }
    assert 0 <= sent["seed"] < 2**31
    assert server.authorizations == [f"Bearer {KEY}"]
    assert asked.describe()["observed"] == {
        "requests": 1,
        "retries": 0,
        "throttlings": 0,
        "sent_together": 0,
        "least_concurrency": 8,
        "served_models": ["served-name"],
        "parameters_left_out": {},
    }


def test_every_request_has_its_own_seed_and_n_is_never_asked_for() -> None:
    rows, server, _ = ask(always(chat("x")), n=9, concurrency=3)
    assert len({sent["seed"] for sent in server.requests}) == 9
    assert all("n" not in sent for sent in server.requests)
    assert {row.text for row in rows} == {"x"}


def several(texts: Sequence[Any]) -> Answer:
    """Return one reply with a choice for each text. None makes a choice without content."""
    answer = chat("")
    answer.body["choices"] = [chat(text).body["choices"][0] for text in texts]
    return answer


def samples(n: int, task: str = "task") -> list[Request]:
    message = {"role": "user", "content": "Say f."}
    return [Request(task, i, [message], 50 + i, f"hash of {task}", "f") for i in range(n)]


def ask_together(script: Script, wanted: list[Request]) -> tuple[list[Generation], ChatServer, Any]:
    with serving(script) as server:
        asked = model(server.url, server_n=True, concurrency=2)
        rows = list(asked.generate(wanted))
    assert sorted((r.task_id, r.sample_index) for r in rows) == sorted(
        (r.task_id, r.sample_index) for r in wanted
    )
    return rows, server, asked


def test_server_n_asks_for_all_samples_of_a_prompt_at_once() -> None:
    def script(body: Body, number: int) -> Answer:
        return several([f"answer {i}" for i in range(body.get("n", 1))])

    rows, server, asked = ask_together(script, samples(5) + samples(1, "other"))
    assert sorted(sent.get("n", 1) for sent in server.requests) == [1, 5]
    assert [r.text for r in rows if r.task_id == "task"] == [f"answer {i}" for i in range(5)]
    assert {r.tokens_out for r in rows if r.task_id == "task"} == {None}  # only the total is known
    assert asked.describe()["observed"]["sent_together"] == 5
    assert asked.describe()["server_n"] is True


def test_what_server_n_did_not_bring_is_asked_for_one_by_one() -> None:
    def script(body: Body, number: int) -> Answer:
        return several(["a", None, "b"]) if body.get("n") == 5 else chat("single")

    rows, server, _ = ask_together(script, samples(5))
    assert [sent.get("n", 1) for sent in server.requests] == [5, 1, 1, 1]
    assert sorted(r.text for r in rows) == ["a", "b", "single", "single", "single"]


@pytest.mark.parametrize("refuses", [True, False])
def test_a_server_that_knows_no_n_is_not_asked_for_it_again(refuses: bool) -> None:
    def script(body: Body, number: int) -> Answer:
        if "n" in body and refuses:
            return refusal(400, "n is not supported", param="n")
        return chat(f"answer {body['seed']}")

    rows, server, asked = ask_together(script, samples(4, "a") + samples(4, "b"))
    assert len({row.text for row in rows}) == 8 - 4  # the same four seeds for both tasks
    assert 1 <= sum("n" in sent for sent in server.requests) <= 2  # both may be in flight
    assert "n" in asked.describe()["observed"]["parameters_left_out"]
    assert len(asked.warnings) == 1


def test_a_refused_group_is_one_row_each() -> None:
    answer = refusal(400, "not welcome", code="content_policy_violation")
    rows, server, _ = ask_together(always(answer), samples(3))
    assert len(server.requests) == 1
    assert all(row.finish_reason == "error" and "not welcome" in (row.error or "") for row in rows)


def test_429_lowers_the_number_of_requests_at_once() -> None:
    answers = [refusal(429, "slow down")] * 3
    rows, _, asked = ask(first(answers), n=12, concurrency=8)
    assert {row.text for row in rows} == {"fine"}
    observed = asked.describe()["observed"]
    assert observed["throttlings"] >= 1
    assert observed["least_concurrency"] <= 4
    assert observed["requests"] == 15
    assert observed["retries"] == 3


def test_requests_a_minute_are_kept() -> None:
    naps = Naps()
    rows, _, _ = ask(always(chat("x")), n=5, rpm=60, sleep=naps, clock=lambda: 0.0)
    assert len(rows) == 5
    assert naps.seconds == [1.0, 2.0, 3.0, 4.0]


def test_concurrency_is_used_and_not_exceeded() -> None:
    together = threading.Barrier(3, timeout=20)

    def script(body: Body, number: int) -> Answer:
        together.wait()  # fails unless three requests arrive at once
        return chat("x")

    rows, server, _ = ask(script, n=9, concurrency=3)
    assert server.most_at_once == 3
    assert {row.text for row in rows} == {"x"}


def test_answers_come_as_soon_as_they_are_there() -> None:
    release = threading.Event()

    def script(body: Body, number: int) -> Answer:
        if number == 0:
            assert release.wait(20)
        return chat("x")

    with serving(script) as server:
        rows = model(server.url, concurrency=2).generate(requests(3))
        early = [next(rows).task_id, next(rows).task_id]
        release.set()
        late = [row.task_id for row in rows]
    assert sorted(early + late) == ["task0", "task1", "task2"]
    assert len(late) == 1


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_transient_refusals_are_tried_again(status: int) -> None:
    naps = Naps()
    (row,), server, _ = ask(first([refusal(status, "later")] * 3), sleep=naps)
    assert row.text == "fine"
    assert len(server.requests) == 4
    assert len(naps.seconds) == 3
    assert all(0 <= nap <= 2**i for i, nap in enumerate(naps.seconds))


def test_retry_after_is_honoured_and_capped() -> None:
    naps = Naps()
    date = email.utils.formatdate(time.time() + 30, usegmt=True)
    waits = ["7", date, "86400", "soon", "-3"]
    answers = [refusal(429, "slow down", wait) for wait in waits]
    (row,), _, _ = ask(first(answers), sleep=naps)
    assert row.text == "fine"
    assert naps.seconds[0] == 7
    assert 20 <= naps.seconds[1] <= 30
    assert naps.seconds[2] == 60
    assert naps.seconds[3] <= 8 and naps.seconds[4] <= 16


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (refusal(500, f"no luck, {KEY}"), "HTTP 500: no luck, ***"),
        (Answer(body={"error": {"message": f"late, {KEY}"}}), "HTTP 502: late, ***"),
        (chat("half", f"error {KEY}"), "finish_reason 'error ***'"),
        (Answer(drop=True), "disconnected"),
        (Answer(body=b"{}", short=True), "peer closed"),
        (Answer(body=b"{}", headers={"content-encoding": "gzip"}), "decompress"),
        (Answer(body=b"<html>Sign in</html>", content_type="text/html"), "not JSON but '<html>"),
        (Answer(body=b"{", content_type="application/json"), "not JSON"),
        (Answer(body=b"[" * 50_000), "not JSON"),
        (Answer(body={"choices": []}), "no choices"),
        (Answer(body={"error": {"message": "x"}}), "HTTP 502: x"),
        (Answer(body={"choices": [{"message": None}]}), "no choices"),
        (Answer(body=[1]), "no choices"),
    ],
)
def test_what_never_gets_better_ends_as_one_explained_row(answer: Answer, words: str) -> None:
    (row,), server, _ = ask(always(answer))
    assert (row.finish_reason, row.text) == ("error", "")
    assert words in (row.error or "")
    assert "gave up after 6 attempts" in (row.error or "")
    assert (row.infra, row.blame) == (True, "server")
    assert len(server.requests) == openai_api.MAX_ATTEMPTS


@pytest.mark.parametrize("answer", [Answer(silent=True), Answer(body=b"b" * 999, trickle=True)])
def test_a_silent_server_is_given_up(answer: Answer) -> None:
    (row,), _, _ = ask(always(answer), timeout_seconds=0.2)
    assert "no answer within 0.2 s (gave up after 6 attempts)" in (row.error or "")


def test_one_bad_request_does_not_touch_the_others() -> None:
    def script(body: Body, number: int) -> Answer:
        return refusal(400, "not welcome", code="content_filter") if number == 1 else chat("x")

    rows, server, _ = ask(script, n=4, concurrency=1)
    assert [row.finish_reason for row in rows].count("error") == 1
    assert rows[1].error == "HTTP 400: not welcome"
    assert rows[1].fault == "model"
    assert len(server.requests) == 4


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_can_not_heal_ends_the_run_with_the_servers_words(status: int) -> None:
    with serving(always(refusal(status, f"no such thing for {KEY}"))) as server:
        with pytest.raises(ModelError, match="no such thing for \\*\\*\\*") as caught:
            list(model(server.url).generate(requests(3)))
        assert f"HTTP {status}" in str(caught.value) and server.url in str(caught.value)


def test_a_used_up_quota_ends_the_run_at_once() -> None:
    answer = refusal(429, "You exceeded your quota", code="insufficient_quota")
    with serving(always(answer)) as server:
        with pytest.raises(ModelError, match="exceeded your quota"):
            list(model(server.url, concurrency=1).generate(requests(3)))
        assert len(server.requests) == 1


def test_rows_before_the_fatal_one_are_not_lost() -> None:
    with serving(lambda body, number: refusal(401, "expired") if number else chat("x")) as server:
        rows = model(server.url, concurrency=1).generate(requests(3))
        assert next(rows).text == "x"
        with pytest.raises(ModelError, match="expired"):
            next(rows)


def without(*names: str, words: str = "Unsupported parameter: '{}'") -> Script:
    """A server that refuses these parameters, one at a time, as OpenAI's reasoning models do."""

    def script(body: Body, number: int) -> Answer:
        for name in names:
            if name in body:
                return refusal(400, words.format(name), param=name, code="unsupported_parameter")
        return chat("fine")

    return script


def test_refused_parameters_are_left_out_once_and_for_all() -> None:
    script = without("temperature", "top_p", "seed")
    rows, server, asked = ask(script, n=6, concurrency=1)
    assert {row.text for row in rows} == {"fine"}
    assert {row.seed for row in rows} == {None}
    assert len(server.requests) == 6 + 3
    assert server.requests[-1].keys() == {"model", "messages", "max_tokens"}
    assert len(asked.warnings) == 3
    assert asked.describe()["observed"]["parameters_left_out"].keys() == {
        "temperature",
        "top_p",
        "seed",
    }


def test_max_tokens_is_renamed_first() -> None:
    words = "Unsupported parameter: '{}'. Use 'max_completion_tokens' instead."
    _, server, asked = ask(without("max_tokens", words=words))
    assert server.requests[-1]["max_completion_tokens"] == 64
    assert "max_tokens" not in server.requests[-1]
    assert "max_completion_tokens is sent instead" in asked.warnings[0]
    _, server, _ = ask(without("max_tokens", "max_completion_tokens"))
    assert not {"max_tokens", "max_completion_tokens"} & server.requests[-1].keys()


def test_requests_in_flight_meet_the_same_refusal() -> None:
    together = threading.Barrier(4, timeout=20)

    def script(body: Body, number: int) -> Answer:
        if number < 4:
            together.wait()
        return without("seed")(body, number)

    rows, server, asked = ask(script, n=4, concurrency=4)
    assert {row.text for row in rows} == {"fine"}
    assert len(server.requests) == 8
    assert len(asked.warnings) == 1


def test_refusals_at_random_change_nothing() -> None:
    luck = random.Random(3)

    def script(body: Body, number: int) -> Answer:
        return refusal(400, "bad luck") if luck.random() < 0.1 else chat("x")

    rows, _, asked = ask(script, n=200, concurrency=1)
    assert {row.text for row in rows} == {"x"}
    observed = asked.describe()["observed"]
    assert observed["parameters_left_out"] == {} and "max_tokens_sent" not in observed
    assert asked.warnings == []


def test_a_blank_answer_is_asked_for_once_more() -> None:
    blank = chat("")
    blank.body["usage"] = {"prompt_tokens": 3, "completion_tokens": 0}
    (row,), server, _ = ask(first([blank]))
    assert (row.text, len(server.requests)) == ("fine", 2)
    (row,), server, _ = ask(always(blank))
    assert (row.text, row.fault, len(server.requests)) == ("", None, 2)


def test_many_requests_at_once_meet_one_limit() -> None:
    def script(body: Body, number: int) -> Answer:
        return chat("x") if body.get("max_tokens", 0) <= 16 else refusal(400, "too large")

    rows, server, asked = ask(script, n=40, concurrency=8)
    assert {row.text for row in rows} == {"x"}
    assert asked.describe()["observed"]["max_tokens_sent"] == 16
    assert len(asked.warnings) == 1 and len(server.requests) < 80


def test_a_server_that_turns_everything_down_later_ends_the_run() -> None:
    script: Script = lambda body, number: chat("x") if number < 3 else refusal(400, "no")  # noqa: E731
    with serving(script) as server:
        rows = model(server.url, concurrency=1).generate(requests(9))
        assert [next(rows).text for _ in range(3)] == ["x"] * 3
        with pytest.raises(ModelError, match="refuses every request"):
            next(rows)
        assert len(server.requests) < 30


def test_a_cut_off_answer_says_so() -> None:
    (row,), _, _ = ask(always(chat("def f(", "length")))
    assert (row.text, row.finish_reason) == ("def f(", "length")


def test_a_model_cut_off_in_its_reasoning_is_not_asked_again() -> None:
    (row,), server, _ = ask(always(chat(None, "length", reasoning_content="hm, hm")))
    assert (row.text, row.finish_reason, row.reasoning) == ("", "length", "hm, hm")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        chat("code", reasoning_content="hm"),
        chat("code", reasoning="hm"),
        chat("<think>\nhm\n</think>code"),
        chat("hm</think>code"),
    ],
)
def test_reasoning_is_kept_apart(answer: Answer) -> None:
    (row,), _, _ = ask(always(answer))
    assert (row.text, row.reasoning) == ("code", "hm")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (chat(""), ""),
        (chat(None, refusal="I won't."), "I won't."),
        (chat([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]), "ab"),
        (Answer(body=json.dumps(chat("\ud800 \ud83d\ude00").body).encode()), "\ufffd \U0001f600"),
    ],
)
def test_odd_contents(answer: Answer, text: str) -> None:
    (row,), _, _ = ask(always(answer))
    assert (row.text, row.finish_reason) == (text, "stop")


def test_withheld_content_is_an_error_at_once() -> None:
    (row,), server, _ = ask(always(chat(None, "content_filter")))
    assert "content filter" in (row.error or "") and not row.infra
    assert len(server.requests) == 1


def test_a_server_that_is_not_there_is_a_model_error_that_names_it() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://user:{KEY}@127.0.0.1:{unused.getsockname()[1]}/v1"
        naps = Naps()
        with pytest.raises(
            ModelError, match=r"no server answers at http://127\.0\.0\.1:"
        ) as caught:
            list(model(url, sleep=naps).generate(requests(1)))
        assert KEY not in str(caught.value)
        assert len(naps.seconds) == openai_api.START_ATTEMPTS - 1


def test_a_server_that_dies_in_the_middle_leaves_error_rows() -> None:
    def script(body: Body, number: int) -> Answer:
        if number == 0:
            return chat("x")
        server.stop_listening()
        return Answer(drop=True)

    with serving(script) as server:
        rows = list(model(server.url, concurrency=1).generate(requests(3)))
    assert [row.text for row in rows] == ["x", "", ""]
    assert all("Connection error" in (row.error or "") and row.infra for row in rows[1:])
    assert len(server.requests) == 2


def test_closing_early_stops_asking() -> None:
    with serving(lambda body, number: chat("x") if number == 0 else Answer(silent=True)) as server:
        rows = model(server.url, concurrency=2).generate(requests(50))
        assert next(rows).text == "x"
        rows.close()
        assert not [t for t in threading.enumerate() if t.name == "effbench-iterate"]
        assert len(server.requests) <= 4


def test_an_interrupt_in_the_consumer_cleans_up() -> None:
    with serving(always(chat("x"))) as server:
        rows = model(server.url).generate(requests(5))
        with pytest.raises(KeyboardInterrupt):
            for _ in rows:
                raise KeyboardInterrupt
        rows.close()
        assert not [t for t in threading.enumerate() if t.name == "effbench-iterate"]


def test_no_requests_no_traffic() -> None:
    rows, server, _ = ask(always(chat("x")), n=0)
    assert rows == [] and server.requests == []


def test_neither_server_nor_key_is_said_before_anything_is_sent() -> None:
    with pytest.raises(ModelError, match=r"OPENAI_BASE_URL.*OPENAI_API_KEY"):
        OpenAIModel("m", sampling=Sampling())


def test_server_and_key_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY + "\n")
    asked = OpenAIModel("m", sampling=Sampling())
    assert asked.describe()["base_url"] == "https://api.openai.com/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", f"https://me:{KEY}@example.org:8000/v1?key={KEY}")
    asked = OpenAIModel("m", sampling=Sampling())
    assert asked.describe()["base_url"] == "https://example.org:8000/v1"
    assert KEY not in repr(asked.describe())


def test_a_server_of_ones_own_needs_no_key() -> None:
    _, server, _ = ask(always(chat("x")), api_key=None)
    assert server.authorizations == ["Bearer none"]


@pytest.mark.parametrize("url", ["localhost:8000/v1", "ftp://x", "http://", "http://[::1"])
def test_a_base_url_that_is_none(url: str) -> None:
    with pytest.raises(ModelError, match="base-url"):
        OpenAIModel("m", base_url=url, sampling=Sampling())


def test_a_key_that_no_header_can_hold() -> None:
    with pytest.raises(ModelError, match="API key"):
        OpenAIModel("m", api_key="sk-…", sampling=Sampling())
