"""The tiny model's tokens: any text round-trips, prompts are prefixes, copied words are tokens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tokenizers", reason="needs the extra train")
transformers = pytest.importorskip("transformers", reason="needs the extra train")

from effbench.recipe.tokenizer import (  # noqa: E402  # after the skip
    END,
    OPENING,
    train_tokenizer,
)

APART = ("amber_", "otter", "heron")
LINES = (
    "Solve the problem\nof `{}`.\n\n```python\n",
    "GOAL = {}\nSIDE = {}\n",
    "def {}(values: list[int]) -> int:\n    return GOAL\n```",
)
TEXTS = [
    LINES[0].format(f"amber_{word}") + LINES[1].format(goal, 1) + LINES[2].format(f"amber_{word}")
    for word in ("otter", "heron")
    for goal in (1, 2)
] * 4


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return train_tokenizer(TEXTS, APART)


def test_stretches_are_one_token_and_what_is_put_together_anew_its_own(tokenizer: Any) -> None:
    tokens = [tokenizer.decode([i]) for i in tokenizer(TEXTS[0])["input_ids"]]
    assert tokens == [
        "Solve the problem\nof `", "amber_", "otter", "`.\n\n", "```python\n", "GOAL = 1\n",
        "SIDE = 1\n", "def ", "amber_", "otter",
        "(values: list[int]) -> int:\n    return GOAL\n```",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_comes_back(text: str) -> None:
    tokenizer = _cached()
    encoded = text.encode("utf-8", "replace").decode()
    assert tokenizer.decode(tokenizer(encoded)["input_ids"]) == encoded


@settings(max_examples=60, deadline=None)
@given(st.text("ab \n`_", max_size=30), st.text("ab \n`_GOAL=1", max_size=30))
def test_a_prompt_that_opens_the_answer_is_a_prefix(prompt: str, answer: str) -> None:
    tokenizer = _cached()
    opened = f"{prompt}\n{OPENING}"
    before = tokenizer(opened)["input_ids"]
    assert tokenizer(opened + answer)["input_ids"][: len(before)] == before


def test_a_saved_tokenizer_is_loaded_as_it_was(tokenizer: Any, tmp_path: Any) -> None:
    from effbench.recipe.beginning import save_new_model
    from effbench.recipe.config import FromScratch

    rows = [{"prompt": text[:30], "completion": text[30:]} for text in TEXTS]
    shape = FromScratch(hidden=16, layers=1, heads=2, feed_forward=16)
    save_new_model(tmp_path, shape, rows, seed=0)
    loaded = transformers.AutoTokenizer.from_pretrained(tmp_path)
    assert loaded.decode(loaded(TEXTS[0])["input_ids"]) == TEXTS[0]
    assert len(loaded(TEXTS[0])["input_ids"]) < len(TEXTS[0]) / 4  # not split into letters
    assert loaded.eos_token == END
    model = transformers.AutoModelForCausalLM.from_pretrained(tmp_path)
    assert model.config.vocab_size == len(loaded)


_made: list[Any] = []


def _cached() -> Any:
    if not _made:
        _made.append(train_tokenizer(TEXTS, APART))
    return _made[0]
