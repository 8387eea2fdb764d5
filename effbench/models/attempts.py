"""One request to a chat server: its parameters, its rows if it fails, and the wish to retry it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from effbench.base import Blame, Generation
from effbench.models.base import Request, Sampling, failed
from effbench.models.parameters import ChatParameters
from effbench.models.refusals import Refusal

_SEED_BITS = 0x7FFFFFFF  # some servers keep seeds in a signed 32-bit integer
_CHARACTERS_A_TOKEN = 4  # an estimate for the tokens-per-minute budget; the reply corrects it
Why = Literal["failed", "empty", "unreachable", "unexplained"]


class Again(Exception):
    """The request should be retried, after at least `wait` seconds if given.

    `reasoning` is the reasoning that came with an empty answer, if any.
    """

    def __init__(
        self,
        words: str,
        wait: float | None = None,
        why: Why = "failed",
        reasoning: str | None = None,
    ) -> None:
        super().__init__(words)
        self.wait = wait
        self.why = why
        self.reasoning = reasoning


def chat_parameters(model: str, request: Request, sampling: Sampling) -> ChatParameters:
    """Return the request parameters for one sample.

    Temperature and top_p are always sent, because the defaults differ between servers.
    """
    return ChatParameters(
        model=model,
        messages=[dict(message) for message in request.messages],
        temperature=sampling.temperature,
        top_p=sampling.top_p,
        seed=request.seed & _SEED_BITS,
        max_tokens=sampling.max_new_tokens,
    )


def words_of(refusal: Refusal) -> str:
    """Return a refusal in a few words."""
    return f"HTTP {refusal.status}: {refusal.words}"


def all_failed(group: Sequence[Request], words: str, blame: Blame) -> list[Generation]:
    """Return a row without an answer for each request of a group."""
    return [failed(request, words, blame=blame) for request in group]


def most_tokens(sent: ChatParameters) -> int:
    """Estimate the most tokens that a request can cost: the prompt and the longest answers."""
    characters = sum(len(message["content"]) for message in sent.messages)
    return int(characters // _CHARACTERS_A_TOKEN + (sent.n or 1) * (sent.limit or 0))
