"""Convert requests to a local model's input tokens, and its output tokens to rows.

transformers and vLLM share this code so that their answers can be compared. It chooses between chat
template and plain text, limits new tokens to the context, finds the end of an answer and separates
the reasoning. It loads and runs no model; the tokenizer is typed `Any` here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from effbench.base import Generation, JsonObject, one_line
from effbench.models.base import Request, answered, failed, writable
from effbench.models.decoding import up_to_closing_fence
from effbench.models.extraction.answers import split_answer
from effbench.models.extraction.reasoning import opened_reasoning
from effbench.models.prompts import as_plain_text

_PREFIX_TOKENS = 8
"""Prompt tokens decoded together with an answer: some tokenizers drop a leading space."""


@dataclass(frozen=True)
class Row:
    """A request as tokens."""

    request: Request
    prompt_ids: list[int]
    max_new_tokens: int
    opened: str = ""
    """The mark at the prompt's end that opens the reasoning, or "". The output starts inside it."""


class Dialogue:
    """Converts between requests and tokens for one tokenizer.

    `context` is the number of positions that prompt and answer share, or None if unknown.
    """

    def __init__(
        self,
        tokenizer: Any,
        eos_token_ids: Sequence[int],
        context: int | None,
        max_new_tokens: int,
    ) -> None:
        self.is_chat = bool(tokenizer.chat_template)
        self._tokenizer = tokenizer
        self._special = _special_tokens(tokenizer)
        self._eos = frozenset(eos_token_ids)
        self._context = context
        self._max_new_tokens = max_new_tokens

    def describe(self) -> JsonObject:
        """Return the entries for the manifest."""
        return {
            "context": self._context,
            "prompt": "chat template" if self.is_chat else "plain text up to the opened fence",
            "stop": "end of text" if self.is_chat else "closing fence or end of text",
        }

    def row(self, request: Request) -> Row | Generation:
        """Return the request as tokens, or an error row if it can't be converted."""
        tokenizer = self._tokenizer
        messages = [{k: writable(v) for k, v in message.items()} for message in request.messages]
        try:
            text = (
                tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
                if self.is_chat
                else as_plain_text(messages)
            )
            ids = list(tokenizer(text, add_special_tokens=not self.is_chat)["input_ids"])
        except Exception as error:  # a template is code from the folder and may raise anything
            return failed(request, f"the chat template fails: {one_line(error)}", blame="setup")
        limit = self._max_new_tokens
        if self._context is not None:
            limit = min(limit, self._context - len(ids))
        if limit < 1:
            words = f"the prompt has {len(ids)} tokens, the model's context is {self._context}"
            return failed(request, words, blame="model")
        return Row(request, ids, limit, opened_reasoning(text) if self.is_chat else "")

    def generation(self, row: Row, ids: Sequence[int], seconds: float) -> Generation:
        """Return the answer in the new tokens `ids`. Tokens after an end-of-text token are dropped.

        Reasoning is separated while the special tokens that mark it are still in the text. After
        that the special tokens are removed.
        """
        ended = next((i for i, token in enumerate(ids) if token in self._eos), None)
        kept = list(ids[:ended])
        special = self._special.keys() & kept if self.is_chat else set()
        text = self._new_text(row, kept, skip_special=not special)
        closed = False
        if not self.is_chat:
            text, closed = up_to_closing_fence(text)
        thought, text = _parted(row.opened, text, is_whole=closed or ended is not None)
        for token in sorted((self._special[i] for i in special), key=len, reverse=True):
            text = text.replace(token, "")
            thought = thought and thought.replace(token, "").strip()
        return answered(
            row.request,
            text,
            reasoning=thought or None,
            finish_reason="stop" if closed or ended is not None else "length",
            tokens_in=len(row.prompt_ids),
            tokens_out=len(kept),
            seconds=seconds,
        )

    def _new_text(self, row: Row, ids: list[int], skip_special: bool) -> str:
        prefix = row.prompt_ids[-_PREFIX_TOKENS:]
        before = self._decode(prefix, skip_special)
        both = self._decode(prefix + ids, skip_special)
        if both.startswith(before):
            return both.removeprefix(before)
        return self._decode(ids, skip_special)

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of token ids without special tokens."""
        return self._decode(ids, skip_special=True)

    def _decode(self, ids: Sequence[int], skip_special: bool) -> str:
        text: str = self._tokenizer.decode(
            ids, skip_special_tokens=skip_special, clean_up_tokenization_spaces=False
        )
        return text


def _parted(opened: str, text: str, is_whole: bool) -> tuple[str | None, str]:
    """Split a text into reasoning and answer. Its prompt ends with the mark `opened`.

    A text that was cut off before the reasoning ended holds no answer. A complete text that never
    closes the reasoning is an answer: some models don't reason although their template opens it.
    """
    thought, answer = split_answer(opened + text)
    if opened and (thought is None or (is_whole and not answer.strip())):
        return split_answer(text)
    return thought, answer


def _special_tokens(tokenizer: Any) -> dict[int, str]:
    """Return the special tokens of the vocabulary by id. Decoding can skip them."""
    added = getattr(tokenizer, "added_tokens_decoder", {})
    special = {number: str(token) for number, token in added.items() if token.special}
    named = zip(tokenizer.all_special_ids, tokenizer.all_special_tokens, strict=True)
    return special | {number: str(token) for number, token in named}
