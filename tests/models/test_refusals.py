"""Error bodies, one by one: their structure decides, their wording does not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import effbench.models
from effbench.models.refusals import Meaning, error_in, meaning_of, parse_refusal

SENT = ("model", "messages", "temperature", "top_p", "seed", "max_tokens")


def error(**fields: Any) -> dict[str, Any]:
    return {"error": {"message": "words"} | fields}


def detail(*loc: str | int, type: str = "extra_forbidden") -> dict[str, Any]:
    return {"detail": [{"type": type, "loc": ["body", *loc], "msg": "wrong", "input": {"n": 1}}]}


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (400, error(param="seed", code=None), ("parameter", "seed")),
        (400, error(param="seed", code="unsupported_parameter"), ("parameter", "seed")),
        (400, error(param="top_p", code="unsupported_value"), ("parameter", "top_p")),
        (400, error(param="logprobs", code="unsupported_parameter"), ("unclear", "")),
        (400, error(param="n"), ("unclear", "")),  # n was not sent
        (400, error(param="max_tokens", code="unsupported_parameter"), ("parameter", "max_tokens")),
        (400, error(param="max_tokens", code="integer_above_max_value"), ("unclear", "max_tokens")),
        (400, error(param="max_tokens", code=None), ("unclear", "max_tokens")),
        (400, error(param="messages[0].role", code="unsupported_value"), ("unclear", "")),
        (400, error(param="model"), ("stop", "model")),
        (
            400,
            error(param="temperature", code="decimal_above_max_value"),
            ("stop", "temperature"),
        ),
        (422, detail("temperature", type="less_than_equal"), ("stop", "temperature")),
        (422, detail("seed"), ("parameter", "seed")),
        (422, detail("parameters", "top_p"), ("parameter", "top_p")),
        (422, detail("messages", 0, "content", "str"), ("unclear", "")),
        (422, {"message": detail("seed")}, ("parameter", "seed")),
        (422, {"error": {"message": {"detail": {"loc": ["seed"]}}}}, ("parameter", "seed")),
        (422, {"detail": json.dumps(detail("seed")["detail"])}, ("parameter", "seed")),
        (422, {"error": [[[{"error": detail("seed")}]]]}, ("parameter", "seed")),
        (400, [error(code=400, status="INVALID_ARGUMENT")], ("unclear", "")),
        (
            400,
            [error(code=400, details=[{"fieldViolations": [{"field": "generation_config.seed"}]}])],
            ("parameter", "seed"),
        ),
        (400, error(details=[{"reason": "API_KEY_INVALID"}]), ("stop", "")),
        (400, error(code="Arrearage"), ("stop", "")),
        (429, error(type="insufficient_quota"), ("stop", "")),
        (429, error(code="rate_limit_exceeded"), ("again", "")),
        (429, {}, ("again", "")),
        (413, error(code="rate_limit_exceeded"), ("again", "")),
        (413, error(type="request_too_large"), ("unclear", "")),
        (400, error(code="context_length_exceeded"), ("unclear", "")),
        (500, error(type="exceed_context_size_error"), ("unclear", "")),
        (500, error(code="400"), ("unclear", "")),
        (400, error(code=429), ("again", "")),
        (400, error(code=402), ("stop", "")),
        (401, "no JSON", ("stop", "")),
        (402, {}, ("stop", "")),
        (403, error(metadata={"flagged_input": "x"}), ("withheld", "")),
        (400, error(innererror={"code": "ResponsibleAIPolicyViolation"}), ("withheld", "")),
        (404, {"error": "no such model"}, ("stop", "")),
        (409, {}, ("again", "")),
        (424, {}, ("again", "")),
        (499, {}, ("again", "")),
        (503, {}, ("again", "")),
        (302, {}, ("again", "")),
    ],
)
def test_what_a_refusal_means(status: int, body: object, meaning: tuple[Meaning, str]) -> None:
    data = body if isinstance(body, str) else json.dumps(body)
    refusal = parse_refusal(status, data.encode())
    assert meaning_of(refusal, SENT) == meaning
    assert refusal.structured == (not isinstance(body, str))


def test_what_the_request_had_is_no_part_of_the_refusal() -> None:
    echo = {"type": "missing", "loc": ["body", "x"], "input": {"code": "insufficient_quota"}}
    assert meaning_of(parse_refusal(422, {"detail": [echo]}), SENT) == ("unclear", "")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"error": {"code": 429}}, 429),
        ({"error": {"code": "503"}}, 503),
        ({"error": {"code": 7, "message": "x"}}, 502),
        ({"error": "words"}, 502),
        ({"errors": [{"message": "x"}]}, 502),
        ({"base_resp": {"status_code": 1002}}, 502),
        ({"error": None}, None),
        ({"error": {}}, None),
        ({"error": ""}, None),
        ({"error": {"message": None, "code": None}}, None),
        ({"base_resp": {"status_code": 0}}, None),
        ({}, None),
    ],
)
def test_errors_inside_a_reply(data: dict[str, Any], status: int | None) -> None:
    refusal = error_in(data)
    assert (refusal and refusal.status) == status


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "a\n b", "param": None}, "a b"),
        ({"error": "plain"}, "plain"),
        ({"error": {"message": "deep"}}, "deep"),
        ("text", "text"),
        ({"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs"}]}, "seed: Extra inputs"),
        ({"message": {"detail": [{"loc": ["body", "seed"], "msg": "Extra"}]}}, "seed: Extra"),
        ({"detail": "Not Found"}, "Not Found"),
        ({"message": ["a", 1, {"loc": []}]}, "a; wrong"),
        (None, "no words"),
        ({}, "no words"),
        ({"message": {"a": 1}}, "wrong"),
        ("x" * 1000, "x" * 299 + "…"),
        (
            {"error": {"message": "generic", "metadata": {"raw": "the cause"}}},
            "generic (the cause)",
        ),
    ],
)
def test_the_words_of_a_refusal(body: object, words: str) -> None:
    assert parse_refusal(400, body).words == words


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "message", "detail", "code", "type", "loc", "param", "raw"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.integers(200, 599), JSON)
@settings(deadline=None)  # the machine may be busy
def test_any_json_is_a_refusal(status: int, data: object) -> None:
    refusal = parse_refusal(status, json.dumps(data).encode())
    assert isinstance(refusal.words, str)
    assert meaning_of(refusal, ())[1] in ("", "model")


def test_a_body_without_end_is_read_within_bounds() -> None:
    deep: Any = {"code": "insufficient_quota"}
    for _ in range(200):
        deep = {"error": deep}
    assert meaning_of(parse_refusal(400, deep), SENT) == ("unclear", "")
    wide = {"detail": [{"loc": ["body", f"x{i}"]} for i in range(100_000)]}
    assert len(parse_refusal(422, wide).parameters) < 1000
    assert parse_refusal(400, b"[" * 50_000).structured is False


prose = st.text(max_size=40).filter(lambda text: not text.lstrip().startswith(("{", "[")))


@given(prose, prose, st.sampled_from([400, 402, 404, 413, 422, 429, 500, 503]))
@settings(deadline=None)  # the machine may be busy
def test_words_change_no_meaning(one: str, other: str, status: int) -> None:
    shapes: list[Callable[[str], object]] = [
        lambda words: {"error": {"message": words, "code": None, "param": None}},
        lambda words: {"error": words},
        lambda words: {"object": "error", "message": words, "type": "BadRequestError", "code": 400},
        lambda words: {"detail": [{"loc": ["body", "seed"], "msg": words}]},
        lambda words: {"message": {"detail": [{"loc": ["body", "seed"], "msg": words}]}},
        lambda words: [{"error": {"message": words, "code": 400, "status": "INVALID_ARGUMENT"}}],
        lambda words: words,
    ]
    for shape in shapes:
        first, second = (parse_refusal(status, shape(words)) for words in (one, other))
        assert meaning_of(first, SENT) == meaning_of(second, SENT)
        assert (first.codes, first.parameters) == (second.codes, second.parameters)


def test_no_code_searches_a_servers_prose() -> None:
    """The text of a refusal or an exception is passed on, never searched."""
    folder = Path(effbench.models.__file__).parent
    server_side = ("asking", "attempts", "batch", "connection", "fitting", "known", "openai_api")
    for name in (*server_side, "refusals", "replies"):
        text = (folder / f"{name}.py").read_text()
        assert not re.search(r"(search|match|findall)\([^)]*(words|message|str\(error)", text), name
        assert not re.search(r"\bin (refusal\.)?words\b|\bwords\.(lower|find|count)", text), name
