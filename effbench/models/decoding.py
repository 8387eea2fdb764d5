"""The two hooks of local generation: a seeded sampler and a stopping criterion for base models.

Both work row by row, so an answer does not depend on the other prompts in its batch. The caller
passes `torch` in: this module can be imported without it, and its tensors are typed `Any` here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

_CLOSING_FENCE = re.compile(r"^```.*\n?", re.MULTILINE)
_TAIL_TOKENS = 16
"""Number of trailing tokens decoded to find a closing fence. No tokenizer needs more for one."""


class SeededSampler:
    """A logits processor that draws the token itself and leaves only that token in each row.

    The nucleus is the smallest set of most likely tokens with a total probability of at least
    `top_p`; it always contains the most likely token. Each row draws from its own stream of
    Python's generator, seeded by its request, so its draws are the same in any batch and on any
    device. Generation itself must be greedy.
    """

    def __init__(self, torch: Any, seeds: Sequence[int], temperature: float, top_p: float) -> None:
        self._torch = torch
        self._streams = [random.Random(seed) for seed in seeds]
        self._temperature = temperature
        self._top_p = top_p

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """Draw each row's next token with its own seed."""
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
    """A stopping criterion for prompts that end inside an open fence: stop once it is closed."""

    def __init__(
        self, torch: Any, decode: Callable[[Sequence[int]], str], prompt_length: int
    ) -> None:
        self._torch = torch
        self._decode = decode
        self._prompt_length = prompt_length

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        """Return, for each row, whether its code block is closed."""
        new = input_ids[:, self._prompt_length :]
        whole = new.shape[1] <= _TAIL_TOKENS
        tails = [self._decode(row) for row in new[:, -_TAIL_TOKENS:].tolist()]
        closed = ["\n```" in tail or (whole and tail.startswith("```")) for tail in tails]
        return self._torch.tensor(closed, device=input_ids.device, dtype=self._torch.bool)


def up_to_closing_fence(text: str) -> tuple[str, bool]:
    """Return the text up to and including the closing fence's line, and whether there is one."""
    mark = _CLOSING_FENCE.search(text)
    return (text[: mark.end()], True) if mark else (text, False)
