"""Batch files: the requests, and the answers of unpredictable servers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chat_server import chat
from hypothesis import given
from hypothesis import strategies as st

from effbench.base.errors import DataError, UsageError
from effbench.base.records import Generation
from effbench.models import batch
from effbench.models.base import Request, Sampling

KEY = "0123456789abcdef0123"


def requests(n: int = 2) -> list[Request]:
    return [
        Request(f"set/{t}", i, [{"role": "user", "content": "Say f. ü"}], 7 * t + i, f"h{t}", "f")
        for t in range(2)
        for i in range(n)
    ]


def lines(key: str = KEY) -> list[dict[str, Any]]:
    sampling = Sampling(temperature=0.3, top_p=0.9, max_new_tokens=50)
    return [json.loads(line) for line in batch.request_lines(requests(), "some", sampling, key)]


def answer(name: str, text: str = "def f(): ...") -> dict[str, Any]:
    return {"custom_id": name, "response": {"status_code": 200, "body": chat(text).body}}


def read(path: Path, rows: list[Any], key: str = KEY) -> tuple[list[Generation], list[str]]:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    warnings: list[str] = []
    return list(batch.read_answers(path, requests(), key, warnings.append)), warnings


def test_requests_are_what_the_batch_endpoint_takes() -> None:
    out = lines()
    assert len({line["custom_id"] for line in out}) == 4
    assert out[0]["method"] == "POST"
    assert out[0]["url"] == "/v1/chat/completions"
    assert out[0]["body"] == {
        "model": "some",
        "messages": [{"role": "user", "content": "Say f. ü"}],
        "temperature": 0.3,
        "top_p": 0.9,
        "seed": 0,
        "max_tokens": 50,
    }


def test_answers_find_their_request_in_any_order(tmp_path: Path) -> None:
    rows = [answer(line["custom_id"], f"text {i}") for i, line in enumerate(lines())][::-1]
    found, warnings = read(tmp_path / "in.jsonl", rows)
    assert [(g.task_id, g.sample_index, g.text) for g in found] == [
        ("set/1", 1, "text 3"),
        ("set/1", 0, "text 2"),
        ("set/0", 1, "text 1"),
        ("set/0", 0, "text 0"),
    ]
    assert [g.prompt_sha256 for g in found] == ["h1", "h1", "h0", "h0"]
    assert (found[0].tokens_in, found[0].tokens_out) == (11, 7)
    assert warnings == []


def test_answers_of_another_run_are_refused(tmp_path: Path) -> None:
    rows = [answer(line["custom_id"]) for line in lines("another key of sixteen")]
    with pytest.raises(DataError, match="belongs to another run"):
        read(tmp_path / "in.jsonl", rows)


def test_what_is_unanswered_stays_open_and_what_was_refused_is_a_row(tmp_path: Path) -> None:
    names = [line["custom_id"] for line in lines()]
    rows = [
        {"custom_id": names[0], "response": None, "error": {"code": "batch_expired"}},
        {"custom_id": names[1], "response": {"status_code": 503, "body": {}}},
        {
            "custom_id": names[2],
            "response": {
                "status_code": 400,
                "body": {"error": {"message": "no", "code": "context_length_exceeded"}},
            },
        },
        answer(names[3], "a"),
        answer(names[3], "b"),
        answer("somebody else's"),
    ]
    found, warnings = read(tmp_path / "in.jsonl", rows)
    assert [(g.task_id, g.sample_index, g.finish_reason) for g in found] == [
        ("set/1", 0, "error"),
        ("set/1", 1, "stop"),
    ]
    assert found[0].error == "HTTP 400: no"
    assert found[0].fault == "model"
    assert found[1].text == "a"
    assert len(warnings) == 3


def test_a_torn_last_line_is_dropped_and_a_broken_one_is_an_error(tmp_path: Path) -> None:
    whole = json.dumps(answer(lines()[0]["custom_id"])) + "\n"
    path = tmp_path / "in.jsonl"
    warnings: list[str] = []
    path.write_text(whole + whole[:50])
    assert len(list(batch.read_answers(path, requests(), KEY, warnings.append))) == 1
    assert "cut off" in warnings[0]
    path.write_text(whole[:50] + "\n" + whole)
    with pytest.raises(DataError, match=r"in\.jsonl, line 1"):
        list(batch.read_answers(path, requests(), KEY, warnings.append))
    path.write_text('["custom_id"]\n')
    with pytest.raises(DataError, match="line 1: not an object with a custom_id"):
        list(batch.read_answers(path, requests(), KEY, warnings.append))
    with pytest.raises(DataError, match="No such file"):
        list(batch.read_answers(tmp_path / "none", requests(), KEY, warnings.append))


def response(status: int, body: Any) -> dict[str, Any]:
    return {"response": {"status_code": status, "body": body}}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (response(400, {"error": {"message": "context length exceeded"}}), "setup"),
        (response(400, {"error": {"message": "x", "code": "context_length_exceeded"}}), "model"),
        (response(400, {"error": {"message": "x", "code": "content_filter"}}), "model"),
        (response(400, {"error": {"message": "x", "param": "seed"}}), "setup"),
        (response(402, {}), "setup"),
        (response(404, None), "setup"),
        (response(200, chat(None).body), "model"),
        (response(200, chat(None, "content_filter").body), "model"),
        (response(200, chat("half", "error").body), None),
        (response(200, {"error": {"message": "x", "code": 503}}), None),
        (response(200, {"error": {"message": "x", "code": 402}}), "setup"),
        (response(200, {"choices": []}), None),
        (response(429, {}), None),
        (response(500, {"error": {"type": "exceed_context_size_error"}}), "model"),
    ],
)
def test_whose_failure_a_line_is(row: dict[str, Any], fault: str | None) -> None:
    """None: another batch can retry. Without a code, a refusal isn't the model's failure."""
    found = batch._generation(requests()[0], row)
    assert (found and found.fault) == fault


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["status_code", "body", "choices"]), json_values) | json_values
)
def test_any_response_is_a_row_or_stays_open(response: Any) -> None:
    row = batch._generation(requests()[0], {"custom_id": "x", "response": response})
    assert row is None or row.task_id == "set/0"


def test_a_file_of_requests_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    assert batch.write_requests(path, iter(["{}\n", "{}\n"])) == 2
    with pytest.raises(UsageError, match="the file exists"):
        batch.write_requests(path, iter(["{}\n"]))
    assert path.read_text() == "{}\n{}\n"
    with pytest.raises(UsageError, match="No such file"):
        batch.write_requests(tmp_path / "no" / "out.jsonl", iter([]))
