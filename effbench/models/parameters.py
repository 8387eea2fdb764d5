"""The parameters of one request to a chat server: the body of `POST /chat/completions`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from effbench.base import JsonObject

Limit = Literal["max_tokens", "max_completion_tokens"]
LIMITS: tuple[Limit, ...] = ("max_tokens", "max_completion_tokens")
"""The names of the token limit. Every server knows the first one."""
REFUSABLE = ("n", "seed", "top_p", "temperature", *LIMITS)
"""Parameters that a server may not know. If a refusal names several, the first in this order is
left out: the one with the least loss."""


class ChatParameters(msgspec.Struct, frozen=True, omit_defaults=True):
    """The parameters. Those that are None are not sent; at most one token limit is sent."""

    model: str
    messages: list[dict[str, str]]
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    max_tokens: int | None = None
    n: int | None = None
    max_completion_tokens: int | None = None

    @property
    def names(self) -> frozenset[str]:
        """The names of the parameters that are sent."""
        return frozenset(self.as_dict())

    @property
    def limit_name(self) -> Limit | None:
        """The name of the token limit that is sent, or None."""
        return next((name for name in LIMITS if getattr(self, name) is not None), None)

    @property
    def limit(self) -> int | None:
        """The token limit under either name, or None."""
        return self.max_completion_tokens if self.max_tokens is None else self.max_tokens

    def with_limit(self, limit: int, name: Limit | None = None) -> ChatParameters:
        """Return a copy with this token limit, under `name` or the name that is in use."""
        name = name or self.limit_name
        return self if name is None else msgspec.structs.replace(self, **{name: limit})

    def without(self, names: Iterable[str]) -> ChatParameters:
        """Return a copy without the parameters `names`."""
        return msgspec.structs.replace(self, **dict.fromkeys(names))

    def as_dict(self) -> JsonObject:
        """Return the request's body as plain data."""
        body: JsonObject = msgspec.to_builtins(self)
        return body
