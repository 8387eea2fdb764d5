"""Convert tokens to an answer, with a real tokenizer: reasoning is separated first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed (effbench[local])")
transformers = pytest.importorskip(
    "transformers", reason="transformers is not installed (effbench[local])"
)

import tiny_model  # noqa: E402  # needs torch

from effbench.models.base import Request  # noqa: E402  # after the skips above
from effbench.models.extraction.extracting import extract  # noqa: E402  # after the skips above
from effbench.models.tokens import (  # noqa: E402  # after the skips above
    Dialogue,
    Row,
)

FENCE = "`" * 3
DRAFT = f"Try:\n{FENCE}python\ndef f(x):\n    return 0\n{FENCE}\n"
RIGHT = f"{FENCE}python\ndef f(x):\n    return x + 1\n{FENCE}"
END = tiny_model.END
FAMILIES = {
    "Mistral": f"[THINK]{DRAFT}[/THINK]{RIGHT}",
    "harmony": f"<|channel|>analysis<|message|>{DRAFT}<|eom|><|start|>assistant<|channel|>final"
    f"<|message|>{RIGHT}",
    "Cohere": f"<|START_THINKING|>{DRAFT}<|END_THINKING|><|START_RESPONSE|>{RIGHT}<|END_RESPONSE|>",
    "Seed": f"<seed:think>{DRAFT}</seed:think>{RIGHT}",
    "Kimi": f"◁think▷{DRAFT}◁/think▷{RIGHT}",
    "Apertus": f"<|inner_prefix|>{DRAFT}<|inner_suffix|>{RIGHT}",
    "Gemma": f"<|channel>thought\n{DRAFT}<channel|>{RIGHT}",
    "MedGemma": f"<unused94>thought\n{DRAFT}<unused95>{RIGHT}",
    "ordinary tokens": f"<think>{DRAFT}</think>{RIGHT}",
}
SPECIAL = [
    *("[THINK]", "[/THINK]", "<|channel|>", "<|message|>", "<|eom|>", "<|start|>", "[TOOL]"),
    *("<|START_THINKING|>", "<|END_THINKING|>", "<|START_RESPONSE|>", "<|END_RESPONSE|>"),
    *("<seed:think>", "</seed:think>", "◁think▷", "◁/think▷", "<|inner_prefix|>"),
    *("<|inner_suffix|>", "<|channel>", "<channel|>", "<unused94>", "<unused95>"),
]


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder: Path = tiny_model.make(tmp_path_factory.mktemp("models") / "tiny")
    made = transformers.AutoTokenizer.from_pretrained(folder)
    made.add_tokens(SPECIAL, special_tokens=True)
    made.add_tokens(["<think>", "</think>"])
    yield made


def answered(tokenizer: Any, text: str, opening: str = "", ended: bool = True) -> Any:
    """Return the generation for the tokens of `text`. Its prompt's template ends with `opening`."""
    template = tiny_model.CHAT_TEMPLATE
    tokenizer.chat_template = template.replace("<|assistant|>\n", f"<|assistant|>\n{opening}")
    dialogue = Dialogue(tokenizer, [tokenizer.eos_token_id], None, 10_000)
    row = dialogue.row(Request("t", 0, [{"role": "user", "content": "f?"}], 1, "h", "f"))
    assert isinstance(row, Row)
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    return dialogue.generation(row, [*ids, *([tokenizer.eos_token_id] if ended else [])], 1.0)


@pytest.mark.parametrize("family", FAMILIES)
def test_reasoning_in_special_tokens_is_parted_from_the_answer(tokenizer: Any, family: str) -> None:
    found = answered(tokenizer, FAMILIES[family])
    assert (found.text, found.reasoning) == (RIGHT, DRAFT.strip())
    assert extract(found.text, "f").source == "def f(x):\n    return x + 1\n"


@pytest.mark.parametrize("family", FAMILIES)
def test_reasoning_that_was_cut_off_leaves_no_answer(tokenizer: Any, family: str) -> None:
    start = FAMILIES[family].partition(DRAFT)[0] + DRAFT
    found = answered(tokenizer, start, ended=False)
    assert (found.text, found.finish_reason) == ("", "length")


def test_the_prompt_may_open_the_reasoning(tokenizer: Any) -> None:
    for opening in ("<think>\n", "[THINK]", "<seed:think>"):
        closing = opening.strip().replace("<", "</").replace("[", "[/")
        found = answered(tokenizer, f"{DRAFT}{closing}{RIGHT}", opening)
        assert (found.text, found.reasoning) == (RIGHT, DRAFT.strip())
        assert answered(tokenizer, DRAFT, opening, ended=False).text == ""
        assert answered(tokenizer, RIGHT, opening).text == RIGHT  # it did not reason


def test_a_prompt_that_closes_the_reasoning_opens_none(tokenizer: Any) -> None:
    found = answered(tokenizer, RIGHT, "<think>\n\n</think>\n\n", ended=False)
    assert (found.text, found.reasoning) == (RIGHT, None)


def test_other_special_tokens_are_erased(tokenizer: Any) -> None:
    assert answered(tokenizer, f"[TOOL]{RIGHT}[TOOL]").text == RIGHT


def test_ordinary_text_is_left_alone(tokenizer: Any) -> None:
    text = "s = '<|unknown|> </s>'\n  x  =  1"
    assert answered(tokenizer, text).text == text
