"""How tokens are drawn, and when a base model's answer is over: the two hooks of local generation.

Decides randomness and stopping row by row, so that an answer does not depend on which other prompts
were in its batch. It loads nothing and knows no requests. `torch` is handed in: this module can be
imported without it, and its tensors are `Any` here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

_CLOSING_FENCE = re.compile(r"^```.*\n?", re.MULTILINE)
_TAIL_TOKENS = 16
"""A fence at the start of a line is the work of the last few tokens; no tokenizer takes more."""


class SeededSampler:
    """A logits processor that has already drawn: it leaves one token possible in each row.

    The nucleus is the smallest set of most likely tokens with a mass of at least `top_p` (the
    likeliest token always belongs to it). Each row draws from a stream of its own, seeded by its
    request, and the generator is Python's: a row's draws are the same in any batch and on any
    device. Generation itself must then be greedy.
    """

    def __init__(self, torch: Any, seeds: Sequence[int], temperature: float, top_p: float) -> None:
        self._torch = torch
        self._streams = [random.Random(seed) for seed in seeds]
        self._temperature = temperature
        self._top_p = top_p

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        torch = self._torch
        ordered, order = torch.softmax(scores.float() / self._temperature, -1).sort(
            -1, descending=True
        )
        cumulative = ordered.cumsum(-1)
        n_kept = (cumulative - ordered < self._top_p).sum(-1, keepdim=True).clamp(min=1)
        mass = cumulative.gather(-1, n_kept - 1)
        draws = [[stream.random()] for stream in self._streams]
        threshold = torch.tensor(draws, dtype=mass.dtype, device=mass.device) * mass
        index = (cumulative <= threshold).sum(-1, keepdim=True)
        token = order.gather(-1, torch.minimum(index, n_kept - 1))
        return torch.full_like(scores, float("-inf")).scatter_(-1, token, 0.0)


class FenceStop:
    """A stopping criterion for prompts that end within an open fence: a line that closes it."""

    def __init__(
        self, torch: Any, decode: Callable[[Sequence[int]], str], prompt_length: int
    ) -> None:
        self._torch = torch
        self._decode = decode
        self._prompt_length = prompt_length

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        new = input_ids[:, self._prompt_length :]
        whole = new.shape[1] <= _TAIL_TOKENS
        tails = [self._decode(row) for row in new[:, -_TAIL_TOKENS:].tolist()]
        closed = ["\n```" in tail or (whole and tail.startswith("```")) for tail in tails]
        return self._torch.tensor(closed, device=input_ids.device, dtype=self._torch.bool)


def up_to_closing_fence(text: str) -> tuple[str, bool]:
    """The text up to and including the line that closes the fence, and whether there is one."""
    mark = _CLOSING_FENCE.search(text)
    return (text[: mark.end()], True) if mark else (text, False)
