"""Find the settings that a server accepts, by experiment.

Decides how to tell a server that refuses a setting from one that refuses a prompt, without reading
a refusal's words: a short conversation with the same roles, the canary, is sent with the same
parameters. Where that is refused as well, the fault lies in the settings, and `fit` builds up the
most that is accepted: first the conversation alone with one token to answer, then one parameter
after the other, then the limit of tokens. It sends nothing itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from effbench.models.refusals import LIMITS

Accepts = Callable[[dict[str, Any]], Awaitable[bool]]
"""Does the server answer a request with these parameters?"""

CANARY = "Reply with the word OK."
FILLER = "the "
_LEAST_TOKENS = (1, 16)
"""The shortest limits to try: some servers take no limit below 16."""
_ADDED = ("temperature", "top_p", "seed", "n")
"""Given up in the opposite order when two of them exclude each other."""
_CHARACTERS_A_FILLER = 1.5
"""Filler for each character of the prompt: code has more tokens a character than plain words."""


@dataclass(frozen=True)
class Settings:
    """How the wanted parameters are changed for a server. The default changes nothing."""

    left_out: frozenset[str] = frozenset()
    cap: int | None = None
    """The most tokens an answer may have; None: as many as wanted."""
    folded: bool = False
    """The system message stands at the head of the first user message."""

    def applied(self, wanted: dict[str, Any]) -> dict[str, Any]:
        sent = dict(wanted)
        if self.cap is not None:
            sent["max_tokens"] = min(sent["max_tokens"], self.cap)
        if "max_tokens" in self.left_out:
            sent["max_completion_tokens"] = sent["max_tokens"]
        if self.folded:
            sent["messages"] = folded(sent["messages"])
        return {name: value for name, value in sent.items() if name not in self.left_out}

    def without(self, *names: str) -> Settings:
        return dataclasses.replace(self, left_out=self.left_out | set(names))


def folded(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The conversation without a system message: its text precedes the first user message."""
    system = [m["content"] for m in messages if m["role"] == "system"]
    rest = [dict(m) for m in messages if m["role"] != "system"]
    first = next((m for m in rest if m["role"] == "user"), None)
    if first is not None:
        first["content"] = "\n\n".join([*system, first["content"]])
    return rest


def canary_of(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """A short conversation with the same roles."""
    return [{**message, "content": CANARY} for message in messages]


def filler_of(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """A conversation of the same roles and about the same size that says nothing."""
    return [
        {
            **message,
            "content": FILLER * int(len(message["content"]) * _CHARACTERS_A_FILLER / len(FILLER)),
        }
        for message in messages
    ]


def limit_name(sent: dict[str, Any]) -> str | None:
    """The parameter that limits the answer's tokens, where one was sent."""
    return next((name for name in LIMITS if name in sent), None)


def lower_limits(wanted: int) -> Iterator[int]:
    """Limits below `wanted`, high to low: the round numbers that servers have, and some between."""
    found = {1}
    for power in range(32):
        found |= {1 << power, 3 << power}
        if power <= 10:
            found.add(1000 << power)
    yield from sorted((n for n in found if n < wanted), reverse=True)


async def fit(wanted: dict[str, Any], before: Settings, accepts: Accepts) -> Settings | None:
    """The settings with which `accepts` takes the most of `wanted`; `before` is where to begin.

    None when it takes nothing at all, not even the conversation alone.
    """
    has_system = any(message["role"] == "system" for message in wanted["messages"])
    for fold in sorted({before.folded, before.folded or has_system}):
        messages = folded(wanted["messages"]) if fold else wanted["messages"]
        base = {"model": wanted["model"], "messages": messages}
        opening = await _opening(base, wanted["max_tokens"], accepts)
        if opening is not None:
            break
    else:
        return None
    left_out = set(before.left_out - set(LIMITS))
    for name in LIMITS:
        if name in opening:
            break
        left_out.add(name)
    taken = {**base, **opening}
    for name in _ADDED:
        if name in wanted and name not in left_out:
            if await accepts({**taken, name: wanted[name]}):
                taken[name] = wanted[name]
            else:
                left_out.add(name)
    cap = await highest_limit(taken, accepts, wanted["max_tokens"]) if opening else None
    return Settings(frozenset(left_out), None if cap == wanted["max_tokens"] else cap, fold)


async def highest_limit(
    sent: dict[str, Any], accepts: Accepts, most: int | None = None
) -> int | None:
    """The highest limit of tokens with which `sent` is accepted: `most`, or one below it.

    Without `most` it is one below that in `sent`.
    """
    name = limit_name(sent)
    if name is not None:
        for limit in ([most] if most else []) + list(lower_limits(most or sent[name])):
            if await accepts({**sent, name: limit}):
                return limit
    return None


async def shortest(sent: dict[str, Any], accepts: Accepts) -> dict[str, int]:
    """The shortest limit of tokens with which `sent` is accepted; empty where it has none."""
    name = limit_name(sent)
    if name is not None:
        for limit in _LEAST_TOKENS:
            if limit < sent[name] and await accepts({**sent, name: limit}):
                return {name: limit}
    return {}


async def _opening(base: dict[str, Any], most: int, accepts: Accepts) -> dict[str, int] | None:
    """A limit of tokens with which the bare conversation is accepted; empty when none is taken.

    The name that all servers know comes first: some ignore the other one, which limits nothing.
    """
    for name in LIMITS:
        for limit in dict.fromkeys(min(least, most) for least in _LEAST_TOKENS):
            if await accepts({**base, name: limit}):
                return {name: limit}
    if not await accepts(base):
        return None
    for name in LIMITS:
        if await accepts({**base, name: most}):
            return {name: most}
    return {}
