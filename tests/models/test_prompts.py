"""Prompts: their contents, and the settings that change their identity."""

from __future__ import annotations

import re
from typing import Any

import pytest

from effbench.base.errors import UsageError
from effbench.models.extraction.extracting import extract
from effbench.models.prompts import TEMPLATES, as_plain_text, prompt_sha256, render
from effbench.tasks.suite import SuiteTask


def task(**changes: Any) -> SuiteTask:
    fields: dict[str, Any] = {
        "id": "t",
        "version": 1,
        "entry_point": "count_pairs",
        "prompt": "Count the pairs.\n\n    def count_pairs(values: list[int]) -> int\n",
        "sizes": (),
        "references": {"fast": ""},
        "correctness": lambda seed: (),
        "stress": lambda size, seed, batch: (),
        "check": lambda arguments, returned, expected: None,
    }
    return SuiteTask(**(fields | changes))


@pytest.mark.parametrize("template", TEMPLATES)
def test_one_user_message_with_the_instruction_and_the_problem(template: str) -> None:
    (message,) = render(task(), template)
    assert message["role"] == "user"
    instruction, _, problem = message["content"].partition("\n\n")
    assert "`count_pairs`" in instruction and "```python" in instruction
    assert "\n" not in instruction
    assert problem == task().prompt


def test_only_the_fast_template_asks_for_speed() -> None:
    asks = {name: "efficient" in render(task(), name)[0]["content"] for name in TEMPLATES}
    assert asks == {"neutral": False, "fast": True}


def test_an_unknown_template_is_named_with_its_neighbour() -> None:
    with pytest.raises(UsageError, match=r"'neutrl'.*'neutral'.*neutral, fast"):
        render(task(), "neutrl")


@pytest.mark.parametrize("text", ["{entry_point} {0} {", "%s", "```\nfence\n```", "\ud800", "\0"])
def test_the_problem_is_text_and_nothing_else(text: str) -> None:
    messages = render(task(prompt=text))
    assert text in messages[0]["content"]
    assert re.fullmatch(r"[0-9a-f]{64}", prompt_sha256(messages))


def test_the_hash_follows_the_messages_and_not_their_keys_order() -> None:
    message = {"role": "user", "content": "a"}
    turned = {"content": "a", "role": "user"}
    assert prompt_sha256([message]) == prompt_sha256([turned])
    others = [[], [message, message], [{"role": "user", "content": "b"}], render(task())]
    hashes = {prompt_sha256(messages) for messages in [[message], *others]}
    assert len(hashes) == 1 + len(others)
    assert prompt_sha256(render(task())) != prompt_sha256(render(task(), "fast"))


def test_plain_text_opens_the_block_and_what_follows_is_extracted() -> None:
    plain = as_plain_text(render(task()))
    assert plain.endswith("-> int\n\n```python\n")
    answer = "def count_pairs(values):\n    return 0\n```\nThat's all."
    assert extract(answer, "count_pairs").rule == "text_trimmed"
