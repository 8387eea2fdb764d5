"""What a chat server's reply means: pure functions from its words to ours.

Decides which replies are answers, which refusals name a parameter that can be left out, and how
long a server asks to wait. It sends nothing. Servers differ and proxies lie, so nothing is taken
for granted about a reply's shape; every string in it is foreign.
"""

from __future__ import annotations

import email.utils
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from effbench.answers import split_reasoning
from effbench.foreign import one_line

MAX_WAIT_SECONDS = 60.0
REFUSABLE = ("n", "seed", "top_p", "temperature", "max_tokens", "max_completion_tokens")
"""Parameters that a server may not know, in the order in which they are given up when a refusal
names several of them ("temperature and top_p can't both be set"): the least loss first."""

_REFUSAL = re.compile(
    r"unsupported|n[o']t support|unknown|unrecogni[sz]ed|unexpected|not permitted|not allowed"
    r"|extra (?:inputs|fields|param)|deprecated|can(?:not|'t) (?:both )?be (?:used|set|specified)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"context (?:length|window|size)|too (?:large|long|high)|exceed", re.IGNORECASE)
"""Names `max_tokens` too, but means that the prompt is too long."""
_WITHHELD = re.compile(r"content|policy|safety|moderation|filter", re.IGNORECASE)


class BadReplyError(Exception):
    """A reply with status 200 that holds no answer. `transient`: another try may help."""

    def __init__(self, message: str, transient: bool = True) -> None:
        super().__init__(message)
        self.transient = transient


@dataclass(frozen=True)
class Reply:
    text: str
    reasoning: str | None
    finish_reason: Literal["stop", "length"]
    tokens_in: int | None
    tokens_out: int | None
    served_model: str | None


@dataclass(frozen=True)
class Refusal:
    """An error status in the server's own words."""

    words: str
    parameter: str | None
    code: str | None


def parse_replies(body: bytes) -> list[Reply]:
    """The answers in a chat completion, one for each choice that holds one, at least one.

    Raises BadReplyError, the first choice's, when none does. No content at all is an answer when
    the model was cut off while reasoning, or when it refused in the field made for it; an empty
    string is an answer always.
    """
    start = one_line(body[:400].decode("utf-8", "replace"), 120)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadReplyError(f"the reply is not JSON but {start!r}") from None
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, list) or not choices:
        raise BadReplyError(f"the reply has no choices with a message: {start}")
    replies: list[Reply] = []
    errors: list[BadReplyError] = []
    for choice in choices:
        try:
            replies.append(_reply(choice, data, start))
        except BadReplyError as error:
            errors.append(error)
    if not replies:
        raise errors[0]
    return replies


def _reply(choice: Any, data: dict[str, Any], start: str) -> Reply:
    if not isinstance(choice, dict) or not isinstance(message := choice.get("message"), dict):
        raise BadReplyError(f"the reply has no choices with a message: {start}")
    cut_off = choice.get("finish_reason") in ("length", "max_tokens")
    content = _content(message)
    if content is None and choice.get("finish_reason") == "content_filter":
        raise BadReplyError("the server's content filter withheld the answer", transient=False)
    if content is None and not cut_off:
        raise BadReplyError("the reply's message has no content")
    thought, text = split_reasoning(content or "")
    usage = data.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Reply(
        text=text,
        reasoning=_string(message, "reasoning_content") or _string(message, "reasoning") or thought,
        finish_reason="length" if cut_off else "stop",
        tokens_in=_count(usage, "prompt_tokens"),
        tokens_out=_count(usage, "completion_tokens"),
        served_model=_string(data, "model"),
    )


def parse_refusal(body: object) -> Refusal:
    """The words of an error reply: OpenAI's `error` object, a bare string, FastAPI's `detail`."""
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return Refusal(one_line(error if error else "no words"), None, None)
    words = error.get("message") or error.get("detail")
    details = words if isinstance(words, list) else [words]
    text = "; ".join(filter(None, map(_detail, details))) or "no words"
    return Refusal(one_line(text), _string(error, "param"), _string(error, "code"))


def refused_parameter(refusal: Refusal, sent: Collection[str]) -> str | None:
    """The parameter among `sent` that the server does not know or want, if that is what it says."""
    named = (refusal.code or "").startswith("unsupported_") or _REFUSAL.search(refusal.words)
    if not named or _SIZE.search(refusal.words):
        return None
    candidates = [name for name in REFUSABLE if name in sent]
    if refusal.parameter in candidates:
        return refusal.parameter
    return next((n for n in candidates if re.search(rf"\b{n}\b", refusal.words)), None)


def is_the_models_own(refusal: Refusal) -> bool:
    """Is a 400 the model's limit or its maker's policy, rather than our or the server's mistake?"""
    return bool(_SIZE.search(refusal.words) or _WITHHELD.search(refusal.words))


def wait_seconds(header: str | None, now: float) -> float | None:
    """`Retry-After` (seconds or an HTTP date) as seconds from `now`, at most MAX_WAIT_SECONDS."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(header).timestamp() - now
        except (ValueError, OverflowError):
            return None
    return min(seconds, MAX_WAIT_SECONDS) if seconds >= 0 else None


def shown_url(url: str) -> str:
    """Scheme, host, port and path, without a user, password or query that may be secret.

    Empty when it is no URL.
    """
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}{parts.path}" if host else ""


def _detail(item: object) -> str | None:
    if not isinstance(item, dict):
        return item if isinstance(item, str) else None
    where = item.get("loc")
    name = f"{where[-1]}: " if isinstance(where, list) and where else ""
    return f"{name}{_string(item, 'msg') or 'wrong'}"


def _content(message: dict[str, Any]) -> str | None:
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(_string(part, "text") or "" for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else _string(message, "refusal")


def _string(data: dict[str, Any], key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) and value else None


def _count(usage: dict[str, Any], key: str) -> int | None:
    value = usage.get(key)
    return value if type(value) is int else None
