"""The words of servers, one by one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.models.replies import (
    BadReplyError,
    parse_replies,
    shown_url,
    wait_seconds,
)


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
