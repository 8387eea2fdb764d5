"""Replies of servers, one by one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.models.replies import BadReplyError, parse_replies, shown_url, wait_seconds


def body(**choice: object) -> bytes:
    whole = {"message": {"role": "assistant", "content": "x"}, "finish_reason": "stop"} | choice
    return json.dumps({"choices": [whole]}).encode()


@pytest.mark.parametrize(
    ("data", "fault", "words"),
    [
        (body(finish_reason="abort"), "broken", "finish_reason 'abort'"),
        (body(finish_reason=7), "broken", "finish_reason 7"),
        (body(finish_reason={"type": "abort"}), "broken", "finish_reason {'type': 'abort'}"),
        (body(finish_reason="unknown"), "broken", "finish_reason 'unknown'"),
        (body(error={"code": 502, "message": "late"}), "broken", "late"),
        (body(message={"content": 5}), "broken", "the content is no text: 5"),
        (body(message={"content": {"a": 1}}), "broken", "the content is no text"),
        (body(message={}), "empty", "no content"),
        (body(message={"content": None, "tool_calls": [1]}), "empty", "no content but a tool call"),
        (body(message={"content": [], "reasoning": "hm"}), "empty", "no content but reasoning"),
        (body(message={"content": None}, finish_reason="refusal"), "withheld", "content filter"),
        (b'{"object": "error", "message": "late", "code": 50001}', "broken", "late"),
        (b'{"detail": "late"}', "broken", "late"),
        (b'{"code": 20012, "message": "late", "data": null}', "broken", "late"),
        (b'{"choices": [], "error": {"message": "late"}}', "broken", "late"),
        (b"data: {}", "broken", "not JSON"),
        (b'\xff{"choices": []}', "broken", "not JSON"),
    ],
)
def test_replies_that_are_no_answers(data: bytes, fault: str, words: str) -> None:
    with pytest.raises(BadReplyError) as caught:
        parse_replies(data)
    assert caught.value.fault == fault
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("data", "text", "reasoning", "reason"),
    [
        (body(finish_reason="STOP"), "x", None, "stop"),
        (body(finish_reason="MAX_TOKENS"), "x", None, "length"),
        (body(finish_reason={"type": "length", "length": 9}), "x", None, "length"),
        (body(finish_reason="content_filter"), "x", None, "stop"),
        (body(message={"content": {"type": "text", "text": "y"}}), "y", None, "stop"),
        (body(message={"content": ["y", {"text": "z"}, {"image": 1}]}), "yz", None, "stop"),
        (body(message={"content": None}, finish_reason="length"), "", None, "length"),
        (
            body(message={"content": [{"thinking": [{"text": "hm"}]}, {"text": "y"}]}),
            "y",
            "hm",
            "stop",
        ),
        (body(error=None), "x", None, "stop"),
        (body(error={}), "x", None, "stop"),
    ],
)
def test_replies_that_are_answers(
    data: bytes, text: str, reasoning: str | None, reason: str
) -> None:
    (reply,) = parse_replies(data)
    assert (reply.text, reply.reasoning, reply.finish_reason) == (text, reasoning, reason)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("1.5", 1.5),
        ("61", 60.0),
        ("inf", 60.0),
        ("nan", None),
        ("-1", None),
        ("soon", None),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 40.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", None),
        ("Thu, 01 Jan 99999 00:00:10 GMT", None),
    ],
)
def test_how_long_to_wait(header: str | None, seconds: float | None) -> None:
    assert wait_seconds(header, now=60.0) == seconds


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://localhost:8000/v1", "http://localhost:8000/v1"),
        ("https://u:p@example.org/v1?key=k#f", "https://example.org/v1"),
        ("http://[::1]:80/v1", "http://[::1]:80/v1"),
        ("http://[::1", ""),
        ("http://host:port", ""),
        ("nothing", ""),
    ],
)
def test_urls_are_shown_without_secrets(url: str, shown: str) -> None:
    assert shown_url(url) == shown


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choices", "message", "content", "usage", "model", "finish_reason"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
@settings(deadline=None)  # the machine may be busy
def test_any_json_is_an_answer_or_a_bad_reply(data: object) -> None:
    try:
        (reply,) = parse_replies(json.dumps(data).encode())
    except BadReplyError as error:
        assert str(error)
    else:
        assert isinstance(reply.text, str) and reply.finish_reason in ("stop", "length")
