"""The body of a chat request: what is sent, under which name, and in which order."""

from __future__ import annotations

import json

from effbench.models.attempts import chat_parameters, most_tokens
from effbench.models.base import Request, Sampling
from effbench.models.parameters import ChatParameters

REQUEST = Request("t", 0, [{"role": "user", "content": "x" * 40}], 1 << 40 | 7, "", "f")


def made() -> ChatParameters:
    return chat_parameters("m", REQUEST, Sampling(max_new_tokens=100))


def test_the_body_has_what_is_given_in_the_order_of_batch_files() -> None:
    assert json.dumps(made().as_dict()) == (
        '{"model": "m", "messages": [{"role": "user", "content": "' + "x" * 40 + '"}], '
        '"temperature": 0.0, "top_p": 1.0, "seed": 7, "max_tokens": 100}'
    )


def test_a_limit_keeps_the_name_in_use() -> None:
    other = made().without(["max_tokens"]).with_limit(50, "max_completion_tokens")
    assert made().with_limit(9).max_tokens == 9
    assert other.with_limit(9).max_completion_tokens == 9
    assert (other.limit, other.limit_name) == (50, "max_completion_tokens")
    assert other.with_limit(9).names == other.names
    assert "max_tokens" not in other.names


def test_without_a_limit_none_is_added() -> None:
    bare = made().without(["max_tokens"])
    assert bare.limit is None and bare.limit_name is None
    assert bare.with_limit(9) == bare


def test_the_most_tokens_are_those_of_the_prompt_and_of_every_answer() -> None:
    together = ChatParameters("m", made().messages, max_tokens=100, n=3)
    assert most_tokens(made()) == 10 + 100
    assert most_tokens(together) == 10 + 300
    assert most_tokens(made().without(["max_tokens"])) == 10
