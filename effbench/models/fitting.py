"""Find the settings that a server accepts, by experiment.

A server may refuse a setting or a prompt. To find out which, without relying on the wording of the
refusal, the caller sends a canary: a short conversation with the same roles and parameters. If the
server refuses the canary too, the settings are at fault. `fit` then searches for the most that is
accepted: first the conversation alone with the lowest token limit, then one parameter after
another, then the highest token limit. The module sends nothing itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from effbench.models.parameters import LIMITS, ChatParameters

Accepts = Callable[[ChatParameters], Awaitable[bool]]
"""Sends a request with these parameters and returns whether the server accepts it."""

CANARY = "Reply with the word OK."
FILLER = "the "
_LEAST_TOKENS = (1, 16)
"""The lowest token limits to try: some servers accept no limit below 16."""
_ADDED = ("temperature", "top_p", "seed", "n")
"""The order of adding parameters. If two exclude each other, the later one is left out."""
_CHARACTERS_A_FILLER = 1.5
"""Filler characters per prompt character: code has more tokens per character than prose."""


@dataclass(frozen=True)
class Settings:
    """The changes that a server needs to the wanted parameters. The default changes nothing."""

    left_out: frozenset[str] = frozenset()
    cap: int | None = None
    """The most tokens that an answer may have, or None if the wanted limit is accepted."""
    folded: bool = False
    """True if the system message is moved to the start of the first user message."""

    def applied(self, wanted: ChatParameters) -> ChatParameters:
        """Return `wanted` with these changes."""
        sent = wanted
        if self.cap is not None and wanted.max_tokens is not None:
            sent = sent.with_limit(min(wanted.max_tokens, self.cap))
        if "max_tokens" in self.left_out:
            sent = msgspec.structs.replace(sent, max_completion_tokens=sent.max_tokens)
        if self.folded:
            sent = msgspec.structs.replace(sent, messages=folded(sent.messages))
        return sent.without(self.left_out)

    def without(self, *names: str) -> Settings:
        """Return these settings with the parameters `names` left out as well."""
        return dataclasses.replace(self, left_out=self.left_out | set(names))


def folded(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the conversation with the system message's text moved into the first user message."""
    system = [m["content"] for m in messages if m["role"] == "system"]
    rest = [dict(m) for m in messages if m["role"] != "system"]
    first = next((m for m in rest if m["role"] == "user"), None)
    if first is not None:
        first["content"] = "\n\n".join([*system, first["content"]])
    return rest


def canary_of(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return a short conversation with the same roles."""
    return [{**message, "content": CANARY} for message in messages]


def filler_of(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return a meaningless conversation with the same roles and about the same length in tokens."""
    return [
        {
            **message,
            "content": FILLER * int(len(message["content"]) * _CHARACTERS_A_FILLER / len(FILLER)),
        }
        for message in messages
    ]


def lower_limits(wanted: int) -> Iterator[int]:
    """Yield limits below `wanted`, highest first: the round numbers common on servers, and more."""
    found = {1}
    for power in range(32):
        found |= {1 << power, 3 << power}
        if power <= 10:
            found.add(1000 << power)
    yield from sorted((n for n in found if n < wanted), reverse=True)


async def fit(wanted: ChatParameters, before: Settings, accepts: Accepts) -> Settings | None:
    """Return the settings that keep as much of `wanted` as the server accepts.

    The search starts from `before`. Returns None if the server refuses even the conversation alone.
    """
    most = wanted.max_tokens or 0
    has_system = any(message["role"] == "system" for message in wanted.messages)
    for fold in sorted({before.folded, before.folded or has_system}):
        messages = folded(wanted.messages) if fold else wanted.messages
        taken = await _opening(ChatParameters(wanted.model, messages), most, accepts)
        if taken is not None:
            break
    else:
        return None
    left_out = set(before.left_out - set(LIMITS))
    for name in LIMITS:
        if name == taken.limit_name:
            break
        left_out.add(name)
    for added in _ADDED:
        value = getattr(wanted, added)
        if value is not None and added not in left_out:
            more = msgspec.structs.replace(taken, **{added: value})
            if await accepts(more):
                taken = more
            else:
                left_out.add(added)
    cap = await highest_limit(taken, accepts, most)
    return Settings(frozenset(left_out), None if cap == most else cap, fold)


async def highest_limit(
    sent: ChatParameters, accepts: Accepts, most: int | None = None
) -> int | None:
    """Return the highest token limit with which the server accepts `sent`, or None.

    `most` itself is tried first, then lower limits. Without `most`, only limits below the one in
    `sent` are tried.
    """
    if sent.limit is not None:
        for limit in ([most] if most else []) + list(lower_limits(most or sent.limit)):
            if await accepts(sent.with_limit(limit)):
                return limit
    return None


async def shortest(sent: ChatParameters, accepts: Accepts) -> int | None:
    """Return the lowest accepted token limit.

    None if `sent` has no limit, or if none of the low limits is both lower and accepted.
    """
    if sent.limit is not None:
        for limit in _LEAST_TOKENS:
            if limit < sent.limit and await accepts(sent.with_limit(limit)):
                return limit
    return None


async def _opening(base: ChatParameters, most: int, accepts: Accepts) -> ChatParameters | None:
    """Return the bare conversation `base` with a token limit that the server accepts.

    Without a limit if the server accepts only that; None if it refuses that as well. The name that
    all servers know is tried first, because some servers ignore the other one.
    """
    for name in LIMITS:
        for limit in dict.fromkeys(min(least, most) for least in _LEAST_TOKENS):
            if await accepts(with_limit := base.with_limit(limit, name)):
                return with_limit
    if not await accepts(base):
        return None
    for name in LIMITS:
        if await accepts(with_limit := base.with_limit(most, name)):
            return with_limit
    return base
