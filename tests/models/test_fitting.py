"""Fitting the settings to a server that is a predicate."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.models import fitting
from effbench.models.fitting import Settings
from effbench.models.parameters import ChatParameters

Sent = dict[str, Any]
USER = {"role": "user", "content": "Q"}
SYSTEM = {"role": "system", "content": "S"}


def wanted(*messages: dict[str, str], **changes: Any) -> ChatParameters:
    base: Sent = {"temperature": 0.0, "top_p": 1.0, "seed": 1, "max_tokens": 100_000}
    return ChatParameters("m", list(messages or (USER,)), **{**base, **changes})


def fit(
    takes: Callable[[Sent], bool], asked: ChatParameters, before: Settings | None = None
) -> tuple[Settings | None, list[Sent]]:
    tried: list[Sent] = []

    async def accepts(parameters: ChatParameters) -> bool:
        sent = parameters.as_dict()
        tried.append(sent)
        return takes(sent)

    return asyncio.run(fitting.fit(asked, before or Settings(), accepts)), tried


@pytest.mark.parametrize("limit", [8192, 32000, 4096, 64000, 16384, 1000, 128, 1])
def test_round_limits_are_found_exactly(limit: int) -> None:
    found, tried = fit(lambda sent: sent.get("max_tokens", 0) <= limit, wanted())
    assert found == Settings(cap=limit)
    assert len(tried) < 60


@given(st.integers(1, 1 << 20), st.integers(1, 1 << 20))
@settings(deadline=None)  # the machine may be busy
def test_a_limit_is_never_above_what_is_taken_and_not_far_below(limit: int, asked: int) -> None:
    found, _ = fit(lambda sent: sent.get("max_tokens", 0) <= limit, wanted(max_tokens=asked))
    assert found is not None
    sent = min(found.cap or asked, asked)
    assert sent == asked if asked <= limit else 0.5 * limit < sent <= limit


def test_each_parameter_is_tried_by_itself() -> None:
    found, tried = fit(lambda sent: not {"seed", "n"} & sent.keys(), wanted(n=4))
    assert found == Settings(left_out=frozenset({"seed", "n"}))
    assert all(len(sent["messages"]) == 1 for sent in tried)


def test_of_two_that_exclude_each_other_one_stays() -> None:
    found, _ = fit(lambda sent: not {"temperature", "top_p"} <= sent.keys(), wanted())
    assert found == Settings(left_out=frozenset({"top_p"}))


def test_the_other_name_of_the_limit() -> None:
    found, _ = fit(
        lambda sent: "max_tokens" not in sent and sent.get("max_completion_tokens", 0) <= 4096,
        wanted(),
    )
    assert found == Settings(left_out=frozenset({"max_tokens"}), cap=4096)
    assert found.applied(wanted()).max_completion_tokens == 4096


def test_a_server_without_limits_and_one_with_a_least_limit() -> None:
    found, _ = fit(lambda sent: not {"max_tokens", "max_completion_tokens"} & sent.keys(), wanted())
    assert found == Settings(left_out=frozenset({"max_tokens", "max_completion_tokens"}))
    found, _ = fit(lambda sent: 16 <= sent.get("max_tokens", 99) <= 2048, wanted())
    assert found == Settings(cap=2048)


def test_a_system_message_is_folded_where_only_that_helps() -> None:
    asked = wanted(SYSTEM, USER)
    assert fit(lambda sent: True, asked)[0] == Settings()
    found, _ = fit(lambda sent: sent["messages"][0]["role"] == "user", asked)
    assert found == Settings(folded=True)
    assert found.applied(asked).messages == [{"role": "user", "content": "S\n\nQ"}]
    assert asked.messages == [SYSTEM, USER]


def test_a_server_that_takes_nothing_is_soon_known() -> None:
    found, tried = fit(lambda sent: False, wanted(SYSTEM, USER))
    assert found is None
    assert len(tried) <= 10


def test_what_was_left_out_stays_out() -> None:
    before = Settings(left_out=frozenset({"seed"}))
    found, tried = fit(lambda sent: sent.get("max_tokens", 0) <= 64, wanted(), before)
    assert found == Settings(left_out=frozenset({"seed"}), cap=64)
    assert all("seed" not in sent for sent in tried)


def test_canary_and_filler_have_the_same_roles() -> None:
    messages = [SYSTEM, {"role": "user", "content": "x" * 4000}]
    for made in (fitting.canary_of(messages), fitting.filler_of(messages)):
        assert [message["role"] for message in made] == ["system", "user"]
    assert len(fitting.canary_of(messages)[1]["content"]) < 50
    assert 5000 < len(fitting.filler_of(messages)[1]["content"]) < 7000
