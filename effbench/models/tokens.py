"""From a request to the tokens that a model of this machine is given, and from its tokens to a row.

Decides what transformers and vLLM must do alike, so that their answers can be compared: chat
template or plain text, the limit of new tokens within the context, where an answer ends. It loads
and runs nothing; the tokenizer is `Any` here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from effbench.answers import split_reasoning
from effbench.foreign import one_line
from effbench.models.base import Request, answered, failed, writable
from effbench.models.decoding import up_to_closing_fence
from effbench.prompts import as_plain_text
from effbench.records import Generation

_PREFIX_TOKENS = 8
"""Tokens of the prompt that an answer is decoded behind: some tokenizers drop a first space."""


@dataclass(frozen=True)
class Row:
    """A request as tokens."""

    request: Request
    prompt_ids: list[int]
    max_new_tokens: int


class Dialogue:
    """`context` is how many positions prompt and answer share; None when nobody knows."""

    def __init__(
        self,
        tokenizer: Any,
        eos_token_ids: Sequence[int],
        context: int | None,
        max_new_tokens: int,
    ) -> None:
        self.is_chat = bool(tokenizer.chat_template)
        self._tokenizer = tokenizer
        self._eos = frozenset(eos_token_ids)
        self._context = context
        self._max_new_tokens = max_new_tokens

    def describe(self) -> dict[str, Any]:
        return {
            "context": self._context,
            "prompt": "chat template" if self.is_chat else "plain text up to the opened fence",
            "stop": "end of text" if self.is_chat else "closing fence or end of text",
        }

    def row(self, request: Request) -> Row | Generation:
        """The request as tokens, or its error row when it can't be one."""
        tokenizer = self._tokenizer
        messages = [{k: writable(v) for k, v in message.items()} for message in request.messages]
        try:
            text = (
                tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
                if self.is_chat
                else as_plain_text(messages)
            )
            ids = list(tokenizer(text, add_special_tokens=not self.is_chat)["input_ids"])
        except Exception as error:  # a template is the folder's own program and may raise anything
            return failed(request, f"the chat template fails: {one_line(error)}", blame="setup")
        limit = self._max_new_tokens
        if self._context is not None:
            limit = min(limit, self._context - len(ids))
        if limit < 1:
            words = f"the prompt has {len(ids)} tokens, the model's context is {self._context}"
            return failed(request, words, blame="model")
        return Row(request, ids, limit)

    def generation(self, row: Row, ids: Sequence[int], seconds: float) -> Generation:
        """The answer in new tokens `ids`; what follows an end-of-text token does not count."""
        ended = next((i for i, token in enumerate(ids) if token in self._eos), None)
        kept = list(ids[:ended])
        prefix = row.prompt_ids[-_PREFIX_TOKENS:]
        before, both = self.decode(prefix), self.decode(prefix + kept)
        text = both.removeprefix(before) if both.startswith(before) else self.decode(kept)
        closed = False
        if not self.is_chat:
            text, closed = up_to_closing_fence(text)
        thought, text = split_reasoning(text)
        return answered(
            row.request,
            text,
            reasoning=thought,
            finish_reason="stop" if closed or ended is not None else "length",
            tokens_in=len(row.prompt_ids),
            tokens_out=len(kept),
            seconds=seconds,
        )

    def decode(self, ids: Sequence[int]) -> str:
        text: str = self._tokenizer.decode(
            ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return text
