"""The words of servers, one by one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.models.replies import (
    BadReplyError,
    Refusal,
    parse_refusal,
    parse_replies,
    refused_parameter,
    shown_url,
    wait_seconds,
)

SENT = ("model", "messages", "temperature", "top_p", "seed", "max_tokens")


@pytest.mark.parametrize(
    ("words", "parameter", "expected"),
    [
        (
            "'temperature' does not support 0 with this model.",
            None,
            "temperature",
        ),
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.", None, "max_tokens"),
        ("seed: Extra inputs are not permitted", None, "seed"),
        ("Unrecognized request argument supplied: seed", None, "seed"),
        ("`temperature` and `top_p` cannot both be specified for this model", None, "top_p"),
        ("unknown field", "seed", "seed"),
        ("top_p isn't supported; set temperature", "top_p", "top_p"),
        ("Unsupported parameter: 'logprobs'", "logprobs", None),
        ("The seedling is not supported", None, None),
        ("temperature must lie in [0, 2]", "temperature", None),
        ("max_tokens is not allowed to exceed the context length", "max_tokens", None),
        ("Bad request", None, None),
    ],
)
def test_refused_parameters(words: str, parameter: str | None, expected: str | None) -> None:
    assert refused_parameter(Refusal(words, parameter, None), SENT) == expected


def test_a_parameter_that_was_not_sent_is_not_refused() -> None:
    refusal = Refusal("Unsupported parameter: 'seed'", "seed", "unsupported_parameter")
    assert refused_parameter(refusal, ("model", "top_p")) is None
    assert refused_parameter(refusal, SENT) == "seed"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "a\n b", "param": None}, "a b"),
        ({"error": "plain"}, "plain"),
        ({"error": {"message": "deep"}}, "deep"),
        ("text", "text"),
        ({"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs"}]}, "seed: Extra inputs"),
        ({"detail": "Not Found"}, "Not Found"),
        ({"message": ["a", 1, {"loc": []}]}, "a; wrong"),
        (None, "no words"),
        ({}, "no words"),
        ({"message": {"a": 1}}, "wrong"),
        ("x" * 1000, "x" * 299 + "…"),
    ],
)
def test_the_words_of_a_refusal(body: object, words: str) -> None:
    assert parse_refusal(body).words == words


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
@settings(deadline=None)  # how busy the machine is says nothing here
def test_any_json_is_an_answer_or_a_bad_reply(data: object) -> None:
    try:
        (reply,) = parse_replies(json.dumps(data).encode())
    except BadReplyError as error:
        assert str(error)
    else:
        assert isinstance(reply.text, str) and reply.finish_reason in ("stop", "length")


@given(JSON)
@settings(deadline=None)  # how busy the machine is says nothing here
def test_any_json_is_a_refusal(data: object) -> None:
    refusal = parse_refusal(data)
    assert isinstance(refusal.words, str)
    assert refused_parameter(refusal, ()) is None
